#include "dialects/ask_meta.h"

#include "base/json.h"
#include "meta/graph_error.h"

#include <utility>

namespace parley {
namespace {

Upstream& upstream_of(const Context& context) {
  if (context.upstream != nullptr) return *context.upstream;
  throw Problem(Problem::Kind::unavailable, "meta", "This server does not speak to Meta");
}

// Meta's subcode of a template that there is already in this language.
constexpr int template_exists = 2388024;

// What management calls say to a person is in members of its own.
void take_user_words(MetaError& error, std::string_view body) {
  const auto tree = JsonTree::read(body);
  const Json said = tree ? tree->root()["error"] : Json();
  const auto words = said["error_user_msg"].text();
  if (!words.empty()) error.details = words;
}

}  // namespace

Problem problem_of(const Attempt& attempt) {
  const auto& error = attempt.error;
  const auto& words = error.details.empty() ? error.title : error.details;
  switch (attempt.outcome) {
    case AttemptOutcome::no_token:
      return {Problem::Kind::forbidden, "access token", "Meta refuses the access token of this number"};
    case AttemptOutcome::refused:
      if (error.subcode == template_exists) return {Problem::Kind::conflict, "template", words};
      return Problem::invalid("meta", words);
    case AttemptOutcome::passing: return {Problem::Kind::unavailable, "meta", words};
    case AttemptOutcome::accepted:
    case AttemptOutcome::unknown: break;
  }
  return {Problem::Kind::unavailable, "meta", "Meta did not answer: it may have been done"};
}

Task<std::string> ask_meta(const Context& context, std::string access_token, meta::GraphCall what) {
  auto& graph = upstream_of(context).graph();
  auto result = co_await graph.call(std::move(access_token), std::move(what));
  if (const auto* const failed = std::get_if<Attempt>(&result)) throw problem_of(*failed);
  auto& answer = std::get<meta::GraphAnswer>(result);
  if (meta::read_error(answer.status, answer.body)) {
    auto refusal = meta::read_send_answer(answer.status, answer.body, 0);
    take_user_words(refusal.error, answer.body);
    throw problem_of(refusal);
  }
  co_return std::move(answer.body);
}

Task<std::string> ask_meta_as(const Context& context, Sender sender, meta::GraphCall what) {
  auto from = co_await upstream_of(context).as(std::move(sender));
  auto body = co_await ask_meta(context, std::move(from.access_token), std::move(what));
  co_return body;
}

meta::GraphCall json_call(std::string method, std::string target, std::string body) {
  meta::GraphCall call{.method = std::move(method), .target = std::move(target)};
  call.content_type = "application/json";
  call.body = std::move(body);
  return call;
}

}  // namespace parley
