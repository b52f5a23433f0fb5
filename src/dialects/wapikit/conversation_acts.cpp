// What is done to a conversation.

#include "base/problem.h"
#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/bodies.h"
#include "dialects/wapikit/gather.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"
#include "store/read_marks.h"

#include <algorithm>

namespace parley::wapikit {
namespace {

// Does `act` to the conversation the path names, as the caller may see it.
Task<> act_on_conversation(const Call& call, http::Reply& reply, Context& context, std::string_view answer,
                           FunctionRef<void(Transaction&, const ConversationRow&)> act) {
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::conversation, call.path.decoded(0));
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto work = [&](Transaction& in) {
    Gather gather(in, *call.token, *senders);
    act(in, gather.conversation(number));
    reply.out() += answer;
  };
  co_await change(call, reply, context, work);
}

constexpr std::string_view done = R"({"data":true})";
constexpr std::string_view is_read = R"({"isRead":true})";

}  // namespace

// One that stands where the word says stays as it is: a word of theirs is two of ours.
Task<> change_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto status = read_conversation_status(body.root());
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::conversation, call.path.decoded(0));
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto work = [&](Transaction& in) {
    const auto row = Gather(in, *call.token, *senders).conversation(number);
    if (word_of(row.status) != word_of(status)) {
      set_status(in, spelling.organization(), number, status);
      in.settle();
    }
    write_conversation_answer(in, call, spelling, *senders, number, reply.out());
  };
  co_await change(call, reply, context, work);
}

Task<> delete_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto act = [&](Transaction& in, const ConversationRow& row) {
    if (row.status == ConversationStatus::deleted) throw Problem::not_found("conversation");
    set_status(in, call.token->organization, row.number, ConversationStatus::deleted);
  };
  co_await act_on_conversation(call, reply, context, done, act);
}

Task<> assign_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto assignee = read_assignee(body.root());
  const Spelling spelling(call, context);
  const auto act = [&](Transaction& in, const ConversationRow& row) {
    const MemberId to{spelling.number(kind::member, assignee)};
    if (!member(in, spelling.organization(), to)) throw Problem::not_found(std::string(kind::member.named));
    assign(in, spelling.organization(), row.number, to);
  };
  co_await act_on_conversation(call, reply, context, done, act);
}

// The vendor's pages ask for a user's id; whoever has it, it is nobody's then.
Task<> unassign_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto act = [&](Transaction& in, const ConversationRow& row) {
    assign(in, call.token->organization, row.number, std::nullopt);
  };
  co_await act_on_conversation(call, reply, context, done, act);
}

Task<> read_conversation(const Call& call, http::Reply& reply, Context& context) {
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto act = [&](Transaction& in, const ConversationRow& row) {
    const bool is_news = mark_read(in, call.token->organization, row.number);
    const auto sender = std::ranges::find(*senders, row.sender, &Sender::id);
    if (is_news && context.settings->read_receipts && sender != senders->end())
      tell_read(in, *sender, {.conversation = row.number});
  };
  co_await act_on_conversation(call, reply, context, is_read, act);
}

}  // namespace parley::wapikit
