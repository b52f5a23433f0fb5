#include "dialects/wapikit/jwt.h"

#include "base/json.h"

#include <gtest/gtest.h>

namespace parley::wapikit {
namespace {

const Seal seal(std::string(32, 'k'));
const Seal other_seal(std::string(32, 'x'));

Claims some_claims() {
  return {.name = "Ann \"A\" Lee 😀",
          .unique_id = "id",
          .username = "ann",
          .email = "ann@example.org",
          .role = "Owner",
          .organization_id = "org",
          .expires_at = from_millis(1'800'000'000'000),
          .id = "jti"};
}

TEST(Base64Url, IsRfc4648WithoutPadding) {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(base64url(bytes), text);
    EXPECT_EQ(of_base64url(text), bytes) << text;
  }
  for (const auto* broken : {"Z", "Zg=", "Zh", "Zm9=", "Zm 9", "+/+/", "Zm9vZ"})
    EXPECT_EQ(of_base64url(broken), std::nullopt) << broken;
}

TEST(Jwt, SaysWhatFrontendsLookFor) {
  const auto text = make_jwt(seal, some_claims());
  const auto middle = text.find('.');
  const auto dot = text.rfind('.');
  EXPECT_EQ(of_base64url(text.substr(0, middle)), R"({"alg":"HS256","typ":"JWT"})");
  EXPECT_EQ(of_base64url(text.substr(middle + 1, dot - middle - 1)),
            R"({"name":"Ann \"A\" Lee 😀","unique_id":"id","username":"ann","email":"ann@example.org",)"
            R"("role":"Owner","organization_id":"org","exp":1800000000,"iss":"wapikit","jti":"jti"})");
  EXPECT_EQ(text.size() - dot - 1, 43u);
}

TEST(Jwt, IsReadBackWhereWeSignedIt) {
  const auto text = make_jwt(seal, some_claims());
  const auto read = read_jwt(seal, text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, some_claims().name);
  EXPECT_EQ(read->organization_id, "org");
  EXPECT_EQ(read->expires_at, some_claims().expires_at);
  EXPECT_EQ(read->id, "jti");
  EXPECT_FALSE(read_jwt(other_seal, text));
}

TEST(Jwt, IsNothingWhereAnythingWasChanged) {
  const auto text = make_jwt(seal, some_claims());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(read_jwt(seal, changed)) << i;
  }
  for (const std::string_view broken : {"", ".", "..", "a.b", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
    EXPECT_FALSE(read_jwt(seal, broken)) << broken;
  EXPECT_FALSE(read_jwt(seal, text + "="));
  EXPECT_FALSE(read_jwt(seal, text.substr(0, text.size() - 1)));
}

}  // namespace
}  // namespace parley::wapikit
