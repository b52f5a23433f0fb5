#pragma once
// For tests: a customer with two numbers, a rival with one, and every answer held against the forms of schema_testing.h.

#include "dialects/meta/graph.h"
#include "dialects/meta/schema_testing.h"
#include "dialects/testing.h"

#include <functional>
#include <map>
#include <regex>
#include <string>
#include <utility>
#include <vector>

namespace parley::graph {

inline Timestamp second(int of_minute) {
  return *parse_rfc3339("2026-05-28T14:25:00Z") + std::chrono::seconds{of_minute};
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

// "400 100/33"
inline std::string refusal_in(const Answered& answered) {
  const auto subcode = at(answered, "/error/error_subcode");
  return std::to_string(answered.status) + ' ' + at(answered, "/error/code") +
         (subcode == "absent" ? "" : "/" + subcode);
}

struct GraphDialect : testing::Test {
  static constexpr auto key = "pk_live_acme";
  static constexpr auto rival_key = "pk_live_rival";
  static constexpr auto john = "15551234567";

  GraphDialect() {
    scene.token(acme, Api::meta, key);
    scene.token(rival, Api::meta, rival_key);
  }

  // Under /v23.0/. Looks at the answer's form too.
  Answered ask(http::Method method, const std::string& rest, std::string body = "", std::string with = key) {
    const auto answered = scene.ask({.target = "/v23.0/" + rest,
                                     .token = "",
                                     .method = method,
                                     .headers = {{"X-API-Key", std::move(with)}},
                                     .body = std::move(body)});
    EXPECT_EQ(fault_of(rest.substr(0, rest.find('?')), answered.status, answered.body), "")
        << rest << answered.body;
    EXPECT_NE(answered.status, 500) << rest << answered.body;
    return answered;
  }
  Answered get(const std::string& rest, std::string with = key) {
    return ask(http::Method::get, rest, "", std::move(with));
  }
  Answered patch(const std::string& rest, std::string body) {
    return ask(http::Method::patch, rest, std::move(body));
  }
  Answered of_number(const std::string& rest) { return get(pid + '/' + rest); }

  void write(FunctionRef<void(Transaction&)> work) { scene.wait(scene.store().write(work)); }

  void says(const std::string& phone, const std::string& wamid, Timestamp when, std::string text = "hi") {
    scene.tell(first, text_from(phone, wamid, std::move(text), when));
  }

  // The conversation of the documented samples.
  std::string john_writes() {
    says(john, "wamid.hi", second(0));
    auto hello = text_from(john, "wamid.hello", "Hello", second(1));
    hello.profile.name = "John";
    scene.tell(first, hello);
    return at(of_number("conversations"), "/data/0/id");
  }

  // Walks a list with one row a page, and back; what `pointer` finds of each row, a blank behind each. `between` runs
  // behind each page on the way there.
  std::string walk(const std::string& rest, const std::string& pointer = "/id",
                   const std::function<void(int)>& between = {}) {
    std::vector<std::string> seen;
    const auto start = rest + (rest.find('?') == std::string::npos ? "?limit=1" : "&limit=1");
    std::string cursor, last_before;
    for (int page = 0; page < 100; ++page) {
      const auto answered = get(start + cursor);
      EXPECT_EQ(answered.status, 200) << start << cursor << answered.body;
      const auto row = at(answered, "/data/0" + pointer);
      if (row != "absent") seen.push_back(row);
      last_before = at(answered, "/paging/cursors/before");
      const auto after = at(answered, "/paging/cursors/after");
      if (after == "null") break;
      cursor = "&after=" + after;
      if (between) between(page);
    }
    std::string there;
    for (const auto& row : seen) there += row + ' ';
    if (!between) expect_way_back(start, pointer, seen, last_before);
    return there;
  }

  void expect_way_back(const std::string& start, const std::string& pointer, std::vector<std::string> seen,
                       std::string before) {
    if (!seen.empty()) seen.pop_back();  // the last page itself
    while (before != "null") {
      const auto answered = get(start + "&before=" + before);
      EXPECT_EQ(answered.status, 200) << answered.body;
      const auto row = at(answered, "/data/0" + pointer);
      EXPECT_EQ(row, seen.empty() ? "absent" : seen.back()) << start;
      if (seen.empty()) {
        EXPECT_EQ(at(answered, "/paging/cursors"), R"({"before":null,"after":null})");
        return;
      }
      seen.pop_back();
      before = at(answered, "/paging/cursors/before");
    }
    EXPECT_TRUE(seen.empty()) << seen.size() << " rows are not on the way back of " << start;
  }

  // The body with our ids numbered in the order they stand, and without what is random.
  std::string settled(const std::string& body) {
    static const std::regex form(R"re("(before|after)":"[A-Za-z0-9_-]{44}")re");
    static const std::regex id("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    auto text = std::regex_replace(body, form, "\"$1\":\"the-cursor\"");
    std::map<std::string, std::string> names;
    std::string out;
    auto from = text.cbegin();
    for (std::sregex_iterator i(text.begin(), text.end(), id), end; i != end; ++i) {
      auto& name = names[i->str()];
      if (name.empty()) name = "uuid-" + std::to_string(names.size());
      out.append(from, (*i)[0].first).append(name);
      from = (*i)[0].second;
    }
    return out.append(from, text.cend());
  }
  void expect(const std::string& name, const Answered& answered) {
    EXPECT_EQ(answered.status, 200) << answered.body;
    expect_golden("dialects/meta/testdata/" + name + ".json", settled(answered.body));
  }

  Scene scene;
  OrganizationId acme = scene.organization("Acme");
  OrganizationId rival = scene.organization("Rival");
  Sender first = scene.sender(acme, "106540352242922", "15559999999");
  Sender second_number = scene.sender(acme, "106540352242923", "15558888888");
  Sender theirs = scene.sender(rival, "106540352242924", "15557777777");
  const std::string pid = "106540352242922";
};

}  // namespace parley::graph
