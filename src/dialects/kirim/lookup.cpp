#include "dialects/kirim/lookup.h"

#include "base/text.h"
#include "dialects/kirim/kirim.h"

#include <algorithm>

namespace parley::kirim {
namespace {

// Words that stand where an account may: what follows them is no account's.
constexpr std::string_view literals[] = {
    "health",   "openapi.json", "me", "accounts", "labels", "webhook_subscriptions", "webhook_deliveries",
    "customers"};

}  // namespace

Ids ids_of(const Call& call, const Context& context) {
  return {context.store.seal(), call.token->organization};
}

const Sender& account_of(const std::vector<Sender>& accounts, const Call& call) {
  const auto id = call.path.raw(0);
  if (std::find(std::begin(literals), std::end(literals), id) != std::end(literals))
    throw Problem::not_found("route");
  if (!is_digits(id) || id.size() < 6 || id.size() > 20)
    throw Problem::invalid("phone_number_id", "phone_number_id must be 6 to 20 digits");
  for (const Sender& account : accounts) {
    const bool is_bound_to_it = !call.token->sender || *call.token->sender == account.id;
    if (account.phone_number_id == id && is_bound_to_it) return account;
  }
  throw Problem::not_found("account");
}

std::optional<Conversation> shown_conversation(const Reader& from, const Sender& account,
                                               std::int64_t number) {
  std::optional<Conversation> found;
  conversation(from, account.organization, number, [&](const ConversationRow& row) {
    const bool is_shown = row.sender == account.id && row.status != ConversationStatus::deleted;
    if (is_shown) found.emplace(row);
  });
  return found;
}

Conversation conversation_of_path(const Reader& from, const Sender& account, const Ids& ids,
                                  std::string_view kind, const Call& call) {
  const auto* thing = kind == kind::contact ? "contact" : "conversation";
  const auto number = ids.find(kind, call.path.decoded(1), "id", thing);
  auto found = shown_conversation(from, account, number);
  if (!found) throw Problem::not_found(thing);
  return *std::move(found);
}

LabelRow label_of_path(const Reader& from, OrganizationId organization, const Ids& ids, std::string_view id,
                       std::string_view param) {
  auto found = label(from, organization, LabelId{ids.find(kind::label, id, param, "label")});
  if (!found) throw Problem::not_found("label");
  return *std::move(found);
}

LabelId label_of_body(const Reader& from, OrganizationId organization, const Ids& ids, std::string_view id) {
  const auto number = ids.read(kind::label, id, "label_id");
  const auto found = number ? label(from, organization, LabelId{*number}) : std::nullopt;
  if (!found) throw Problem::invalid("label_id", "label_id is no label of the organization");
  return found->id;
}

void add_assignees(const Reader& from, OrganizationId organization, std::vector<Conversation>& rows) {
  for (auto row = rows.begin(); row != rows.end(); ++row) {
    if (row->assignee == MemberId{}) continue;
    const auto same =
        std::find_if(rows.begin(), row, [&](const auto& other) { return other.assignee == row->assignee; });
    row->assigned = same == row ? member(from, organization, row->assignee) : same->assigned;
  }
}

PageWriter::PageWriter(http::Reply& reply, const Page& page) : json_(reply.out()), room_(page.limit) {
  open_data(json_).open('[');
}

bool PageWriter::takes(Place place) {
  if (room_ == 0) {
    has_more_ = true;
    return false;
  }
  --room_;
  last_ = place;
  return true;
}

void PageWriter::has_more_behind(Place place) {
  has_more_ = true;
  last_ = place;
}

void PageWriter::close(const Seal& seal, const Scope& scope, std::string_view request_id) {
  json_.close(']').field("has_more", has_more_).key("next_cursor");
  if (has_more_) {
    json_.value(write_cursor(seal, scope, last_));
  } else {
    json_.value(nullptr);
  }
  close_data(json_, request_id);
}

}  // namespace parley::kirim
