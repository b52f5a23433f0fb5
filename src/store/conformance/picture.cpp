#include "base/names.h"
#include "store/calls.h"
#include "store/conformance/contacts.h"

#include <fmt/format.h>

namespace parley::conformance {
namespace {

std::string line_of(const ConversationRow& row) {
  return fmt::format(
      "{} phone={} name={} last={}/{}/{}/{}/{} inbound={} unread={} total={} {} archived={} labels={} created={} "
      "updated={}\n",
      row.number, row.contact_phone, row.contact_name, row.last_wamid, row.last_text, row.last_type,
      row.last_direction ? name_of(*row.last_direction) : "-",
      row.last_message_at ? to_millis(*row.last_message_at) : 0,
      row.last_inbound_at ? to_millis(*row.last_inbound_at) : 0, row.unread_count, row.total_messages,
      name_of(row.status), row.archived, row.labels, to_millis(row.created_at), to_millis(row.updated_at));
}

std::string line_of(const MessageRow& row) {
  return fmt::format(
      "  {} {} {} {} text={} caption={} peer={} media={}/{} object={} error={} quoted={} read={} edited={} "
      "revoked={} at={} updated={}\n",
      row.wamid, name_of(row.direction), name_of(row.status), row.type, row.text, row.caption, row.peer_phone,
      row.media_id, row.media_mime_type, row.object, row.error, row.quoted_wamid, row.read_here, row.edited,
      row.revoked, to_millis(row.at), to_millis(row.updated_at));
}

// The list of contacts, by number and in one piece: ranks and rows must agree.
std::string contacts_of(Bench& bench) {
  std::string out;
  const auto add = [&](const SeenContact& row) {
    out += fmt::format("{} phone={}/{} name={} username={} created={} active={}\n", row.number, row.phone,
                       row.has_phone, row.name, row.username, row.created_at, row.last_active_at);
  };
  const auto whole = list(bench, {.limit = 1000});
  out += fmt::format("contacts={}\n", whole.count.total);
  EXPECT_EQ(whole.count.total, std::ssize(whole.rows));
  for (const auto& row : whole.rows) add(row);
  for (const auto& sender : {bench.ours, bench.second}) {
    const auto of_sender = list(bench, {.sender = sender.id, .limit = 1000});
    out += fmt::format("contacts of {}: {}\n", sender.phone, of_sender.count.total);
    for (const auto& row : of_sender.rows) add(row);
  }
  return out;
}

std::string calls_of(Bench& bench, const Sender& sender) {
  std::string out;
  const auto take = [&](const CallRow& row) {
    out += fmt::format("call {} {} {} at={} contact={} conversation={}", row.number, row.call_id,
                       name_of(row.direction), to_millis(row.at), row.contact, row.conversation);
    for (const auto& event : row.events)
      out += fmt::format(" {}@{}{}", event.event, to_millis(event.at), event.details);
    out += '\n';
  };
  const CallQuery query{
      .organization = sender.organization, .sender = sender.id, .call_id = "", .limit = 1000};
  const auto read = [&](const Reader& from) { calls(from, query, take); };
  bench.wait(bench.store().read(Weight::light, read));
  return out;
}

}  // namespace

std::vector<std::int64_t> numbers(Bench& bench, ConversationQuery query) {
  query.filter.organization = bench.organization;
  std::vector<std::int64_t> found;
  const auto take = [&](const ConversationRow& row) { found.push_back(row.number); };
  bench.wait(bench.store().conversations(query, take));
  return found;
}

std::vector<std::pair<std::int64_t, std::string>> portraits(Bench& bench, const Sender& sender) {
  std::vector<std::pair<std::int64_t, std::string>> all;
  ConversationQuery query;
  query.filter.organization = sender.organization;
  query.filter.sender = sender.id;
  query.limit = 1000;
  const auto take = [&](const ConversationRow& row) { all.emplace_back(row.number, line_of(row)); };
  bench.wait(bench.store().conversations(query, take));
  for (auto& [number, out] : all) {
    const auto take_message = [&out](const MessageRow& row) { out += line_of(row); };
    const auto messages = bench.wait(bench.store().messages(
        {.organization = sender.organization, .sender = sender.id, .conversation = number, .limit = 1000},
        take_message));
    out += fmt::format("  of {}\n", messages ? messages->total : -1);
    for (const auto direction : {Direction::inbound, Direction::outbound}) {
      const auto ignore = [](const MessageRow&) {};
      const auto some = bench.wait(bench.store().messages({.organization = sender.organization,
                                                           .sender = sender.id,
                                                           .conversation = number,
                                                           .direction = direction},
                                                          ignore));
      out += fmt::format("  {} {}\n", name_of(direction), some ? some->total : -1);
    }
  }
  return all;
}

std::string picture(Bench& bench) {
  auto out = contacts_of(bench);
  for (const auto& sender : {bench.ours, bench.second}) {
    out += "sender " + sender.phone + "\n";
    ConversationQuery query;
    query.filter.organization = bench.organization;
    query.filter.sender = sender.id;
    const auto ignore = [](const ConversationRow&) {};
    const auto count = bench.wait(bench.store().conversations(query, ignore));
    const auto summary = bench.wait(bench.store().summary(query.filter));
    out += fmt::format("total={} unread={} inbound={} outbound={}\n", count.total, summary.unread,
                       summary.last_inbound, summary.last_outbound);
    for (const auto& [number, text] : portraits(bench, sender)) out += text;
    out += calls_of(bench, sender);
  }
  return out;
}

}  // namespace parley::conformance
