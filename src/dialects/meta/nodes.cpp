// Calls whose path holds one id alone, or a flow's: a number or a business account of ours, a file, or a flow of one of our
// accounts. What Meta would show our token besides is nothing of this organization's.

#include "dialects/meta/files.h"
#include "dialects/meta/flows.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/onward.h"
#include "dialects/meta/way.h"

#include <utility>

namespace parley::graph {
namespace {

std::string_view behind_id(const Call& call) {
  const auto path = call.request.path;
  const auto id = call.path.raw(1);
  return path.substr(static_cast<std::size_t>(id.data() + id.size() - path.data()));
}

bool is_ours(const std::vector<Sender>& numbers, const Call& call, const std::string& id) {
  return number_with(numbers, call, id) != nullptr || number_of_account(numbers, call, id) != nullptr;
}

Task<> pass_of_ours(const Call& call, http::Reply& reply, Context& context,
                    const std::vector<Sender>& numbers, const std::string& id) {
  const auto* const number = number_with(numbers, call, id);
  if (number != nullptr) co_return co_await pass_of_number(call, reply, context);
  co_await pass_of_account(call, reply, context);
}

bool names_flow(const Call& call) {
  return call.params.text("fields").has_value() || call.params.text("business_account_id").has_value();
}

}  // namespace

Task<> pass_of_flow(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;
  const auto numbers = co_await context.store.senders(call.token->organization);
  const auto id = call.path.decoded(1);
  need_plain_fields(call.request);
  const auto owner = co_await owner_of_flow(call, context, *numbers, id);
  if (!owner) throw no_object(call);
  auto target = "/" + escaped(id);
  target.append(behind_id(call));
  target += query_for_meta(call.request.query, {"phone_number_id", "business_account_id"});
  co_await pass(call, reply, context, *owner, std::move(target));
}

// A flow that the new one is a copy of may be another organization's, as far as our token is concerned.
Task<> make_flow(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  for (const auto& id : said(call.request, "clone_flow_id")) {
    if (id.empty()) continue;
    const auto owner = co_await owner_of_flow(call, context, *numbers, id);
    if (!owner) throw Problem::invalid("clone_flow_id", "Param clone_flow_id is no flow of this account");
  }
  co_await pass_of_account(call, reply, context);
}

Task<> get_node(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;
  const auto numbers = co_await context.store.senders(call.token->organization);
  const auto id = call.path.decoded(1);
  if (is_ours(*numbers, call, id)) co_return co_await pass_of_ours(call, reply, context, *numbers, id);
  if (names_flow(call)) co_return co_await pass_of_flow(call, reply, context);
  const bool is_told = co_await tell_file(call, reply, context, *numbers);
  if (!is_told) co_await pass_of_flow(call, reply, context);
}

Task<> post_node(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const auto id = call.path.decoded(1);
  if (is_ours(*numbers, call, id)) co_return co_await pass_of_ours(call, reply, context, *numbers, id);
  co_await pass_of_flow(call, reply, context);
}

Task<> delete_node(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  if (is_ours(*numbers, call, call.path.decoded(1))) throw no_object(call);
  if (names_flow(call)) co_return co_await pass_of_flow(call, reply, context);
  const bool is_done = co_await delete_file(call, reply, context, *numbers);
  if (!is_done) co_await pass_of_flow(call, reply, context);
}

}  // namespace parley::graph
