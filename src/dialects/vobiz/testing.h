#pragma once
// For tests: an account with two channels, a rival with one, and answers held against schema and goldens.

#include "dialects/testing.h"
#include "dialects/vobiz/schema_testing.h"
#include "dialects/vobiz/vobiz.h"

namespace parley::vobiz {

inline constexpr std::string_view rahul = "919876543210";
inline const std::string legacy = "/v1/messaging";
inline const std::string current = "/api/v1/messaging";
inline const std::vector<std::string> both = {legacy, current};

// Minutes past two of the documented day.
inline Timestamp minute(int minute) {
  return *parse_rfc3339("2026-03-17T14:00:00Z") + std::chrono::minutes{minute};
}

// The value at a JSON pointer, as text where it is one, else as JSON; "absent" where there is none.
inline std::string at(const std::string& json, const std::string& pointer) {
  dom::parser parser;
  dom::element root, found;
  if (parser.parse(json).get(root) != simdjson::SUCCESS) return "no JSON";
  if (root.at_pointer(pointer).get(found) != simdjson::SUCCESS) return "absent";
  std::string_view text;
  return found.get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::minify(found);
}

inline std::string code_of(const Answered& answered) { return at(answered.body, "/error/code"); }

inline void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto found = text.find(from); found != std::string::npos; found = text.find(from, found + to.size()))
    text.replace(found, from.size(), to);
}

inline std::string documented(const std::string& name) {
  return file_text(PARLEY_SOURCE_DIR "/src/dialects/vobiz/testdata/documented/" + name + ".json");
}

struct Vobiz : testing::Test {
  using Headers = std::vector<std::pair<std::string, std::string>>;

  Vobiz() {
    scene.now = minute(30);
    scene.token(acme, Api::vobiz, "MA_ACME000001:acme");
    scene.token(acme, Api::vobiz, "MA_ACME000002:bound", first.id);
    scene.token(rival, Api::vobiz, "MA_RIVAL00001:rival");
  }

  static Headers acme_headers() { return {{"X-Auth-ID", "MA_ACME000001"}, {"X-Auth-Token", "acme"}}; }
  static Headers bound_headers() { return {{"X-Auth-ID", "MA_ACME000002"}, {"X-Auth-Token", "bound"}}; }
  static Headers rival_headers() { return {{"X-Auth-ID", "MA_RIVAL00001"}, {"X-Auth-Token", "rival"}}; }

  Answered get(const std::string& target, Headers headers = acme_headers()) {
    return scene.ask({.target = target, .headers = std::move(headers)});
  }
  Answered ask(http::Method method, const std::string& target, const std::string& body,
               Headers headers = acme_headers()) {
    return scene.ask({.target = target, .method = method, .headers = std::move(headers), .body = body});
  }
  Answered post(const std::string& target, const std::string& body, Headers headers = acme_headers()) {
    return ask(http::Method::post, target, body, std::move(headers));
  }

  // The answer has the form of that entry of the schema.
  void expect_form(const std::string& entry, const Answered& answered) {
    static const auto text = file_text(PARLEY_SOURCE_DIR "/src/dialects/vobiz/testdata/schema.json");
    dom::parser parser, parser_of_schema;
    dom::element schema, value;
    ASSERT_EQ(parser_of_schema.parse(text)[entry].get(schema), simdjson::SUCCESS) << entry;
    ASSERT_EQ(parser.parse(answered.body).get(value), simdjson::SUCCESS) << answered.body;
    EXPECT_EQ(schema_fault(schema, value), "") << entry << ' ' << answered.body;
  }

  void expect_refusal(const Answered& answered, int status, const std::string& code) {
    EXPECT_EQ(answered.status, status) << answered.body;
    EXPECT_EQ(code_of(answered), code) << answered.body;
    expect_form("error", answered);
  }

  // What is different each time in the order it comes: ids, the account's id, a refusal's time and id.
  static std::string settled(std::string body) {
    int ids = 0;
    for (std::size_t i = 0; i + 36 <= body.size(); ++i) {
      const auto id = body.substr(i, 36);
      if (is_uuid(id)) replace_all(body, id, "uuid-" + std::to_string(++ids));
    }
    for (const auto* pointer : {"/items/0/account_id", "/account_id", "/auth_id", "/data/0/account_id"}) {
      if (const auto id = at(body, pointer); id.starts_with("MA_")) replace_all(body, id, "MA_XXXXXXXX");
    }
    if (const auto id = at(body, "/requestId"); id.starts_with("req_"))
      replace_all(body, id, "req_7a8b9c0d1e2f");
    if (const auto time = at(body, "/timestamp"); time.size() == 24)
      replace_all(body, time, "2025-10-12T10:30:00.000Z");
    if (const auto cursor = at(body, "/next_cursor"); cursor.size() == 26)
      replace_all(body, cursor, "cursor");
    return body;
  }

  void expect_answer(const std::string& golden, const Answered& answered, int status = 200) {
    EXPECT_EQ(answered.status, status) << answered.body;
    expect_golden("dialects/vobiz/testdata/" + golden + ".json", settled(answered.body));
  }

  // Rahul writes twice: the documented conversation.
  void tell_documented_conversation() {
    auto one = text_from(std::string(rahul), "wamid.1", "Hello", minute(19));
    one.profile.name = "Rahul Sharma";
    scene.tell(first, one);
    scene.tell(first, text_from(std::string(rahul), "wamid.2", "Yes, I'd like to proceed.", minute(22)));
  }

  // Where the messages of the first conversation are.
  // Of that row of the list of conversations.
  std::string messages_of(const std::string& base, const Headers& headers = acme_headers(),
                          const std::string& row = "0") {
    const auto list = get(base + "/conversations", headers).body;
    return base + "/conversations/" + at(list, rows(base) + '/' + row + "/id") + "/messages";
  }
  static std::string rows(const std::string& base) { return base == legacy ? "/data" : "/items"; }

  Scene scene;
  OrganizationId acme = scene.organization("Acme");
  OrganizationId rival = scene.organization("Rival");
  Sender first = scene.sender(acme, "106540352242922", "919999999999");
  Sender second = scene.sender(acme, "106540352242923", "918888888888");
  Sender theirs = scene.sender(rival, "106540352242924", "917777777777");
};

}  // namespace parley::vobiz
