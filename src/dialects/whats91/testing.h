#pragma once
// For tests: a customer with two numbers, a rival with one, and tokens good and bad.

#include "dialects/testing.h"
#include "dialects/whats91/whats91.h"

namespace parley::whats91 {

inline constexpr std::string_view base = "/api/v2/reports/conversations";

inline Timestamp second(int of_minute) {
  return *parse_rfc3339("2026-06-05T06:08:00Z") + std::chrono::seconds{of_minute};
}

// The value of the first member of that name, as it stands.
inline std::string member(const std::string& json, std::string_view name) {
  const auto key = '"' + std::string(name) + "\":";
  const auto at = json.find(key);
  if (at == std::string::npos) return "absent";
  auto from = at + key.size();
  const bool quoted = json[from] == '"';
  if (quoted) ++from;
  return json.substr(from, json.find_first_of(quoted ? "\"" : ",}]", from) - from);
}

inline void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

struct Whats91 : testing::Test {
  static constexpr std::string_view prashant = "919343841961";

  Whats91() {
    token("w91_live_bound", first.id);
    token("w91_live_all");
    scene.token(acme, Api::kirim, "kdv_live_other");
    scene.token(acme, Api::whats91, "w91_live_expired", {}, scene.now);
    scene.wait(scene.store().revoke_token(acme, token("w91_live_revoked").id));
  }

  Token token(std::string secret, std::optional<SenderId> sender = {}) {
    return scene.token(acme, Api::whats91, std::move(secret), sender);
  }

  Answered get(std::string_view target, std::string with = "w91_live_bound") {
    return scene.ask({.target = std::string(target), .token = std::move(with)});
  }
  Answered list(std::string_view rest = "") { return get(std::string(base) + std::string(rest)); }

  // The conversation of the documented samples: we greet, Prashant answers, a label is put on.
  std::string tell_documented_conversation() {
    scene.tell(first, text_to(std::string(prashant), "wamid.greeting", "Hello Prashant", second(48)));
    auto hi = text_from(std::string(prashant), "wamid.xxxxx", "hi", second(50));
    hi.profile.name = "Prashant Tayal";
    scene.tell(first, hi);
    const auto number = number_of(prashant);
    const auto label = scene.wait(scene.store().add_label(acme, "Support"));
    scene.wait(scene.store().set_label(acme, std::stoll(number), label.uid, true));
    spellings = {{":" + number + ",", ":194977,"}, {label.uid, "lbl_support"}};
    return number;
  }

  std::string number_of(std::string_view phone) {
    return member(list("/by-mobile/" + std::string(phone)).body, "conversationId");
  }

  // The body with the documented ids in place of those that were made here.
  std::string settled(const Answered& answered) {
    auto body = answered.body;
    const auto id = member(body, "requestId");
    EXPECT_EQ(id.size(), 36u) << body;
    replace_all(body, id, "request-uuid");
    for (const auto& [ours, documented] : spellings) replace_all(body, ours, documented);
    return body;
  }

  void expect(std::string_view name, const Answered& answered, int status = 200) {
    EXPECT_EQ(answered.status, status) << answered.body;
    expect_golden("dialects/whats91/testdata/" + std::string(name) + ".json", settled(answered));
  }

  // Which conversations a list holds, by the last digit of their phones.
  std::string listed(std::string_view rest) {
    const auto answered = list(rest);
    EXPECT_EQ(answered.status, 200) << rest << ' ' << answered.body;
    constexpr std::string_view key = "\"contactPhone\":\"";
    std::string digits;
    for (auto at = answered.body.find(key); at != std::string::npos; at = answered.body.find(key, at + 1))
      digits += answered.body[answered.body.find('"', at + key.size()) - 1];
    return digits;
  }

  Scene scene;
  OrganizationId acme = scene.organization("Acme");
  OrganizationId rival = scene.organization("Rival");
  Sender first = scene.sender(acme, "106540352242922", "919999999999");
  Sender second_number = scene.sender(acme, "106540352242923", "918888888888");
  Sender theirs = scene.sender(rival, "106540352242924", "917777777777");
  std::vector<std::pair<std::string, std::string>> spellings;
};

inline std::string documented(const std::string& name) {
  return file_text(PARLEY_SOURCE_DIR "/src/dialects/whats91/testdata/documented/" + name + ".json");
}

}  // namespace parley::whats91
