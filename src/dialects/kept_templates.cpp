#include "dialects/kept_templates.h"

#include "base/json.h"
#include "dialects/ask_meta.h"
#include "dialects/budget.h"
#include "meta/templates.h"
#include "store/outbox.h"
#include "store/templates.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace parley {
namespace {

using namespace std::chrono_literals;

constexpr asio::use_awaitable_t<Executor> until_done;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr auto fresh_for = 10min;
constexpr auto sure_for = 30s;  // that there is none of a name
constexpr auto pause_after_failure = 30s;
constexpr auto patience = 45s;  // with whoever asks
constexpr auto short_patience = 3s;
constexpr std::chrono::milliseconds first_look{25};
constexpr std::chrono::milliseconds most_between_looks{500};  // many may wait
constexpr int most_pages = 100;
constexpr auto longest_pull = 50s;  // less than asking_lasts: nobody begins meanwhile

Problem unanswered(const std::string& words) { return {Problem::Kind::unavailable, "meta", words}; }

// Why there is no list. Nothing of such a call is the client's, so it is never told that it asked the wrong thing.
Problem problem_of_list(const Attempt& attempt) {
  if (is_kept_out(attempt) || attempt.outcome == AttemptOutcome::no_token)
    return problem_with_account(attempt);
  return unanswered("Meta does not list its templates: " + words_of(attempt.error));
}

using Pulled = std::variant<PulledTemplates, Problem>;

using Listed = std::variant<std::vector<MessageTemplate>, Problem>;

Task<Listed> ask_for_all(Context& context, const Sender& sender) {
  const Budget budget(longest_pull);
  std::vector<MessageTemplate> all;
  std::string after;
  for (int page = 0; page < most_pages; ++page) {
    meta::GraphCall call{.target = meta::templates_target(sender.waba, after)};
    call.deadline = budget.left();
    auto result = co_await call_as(context, sender, std::move(call));
    if (const auto failed = failure_of(result)) co_return problem_of_list(*failed);
    auto read = meta::read_template_page(std::get<meta::GraphAnswer>(result).body);
    if (!read) co_return unanswered("Meta's answer is no list of templates");
    std::ranges::move(read->templates, std::back_inserter(all));
    after = std::move(read->next);
    if (after.empty()) break;
  }
  co_return all;
}

// Catches, because others wait for what comes of it.
Task<Listed> try_for_all(Context& context, const Sender& sender) {
  try {
    auto listed = co_await ask_for_all(context, sender);
    co_return std::move(listed);
  } catch (const Problem& problem) {
    co_return Problem(problem);
  }
}

// Keeps all, or that Meta could not be asked. The caller is the one who asks. A number that is kept out says nothing of the
// account's others, unless there is something that they can be told meanwhile.
Task<Pulled> pull(Context& context, const Sender& sender, bool has_copy) {
  const auto asked_at = context.now();
  const auto result = co_await try_for_all(context, sender);
  const auto* const problem = std::get_if<Problem>(&result);
  TemplatesKept kept;
  const auto work = [&](Transaction& in) {
    if (problem == nullptr) {
      const auto& all = std::get<std::vector<MessageTemplate>>(result);
      kept = keep_templates(in, sender.organization, sender.waba, all, asked_at);
      token_is_accepted(in, sender);
    } else if (has_copy || problem->kind() == Problem::Kind::unavailable) {
      templates_failed(in, sender.organization, sender.waba);
    } else {
      stop_asking(in, sender.organization, sender.waba);
    }
  };
  co_await context.store.write(work);
  if (problem != nullptr) co_return Problem(*problem);
  co_return PulledTemplates{.made = kept.made, .changed = kept.changed};
}

// What is kept is enough where Meta was asked after `asked_after` and told of no change since. Where it could not be asked
// after `failed_after` it is not asked now.
struct Need {
  Timestamp asked_after, failed_after;
  std::chrono::seconds patience_with_copy = patience;
};

enum class Standing { enough, failed, taken, free };

Standing standing_of(const std::optional<TemplatesAge>& age, const Need& need, Timestamp now) {
  if (!age) return Standing::free;
  if (age->pulled_at > need.asked_after && age->changed_at < age->pulled_at) return Standing::enough;
  if (age->failed_at > need.failed_after) return Standing::failed;
  return now < age->asking_since + asking_lasts ? Standing::taken : Standing::free;
}

bool is_copy(const std::optional<TemplatesAge>& age) { return age && age->pulled_at > Timestamp(); }

Task<std::optional<TemplatesAge>> age_of(Context& context, const Sender& sender) {
  std::optional<TemplatesAge> age;
  const auto read = [&](const Reader& from) { age = templates_age(from, sender.organization, sender.waba); };
  co_await context.store.read(Weight::light, read);
  co_return age;
}

// Has what is kept be as it is needed: asks, or waits for whoever does.
Task<Pulled> pull_where_needed(Context& context, const Sender& sender, Need need) {
  const auto begun = std::chrono::steady_clock::now();
  Timer timer(co_await asio::this_coro::executor);
  for (auto pause = first_look;; pause = std::min(2 * pause, most_between_looks)) {
    const auto age = co_await age_of(context, sender);
    const auto standing = standing_of(age, need, context.now());
    if (standing == Standing::enough) co_return PulledTemplates{};
    if (standing == Standing::failed) co_return unanswered("Meta could not be asked a moment ago");
    if (standing == Standing::free) {
      if (auto why = co_await obstacle_to_templates(context, sender)) co_return *std::move(why);
      bool is_ours = false;
      const auto begin = [&](Transaction& in) {
        is_ours = begin_asking(in, sender.organization, sender.waba);
      };
      co_await context.store.write(begin);
      if (is_ours) co_return co_await pull(context, sender, is_copy(age));
    }
    const auto most = is_copy(age) ? need.patience_with_copy : patience;
    if (std::chrono::steady_clock::now() >= begun + most)
      co_return unanswered("Meta is being asked, and has not answered yet");
    timer.expires_after(pause);
    co_await timer.async_wait(until_done);
  }
}

Task<std::vector<MessageTemplate>> kept_of_name(Context& context, const Sender& sender,
                                                const std::string& name) {
  std::vector<MessageTemplate> all;
  const auto read = [&](const Reader& from) {
    all = templates_named(from, sender.organization, sender.waba, name);
  };
  co_await context.store.read(Weight::light, read);
  co_return all;
}

// The name of the template that it sends; empty: it is none.
std::string template_of(const Draft& draft) {
  if (draft.type != "template") return {};
  const auto tree = JsonTree::read(draft.object);
  return tree ? tree->root()["name"].text() : std::string();
}

}  // namespace

