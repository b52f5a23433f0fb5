#include "dialects/vobiz/contact_table.h"

#include "base/problem.h"

#include <gtest/gtest.h>

namespace parley::vobiz {
namespace {

// Row after row: number:digits|name|tag,tag or the fault.
std::string spelt(std::string_view text) {
  std::string out;
  try {
    ContactTable table(text);
    ImportedContact contact;
    while (table.next(contact)) {
      out += std::to_string(contact.row) + ':';
      if (!contact.fault.empty()) {
        out += '!' + contact.fault + '\n';
        continue;
      }
      out += contact.phone + '|' + contact.name + '|';
      for (const auto& tag : contact.tags) out += tag + ',';
      out += '\n';
    }
  } catch (const Problem& problem) {
    return problem.what();
  }
  return out;
}

TEST(ContactTable, ReadsRows) {
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"", "file is empty"},
      {"name,tags\n", "file has no column phone_number"},
      {"phone_number\n", ""},
      {"phone_number,name,tags\n+919876543210,Rahul,vip\n", "1:919876543210|Rahul|vip,\n"},
      {"\xEF\xBB\xBF TAGS ,city, Phone_Number \r\n\"vip, new;vip|old\",Pune, +919876543210 \r\n",
       "1:919876543210||vip,new,old,\n"},
      {"phone_number,name\n919876543210,a\n+919876543210\n",
       "1:!invalid phone_number: must be E.164 format\n2:919876543210||\n"},
      {"phone_number,name\n\"+91\"9,a\n+919876543210,b\n",
       "1:!invalid row: its quotes do not match\n2:919876543210|b|\n"},
      {"phone_number,name\n+919876543210,a\xFF\n", "1:!invalid name: must be UTF-8\n"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(spelt(text), expected) << text;
}

TEST(ContactTable, IsLimited) {
  std::string text = "phone_number\n";
  for (std::int64_t i = 0; i < most_rows; ++i) text += "+\n";
  EXPECT_NE(spelt(text), "file has more than 20000 rows");
  EXPECT_EQ(spelt(text + "+\n"), "file has more than 20000 rows");
}

}  // namespace
}  // namespace parley::vobiz
