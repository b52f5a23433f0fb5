#include "meta/signature.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parley::meta {
namespace {

const std::vector<std::string> secrets{"another-app", "s3cr3t-app"};

constexpr std::string_view escaped =
    R"({"object":"whatsapp_business_account","entry":[],"note":"h\u00e9 \ud83d\ude00 https:\/\/x.test"})";
constexpr std::string_view plain =
    R"({"object":"whatsapp_business_account","entry":[],"note":"hé 😀 https:\/\/x.test"})";

constexpr std::string_view of_escaped = "836a8701194018adaa4864de54dc2ad0062773a92aecaa7e85d4e2aa216462e5";
constexpr std::string_view of_plain = "bef784e58a03af72b6d4f5b6ad4b1ef90727a069923a63ef236cf7728917489b";
constexpr std::string_view of_nothing = "2fffa04d86d9433238be785e683eb7b709e4410a17afa943348bf95b0b4960cd";

std::string header(std::string_view hex) { return "sha256=" + std::string(hex); }

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

TEST(Signature, IsTheKnownOneOfEachKnownBody) {
  EXPECT_EQ(escaped.size(), 96U);
  EXPECT_EQ(plain.size(), 84U);
  EXPECT_EQ(signature_of(escaped, "s3cr3t-app"), header(of_escaped));
  EXPECT_EQ(signature_of(plain, "s3cr3t-app"), header(of_plain));
  EXPECT_EQ(signature_of("", "s3cr3t-app"), header(of_nothing));
}

TEST(Signature, IsTakenOverTheBodyAsItCameOrAsMetaWroteIt) {
  const struct {
    std::string_view body, hex;
    bool is_ours;
  } cases[] = {
      {escaped, of_escaped, true}, {escaped, of_plain, false}, {plain, of_plain, true},
      {plain, of_escaped, true},   {"", of_nothing, true},     {"{}", of_nothing, false},
  };
  for (const auto& [body, hex, is_ours] : cases) {
    const auto expected = is_ours ? std::optional<std::size_t>(1) : std::nullopt;
    EXPECT_EQ(signed_by(body, header(hex), secrets), expected) << body << ' ' << hex;
    EXPECT_EQ(signed_by(body, "sha256=" + upper(std::string(hex)), secrets), expected) << body << ' ' << hex;
  }
}

TEST(Signature, EscapesDeleteAndWhatIsAboveIt) {
  EXPECT_EQ(signed_by("\x7f", signature_of(R"(\u007f)", "s3cr3t-app"), secrets), 1U);
  EXPECT_EQ(signed_by("~", signature_of(R"(\u007e)", "s3cr3t-app"), secrets), std::nullopt);
  EXPECT_EQ(signed_by("\xEF\xBF\xBF", signature_of(R"(\uffff)", "s3cr3t-app"), secrets), 1U);
}

TEST(Signature, TellsWhichSecretSigned) {
  EXPECT_EQ(signed_by("{}", signature_of("{}", "another-app"), secrets), 0U);
  EXPECT_EQ(signed_by("{}", signature_of("{}", "s3cr3t-app"), secrets), 1U);
  EXPECT_EQ(signed_by("{}", signature_of("{}", "a third"), secrets), std::nullopt);
  EXPECT_EQ(signed_by("{}", signature_of("{}", "s3cr3t-app"), {}), std::nullopt);
}

TEST(Signature, IsNeverMadeWithAnEmptySecret) {
  const std::vector<std::string> careless{""};
  EXPECT_EQ(signed_by("{}", signature_of("{}", ""), careless), std::nullopt);
}

TEST(Signature, RefusesAHeaderOfAnyOtherForm) {
  const std::string hex(of_escaped);
  for (const auto& text :
       {std::string(), std::string("sha256="), hex, "sha1=" + hex, "sha1=" + hex.substr(0, 40),
        "SHA256=" + hex, "sha256=" + hex.substr(1), "sha256=" + hex + "0", "sha256=" + hex + " ",
        " sha256=" + hex, "sha256= " + hex.substr(1), "sha256=" + std::string(64, 'g'),
        "sha256=" + std::string(64, '\0')}) {
    EXPECT_EQ(signed_by(escaped, text, secrets), std::nullopt) << text;
  }
}

TEST(Signature, IsNotTriedAgainOverBrokenUtf8) {
  const std::string body = "{\"a\":\"\xff\"}";
  EXPECT_EQ(signed_by(body, signature_of(R"({"a":"\ufffd"})", "s3cr3t-app"), secrets), std::nullopt);
  EXPECT_EQ(signed_by(body, signature_of(R"({"a":"\u00ff"})", "s3cr3t-app"), secrets), std::nullopt);
  EXPECT_EQ(signed_by(body, signature_of(body, "s3cr3t-app"), secrets), 1U);
}

}  // namespace
}  // namespace parley::meta
