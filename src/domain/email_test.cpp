#include "domain/email.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Email, IsKeptInSmallLetters) {
  EXPECT_EQ(email_of("ann@example.org"), "ann@example.org");
  EXPECT_EQ(email_of(" Ann.Lee+shop@Example.ORG\n"), "ann.lee+shop@example.org");
  EXPECT_EQ(email_of("jörg@example.org"), "jörg@example.org");
}

TEST(Email, IsRefusedWhereItIsNone) {
  const std::string_view texts[] = {"",           "@",         "ann",       "ann@",      "@example.org",
                                    "ann@org",    "ann@.org",  "ann@org.",  "a@b@c.org", "a b@example.org",
                                    "a\t@b.org",  "<a@b.org>", "a,b@c.org", "a\"@b.org", "a@b.org\xff",
                                    "a\x7f@b.org"};
  for (const auto text : texts) EXPECT_EQ(email_of(text), std::nullopt) << text;
  EXPECT_EQ(email_of(std::string("a\0@b.org", 8)), std::nullopt);
  EXPECT_EQ(email_of(std::string(250, 'a') + "@b.org"), std::nullopt);
  EXPECT_NE(email_of(std::string(248, 'a') + "@b.org"), std::nullopt);
}

}  // namespace
}  // namespace parley
