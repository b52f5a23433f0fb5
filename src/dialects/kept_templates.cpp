#include "dialects/kept_templates.h"

#include "meta/graph_error.h"
#include "meta/templates.h"
#include "store/outbox.h"
#include "store/templates.h"

#include <algorithm>
#include <utility>

namespace parley {
namespace {

using meta::GraphAnswer;

constexpr std::chrono::minutes fresh_for{10};
constexpr std::chrono::seconds pause_after_failure{30};
constexpr std::chrono::seconds sure_for{30};  // that there is none of a name
constexpr std::chrono::minutes token_pause{5};
constexpr int most_pages = 100;
// "Content in this language already exists" (Meta's page on message templates).
constexpr int already_exists = 2388024;

Problem cannot_ask(const std::string& words) { return {Problem::Kind::forbidden, "account", words}; }
Problem unanswered(const std::string& words) { return {Problem::Kind::unavailable, "upstream", words}; }

std::string words_of(const MetaError& error) { return error.details.empty() ? error.title : error.details; }

Problem problem_of(const Attempt& attempt) {
  switch (attempt.outcome) {
    case AttemptOutcome::no_token:
      return cannot_ask("Meta refuses the account's token: " + attempt.error.title);
    case AttemptOutcome::refused:
      if (attempt.error.subcode == already_exists)
        return {Problem::Kind::conflict, "template", words_of(attempt.error)};
      return Problem::invalid("upstream", words_of(attempt.error));
    case AttemptOutcome::accepted:
    case AttemptOutcome::passing:
    case AttemptOutcome::unknown: break;
  }
  return unanswered("Meta did not answer: " + words_of(attempt.error));
}

// What Meta answered with success, or what became of it. A token that it refuses is held against the number.
Task<std::variant<GraphAnswer, Attempt>> ask(Context& context, const Sender& sender, meta::GraphCall call) {
  auto from = co_await context.upstream->as(sender);
  const bool has_token = !from.access_token.empty();
  auto result = co_await context.upstream->graph().call(std::move(from.access_token), std::move(call));
  Attempt failed;
  if (auto* const answer = std::get_if<GraphAnswer>(&result)) {
    if (answer->status / 100 == 2) co_return std::move(*answer);
    failed = meta::read_send_answer(answer->status, answer->body, 0);
  } else {
    failed = std::get<Attempt>(std::move(result));
  }
  if (has_token && failed.outcome == AttemptOutcome::no_token) {
    const auto work = [&](Transaction& in) {
      hold(in, sender, in.now + token_pause, failed.error.title, true);
    };
    co_await context.store.write(work);
  }
  co_return failed;
}

// Why it cannot even be tried; nothing where it can.
std::optional<Problem> obstacle(const Context& context, const Sender& sender) {
  if (context.upstream == nullptr) return unanswered("This server does not speak to Meta");
  if (sender.waba.empty()) return cannot_ask("The account's WhatsApp Business account is not known");
  return std::nullopt;
}

Task<std::variant<PulledTemplates, Problem>> try_to_pull(Context& context, const Sender& sender) {
  if (auto why = obstacle(context, sender)) co_return *std::move(why);
  const auto asked_at = context.now();
  std::vector<MessageTemplate> all;
  std::string after;
  for (int page = 0; page < most_pages; ++page) {
    meta::GraphCall call{.target = meta::templates_target(sender.waba, after)};
    auto result = co_await ask(context, sender, std::move(call));
    if (const auto* const failed = std::get_if<Attempt>(&result)) co_return problem_of(*failed);
    auto read = meta::read_template_page(std::get<GraphAnswer>(result).body);
    if (!read) co_return unanswered("Meta's answer is no list of templates");
    std::ranges::move(read->templates, std::back_inserter(all));
    after = std::move(read->next);
    if (after.empty()) break;
  }
  TemplatesKept kept;
  const auto work = [&](Transaction& in) {
    kept = keep_templates(in, sender.organization, sender.waba, all, asked_at);
    token_is_accepted(in, sender);
  };
  co_await context.store.write(work);
  co_return PulledTemplates{.made = kept.made, .changed = kept.changed, .all = std::ssize(all)};
}

bool is_due(const TemplatesAge& age, Timestamp now) {
  if (now < age.failed_at + pause_after_failure) return false;
  return age.changed_at >= age.pulled_at || now >= age.pulled_at + fresh_for;
}

}  // namespace

Task<PulledTemplates> pull_templates(Context& context, const Sender& sender) {
  auto result = co_await try_to_pull(context, sender);
  if (const auto* const problem = std::get_if<Problem>(&result)) throw Problem(*problem);
  co_return std::get<PulledTemplates>(result);
}

Task<> refresh_templates(Context& context, const Sender& sender) {
  std::optional<TemplatesAge> age;
  const auto read = [&](const Reader& from) { age = templates_age(from, sender.organization, sender.waba); };
  co_await context.store.read(Weight::light, read);
  if (age && !is_due(*age, context.now())) co_return;
  const auto result = co_await try_to_pull(context, sender);
  const auto* const problem = std::get_if<Problem>(&result);
  if (problem == nullptr) co_return;
  if (!age) throw Problem(*problem);
  const auto work = [&](Transaction& in) { templates_failed(in, sender.organization, sender.waba); };
  co_await context.store.write(work);
}

Task<bool> is_no_template(Context& context, const Sender& sender, const std::string& name) {
  bool is_kept = false;
  std::optional<TemplatesAge> age;
  const auto look = [&](const Reader& from) {
    is_kept = !templates_named(from, sender.organization, sender.waba, name).empty();
    age = templates_age(from, sender.organization, sender.waba);
  };
  co_await context.store.read(Weight::light, look);
  if (is_kept) co_return false;
  const auto now = context.now();
  if (age && now < age->failed_at + pause_after_failure) co_return false;
  if (age && now < age->pulled_at + sure_for && age->changed_at < age->pulled_at) co_return true;
  const auto result = co_await try_to_pull(context, sender);
  if (std::holds_alternative<Problem>(result)) {
    const auto note = [&](Transaction& in) { templates_failed(in, sender.organization, sender.waba); };
    if (age) co_await context.store.write(note);
    co_return false;
  }
  co_await context.store.read(Weight::light, look);
  co_return !is_kept;
}

Task<std::variant<MessageTemplate, Problem>> make_template(Context& context, const Sender& sender,
                                                           std::string body, MessageTemplate asked) {
  if (auto why = obstacle(context, sender)) co_return *std::move(why);
  meta::GraphCall call{.method = "POST",
                       .target = meta::templates_path(sender.waba),
                       .content_type = "application/json",
                       .body = std::move(body)};
  auto result = co_await ask(context, sender, std::move(call));
  if (const auto* const failed = std::get_if<Attempt>(&result)) co_return problem_of(*failed);
  auto made = meta::read_made_template(std::get<GraphAnswer>(result).body, std::move(asked));
  if (!made) co_return unanswered("Meta's answer tells of no template");
  co_return *std::move(made);
}

}  // namespace parley
