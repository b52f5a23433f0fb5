// POST {phone_number_id}/messages: a message is kept, sent and answered in Meta's words; a read mark goes to Meta at once.

#include "dialects/meta/graph.h"
#include "dialects/meta/way.h"
#include "dialects/received.h"
#include "dialects/send_once.h"
#include "meta/draft.h"
#include "meta/graph_error.h"

#include <utility>

namespace parley::graph {
namespace {

// A repeat is answered as its first call was, whatever has become of the number since.
Task<> send(const Call& call, http::Reply& reply, Context& context, const Sender& number,
            const Draft& draft) {
  const auto once = once_of(call.request);
  const auto ahead = co_await look_ahead(context, number, Api::meta, once);
  if (!ahead.known && !number.connected)
    throw Problem(Problem::Kind::forbidden, "sending", "The number is not connected");
  if (!ahead.known && !ahead.has_token) throw no_access();
  auto sent = co_await send_once(context, number, draft, Api::meta, once, ahead);
  if (sent.became.status == MessageStatus::failed) {
    write_error(meta::first_error(sent.became.errors), call, reply);
  } else {
    reply.out() += metas_answer(draft, std::move(sent.became));
  }
}

// Meta is told first: what it refuses is not read, for either of us. To repeat a mark changes nothing.
Task<> mark(const Call& call, http::Reply& reply, Context& context, const Sender& number,
            const ReadMark& mark) {
  auto& upstream = upstream_of(context);
  const auto from = co_await upstream.as(number);
  need_access(from);
  const auto attempt = co_await upstream.graph().mark_read(from, mark);
  if (attempt.outcome != AttemptOutcome::accepted) {
    write_error(error_of(attempt), call, reply);
    co_return;
  }
  const auto work = [&](Transaction& in) { mark_received(in, number, mark); };
  co_await context.store.write(work);
  reply.out() += R"({"success":true})";
}

}  // namespace

Task<> post_message(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "object");
  const auto asked = meta::read_send_request(call.request.body);
  if (const auto* const error = std::get_if<MetaError>(&asked)) {
    write_error(*error, call, reply);
  } else if (const auto* const draft = std::get_if<Draft>(&asked)) {
    co_await send(call, reply, context, number, *draft);
  } else {
    co_await mark(call, reply, context, number, std::get<ReadMark>(asked));
  }
}

}  // namespace parley::graph
