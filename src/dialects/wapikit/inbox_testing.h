#pragma once
// For tests: a customer with two numbers, a rival with one, programs' tokens of both, and people with roles. Every answer
// is held against the schema.

#include "base/text.h"
#include "dialects/testing.h"
#include "dialects/wapikit/schema_testing.h"
#include "dialects/wapikit/wapikit.h"
#include "store/contact_lists.h"
#include "store/contacts.h"
#include "store/conversations.h"
#include "store/labels.h"
#include "store/members.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wapikit {

inline Timestamp second(int of_minute) {
  return *parse_rfc3339("2026-06-05T06:08:00Z") + std::chrono::seconds{of_minute};
}

// The value of the first member of that name behind `from`, as it stands.
inline std::string member(const std::string& json, std::string_view name, std::size_t from = 0) {
  const auto key = '"' + std::string(name) + "\":";
  const auto at = json.find(key, from);
  if (at == std::string::npos) return "absent";
  auto begin = at + key.size();
  const bool quoted = json[begin] == '"';
  if (quoted) ++begin;
  return json.substr(begin, json.find_first_of(quoted ? "\"" : ",}]", begin) - begin);
}

// The values of all members of that name.
inline std::vector<std::string> every(const std::string& json, std::string_view name) {
  const auto key = '"' + std::string(name) + "\":";
  std::vector<std::string> all;
  for (auto at = json.find(key); at != std::string::npos; at = json.find(key, at + 1))
    all.push_back(member(json, name, at));
  return all;
}

inline void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

struct Inbox : testing::Test {
  static constexpr std::string_view ana = "5511987654321";

  Inbox() {
    scene.token(acme, Api::wapikit, "wk_acme");
    scene.token(acme, Api::wapikit, "wk_bound", second_number.id);
    scene.token(rival, Api::wapikit, "wk_rival");
  }

  Answered ask(http::Method method, std::string target, std::string body = "", std::string with = "wk_acme") {
    Ask asked{.target = std::move(target), .method = method, .body = std::move(body)};
    asked.headers.emplace_back("Host", "chat.example");
    if (!with.empty()) asked.headers.emplace_back("x-access-token", with);
    if (!content_type.empty()) asked.headers.emplace_back("Content-Type", content_type);
    scene.context().buckets = std::make_shared<Buckets>();  // how often one may ask is told elsewhere
    auto answered = scene.ask(asked, &dialect);
    hold_against_schema(asked, answered);
    return answered;
  }
  Answered get(std::string target, std::string with = "wk_acme") {
    return ask(http::Method::get, std::move(target), "", std::move(with));
  }
  Answered post(std::string target, std::string body = "", std::string with = "wk_acme") {
    return ask(http::Method::post, std::move(target), std::move(body), std::move(with));
  }
  Answered del(std::string target, std::string with = "wk_acme") {
    return ask(http::Method::del, std::move(target), "", std::move(with));
  }

  void hold_against_schema(const Ask& asked, const Answered& answered) {
    if (answered.status != 200) {
      EXPECT_EQ(schema.fault("Error", answered.body), "") << asked.target << ' ' << answered.body;
      return;
    }
    const auto path = std::string_view(asked.target).substr(0, asked.target.find('?'));
    const auto* route = find_route(dialect.routes, asked.method, path).route;
    const auto entry = std::string(words_of(asked.method)) + ' ' + std::string(route->path);
    for (const auto& line : lines_of(answered.body))
      EXPECT_EQ(schema.fault(entry, line), "") << asked.target << ' ' << line;
  }

  // The body, or each of its lines where they end in one.
  static std::vector<std::string> lines_of(const std::string& body) {
    std::vector<std::string> lines;
    if (!body.ends_with('\n')) return {body};
    for (std::size_t at = 0; at < body.size(); at = body.find('\n', at) + 1)
      lines.push_back(body.substr(at, body.find('\n', at) - at));
    return lines;
  }
  static std::string_view words_of(http::Method method) {
    if (method == http::Method::get) return "GET";
    return method == http::Method::post ? "POST" : "DELETE";
  }

  void write(FunctionRef<void(Transaction&)> work) { scene.wait(scene.store().write(work)); }

  // Somebody's id there, by how many the list of theirs is filtered.
  std::string conversation_of(std::string_view phone) {
    const auto listed = get("/api/contacts?page=1&per_page=1&searchString=" + std::string(phone)).body;
    const auto at = listed.find("\"conversations\":");
    return at == std::string::npos ? "absent" : member(listed, "uniqueId", at);
  }
  std::string contact_of(std::string_view phone) {
    return member(get("/api/contacts?page=1&per_page=1&searchString=" + std::string(phone)).body, "uniqueId");
  }
  // The phones of a list of contacts or conversations, by their last digit.
  std::string listed(const std::string& target, std::string with = "wk_acme") {
    std::string digits;
    for (const auto& phone : every(get(target, std::move(with)).body, "phone")) digits += phone.back();
    return digits;
  }

  // A member of Acme with that e-mail, and a session of theirs whose token is `secret`.
  MemberId person(const std::string& name, bool is_owner, std::uint64_t permissions,
                  const std::string& secret) {
    MemberId made;
    const auto work = [&](Transaction& in) {
      User user{.email = ascii_lower(name) + "@acme.example", .username = ascii_lower(name), .name = name};
      const auto id = add_user(in, user);
      made = add_member(in, acme, id, is_owner);
      if (permissions != 0) {
        const Role role{.name = name + "'s role", .description = "what they do", .permissions = permissions};
        set_roles(in, acme, made, {add_role(in, acme, role)});
      }
      if (!secret.empty()) {
        add_member_token(in, Api::wapikit, acme, id, made, secret, "session",
                         scene.now + std::chrono::hours{9});
      }
    };
    write(work);
    return made;
  }
  std::string id_of(MemberId id) { return scene.store().seal().uuid("member", acme.value, id.value); }

  void expect(std::string_view name, const Answered& answered) {
    EXPECT_EQ(answered.status, 200) << answered.body;
    expect_golden("dialects/wapikit/testdata/" + std::string(name) + ".json", settled(answered.body));
  }
  // With each UUID that was made here by the order in which it is first met.
  static std::string settled(std::string body) {
    std::vector<std::string> ids;
    for (std::size_t at = 0; at + 36 <= body.size(); ++at) {
      const auto piece = body.substr(at, 36);
      if (!is_uuid(piece)) continue;
      auto known = std::find(ids.begin(), ids.end(), piece);
      if (known == ids.end()) known = ids.insert(ids.end(), piece);
      body.replace(at, 36, "uuid-" + std::to_string(known - ids.begin() + 1));
    }
    return body;
  }

  Schema schema;
  Scene scene;
  std::string content_type;
  OrganizationId acme = scene.organization("Acme");
  OrganizationId rival = scene.organization("Rival");
  Sender first = scene.sender(acme, "106540352242922", "919999999999");
  Sender second_number = scene.sender(acme, "106540352242923", "918888888888");
  Sender theirs = scene.sender(rival, "106540352242924", "917777777777");
};

}  // namespace parley::wapikit
