#pragma once
// For tests: a customer with two accounts, a rival with one, and every answer held against our OpenAPI document.

#include "dialects/kirim/schema_testing.h"
#include "dialects/testing.h"
#include "store/members.h"
#include "store/outbox.h"

#include <map>

namespace parley::kirim {

inline Timestamp second(int of_minute) {
  return *parse_rfc3339("2026-06-05T06:08:00Z") + std::chrono::seconds{of_minute};
}

// What a JSON pointer leads to, strings without quotes; "absent" where nothing is there.
inline std::string at(const std::string& body, std::string_view pointer) {
  simdjson::dom::parser parser;
  simdjson::dom::element root, found;
  if (parser.parse(body).get(root) != simdjson::SUCCESS) return "no JSON";
  if (root.at_pointer(pointer).get(found) != simdjson::SUCCESS) return "absent";
  if (found.is_string()) return std::string(found.get_string().value_unsafe());
  return simdjson::minify(found);
}
inline std::string at(const Answered& answered, std::string_view pointer) {
  return at(answered.body, pointer);
}

// A header's value; "absent" where there is none.
inline std::string header(const Answered& answered, const std::string& name) {
  const auto found = answered.headers.find(name + ": ");
  if (found == std::string::npos) return "absent";
  const auto from = found + name.size() + 2;
  return answered.headers.substr(from, answered.headers.find('\r', from) - from);
}

inline std::string code_of(const Answered& answered) {
  const auto param = at(answered, "/error/param");
  return at(answered, "/error/code") + (param == "absent" ? "" : " " + param);
}

struct Kirim : testing::Test {
  static constexpr auto key = "kdv_live_acme";
  static constexpr auto rival_key = "kdv_live_rival";
  static constexpr auto asha = "628111222333";
  static constexpr auto budi = "628111222334";

  Kirim() {
    scene.token(acme, Api::kirim, key);
    scene.token(rival, Api::kirim, rival_key);
    write([&](Transaction& in) { set_access_token(in, first, "sealed"); });
  }

  // Under /v1/. Looks at the answer's form too.
  Answered ask(http::Method method, const std::string& rest, std::string body = "", std::string with = key,
               std::vector<std::pair<std::string, std::string>> headers = {}) {
    const auto answered = scene.ask({.target = "/v1/" + rest,
                                     .token = std::move(with),
                                     .method = method,
                                     .headers = std::move(headers),
                                     .body = std::move(body)});
    check(method, "/v1/" + rest.substr(0, rest.find('?')), answered);
    return answered;
  }
  Answered get(const std::string& rest, std::string with = key) {
    return ask(http::Method::get, rest, "", std::move(with));
  }
  Answered post(const std::string& rest, std::string body, std::string idempotency_key = "") {
    std::vector<std::pair<std::string, std::string>> headers;
    if (!idempotency_key.empty()) headers.emplace_back("Idempotency-Key", idempotency_key);
    return ask(http::Method::post, rest, std::move(body), key, std::move(headers));
  }
  Answered patch(const std::string& rest, std::string body) {
    return ask(http::Method::patch, rest, std::move(body));
  }
  Answered del(const std::string& rest) { return ask(http::Method::del, rest); }

  // Of the first account.
  Answered of_account(const std::string& rest) { return get(pid + '/' + rest); }

  void check(http::Method method, const std::string& path, const Answered& answered) {
    constexpr std::string_view names[] = {"get", "get", "post", "put", "patch", "delete"};
    std::string pattern;
    try {
      pattern = find_route(dialect.routes, method, path).route->path.substr(3);
    } catch (const Problem&) {
    }
    const auto name = std::string(names[static_cast<std::size_t>(method)]);
    EXPECT_EQ(schemas.fault_of(pattern, name, answered.status, answered.body), "")
        << path << ' ' << answered.body;
    const auto id = at(answered, answered.status < 400 ? "/request_id" : "/error/request_id");
    if (pattern != "/openapi.json") {
      EXPECT_EQ(header(answered, "X-Request-Id"), id) << path;
    }
    EXPECT_EQ(header(answered, "X-Request-Id").size(), 30u) << path;
    EXPECT_NE(answered.status, 500) << path << answered.body;
  }

