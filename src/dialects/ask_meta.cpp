#include "dialects/ask_meta.h"

#include "base/json.h"
#include "meta/graph_error.h"
#include "store/outbox.h"

#include <utility>

namespace parley {
namespace {

using Result = meta::GraphResult<meta::GraphAnswer>;

// "Content in this language already exists" (Meta's page on message templates).
constexpr int template_exists = 2388024;
constexpr std::chrono::minutes token_pause{5};

Upstream& upstream_of(const Context& context) {
  if (context.upstream != nullptr) return *context.upstream;
  throw Problem(Problem::Kind::unavailable, "meta", "This server does not speak to Meta");
}

std::string body_of(Result result) {
  if (const auto failed = failure_of(result)) throw problem_of(*failed);
  return std::get<meta::GraphAnswer>(std::move(result)).body;
}

}  // namespace

const std::string& words_of(const MetaError& error) {
  return error.details.empty() ? error.title : error.details;
}

bool is_kept_out(const Attempt& attempt) {
  constexpr int unknown_object = 33;
  const auto& error = attempt.error;
  if (attempt.outcome != AttemptOutcome::refused) return false;
  switch (error.code) {
    case 3:
    case 10:
    case 33:
    case 368:
    case 131005:
    case 131031: return true;
    case 100: return error.subcode == unknown_object;
    default: return error.code >= 200 && error.code <= 299;
  }
}

Problem problem_of(const Attempt& attempt) {
  const auto& error = attempt.error;
  switch (attempt.outcome) {
    case AttemptOutcome::no_token:
      return {Problem::Kind::forbidden, "access token", "Meta refuses the access token of this number"};
    case AttemptOutcome::refused:
      if (error.subcode == template_exists) return {Problem::Kind::conflict, "template", words_of(error)};
      return Problem::invalid("meta", words_of(error));
    case AttemptOutcome::passing: return {Problem::Kind::unavailable, "meta", words_of(error)};
    case AttemptOutcome::accepted:
    case AttemptOutcome::unknown: break;
  }
  return {Problem::Kind::unavailable, "meta", "Meta did not answer: it may have been done"};
}

Problem problem_with_account(const Attempt& attempt) {
  if (!is_kept_out(attempt)) return problem_of(attempt);
  return {Problem::Kind::forbidden, "account", words_of(attempt.error)};
}

std::optional<Attempt> failure_of(const Result& result) {
  if (const auto* const failed = std::get_if<Attempt>(&result)) return *failed;
  const auto& answer = std::get<meta::GraphAnswer>(result);
  const auto tree = JsonTree::read(answer.body);
  if (!meta::read_error(answer.status, answer.body)) {
    if (tree) return std::nullopt;
    return meta::no_answer("what came is no JSON");
  }
  auto refusal = meta::read_send_answer(answer.status, answer.body, {});
  // What management calls say to a person is in a member of its own.
  const auto words = tree ? tree->root()["error"]["error_user_msg"].text() : std::string();
  if (!words.empty()) refusal.error.details = words;
  return refusal;
}

Task<Result> call_as(const Context& context, Sender sender, meta::GraphCall what) {
  auto& upstream = upstream_of(context);
  auto from = co_await upstream.as(sender);
  const bool has_token = !from.access_token.empty();
  auto result = co_await upstream.graph().call(std::move(from.access_token), std::move(what));
  const auto* const answer = std::get_if<meta::GraphAnswer>(&result);
  const bool is_fine = answer != nullptr && answer->status / 100 == 2;
  const auto failed = has_token && !is_fine ? failure_of(result) : std::nullopt;
  if (failed && failed->outcome == AttemptOutcome::no_token) {
    const auto work = [&](Transaction& in) {
      hold(in, sender, in.now + token_pause, failed->error.title, true);
    };
    co_await context.store.write(work);
  }
  co_return std::move(result);
}

Task<std::string> ask_meta(const Context& context, std::string access_token, meta::GraphCall what) {
  auto& graph = upstream_of(context).graph();
  auto result = co_await graph.call(std::move(access_token), std::move(what));
  co_return body_of(std::move(result));
}

Task<std::string> ask_meta_as(const Context& context, Sender sender, meta::GraphCall what) {
  auto result = co_await call_as(context, std::move(sender), std::move(what));
  co_return body_of(std::move(result));
}

meta::GraphCall json_call(std::string method, std::string target, std::string body) {
  meta::GraphCall call{.method = std::move(method), .target = std::move(target)};
  call.content_type = "application/json";
  call.body = std::move(body);
  return call;
}

}  // namespace parley
