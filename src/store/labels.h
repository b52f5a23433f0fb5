#pragma once
// Labels: what contacts and conversations are marked with. One set for all dialects.

#include "base/function_ref.h"
#include "domain/ids.h"
#include "store/query.h"
#include "store/transaction.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

struct LabelRow {
  LabelId id;
  std::string uid;    // its random name
  std::string name;   // unique in the organization, byte for byte
  std::string color;  // a word
  Timestamp created_at;
  Timestamp updated_at;
};

struct LabelQuery {
  OrganizationId organization;
  bool descending = true;  // by (created_at, id)
  std::optional<std::pair<Timestamp, LabelId>> after;
  std::int64_t offset = 0;
  std::int64_t limit = 50;
};

PageCount labels(const Reader& from, const LabelQuery& query, FunctionRef<void(const LabelRow&)> sink);
std::optional<LabelRow> label(const Reader& from, OrganizationId organization, LabelId id);
std::optional<LabelRow> label_named(const Reader& from, OrganizationId organization, std::string_view name);

// Each writes its event. Problems, before anything is written: conflict "label" where another has that name, not_found
// "label", invalid "name" (blank). An empty color is gray. A removed label's id is never another's.
LabelRow add_label(Transaction& in, OrganizationId organization, const std::string& name,
                   const std::string& color);
LabelRow change_label(Transaction& in, OrganizationId organization, LabelId id,
                      std::optional<std::string> name, std::optional<std::string> color);
// Takes it off everything.
void remove_label(Transaction& in, OrganizationId organization, LabelId id);
// Whether anything changed. Problem: not_found "conversation", not_found "label".
bool label_conversation(Transaction& in, OrganizationId organization, std::int64_t conversation,
                        LabelId label, bool on);

}  // namespace parley