  void write(FunctionRef<void(Transaction&)> work) { scene.wait(scene.store().write(work)); }

  MemberId member_named(const std::string& name, OrganizationId of) {
    MemberId id;
    write([&](Transaction& in) {
      User user{.email = name + "@example.com", .username = name, .name = name};
      id = add_member(in, of, add_user(in, user), false);
    });
    return id;
  }
  std::string id_of(MemberId member) {
    return "usr_" + scene.store().seal().base32("usr", acme.value, member.value);
  }

  // Asha writes to the first account; her conversation's id.
  std::string asha_writes() {
    auto hi = text_from(asha, "wamid.hi", "hi", second(50));
    hi.profile.name = "Asha Rao";
    scene.tell(first, hi);
    return at(of_account("conversations"), "/data/0/id");
  }
  std::string contact_of(const std::string& conversation) {
    return at(of_account("conversations/" + conversation), "/data/contact/id");
  }

  // Walks a list with one row a page; the rows' ids, a blank behind each. `between` runs behind each page.
  std::string walk(const std::string& rest, const std::string& what = "/id",
                   const std::function<void(int)>& between = {}) {
    std::string seen;
    std::string cursor;
    const auto start = rest + (rest.find('?') == std::string::npos ? "?limit=1" : "&limit=1");
    for (int page = 0; page < 100; ++page) {
      const auto target = start + cursor;
      const auto answered = get(target);
      EXPECT_EQ(answered.status, 200) << target << answered.body;
      const auto row = at(answered, "/data/0" + what);
      if (row != "absent") seen += row + ' ';
      const bool more = at(answered, "/has_more") == "true";
      EXPECT_EQ(more, at(answered, "/next_cursor") != "null");
      EXPECT_TRUE(row != "absent" || page == 0) << "an empty page";
      if (!more) return seen;
      cursor = "&cursor=" + at(answered, "/next_cursor");
      if (between) between(page);
    }
    return seen + "without end";
  }

  // The body with ids numbered by kind in the order they stand, and without what is random.
  std::string settled(const Answered& answered) {
    static const std::regex form("(req|org|key|usr|cnv|ctc|msg|lbl|tmpl)_[0-9A-HJKMNP-TV-Z]{26}");
    std::string out;
    std::map<std::string, int> counts;
    std::map<std::string, std::string> names;
    auto text = answered.body;
    const auto team = scene.store().seal().base32("team", acme.value, acme.value);
    for (const auto& [ours, settled_as] :
         {std::pair(team, "the-team"), std::pair(at(answered, "/next_cursor"), "the-cursor")}) {
      if (ours.size() < 26) continue;  // null, or none
      for (auto place = text.find(ours); place != std::string::npos; place = text.find(ours))
        text.replace(place, ours.size(), settled_as);
    }
    auto from = text.cbegin();
    for (std::sregex_iterator i(text.begin(), text.end(), form), end; i != end; ++i) {
      auto& name = names[i->str()];
      if (name.empty()) name = i->str(1) + '_' + std::to_string(++counts[i->str(1)]);
      out.append(from, (*i)[0].first).append(name);
      from = (*i)[0].second;
    }
    return out.append(from, text.cend());
  }
  void expect(const std::string& name, const Answered& answered, int status = 200) {
    EXPECT_EQ(answered.status, status) << answered.body;
    expect_golden("dialects/kirim/testdata/" + name + ".json", settled(answered));
  }

  Scene scene;
  Schemas schemas;
  OrganizationId acme = scene.organization("Acme");
  OrganizationId rival = scene.organization("Rival");
  Sender first = scene.sender(acme, "106540352242922", "628999999999");
  Sender second_account = scene.sender(acme, "106540352242923", "628888888888");
  Sender theirs = scene.sender(rival, "106540352242924", "627777777777");
  const std::string pid = "106540352242922";
};

}  // namespace parley::kirim
