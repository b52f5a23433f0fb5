// The labels of an organization, and what they are put on.

#include "base/problem.h"
#include "base/secrets.h"
#include "base/text.h"
#include "store/labels.h"
#include "store/sql/answers.h"
#include "store/sql/contact_ids.h"
#include "store/sql/ids.h"
#include "store/sql/labels.h"
#include "store/sql/nearer_end.h"
#include "store/sql/organizations.h"
#include "store/sql/recorder.h"

#include <limits>
#include <vector>

namespace parley {
namespace {

using sql::Query;

constexpr Query count_labels{"SELECT count(*) FROM label WHERE organization = $1"};
constexpr Query labels_down{
    "SELECT id, uid, name, color, created_at, updated_at FROM label "
    "WHERE organization = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5"};
constexpr Query labels_up{
    "SELECT id, uid, name, color, created_at, updated_at FROM label "
    "WHERE organization = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4 OFFSET $5"};
constexpr Query label_by_id{
    "SELECT id, uid, name, color, created_at, updated_at FROM label WHERE organization = $1 AND id = $2"};
constexpr Query label_by_name{
    "SELECT id, uid, name, color, created_at, updated_at FROM label WHERE organization = $1 AND name = $2"};
constexpr Query insert_label{
    "INSERT INTO label (organization, id, uid, name, color, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)"};
constexpr Query update_label{
    "UPDATE label SET name = $3, color = $4, updated_at = $5 WHERE organization = $1 AND id = $2"};
constexpr Query delete_label{"DELETE FROM label WHERE organization = $1 AND id = $2"};
constexpr Query off_conversations{"DELETE FROM conversation_label WHERE organization = $1 AND label = $2"};
constexpr Query off_contacts{"DELETE FROM contact_label WHERE organization = $1 AND label = $2"};
constexpr Query off_lists{"DELETE FROM contact_list_label WHERE organization = $1 AND label = $2"};
constexpr Query labelled_conversations{
    "SELECT conversation FROM conversation_label WHERE organization = $1 AND label = $2"};
constexpr Query show_labels{"UPDATE conversation SET labels = $3 WHERE organization = $1 AND id = $2"};
constexpr Query is_on{
    "SELECT 1 FROM conversation_label WHERE organization = $1 AND label = $2 AND conversation = $3"};
constexpr Query put_on{
    "INSERT INTO conversation_label (organization, label, conversation) VALUES ($1, $2, $3)"};
constexpr Query take_off{
    "DELETE FROM conversation_label WHERE organization = $1 AND label = $2 AND conversation = $3"};

constexpr auto default_color = "gray";

LabelRow row_of(sql::Rows& rows) {
  return {.id = {rows.integer(0)},
          .uid = std::string(rows.text(1)),
          .name = std::string(rows.text(2)),
          .color = std::string(rows.text(3)),
          .created_at = from_millis(rows.integer(4)),
          .updated_at = from_millis(rows.integer(5))};
}

// Names are unique: `id` is who may have it already.
void need_free_name(const Reader& from, OrganizationId organization, const std::string& name, LabelId id) {
  if (trimmed(name).empty()) throw Problem::invalid("name", "a label needs a name");
  const auto taken = label_named(from, organization, name);
  if (!taken || taken->id == id) return;
  throw Problem(Problem::Kind::conflict, "label", "there is a label named " + name + " already");
}

std::vector<std::int64_t> conversations_with(const Reader& from, OrganizationId organization, LabelId label) {
  std::vector<std::int64_t> found;
  auto rows = from.db.rows(labelled_conversations, organization.value, label.value);
  while (rows.next()) found.push_back(rows.integer(0));
  return found;
}

// The conversations' rows are changed below the batch's view of them: settle() before.
void show(const Transaction& in, OrganizationId organization,
          const std::vector<std::int64_t>& conversations) {
  for (const auto id : conversations) {
    in.db.run(show_labels, organization.value, id, sql::packed_labels(in.db, organization.value, id));
  }
}

}  // namespace

PageCount labels(const Reader& from, const LabelQuery& query, FunctionRef<void(const LabelRow&)> sink) {
  constexpr auto last = std::numeric_limits<std::int64_t>::max();
  const auto organization = query.organization.value;
  const auto total = sql::first_integer(from.db, count_labels, organization);
  const auto read = [&](bool descending, std::int64_t limit, std::int64_t offset) {
    const auto at = query.after ? to_millis(query.after->first) : descending ? last : -last;
    const auto id = query.after ? query.after->second.value : at;
    return from.db.rows(descending ? labels_down : labels_up, organization, at, id, limit, offset);
  };
  if (!query.after)
    return sql::from_nearer_end({total, query.descending, query.offset, query.limit}, read, row_of, sink);
  PageCount count{.total = total};
  auto rows = read(query.descending, query.limit, query.offset);
  for (; rows.next(); ++count.count) sink(row_of(rows));
  return count;
}

std::optional<LabelRow> label(const Reader& from, OrganizationId organization, LabelId id) {
  auto rows = from.db.rows(label_by_id, organization.value, id.value);
  if (!rows.next()) return std::nullopt;
  return row_of(rows);
}

std::optional<LabelRow> label_named(const Reader& from, OrganizationId organization, std::string_view name) {
  auto rows = from.db.rows(label_by_name, organization.value, name);
  if (!rows.next()) return std::nullopt;
  return row_of(rows);
}

LabelRow add_label(Transaction& in, OrganizationId organization, const std::string& name,
                   const std::string& color) {
  sql::need_organization(in.db, organization);
  need_free_name(in, organization, name, {});
  LabelRow row{.id = {sql::next_id(in.db, "label")},
               .uid = "lbl_" + ascii_lower(random_symbols(12)),
               .name = name,
               .color = color.empty() ? default_color : color,
               .created_at = in.now,
               .updated_at = in.now};
  in.db.run(insert_label, organization.value, row.id.value, row.uid, row.name, row.color, to_millis(in.now));
  in.event(organization, EventKind::label_added);
  return row;
}

LabelRow change_label(Transaction& in, OrganizationId organization, LabelId id,
                      std::optional<std::string> name, std::optional<std::string> color) {
  auto row = label(in, organization, id);
  if (!row) throw Problem::not_found("label");
  if (name) need_free_name(in, organization, *name, id);
  const bool renamed = name && *name != row->name;
  if (name) row->name = *std::move(name);
  if (color) row->color = color->empty() ? default_color : *std::move(color);
  row->updated_at = in.now;
  in.db.run(update_label, organization.value, id.value, row->name, row->color, to_millis(in.now));
  if (renamed) {
    in.settle();
    show(in, organization, conversations_with(in, organization, id));
  }
  in.event(organization, EventKind::label_changed);
  return *row;
}

void remove_label(Transaction& in, OrganizationId organization, LabelId id) {
  if (!sql::has_label(in.db, organization, id)) throw Problem::not_found("label");
  in.settle();
  const auto conversations = conversations_with(in, organization, id);
  for (const auto* query : {&off_conversations, &off_contacts, &off_lists, &delete_label}) {
    in.db.run(*query, organization.value, id.value);
  }
  show(in, organization, conversations);
  in.event(organization, EventKind::label_changed);
}

bool label_conversation(Transaction& in, OrganizationId organization, std::int64_t conversation,
                        LabelId label, bool on) {
  auto* thread = in.recorder.threads().by_number(organization.value, conversation);
  if (thread == nullptr) throw Problem::not_found("conversation");
  if (!sql::has_label(in.db, organization, label)) throw Problem::not_found("label");
  if (sql::exists(in.db, is_on, organization.value, label.value, thread->id) == on) return false;
  in.db.run(on ? put_on : take_off, organization.value, label.value, thread->id);
  thread->labels = sql::packed_labels(in.db, organization.value, thread->id);
  thread->dirty = true;
  in.event(organization, EventKind::conversation_labelled, thread->number);
  return true;
}

}  // namespace parley
