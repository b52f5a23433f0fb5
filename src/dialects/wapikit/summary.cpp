#include "dialects/wapikit/summary.h"

#include "dialects/wapikit/gather.h"
#include "dialects/wapikit/handlers.h"
#include "http/client.h"

#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

#include <stdexcept>

namespace parley::wapikit {
namespace {

constexpr std::int64_t most_messages = 200;
constexpr std::chrono::seconds patience{15};
constexpr std::size_t longest_answer = 256 << 10;
// More at once on one thread get the extractive one.
constexpr int most_calls = 8;
thread_local int calls = 0;

class OneCall {
 public:
  OneCall() { ++calls; }
  ~OneCall() { --calls; }
  OneCall(const OneCall&) = delete;
  OneCall& operator=(const OneCall&) = delete;
};

SummarySource source_of(Gather& gather, const ConversationRow& row) {
  SummarySource source{.contact =
                           std::string(row.contact_name.empty() ? row.contact_phone : row.contact_name)};
  std::vector<ShownMessage> messages;
  source.total = gather.thread(row, {.size = most_messages}, false, messages).total;
  for (const auto& message : messages) {
    const auto text = message.row.text.empty() ? message.row.caption : message.row.text;
    if (text.empty()) continue;
    source.lines.push_back({message.row.direction == Direction::outbound, std::string(text)});
  }
  return source;
}

// What the model wrote. Throws where it gave no answer.
Task<std::string> ask_model(const DialectSettings& settings, const SummarySource& source) {
  const OneCall one;
  const auto endpoint = summary_endpoint(settings.summary_url);
  const auto executor = co_await asio::this_coro::executor;
  const http::Client::Options options{.deadline = patience, .connections = 1, .body_bytes = longest_answer};
  http::Client client(executor.context(), endpoint.origin, options);
  http::ClientRequest request{.method = "POST", .target = endpoint.target};
  request.headers.emplace_back("Content-Type", "application/json");
  if (!settings.summary_key.empty())
    request.headers.emplace_back("Authorization", "Bearer " + settings.summary_key);
  request.body = summary_request(settings, source);
  const auto answer = co_await client.call(std::move(request));
  if (answer.status != 200) throw std::runtime_error("status " + std::to_string(answer.status));
  auto summary = summary_of_answer(answer.body);
  if (!summary) throw std::runtime_error("no text in its answer");
  co_return std::move(*summary);
}

Task<std::string> summary_of(const SummarySource& source, const Call& call, const Context& context) {
  const auto settings = context.settings;
  if (settings->summary_url.empty() || source.lines.empty()) co_return extractive_summary(source);
  call.may_be_kept = false;
  std::string why = "too many at once";
  try {
    if (calls < most_calls) co_return co_await ask_model(*settings, source);
  } catch (const std::exception& error) {
    why = error.what();
  }
  spdlog::warn("{} wapikit: the summary's endpoint failed ({}); lines of the conversation are given instead",
               call.request_id, why);
  co_return extractive_summary(source);
}

}  // namespace

Task<> generate_summary(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::conversation, call.path.decoded(0));
  const auto senders = co_await context.store.senders(call.token->organization);
  SummarySource source;
  const auto work = [&](const Reader& from) {
    Gather gather(from, *call.token, *senders);
    source = source_of(gather, gather.conversation(number));
  };
  co_await context.store.read(Weight::light, work);
  const auto summary = co_await summary_of(source, call, context);
  JsonWriter(reply.out()).open('{').field("summary", summary).close('}');
}

}  // namespace parley::wapikit
