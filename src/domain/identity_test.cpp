#include "domain/identity.h"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

TEST(PhoneKey, IsOneForAllNationalSpellingsOfANumber) {
  const struct {
    std::string_view what, one, other, key;
  } cases[] = {
      {"Brazil, mobile", "5511987654321", "551187654321", "551187654321"},
      {"Brazil, mobile starting with 6", "5585961234567", "558561234567", "558561234567"},
      {"Mexico", "5215512345678", "525512345678", "525512345678"},
      {"Argentina", "5491123456789", "541123456789", "541123456789"},
  };
  for (const auto& [what, one, other, key] : cases) {
    EXPECT_EQ(phone_key(one), key) << what;
    EXPECT_EQ(phone_key(other), key) << what;
  }
}

TEST(PhoneKey, LeavesEverythingElseAlone) {
  for (const std::string_view phone : {
           "551132345678",    // Brazil, landline
           "5511932345678",   // 9 before a landline's head
           "5511887654321",   // 13 digits without the ninth
           "521551234567",    // Mexico, too short
           "52155123456789",  // and too long
           "5225512345678",   // no 1
           "5481123456789",   // Argentina, no 9
           "549112345678",    // too short
           "16505551234",
           "919343841961",
           "5",
           "52",
           "bla",
           "+5511987654321",
           "US.13491208655302741918",
           "",
       }) {
    EXPECT_EQ(phone_key(phone), phone);
  }
}

TEST(Bsuid, IsACountryADotAndLettersAndDigits) {
  const std::string longest(128, 'a');
  for (const auto& text : {std::string("US.13491208655302741918"), std::string("IN.a"), "BR." + longest}) {
    EXPECT_TRUE(looks_like_bsuid(text)) << text;
    EXPECT_FALSE(looks_like_parent_bsuid(text)) << text;
  }
  for (const auto& text :
       {std::string(), std::string("US"), std::string("US."), std::string("us.1"), std::string("USA.1"),
        std::string("U1.1"), std::string("US.1 2"), std::string("US.1.2"), std::string("foo_bar"),
        std::string("16505551234"), "BR." + longest + "b"}) {
    EXPECT_FALSE(looks_like_bsuid(text)) << text;
  }
}

TEST(ParentBsuid, HoldsTheWordEnt) {
  const std::string longest(128, 'a');
  for (const auto& text : {std::string("US.ENT.11815799212886844830"), "US.ENT." + longest}) {
    EXPECT_TRUE(looks_like_parent_bsuid(text)) << text;
    EXPECT_FALSE(looks_like_bsuid(text)) << text;
  }
  for (const auto& text : {std::string("US.ENT."), std::string("US.ENT"), std::string("US.ent.1"),
                           std::string("US.1"), std::string("US.ENT.a.b"), "US.ENT." + longest + "b"}) {
    EXPECT_FALSE(looks_like_parent_bsuid(text)) << text;
  }
}

}  // namespace
}  // namespace parley
