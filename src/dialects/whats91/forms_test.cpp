#include "dialects/whats91/forms.h"

#include "base/problem.h"
#include "dialects/whats91/whats91.h"

#include <gtest/gtest.h>

namespace parley::whats91 {
namespace {

struct Field {
  std::string name, value, filename = {};
};

std::string form_of(const std::vector<Field>& fields, const std::string& boundary) {
  std::string body;
  for (const auto& [name, value, filename] : fields) {
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + '"';
    if (!filename.empty()) body += "; filename=\"" + filename + '"';
    body += "\r\n\r\n" + value + "\r\n";
  }
  return body + "--" + boundary + "--\r\n";
}

// A request owns what it shows.
struct Sending {
  explicit Sending(const std::vector<Field>& fields, const std::string& boundary = "xYz")
      : type("multipart/form-data; boundary=" + boundary), body(form_of(fields, boundary)) {}
  Sending(std::string content_type, std::string text)
      : type(std::move(content_type)), body(std::move(text)) {}

  [[nodiscard]] http::Request request() const {
    http::Request made{.method = http::Method::post, .method_name = "POST", .path = "/api/v2/send"};
    made.headers.push_back({"Content-Type", type});
    made.body = body;
    return made;
  }

  std::string type, body;
};

// "kind subject" of what is thrown.
std::string refused(const Sending& sending) {
  try {
    read_form(sending.request());
  } catch (const Problem& problem) {
    return std::to_string(static_cast<int>(problem.kind())) + ' ' + problem.subject();
  }
  return "nothing";
}
std::string of(Problem::Kind kind, const std::string& subject) {
  return std::to_string(static_cast<int>(kind)) + ' ' + subject;
}

TEST(Whats91Forms, SayWhatJsonWouldSay) {
  const Sending sending({{"senderId", "919999999999"},
                         {"to", "918888888888"},
                         {"templateName", "delivery_receipt"},
                         {"parameters[]", "Devendar"},
                         {"parameters[]", "ORD-\"4431\""},
                         {"buttons", R"([ {"id": "a", "title": "A"} ])"},
                         {"unheard_of", "x"},
                         {"mediaFile", "%PDF-1.7", "receipt.PDF"}});
  const auto request = sending.request();
  const auto form = read_form(request);
  EXPECT_EQ(form.json, R"({"to":"918888888888","senderId":"919999999999","templateName":"delivery_receipt",)"
                       R"("parameters":["Devendar","ORD-\"4431\""],"buttons":[{"id":"a","title":"A"}]})");
  ASSERT_TRUE(form.file);
  EXPECT_EQ(form.file->filename, "receipt.PDF");
  EXPECT_EQ(form.file->mime_type, "application/pdf");
  EXPECT_EQ(form.file->bytes, "%PDF-1.7");

  const Sending json("Application/JSON; charset=utf-8", R"({"to": "9"})");
  EXPECT_EQ(read_form(json.request()).json, R"({"to": "9"})");
}

TEST(Whats91Forms, TakeListsInThreeSpellings) {
  for (const auto& fields : {std::vector<Field>{{"parameters[]", "a"}, {"parameters[]", "b"}},
                             std::vector<Field>{{"parameters", "a"}, {"parameters", "b"}},
                             std::vector<Field>{{"parameters", R"(["a", "b"])"}}})
    EXPECT_EQ(read_form(Sending(fields).request()).json, R"({"parameters":["a","b"]})");
  EXPECT_EQ(read_form(Sending({{"parameters", "alone"}}).request()).json, R"({"parameters":["alone"]})");
  EXPECT_EQ(read_form(Sending({{"parameters", "[half"}}).request()).json, R"({"parameters":["[half"]})");
}

TEST(Whats91Forms, AreTheSameHoweverTheyAreBounded) {
  const std::vector<Field> fields{{"to", "1"}, {"mediaFile", "bytes", "a.png"}};
  const auto print = [](const Sending& sending) { return read_form(sending.request()).fingerprint; };
  EXPECT_EQ(print(Sending(fields, "one")), print(Sending(fields, "another")));
  EXPECT_NE(print(Sending(fields)), print(Sending({{"to", "2"}, {"mediaFile", "bytes", "a.png"}})));
  EXPECT_NE(print(Sending(fields)), print(Sending({{"to", "1"}, {"mediaFile", "other", "a.png"}})));
  EXPECT_NE(print(Sending(fields)), print(Sending({{"to", "1"}, {"mediaFile", "bytes", "b.png"}})));
}

TEST(Whats91Forms, RefuseWhatTheyCannotRead) {
  using enum Problem::Kind;
  EXPECT_EQ(refused(Sending("text/plain", "{}")), of(unsupported_media, ""));
  EXPECT_EQ(refused(Sending("", "{}")), of(unsupported_media, ""));
  EXPECT_EQ(refused(Sending("application/x-www-form-urlencoded", "to=1")), of(unsupported_media, ""));
  EXPECT_EQ(refused(Sending("application/json", "[]")), of(invalid, "body"));
  EXPECT_EQ(refused(Sending("multipart/form-data; boundary=x", "--y--")), of(invalid, "body"));
  EXPECT_EQ(refused(Sending({{"to", "\xFF"}})), of(invalid, "body"));
  EXPECT_EQ(refused(Sending({{"parameters[]", std::string("a\0b", 3)}})), of(invalid, "body"));
  for (const auto* name : {"a.exe", "pdf", "a.", ".", "a.pdf.sh", "a.PDF/"})
    EXPECT_EQ(refused(Sending({{"mediaFile", "x", name}})), of(invalid, "mediaFile")) << name;
  EXPECT_EQ(refused(Sending({{"mediaFile", "", "a.pdf"}})), of(invalid, "mediaFile"));
  const std::string large((16 << 20) + 1, 'x');
  EXPECT_EQ(refused(Sending({{"media_file", large, "a.pdf"}})), of(too_large, "mediaFile"));
  EXPECT_EQ(refused(Sending({{"media_file", large.substr(1), "a.pdf"}})), "nothing");
}

TEST(Whats91Forms, MayHoldTheToken) {
  const auto token = [](const std::vector<Field>& fields) {
    const Sending sending(fields);
    return credential(sending.request(), {});
  };
  EXPECT_EQ(token({{"token", "3"}, {"auth_token", "2"}, {"authToken", "1"}}), "1");
  EXPECT_EQ(token({{"token", "3"}, {"authToken", ""}}), "3");
  EXPECT_EQ(token({{"to", "3"}}), std::nullopt);
}

}  // namespace
}  // namespace parley::whats91
