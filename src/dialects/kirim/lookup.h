#pragma once
// What an address names, and lists' pages.

#include "dialects/dialect.h"
#include "dialects/kirim/mapping.h"
#include "dialects/kirim/query.h"

#include <vector>

namespace parley::kirim {

Ids ids_of(const Call& call, const Context& context);

// The account of the path's first part. Problems: invalid "phone_number_id", not_found "account".
const Sender& account_of(const std::vector<Sender>& accounts, const Call& call);

// The conversation of that public number under that account, if it is shown; nothing else.
std::optional<Conversation> shown_conversation(const Reader& from, const Sender& account,
                                               std::int64_t number);
// The conversation an id in the path names; `kind` says whether by its own id or its contact's. Problems: invalid
// "id", not_found.
Conversation conversation_of_path(const Reader& from, const Sender& account, const Ids& ids,
                                  std::string_view kind, const Call& call);

// The label an id in the path names. Problems: invalid `param`, not_found "label".
LabelRow label_of_path(const Reader& from, OrganizationId organization, const Ids& ids, std::string_view id,
                       std::string_view param);
// The one an id in a body names. Problem: invalid "label_id", also where there is none.
LabelId label_of_body(const Reader& from, OrganizationId organization, const Ids& ids, std::string_view id);

// Looks up who they are assigned to.
void add_assignees(const Reader& from, OrganizationId organization, std::vector<Conversation>& rows);

// A page on its way into an answer: hand it each of limit + 1 rows at most.
class PageWriter {
 public:
  PageWriter(http::Reply& reply, const Page& page);
  JsonWriter& json() { return json_; }
  // Whether the row at that place is on the page; else it is known that there is more.
  bool takes(Place place);
  // There is more behind that place, whether it is on the page or not.
  void has_more_behind(Place place);
  void close(const Seal& seal, const Scope& scope, std::string_view request_id);

 private:
  JsonWriter json_;
  std::int64_t room_;
  bool has_more_ = false;
  Place last_;
};

// A page where some rows are not shown is filled up from those behind it, which cost a few milliseconds at most. Behind
// so many it ends early.
constexpr int most_rounds = 4;
constexpr std::int64_t rows_of_round = 500;

// Fills a page. `read` has the rows behind a place, so many at most, each with its `place`; `is_shown` tells which of
// them are on the list.
template <class Read, class IsShown, class Write>
void fill(PageWriter& out, const Page& page, Read read, IsShown is_shown, Write write) {
  auto after = page.after;
  for (int round = 0; round < most_rounds; ++round) {
    const auto most = round == 0 ? page.limit + 1 : rows_of_round;
    const auto rows = read(after, most);
    for (const auto& row : rows) {
      if (!is_shown(row)) continue;
      if (!out.takes(row.place)) return;
      write(row);
    }
    if (std::ssize(rows) < most) return;
    after = rows.back().place;
  }
  out.has_more_behind(*after);
}

}  // namespace parley::kirim
