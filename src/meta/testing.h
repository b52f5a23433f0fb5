#pragma once
// For tests of the webhook reader: bodies around what matters, and the facts read from them.

#include "meta/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parley::meta {

constexpr Timestamp received = from_millis(1'750'000'000'000);

inline std::string body_of(const std::string& field, const std::string& value) {
  return R"({"object":"whatsapp_business_account","entry":[{"id":"77","changes":[{"field":")" + field +
         R"(","value":)" + value + "}]}]}";
}

// `members` of a value beside its metadata: our number is +1 631-555-8151, its id 10.
inline std::string value_of(const std::string& members) {
  return R"({"metadata":{"display_phone_number":"+1 631-555-8151","phone_number_id":"10"},)" + members + '}';
}

inline Facts facts_in(const std::string& body) {
  auto facts = parse_webhook(body, received);
  EXPECT_TRUE(facts) << body;
  return facts.value_or(Facts{});
}

inline Facts facts_of(const std::string& field, const std::string& members) {
  return facts_in(body_of(field, value_of(members)));
}

template <class What>
std::vector<What> all(const Facts& facts) {
  std::vector<What> found;
  for (const auto& fact : facts.facts) {
    if (const auto* what = std::get_if<What>(&fact.what)) found.push_back(*what);
  }
  return found;
}

// The fact, where there is one and nothing else.
template <class What>
What only(const Facts& facts) {
  const auto found = all<What>(facts);
  EXPECT_TRUE(found.size() == 1 && facts.facts.size() == 1 && facts.parked.empty())
      << found.size() << " of " << facts.facts.size() << " facts, " << facts.parked.size() << " parked";
  return found.empty() ? What{} : found[0];
}

// A list with one item of these members.
inline std::string list_of(const std::string& name, const std::string& members) {
  return '"' + name + R"(":[{)" + members + "}]";
}

// A live message from 16505551234, id w, with these further members.
inline Facts facts_of_message(const std::string& members) {
  return facts_of("messages",
                  R"("messages":[{"from":"16505551234","id":"w","timestamp":"1739321024",)" + members + "}]");
}

// phone|bsuid|parent|group
inline std::string spelt(const Identity& who) {
  return who.phone + '|' + who.bsuid + '|' + who.parent + '|' + who.group;
}

inline std::string bytes_of(const std::string& body, const Slice& slice) {
  return body.substr(slice.offset, slice.length);
}

}  // namespace parley::meta
