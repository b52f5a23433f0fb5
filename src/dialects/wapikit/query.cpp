#include "dialects/wapikit/query.h"

#include "base/problem.h"
#include "base/text.h"
#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/spelling.h"

#include <algorithm>

namespace parley::wapikit {
namespace {

using http::Params;

constexpr std::size_t longest_search = 256;
constexpr std::size_t most_ids = 200;

Problem invalid(std::string_view name, std::string_view words) {
  return Problem::invalid(std::string(name), std::string(name) + ' ' + std::string(words));
}

std::string_view given(const Params& params, std::string_view name) { return params.text(name).value_or(""); }

std::string text_of(const Params& params, std::string_view name, std::size_t longest) {
  const auto text = given(params, name);
  if (!is_storable_utf8(text) || text.size() > longest) throw invalid(name, "is invalid");
  return std::string(text);
}

std::string id_of(const Params& params, std::string_view name, Kind kind) {
  const auto text = given(params, name);
  return text.empty() ? std::string() : std::string(checked_id(kind, text));
}

std::optional<Direction> direction_of(const Params& params) {
  const auto word = given(params, "direction");
  if (word.empty()) return std::nullopt;
  const auto direction = direction_called(word);
  if (!direction) throw invalid("direction", "must be InBound or OutBound");
  return direction;
}

// A message's status and its direction are one word there.
void read_message_status(AskedMessages& asked, const Params& params) {
  const auto word = given(params, "status");
  if (word.empty()) return;
  const auto status = message_status_called(word);
  if (!status) throw invalid("status", "must be one of read, unread, sent, failed");
  asked.status = status->ours;
  if (!status->direction) return;
  asked.matches_none |= asked.direction.value_or(*status->direction) != *status->direction;
  asked.direction = status->direction;
}

}  // namespace

AskedConversations read_asked_conversations(const Params& params) {
  AskedConversations asked{.page = read_page(params, most_of_conversations)};
  asked.descending = read_descending(params, "order");
  const auto status = given(params, "status");
  asked.status = conversation_statuses(status);
  if (!status.empty() && asked.status.empty())
    throw invalid("status", "must be one of Active, Closed, Deleted");
  asked.contact = id_of(params, "contact_id", kind::contact);
  asked.list = id_of(params, "list_id", kind::list);
  asked.of_campaign = !id_of(params, "campaign_id", kind::campaign).empty();
  asked.message = text_of(params, "message_id", 512);
  return asked;
}

AskedThread read_asked_thread(const Params& params) {
  return {.page = read_page(params, most_of_messages), .oldest_first = !read_descending(params, "order")};
}

AskedMessages read_asked_messages(const Params& params) {
  AskedMessages asked{.page = read_page_or(params, {}, most_of_messages)};
  asked.descending = read_descending(params, "order");
  asked.direction = direction_of(params);
  asked.matches_none = !id_of(params, "campaign_id", kind::campaign).empty();
  read_message_status(asked, params);
  asked.contact = id_of(params, "contact_id", kind::contact);
  asked.list = id_of(params, "list_id", kind::list);
  asked.conversation = id_of(params, "conversation_id", kind::conversation);
  return asked;
}

AskedContacts read_asked_contacts(const Params& params) {
  AskedContacts asked{.page = read_page(params, most_of_contacts)};
  asked.descending = read_descending(params, "order");
  const auto status = given(params, "status");
  if (!status.empty()) {
    asked.status = contact_status_called(status);
    if (!asked.status) throw invalid("status", "must be one of Active, Inactive, Blocked");
  }
  asked.list = id_of(params, "list_id", kind::list);
  asked.search = text_of(params, "searchString", longest_search);
  return asked;
}

AskedList read_asked_list(const Params& params, std::string_view order, bool must_page) {
  const auto page = must_page ? read_page(params, most_of_others) : read_page_or(params, {}, most_of_others);
  return {.page = page, .descending = read_descending(params, order)};
}

std::vector<std::string> read_asked_ids(const Params& params) {
  std::vector<std::string> ids;
  for (std::string_view rest : params.all("id")) {
    while (!rest.empty()) {
      const auto end = std::min(rest.find(','), rest.size());
      std::string id(checked_id(kind::contact, trimmed(rest.substr(0, end))));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
      if (ids.size() > most_ids) throw invalid("id", "names too many contacts");
    }
  }
  if (ids.empty()) throw invalid("id", "is required");
  return ids;
}

}  // namespace parley::wapikit
