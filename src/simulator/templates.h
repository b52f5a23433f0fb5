#pragma once
// Message templates of business accounts: made, listed, judged, deleted, and what a message that uses one has to give
// (Meta's pages on template management).

#include "base/json.h"
#include "base/time.h"
#include "domain/meta_error.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace parley::simulator {

struct Template {
  std::string waba;
  std::string id;
  std::string name;
  std::string language;
  std::string category;      // MARKETING, UTILITY, AUTHENTICATION
  std::string status;        // PENDING, APPROVED, REJECTED …
  std::string components;    // JSON
  std::string verdict = {};  // its status from `judged_at` on; empty: there is none under way
  Timestamp judged_at = {};
};

struct TemplateQuery {
  std::string_view name;    // empty: any
  std::string_view status;  // empty: any
  std::string_view language;
  std::string_view after, before;  // cursors
  std::size_t limit = 25;
  std::string link = {};  // to the same list without a cursor, with a query
};

class Templates {
 public:
  static constexpr std::size_t most = 6'000;  // of all accounts

  explicit Templates(std::uint64_t seed) : seed_(seed) {}

  // What every account has: hello_world, approved.
  void start(const std::string& waba);
  // Made, with the status PENDING; or why not.
  std::variant<Template, MetaError> create(const std::string& waba, Json body);
  // Another text or category of one; null: there is none.
  Template* change(std::string_view id, Json body);
  [[nodiscard]] Template* find(std::string_view id);
  // How many of that name; of one language, where its id is given.
  std::size_t remove(std::string_view waba, std::string_view name, std::string_view id);

  // It has that status from then on; pass() makes it so.
  void judge_at(std::string_view id, std::string status, Timestamp at);
  void pass(Timestamp now);

  // {"data":[…],"paging":{…}}, or a bad cursor.
  [[nodiscard]] std::variant<std::string, MetaError> list(std::string_view waba,
                                                          const TemplateQuery& query) const;

  // The template that a message's object names, or why Meta would not send it.
  [[nodiscard]] std::variant<const Template*, MetaError> usable(std::string_view waba, Json object) const;

 private:
  std::uint64_t seed_;
  std::deque<Template> all_;
};

std::string json_of(const Template& one);

}  // namespace parley::simulator
