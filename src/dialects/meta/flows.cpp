#include "dialects/meta/flows.h"

#include "base/json.h"
#include "dialects/ask_meta.h"
#include "dialects/budget.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/onward.h"
#include "dialects/meta/way.h"

#include <map>
#include <utility>

namespace parley::graph {
namespace {

// An agency with more accounts has them under few tokens, and each answer tells of all accounts of its token.
constexpr int most_asked = 100;
constexpr std::size_t most_known = 10'000;

// Flow → business account: a flow never changes hands. What Meta knows is nobody's secret here: an account is looked for
// among the caller's own. One a thread.
std::map<std::string, std::string>& known_accounts() {
  static thread_local std::map<std::string, std::string> known;
  if (known.size() >= most_known) known.clear();
  return known;
}

std::string account_in(const meta::GraphAnswer& answer) {
  const auto tree = JsonTree::read(answer.body);
  return tree ? tree->root()["whatsapp_business_account"]["id"].text() : std::string();
}

// Only Meta's own refusal says that there is none.
bool is_no_word(const Attempt& attempt) { return attempt.outcome != AttemptOutcome::refused; }

}  // namespace

Task<std::optional<Sender>> owner_of_flow(const Call& call, Context& context, std::vector<Sender> numbers,
                                          std::string id) {
  const auto known = known_accounts().find(id);
  if (known != known_accounts().end())
    co_return co_await speaker_of_account(call, context, std::move(numbers), known->second);
  auto& upstream = upstream_of(context);
  const Budget budget;
  bool is_unsure = false;
  int asked = 0;
  std::map<std::string, std::vector<Sender>> accounts;
  for (const Sender& number : numbers) accounts[number.waba].push_back(number);
  for (const auto& [waba, of_it] : accounts) {
    const auto speaker = co_await speaker_of_account(call, context, of_it, waba);
    if (!speaker) continue;
    auto from = co_await upstream.as(*speaker);
    if (from.access_token.empty()) continue;
    if (++asked > most_asked) break;
    meta::GraphCall what{.target = "/" + escaped(id) + "?fields=whatsapp_business_account"};
    what.deadline = budget.left();
    const auto answer = co_await upstream.graph().call(std::move(from.access_token), std::move(what));
    const auto failed = failure_of(answer);
    is_unsure = is_unsure || (failed && is_no_word(*failed));
    const auto account = failed ? std::string() : account_in(std::get<meta::GraphAnswer>(answer));
    if (account.empty()) continue;
    known_accounts()[id] = account;
    co_return co_await speaker_of_account(call, context, std::move(numbers), account);
  }
  if (is_unsure) throw Problem(Problem::Kind::unavailable, "meta", "Meta could not be asked; try again");
  co_return std::nullopt;
}

}  // namespace parley::graph
