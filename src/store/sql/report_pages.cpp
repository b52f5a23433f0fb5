// Pages of what a number sent: by the rank of all its messages or of one conversation, else by a walk.

#include "store/reports.h"
#include "store/sql/answers.h"
#include "store/sql/message_rows.h"
#include "store/sql/people.h"
#include "store/sql/rank_find.h"
#include "store/sql/ranked_lists.h"
#include "store/sql/sent_filter.h"

#include <algorithm>

namespace parley {
namespace {

using sql::Connection;
using sql::Query;
using sql::Ranked;
using sql::Rows;
using sql::Stretch;

constexpr Query phone_of_sender{"SELECT phone FROM sender WHERE organization = $1 AND id = $2"};
constexpr Query sent_conversation{
    "SELECT v.id, v.levels, v.tally, v.tail FROM contact_alias a CROSS JOIN conversation v "
    "WHERE a.organization = $1 AND a.number = $2 AND v.organization = a.organization AND v.contact = a.contact "
    "AND v.sender = $3"};

// A number's messages. The + 0 keeps SQLite from searching a message by the bounds of the page instead of by its time.
constexpr Query sent_down{
    "SELECT m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key, p.value "
    "FROM message_time t CROSS JOIN message m "
    "LEFT JOIN contact_alias p ON p.organization = $1 AND p.id = m.peer "
    "WHERE t.organization = $1 AND t.sender = $2 AND (t.at, t.key) >= ($3, $4) AND (t.at, t.key) < ($5, $6) "
    "AND ($7 >> t.mark) & 1 = 1 AND m.organization = t.organization AND m.conversation = t.conversation "
    "AND m.at = t.at + 0 AND m.key = t.key ORDER BY t.at DESC, t.key DESC LIMIT $8"};
// Those to one person. $8: types each between 0x1F, or empty.
constexpr Query sent_to_down{
    "SELECT m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key, p.value "
    "FROM message m LEFT JOIN contact_alias p ON p.organization = $1 AND p.id = m.peer "
    "WHERE m.organization = $1 AND m.conversation = $2 AND (m.at, m.wamid) >= ($3, $4) AND (m.at, m.wamid) < ($5, $6) "
    "AND ($7 >> (m.direction | (m.status << 1))) & 1 = 1 "
    "AND ($8 = '' OR instr($8, '\x1f' || m.type || '\x1f') > 0) ORDER BY m.at DESC, m.wamid DESC LIMIT $9"};

// The same by what no rank knows. $6: types, or empty; $7: a template's name, or empty; $8: Flag::sent_here as it is to
// be, or -1.
constexpr Query count_walked{
    "SELECT count(*) FROM message_time t CROSS JOIN message m "
    "WHERE t.organization = $1 AND t.sender = $2 AND t.at >= $3 AND t.at < $4 AND ($5 >> t.mark) & 1 = 1 "
    "AND m.organization = t.organization AND m.conversation = t.conversation AND m.at = t.at + 0 AND m.key = t.key "
    "AND ($6 = '' OR instr($6, '\x1f' || m.type || '\x1f') > 0) "
    "AND ($7 = '' OR (m.type = 'template' AND m.text = $7)) AND ($8 < 0 OR (m.flags & 16384) = $8)"};
constexpr Query walked_down{
    "SELECT m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key, p.value "
    "FROM message_time t CROSS JOIN message m "
    "LEFT JOIN contact_alias p ON p.organization = $1 AND p.id = m.peer "
    "WHERE t.organization = $1 AND t.sender = $2 AND t.at >= $3 AND t.at < $4 AND ($5 >> t.mark) & 1 = 1 "
    "AND m.organization = t.organization AND m.conversation = t.conversation AND m.at = t.at + 0 AND m.key = t.key "
    "AND ($6 = '' OR instr($6, '\x1f' || m.type || '\x1f') > 0) "
    "AND ($7 = '' OR (m.type = 'template' AND m.text = $7)) AND ($8 < 0 OR (m.flags & 16384) = $8) "
    "ORDER BY t.at DESC, t.key DESC LIMIT $9 OFFSET $10"};
constexpr Query count_walked_to{
    "SELECT count(*) FROM message m WHERE m.organization = $1 AND m.conversation = $2 AND m.at >= $3 AND m.at < $4 "
    "AND ($5 >> (m.direction | (m.status << 1))) & 1 = 1 "
    "AND ($6 = '' OR instr($6, '\x1f' || m.type || '\x1f') > 0) "
    "AND ($7 = '' OR (m.type = 'template' AND m.text = $7)) AND ($8 < 0 OR (m.flags & 16384) = $8)"};
constexpr Query walked_to_down{
    "SELECT m.wamid, m.direction, m.status, m.type, m.text, m.flags, m.peer, m.at, m.updated_at, m.cold, m.key, p.value "
    "FROM message m LEFT JOIN contact_alias p ON p.organization = $1 AND p.id = m.peer "
    "WHERE m.organization = $1 AND m.conversation = $2 AND m.at >= $3 AND m.at < $4 "
    "AND ($5 >> (m.direction | (m.status << 1))) & 1 = 1 "
    "AND ($6 = '' OR instr($6, '\x1f' || m.type || '\x1f') > 0) "
    "AND ($7 = '' OR (m.type = 'template' AND m.text = $7)) AND ($8 < 0 OR (m.flags & 16384) = $8) "
    "ORDER BY m.at DESC, m.wamid DESC LIMIT $9 OFFSET $10"};

// The list of messages that the filter is of: all of the number, or those of one conversation; nothing where nobody has
// the receiver's number.
std::optional<Ranked> list_of(Connection& db, const SentFilter& filter) {
  const auto organization = filter.organization.value;
  if (filter.receiver.empty())
    return sql::ranked_list(db, sql::messages_of_sender(organization, filter.sender.value));
  const auto number = sql::contact_number(static_cast<int>(AliasKind::phone), phone_key(filter.receiver));
  auto rows = db.rows(sent_conversation, organization, number, filter.sender.value);
  if (!rows.next()) return std::nullopt;
  return Ranked{.list = sql::messages_of(organization, rows.integer(0)),
                .levels = rows.integer(1),
                .tally = std::string(rows.text(2)),
                .tail = std::string(rows.text(3))};
}

class SentPage {
 public:
  SentPage(Connection& db, const SentQuery& query, SentSink sink)
      : db_(db), filter_(query.filter), query_(query), sink_(sink) {}

