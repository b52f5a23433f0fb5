#include "dialects/meta/way.h"

#include "dialects/ask_meta.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/links.h"
#include "dialects/meta/onward.h"
#include "dialects/origin.h"
#include "meta/graph_codes.h"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <utility>

namespace parley::graph {
namespace {

constexpr std::string_view json_type = "application/json; charset=utf-8";

bool has_body(const http::Request& request) {
  return request.method == http::Method::post ||
         (request.method == http::Method::del && !request.body.empty());
}

// What the addresses of such calls begin with, as this client has them; empty where no origin is known.
std::string here(const Call& call, const Context& context) {
  if (!call.origin) call.origin = origin_of(call.request, *context.settings);
  if (call.origin->empty()) return {};
  const auto path = call.request.path;
  const auto version = call.path.raw(0);
  return *call.origin + std::string(path.substr(0, static_cast<std::size_t>(version.end() - path.begin())));
}

}  // namespace

Upstream& upstream_of(const Context& context) {
  if (context.upstream != nullptr) return *context.upstream;
  throw Problem(Problem::Kind::forbidden, "meta", "This server does not speak to Meta");
}

Problem no_access() {
  return {Problem::Kind::forbidden, "access token", "No access token of Meta's is kept for this number"};
}

void need_access(const meta::GraphSender& from) {
  if (from.access_token.empty()) throw no_access();
}

Task<Sender> speaker_among(const Call& call, Context& context, std::vector<Sender> numbers, Sender first) {
  const auto& upstream = upstream_of(context);
  std::erase_if(numbers,
                [&](const Sender& number) { return !may_use(call, number) || number.id == first.id; });
  const auto by_use = [](const Sender& number) { return std::pair(!number.connected, number.id.value); };
  std::ranges::sort(numbers, {}, by_use);
  numbers.insert(numbers.begin(), first);
  for (const Sender& number : numbers) {
    const auto from = co_await upstream.as(number);
    if (!from.access_token.empty()) co_return number;
  }
  co_return first;
}

Task<std::optional<Sender>> speaker_of_account(const Call& call, Context& context,
                                               std::vector<Sender> numbers, std::string waba) {
  const auto* const first = number_of_account(numbers, call, waba);
  if (first == nullptr) co_return std::nullopt;
  Sender wished = *first;
  std::erase_if(numbers, [&](const Sender& number) { return number.waba != waba; });
  co_return co_await speaker_among(call, context, std::move(numbers), std::move(wished));
}

MetaError error_of(const Attempt& attempt) {
  if (attempt.error.status >= 400 && attempt.error.code != 0) return attempt.error;
  const bool is_unknown = attempt.outcome == AttemptOutcome::unknown;
  auto error = attempt.error;
  if (error.code == 0 && error.title.empty()) error = meta::meta_error(131000, "Meta did not answer");
  if (error.status / 100 == 2) error.status = 502;  // no answer to what was asked
  if (error.status < 400) error.status = is_unknown ? 504 : 503;
  return error;
}

void write_answer(const meta::GraphResult<meta::GraphAnswer>& answer, const Call& call, http::Reply& reply) {
  if (const auto* const failed = std::get_if<Attempt>(&answer))
    return write_error(error_of(*failed), call, reply);
  const auto& told = std::get<meta::GraphAnswer>(answer);
  reply.clear();
  reply.status = told.status;
  reply.content_type =
      told.content_type.find("json") != std::string::npos ? json_type : "text/plain; charset=utf-8";
  if (told.content_type.find("javascript") != std::string::npos) reply.content_type = json_type;
  reply.add_header("X-Content-Type-Options", "nosniff");
  reply.out() += told.body;
}

Task<meta::GraphResult<meta::GraphAnswer>> ask(Context& context, Sender number, std::string target) {
  need_access(co_await upstream_of(context).as(number));
  meta::GraphCall what{.method = "GET", .target = std::move(target)};
  auto answer = co_await call_as(context, std::move(number), std::move(what));
  co_return std::move(answer);
}

Task<> pass(const Call& call, http::Reply& reply, Context& context, Sender number, std::string target) {
  call.may_be_kept = false;  // no event tells of what is changed at Meta
  auto& upstream = upstream_of(context);
  auto from = co_await upstream.as(std::move(number));
  need_access(from);
  const auto is_read = call.request.method == http::Method::head;
  need_plain_fields(call.request);
  meta::GraphCall what{.method = is_read ? "GET" : std::string(call.request.method_name),
                       .target = std::move(target)};
  if (has_body(call.request)) {
    what.content_type = call.request.header("content-type").value_or("");
    what.body = body_for_meta(call.request);
  }
  auto answer = co_await upstream.graph().call(std::move(from.access_token), std::move(what));
  if (auto* const told = std::get_if<meta::GraphAnswer>(&answer))
    told->body = with_links_to(here(call, context), std::move(told->body));
  write_answer(answer, call, reply);
}

std::string escaped(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

}  // namespace parley::graph
