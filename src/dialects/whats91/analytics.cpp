// What was sent, counted. Each looks at many messages, so all of them run beside the thread.

#include "dialects/whats91/mapping.h"
#include "dialects/whats91/objects.h"
#include "dialects/whats91/report_query.h"
#include "dialects/whats91/whats91.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace parley::whats91 {
namespace {

// How many came so far, wherever they stand now: what was read was delivered and sent before.
struct Reached {
  std::int64_t pending = 0, sent = 0, delivered = 0, read = 0, failed = 0;

  explicit Reached(const StatusCounts& counts) {
    pending = counts[MessageStatus::pending];
    read = counts[MessageStatus::read] + counts[MessageStatus::played];
    delivered = counts[MessageStatus::delivered] + read;
    sent = counts[MessageStatus::sent] + delivered;
    failed = counts[MessageStatus::failed];
  }
};

void write_reached(JsonWriter& json, const Reached& reached) {
  json.field("sent", reached.sent)
      .field("delivered", reached.delivered)
      .field("read", reached.read)
      .field("failed", reached.failed);
}

struct Asked {
  const Call& call;
  ReportQuery query;

  [[nodiscard]] const SentFilter& filter() const { return query.sent.filter; }
};

// Who asks, and for what. The usual dates move with the day, so that no answer is kept.
Task<Asked> read_asked(const Call& call, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, call.params);
  Asked asked{.call = call, .query = read_analytics_query(call.params, context.now())};
  asked.query.sent.filter.organization = sender.organization;
  asked.query.sent.filter.sender = sender.id;
  call.may_be_kept = false;
  co_return asked;
}

// What `count` finds, which is nothing where nothing can be of what is asked for.
template <class Count>
auto counted(const Asked& asked, Context& context, Count count)
    -> Task<std::invoke_result_t<Count, const Reader&, const SentFilter&>> {
  std::invoke_result_t<Count, const Reader&, const SentFilter&> found{};
  const auto work = [&](const Reader& from) { found = count(from, asked.filter()); };
  if (!asked.query.is_of_nothing) co_await context.store.read(Weight::heavy, work);
  co_return found;
}

struct Failure {
  std::string error, template_name;
  SentBy by = SentBy::us;
  auto operator<=>(const Failure&) const = default;
};
using Failures = std::vector<std::pair<Failure, std::int64_t>>;

// The most frequent first.
Failures count_failures(const Reader& from, const SentFilter& filter) {
  std::map<Failure, std::int64_t> counts;
  failures(from, filter, [&](std::string_view errors, std::string_view template_name, SentBy by) {
    ++counts[{error_title(errors), std::string(template_name), by}];
  });
  Failures all(counts.begin(), counts.end());
  std::ranges::sort(all, [](const auto& a, const auto& b) {
    return std::tie(b.second, a.first) < std::tie(a.second, b.first);
  });
  return all;
}

}  // namespace

Task<> analyze_delivery(const Call& call, http::Reply& reply, Context& context) {
  const auto asked = co_await read_asked(call, context);
  const auto only = read_counted_status(call.params);
  const auto counts = co_await counted(asked, context, counts_by_source);
  auto both = counts.us;
  for (std::size_t i = 0; i < both.of.size(); ++i) both.of[i] += counts.others.of[i];
  const Reached reached(both);

  JsonWriter json(reply.out());
  open_success(json, "Delivery analytics retrieved");
  json.key("status").open('[');
  const std::pair<std::string_view, std::int64_t> shown[] = {{"pending", reached.pending},
                                                             {"sent", reached.sent},
                                                             {"delivered", reached.delivered},
                                                             {"read", reached.read},
                                                             {"failed", reached.failed}};
  for (const auto& [word, count] : shown) {
    if (count == 0 || (!only.empty() && word != only)) continue;
    json.open('{').field("status", word).field("count", count).close('}');
  }
  json.close(']').key("sourceType").open('[');
  for (const auto& [by, count] :
       {std::pair(SentBy::us, counts.us.total()), std::pair(SentBy::others, counts.others.total())}) {
    if (count > 0) json.open('{').field("sourceType", source_word(by)).field("count", count).close('}');
  }
  json.close(']');
  close_success(json, call.request_id);
}

Task<> analyze_failures(const Call& call, http::Reply& reply, Context& context) {
  const auto asked = co_await read_asked(call, context);
  const auto all = co_await counted(asked, context, count_failures);
  JsonWriter json(reply.out());
  open_success(json, "Failure analytics retrieved");
  json.key("failures").open('[');
  for (const auto& [failure, count] : all) {
    json.open('{')
        .nullable("error", failure.error)
        .nullable("templateName", failure.template_name)
        .field("sourceType", source_word(failure.by))
        .field("count", count)
        .close('}');
  }
  json.close(']');
  close_success(json, call.request_id);
}

Task<> analyze_templates(const Call& call, http::Reply& reply, Context& context) {
  const auto asked = co_await read_asked(call, context);
  const auto all = co_await counted(asked, context, counts_by_template);
  JsonWriter json(reply.out());
  open_success(json, "Template analytics retrieved");
  json.key("templates").open('[');
  for (const auto& [name, counts] : all) {
    json.open('{').field("templateName", name);
    write_reached(json, Reached(counts));
    json.close('}');
  }
  json.close(']');
  close_success(json, call.request_id);
}

Task<> analyze_dates(const Call& call, http::Reply& reply, Context& context) {
  const auto asked = co_await read_asked(call, context);
  const auto all = co_await counted(asked, context, counts_by_day);
  JsonWriter json(reply.out());
  open_success(json, "Date analytics retrieved");
  json.key("dates").open('[');
  for (const auto& [day, counts] : all) {
    json.open('{').field("date", iso8601(day).substr(0, 10)).field("total", counts.total());
    json.key("statusCounts").open('{');
    write_reached(json, Reached(counts));
    json.close('}').close('}');
  }
  json.close(']');
  close_success(json, call.request_id);
}

}  // namespace parley::whats91