  PageCount hand_over() {
    const auto list = list_of(db_, filter_);
    if (!list) return {};
    const auto find_phone = [&] {
      auto rows = db_.rows(phone_of_sender, filter_.organization.value, filter_.sender.value);
      return rows.next() ? std::string(rows.text(0)) : std::string();
    };
    phone_ = find_phone();
    if (!is_light(filter_)) {
      walk(*list);
    } else if (filter_.receiver.empty()) {
      by_rank(*list, sql::time_walk(db_, list->list));
    } else {
      by_rank(*list, sql::message_walk(db_, list->list));
    }
    return page_;
  }

 private:
  template <class WalkList>
  void by_rank(const Ranked& list, const WalkList& walk_list) {
    const std::span one(&list, 1);
    const auto times = sql::sent_times(filter_);
    const auto wanted = [this](std::string_view kind) { return is_wanted(kind); };
    const auto walk = [&](std::size_t, const Stretch& stretch, sql::WalkRow row) { walk_list(stretch, row); };
    page_.total = rows_within(db_, one, times, wanted, walk);
    if (query_.offset >= page_.total) return;
    const auto rest = skip_rows(db_, one, times, query_.offset, true, wanted, walk);
    if (!rest) return;
    for (const auto& part : stretches(db_, list, *rest, query_.limit, true, wanted)) {
      auto rows = filter_.receiver.empty() ? of_number(part) : of_person(list, part);
      take(rows);
    }
  }
  // The kind of a person's message has its type behind the mark.
  bool is_wanted(std::string_view kind) const {
    if ((marks_ >> sql::mark_of_kind(kind) & 1) == 0) return false;
    const auto is_its = [&](std::string_view type) { return kind.substr(1) == type.substr(0, 254); };
    return filter_.types.empty() || std::ranges::any_of(filter_.types, is_its);
  }

  Rows of_number(const Stretch& part) {
    return db_.rows(sent_down, filter_.organization.value, filter_.sender.value, part.from.at,
                    sql::number_of_tie(part.from.tie), part.until.at, sql::number_of_tie(part.until.tie),
                    marks_, query_.limit - page_.count);
  }
  Rows of_person(const Ranked& list, const Stretch& part) {
    return db_.rows(sent_to_down, list.list.organization, list.list.list, part.from.at, part.from.tie,
                    part.until.at, part.until.tie, marks_, types_, query_.limit - page_.count);
  }

  void walk(const Ranked& list) {
    const bool is_of_number = filter_.receiver.empty();
    const auto of = is_of_number ? filter_.sender.value : list.list.list;
    const auto times = sql::sent_times(filter_);
    const auto organization = filter_.organization.value;
    const auto flag = sql::sent_flag(filter_.by);
    page_.total =
        sql::first_integer(db_, is_of_number ? count_walked : count_walked_to, organization, of,
                           times.from.at, times.until.at, marks_, types_, filter_.template_name, flag);
    if (query_.offset >= page_.total) return;
    auto rows =
        db_.rows(is_of_number ? walked_down : walked_to_down, organization, of, times.from.at, times.until.at,
                 marks_, types_, filter_.template_name, flag, query_.limit, query_.offset);
    take(rows);
  }

  void take(Rows& rows) {
    for (; rows.next(); ++page_.count) {
      const auto fields = sql::fields_of(rows);
      sink_(sql::row_of(fields, phone_, rows.text(11)), sql::sent_by(fields.flags));
    }
  }

  Connection& db_;
  const SentFilter& filter_;
  const SentQuery& query_;
  SentSink sink_;
  std::int64_t marks_ = sql::sent_marks(filter_.status);
  std::string types_ = sql::packed_types(filter_.types);
  std::string phone_;
  PageCount page_;
};

}  // namespace

bool is_light(const SentFilter& filter) {
  const bool knows_types = !filter.receiver.empty() || filter.types.empty();
  return knows_types && filter.template_name.empty() && !filter.by;
}

PageCount sent_messages(const Reader& from, const SentQuery& query, SentSink sink) {
  return SentPage(from.db, query, sink).hand_over();
}

}  // namespace parley