Task<std::optional<Problem>> obstacle_to_templates(const Context& context, const Sender& sender) {
  if (context.upstream == nullptr) co_return unanswered("This server does not speak to Meta");
  if (sender.waba.empty())
    co_return Problem(Problem::Kind::forbidden, "account",
                      "The account's WhatsApp Business account is not known");
  const auto from = co_await context.upstream->as(sender);
  if (from.access_token.empty())
    co_return Problem(Problem::Kind::forbidden, "access token", "The number has no access token");
  co_return std::nullopt;
}

Task<PulledTemplates> pull_templates(Context& context, const Sender& sender) {
  const auto now = context.now();
  const Need need{.asked_after = now, .failed_after = now};
  const auto result = co_await pull_where_needed(context, sender, need);
  if (const auto* const problem = std::get_if<Problem>(&result)) throw Problem(*problem);
  auto pulled = std::get<PulledTemplates>(result);
  const TemplateFilter every{
      .organization = sender.organization, .waba = sender.waba, .status = {}, .category = {}, .language = {}};
  const auto count = [&](const Reader& from) { pulled.all = count_templates(from, every); };
  co_await context.store.read(Weight::light, count);
  co_return pulled;
}

Task<std::optional<Problem>> try_to_refresh_templates(Context& context, const Sender& sender) {
  const auto now = context.now();
  const Need need{.asked_after = now - fresh_for,
                  .failed_after = now - pause_after_failure,
                  .patience_with_copy = short_patience};
  const auto result = co_await pull_where_needed(context, sender, need);
  const auto* const problem = std::get_if<Problem>(&result);
  if (problem == nullptr) co_return std::nullopt;
  const auto age = co_await age_of(context, sender);
  if (is_copy(age)) co_return std::nullopt;
  co_return *problem;
}

Task<> refresh_templates(Context& context, const Sender& sender) {
  const auto problem = co_await try_to_refresh_templates(context, sender);
  if (problem) throw Problem(*problem);
}

Task<std::vector<MessageTemplate>> find_templates(Context& context, const Sender& sender,
                                                  const std::string& name, std::string_view language) {
  co_await refresh_templates(context, sender);
  auto all = co_await kept_of_name(context, sender, name);
  const auto fits = [&](const MessageTemplate& one) { return language.empty() || one.language == language; };
  if (std::ranges::any_of(all, fits)) co_return all;
  const auto now = context.now();
  const Need need{.asked_after = now - sure_for, .failed_after = now - pause_after_failure};
  const auto result = co_await pull_where_needed(context, sender, need);
  if (const auto* const problem = std::get_if<Problem>(&result)) throw Problem(*problem);
  all = co_await kept_of_name(context, sender, name);
  co_return all;
}

Task<bool> names_no_template(Context& context, const Sender& sender, const Draft& draft) {
  const auto name = template_of(draft);
  if (name.empty()) co_return false;
  auto all = co_await kept_of_name(context, sender, name);
  if (!all.empty()) co_return false;
  const auto now = context.now();
  const Need need{.asked_after = now - sure_for,
                  .failed_after = now - pause_after_failure,
                  .patience_with_copy = short_patience};
  const auto result = co_await pull_where_needed(context, sender, need);
  if (std::holds_alternative<Problem>(result)) co_return false;
  all = co_await kept_of_name(context, sender, name);
  co_return all.empty();
}

Task<std::variant<MessageTemplate, Problem>> make_template(Context& context, const Sender& sender,
                                                           std::string body, MessageTemplate asked) {
  if (auto why = co_await obstacle_to_templates(context, sender)) co_return *std::move(why);
  auto call = json_call("POST", meta::templates_path(sender.waba), std::move(body));
  auto result = co_await call_as(context, sender, std::move(call));
  if (const auto failed = failure_of(result)) co_return problem_with_account(*failed);
  auto made = meta::read_made_template(std::get<meta::GraphAnswer>(result).body, std::move(asked));
  if (!made) co_return unanswered("Meta's answer tells of no template");
  co_return *std::move(made);
}

}  // namespace parley
