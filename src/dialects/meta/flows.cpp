#include "dialects/meta/flows.h"

#include "base/json.h"
#include "dialects/ask_meta.h"
#include "dialects/budget.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/onward.h"
#include "dialects/meta/way.h"

#include <algorithm>
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

// One number each of the business accounts that the token may use.
std::vector<Sender> accounts_of(const std::vector<Sender>& numbers, const Call& call) {
  std::vector<Sender> one_each;
  for (const Sender& number : numbers) {
    const bool is_known =
        std::ranges::any_of(one_each, [&](const Sender& one) { return one.waba == number.waba; });
    const auto* const of_it = is_known ? nullptr : number_of_account(numbers, call, number.waba);
    if (of_it != nullptr) one_each.push_back(*of_it);
  }
  return one_each;
}

std::optional<Sender> of_account(const std::vector<Sender>& accounts, const std::string& waba) {
  const auto at = std::ranges::find(accounts, waba, &Sender::waba);
  return at == accounts.end() || waba.empty() ? std::nullopt : std::optional(*at);
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
  const auto accounts = accounts_of(numbers, call);
  const auto known = known_accounts().find(id);
  if (known != known_accounts().end()) co_return of_account(accounts, known->second);
  auto& upstream = upstream_of(context);
  const Budget budget;
  bool is_unsure = false;
  int asked = 0;
  for (const Sender& number : accounts) {
    auto from = co_await upstream.as(number);
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
    co_return of_account(accounts, account);
  }
  if (is_unsure) throw Problem(Problem::Kind::unavailable, "meta", "Meta could not be asked; try again");
  co_return std::nullopt;
}

}  // namespace parley::graph
