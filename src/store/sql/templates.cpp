// Message templates, as store/templates.h promises them.

#include "store/templates.h"

#include "store/sql/answers.h"
#include "store/sql/recorder.h"

#include <algorithm>
#include <map>
#include <utility>

namespace parley {
namespace {

using sql::Query;

// Words of $5 stand between commas; empty texts mean any.
constexpr Query templates_down{
    "SELECT id, name, language, status, category, quality, reason, components, variables, created_at, updated_at "
    "FROM template WHERE organization = $1 AND waba = $2 AND (created_at, id) < ($3, $4) "
    "AND ($5 = '' OR instr($5, ',' || status || ',') > 0) AND ($6 = '' OR category = $6) "
    "AND ($7 = '' OR language = $7) ORDER BY created_at DESC, id DESC LIMIT $8 OFFSET $9"};
constexpr Query templates_count{
    "SELECT count(*) FROM template WHERE organization = $1 AND waba = $2 "
    "AND ($3 = '' OR instr($3, ',' || status || ',') > 0) AND ($4 = '' OR category = $4) "
    "AND ($5 = '' OR language = $5)"};
constexpr Query templates_of_name{
    "SELECT id, name, language, status, category, quality, reason, components, variables, created_at, updated_at "
    "FROM template WHERE organization = $1 AND waba = $2 AND name = $3 ORDER BY language, id"};
constexpr Query template_of_id{
    "SELECT id, name, language, status, category, quality, reason, components, variables, created_at, updated_at "
    "FROM template WHERE organization = $1 AND waba = $2 AND id = $3"};
constexpr Query templates_of_account{
    "SELECT id, name, language, status, category, quality, reason, components, variables, created_at, updated_at "
    "FROM template WHERE organization = $1 AND waba = $2"};
constexpr Query put_template{
    "INSERT INTO template (organization, waba, id, name, language, status, category, quality, reason, components, variables, "
    "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (organization, waba, id) DO UPDATE SET name = excluded.name, language = excluded.language, "
    "status = excluded.status, category = excluded.category, quality = excluded.quality, reason = excluded.reason, "
    "components = excluded.components, variables = excluded.variables, updated_at = excluded.updated_at"};
constexpr Query drop_template{"DELETE FROM template WHERE organization = $1 AND waba = $2 AND id = $3"};

constexpr Query find_pull{
    "SELECT at, changed_at, failed_at FROM template_pull WHERE organization = $1 AND waba = $2"};
constexpr Query put_pull{
    "INSERT INTO template_pull (organization, waba, at, changed_at, failed_at) VALUES ($1, $2, $3, 0, 0) "
    "ON CONFLICT (organization, waba) DO UPDATE SET at = excluded.at, failed_at = 0"};
// failed_at below 0: it is being asked since then; no other step of the schema is needed for that.
constexpr Query put_failure{
    "INSERT INTO template_pull (organization, waba, at, changed_at, failed_at) VALUES ($1, $2, 0, 0, $3) "
    "ON CONFLICT (organization, waba) DO UPDATE SET failed_at = excluded.failed_at"};
constexpr Query put_asking{
    "INSERT INTO template_pull (organization, waba, at, changed_at, failed_at) VALUES ($1, $2, 0, 0, $3) "
    "ON CONFLICT (organization, waba) DO UPDATE SET failed_at = excluded.failed_at "
    "WHERE template_pull.failed_at >= $4 RETURNING at"};

template <class AnyRows>
MessageTemplate read_template(AnyRows& rows) {
  return {.id = rows.integer(0),
          .name = std::string(rows.text(1)),
          .language = std::string(rows.text(2)),
          .status = std::string(rows.text(3)),
          .category = std::string(rows.text(4)),
          .quality = std::string(rows.text(5)),
          .reason = std::string(rows.text(6)),
          .components = std::string(rows.text(7)),
          .variables = std::string(rows.text(8)),
          .created_at = from_millis(rows.integer(9)),
          .updated_at = from_millis(rows.integer(10))};
}

std::string between_commas(const std::vector<std::string>& words) {
  if (words.empty()) return {};
  std::string all(1, ',');
  for (const auto& word : words) all += word + ',';
  return all;
}

void put(sql::Connection& db, OrganizationId organization, const std::string& waba,
         const MessageTemplate& one) {
  db.run(put_template, organization.value, waba, one.id, one.name, one.language, one.status, one.category,
         one.quality, one.reason, one.components, one.variables, to_millis(one.created_at),
         to_millis(one.updated_at));
}

bool is_same(const MessageTemplate& a, const MessageTemplate& b) {
  return a.name == b.name && a.language == b.language && a.status == b.status && a.category == b.category &&
         a.quality == b.quality && a.reason == b.reason && a.components == b.components;
}

}  // namespace

void templates(const Reader& from, const TemplateFilter& query,
               FunctionRef<void(const MessageTemplate&)> sink) {
  auto rows = from.db.rows(templates_down, query.organization.value, query.waba, query.after.created_at,
                           query.after.id, between_commas(query.status), query.category, query.language,
                           query.limit, query.offset);
  while (rows.next()) sink(read_template(rows));
}

std::int64_t count_templates(const Reader& from, const TemplateFilter& query) {
  return sql::first_integer(from.db, templates_count, query.organization.value, query.waba,
                            between_commas(query.status), query.category, query.language);
}

std::vector<MessageTemplate> templates_named(const Reader& from, OrganizationId organization,
                                             const std::string& waba, const std::string& name) {
  std::vector<MessageTemplate> all;
  auto rows = from.db.rows(templates_of_name, organization.value, waba, name);
  while (rows.next()) all.push_back(read_template(rows));
  return all;
}

std::optional<MessageTemplate> find_template(const Reader& from, OrganizationId organization,
                                             const std::string& waba, std::int64_t id) {
  auto rows = from.db.rows(template_of_id, organization.value, waba, id);
  if (!rows.next()) return std::nullopt;
  return read_template(rows);
}

std::optional<TemplatesAge> templates_age(const Reader& from, OrganizationId organization,
                                          const std::string& waba) {
  auto rows = from.db.rows(find_pull, organization.value, waba);
  if (!rows.next()) return std::nullopt;
  const auto failed_at = rows.integer(2);
  return TemplatesAge{.pulled_at = from_millis(rows.integer(0)),
                      .changed_at = from_millis(rows.integer(1)),
                      .failed_at = from_millis(std::max<std::int64_t>(failed_at, 0)),
                      .asking_since = from_millis(std::max<std::int64_t>(-failed_at, 0))};
}

bool begin_asking(Transaction& in, OrganizationId organization, const std::string& waba) {
  const auto ended = -to_millis(in.now - asking_lasts);
  return in.db.rows(put_asking, organization.value, waba, -to_millis(in.now), ended).next();
}

void stop_asking(Transaction& in, OrganizationId organization, const std::string& waba) {
  in.db.run(put_failure, organization.value, waba, std::int64_t{0});
}

TemplatesKept keep_templates(Transaction& in, OrganizationId organization, const std::string& waba,
                             const std::vector<MessageTemplate>& all, Timestamp asked_at) {
  std::map<std::int64_t, MessageTemplate> known;
  {
    auto rows = in.db.rows(templates_of_account, organization.value, waba);
    while (rows.next()) {
      auto one = read_template(rows);
      known.emplace(one.id, std::move(one));
    }
  }
  TemplatesKept kept;
  for (auto one : all) {
    const auto before = known.extract(one.id);
    one.created_at = one.updated_at = in.now;
    if (before.empty()) {
      ++kept.made;
    } else {
      if (is_same(before.mapped(), one)) continue;
      one.created_at = before.mapped().created_at;
      one.variables = before.mapped().variables;
      ++kept.changed;
    }
    put(in.db, organization, waba, one);
  }
  for (const auto& [id, one] : known) {
    if (one.created_at >= asked_at) continue;
    in.db.run(drop_template, organization.value, waba, id);
    ++kept.gone;
  }
  in.db.run(put_pull, organization.value, waba, to_millis(asked_at));
  if (kept.made + kept.changed + kept.gone > 0) in.event(organization, EventKind::notice);
  return kept;
}

void keep_template(Transaction& in, OrganizationId organization, const std::string& waba,
                   MessageTemplate& made) {
  const auto known = find_template(in, organization, waba, made.id);
  made.created_at = known ? known->created_at : in.now;
  made.updated_at = in.now;
  put(in.db, organization, waba, made);
  in.event(organization, EventKind::notice);
}

void templates_failed(Transaction& in, OrganizationId organization, const std::string& waba) {
  in.db.run(put_failure, organization.value, waba, to_millis(in.now));
}

}  // namespace parley
