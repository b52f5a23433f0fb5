#pragma once
// How the tests of people, and of what stands for them, ask and change.

#include "base/problem.h"
#include "base/secrets.h"
#include "store/conformance/fixture.h"
#include "store/members.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace parley::conformance {

inline constexpr std::string_view later = "2999-01-01T00:00:00Z";

class MembersConformance : public StoreConformance {
 protected:
  template <class Work>
  auto change(Work work) {
    std::optional<std::invoke_result_t<Work, Transaction&>> result;
    const auto run = [&](Transaction& in) { result = work(in); };
    bench.wait(all(bench.store().write(run)));
    return std::move(*result);
  }
  void act(FunctionRef<void(Transaction&)> work) { bench.wait(all(bench.store().write(work))); }
  template <class Work>
  auto read(Work work) {
    std::optional<std::invoke_result_t<Work, const Reader&>> result;
    const auto run = [&](const Reader& from) { result = work(from); };
    bench.wait(all(bench.store().read(Weight::light, run)));
    return std::move(*result);
  }
  // Kind and subject of the problem that `work` throws; empty: none.
  std::string problem(FunctionRef<void(Transaction&)> work) {
    try {
      act(work);
    } catch (const Problem& thrown) {
      return std::to_string(static_cast<int>(thrown.kind())) + ' ' + thrown.subject();
    }
    return "";
  }
  static std::string a(Problem::Kind kind, const std::string& subject) {
    return std::to_string(static_cast<int>(kind)) + ' ' + subject;
  }
  static Task<int> all(Task<> task) {
    co_await std::move(task);
    co_return 0;
  }

  UserId person(const std::string& email) {
    return change(
        [&](Transaction& in) { return add_user(in, {.email = email, .name = "Name of " + email}); });
  }
  MemberId join(UserId user, bool is_owner = false) {
    return change([&](Transaction& in) { return add_member(in, bench.organization, user, is_owner); });
  }
  RoleId new_role(const std::string& name, std::uint64_t permissions) {
    return change([&](Transaction& in) {
      return add_role(in, bench.organization, {.name = name, .permissions = permissions});
    });
  }
  std::shared_ptr<const Token> token(const std::string& secret) {
    return bench.wait(bench.store().token(secret));
  }
  bool usable(const std::string& secret) {
    const auto found = token(secret);
    return found && found->usable(from_millis(1'800'000'000'000));
  }
  void session(UserId user, MemberId member, const std::string& secret, OrganizationId of) {
    act([&](Transaction& in) {
      add_member_token(in, Api::native, of, user, member, secret, "session", *parse_rfc3339(later));
    });
  }
};

}  // namespace parley::conformance
