// Calls that are Meta's own: made there as the number, or with a token of the business account, that the path names.

#include "base/json.h"
#include "dialects/budget.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/onward.h"
#include "dialects/meta/way.h"

#include <utility>

namespace parley::graph {
namespace {

// A business account has some hundreds of templates mostly, and 6,000 at most.
constexpr int most_template_pages = 64;

// What stands behind the path's second brace.
std::string_view behind_id(const Call& call) {
  const auto path = call.request.path;
  const auto id = call.path.raw(1);
  return path.substr(static_cast<std::size_t>(id.data() + id.size() - path.data()));
}

// The element of a list with that id, as Meta wrote it; empty where it is not on the page.
std::string element_with(Json list, std::string_view id) {
  for (const Json element : list) {
    if (element["id"].text() == id) return element.compact();
  }
  return {};
}

}  // namespace

Task<> pass_of_number(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "object");
  auto target = "/" + escaped(number.phone_number_id);
  target.append(behind_id(call)).append(query_for_meta(call.request.query));
  co_await pass(call, reply, context, number, std::move(target));
}

Task<> pass_of_account(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const auto number = co_await speaker_of_account(call, context, *numbers, call.path.decoded(1));
  if (!number) throw no_object(call);
  auto target = "/" + escaped(number->waba);
  target.append(behind_id(call)).append(query_for_meta(call.request.query));
  co_await pass(call, reply, context, *number, std::move(target));
}

// Graph has no such call: the template is looked for in the account's list, which also shows that it is the account's.
Task<> get_template(const Call& call, http::Reply& reply, Context& context) {
  call.may_be_kept = false;
  const auto numbers = co_await context.store.senders(call.token->organization);
  const auto number = co_await speaker_of_account(call, context, *numbers, call.path.decoded(1));
  if (!number) throw no_object(call);
  need_plain_fields(call.request);
  const auto id = call.path.decoded(2);
  auto fields = std::string(call.params.text("fields").value_or(""));
  if (!fields.empty()) fields = "&fields=" + escaped("id," + fields);
  std::string after;
  const Budget budget;
  for (int page = 0; page < most_template_pages; ++page) {
    (void)budget.left();
    auto target = "/" + escaped(number->waba) + "/message_templates?limit=100";
    target.append(fields).append(after);
    const auto answer = co_await ask(context, *number, std::move(target));
    const auto* const told = std::get_if<meta::GraphAnswer>(&answer);
    if (told == nullptr || told->status != 200) {
      write_answer(answer, call, reply);
      co_return;
    }
    const auto tree = JsonTree::read(told->body);
    const Json root = tree ? tree->root() : Json();
    auto found = element_with(root["data"], id);
    if (!found.empty()) {
      reply.out() += found;
      co_return;
    }
    const auto next = root["paging"]["cursors"]["after"].text();
    if (next.empty() || root["data"].is_empty()) break;
    after = "&after=" + escaped(next);
  }
  throw Problem::not_found("template");
}

}  // namespace parley::graph
