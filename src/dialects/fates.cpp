#include "dialects/fates.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <vector>

namespace parley {
namespace {

constexpr asio::use_awaitable_t<Executor> until_done;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

}  // namespace

// Touched on the thread that waits alone.
struct Fates::Watch::State {
  explicit State(const Executor& executor) : timer(executor) {}

  Timer timer;
  bool rang = false;
};

Fates::Watch::Watch(Fates& fates, const Executor& executor, OrganizationId organization, MessageKey message)
    : fates_(fates), of_(organization.value, message.value), state_(std::make_shared<State>(executor)) {
  const std::lock_guard lock(fates_.mutex_);
  fates_.watches_.emplace(of_, state_);
}

Fates::Watch::~Watch() {
  const std::lock_guard lock(fates_.mutex_);
  const auto [first, last] = fates_.watches_.equal_range(of_);
  fates_.watches_.erase(
      std::find_if(first, last, [this](const auto& each) { return each.second == state_; }));
}

Task<> Fates::Watch::wait_for(std::chrono::milliseconds most) {
  if (!std::exchange(state_->rang, false)) {
    state_->timer.expires_after(most);
    boost::system::error_code rang;
    co_await state_->timer.async_wait(asio::redirect_error(until_done, rang));
    state_->rang = false;
  }
}

void Fates::ring(OrganizationId organization, MessageKey message) {
  std::vector<std::shared_ptr<Watch::State>> waiting;
  {
    const std::lock_guard lock(mutex_);
    const auto [first, last] = watches_.equal_range({organization.value, message.value});
    for (auto at = first; at != last; ++at) waiting.push_back(at->second);
  }
  for (auto& each : waiting) {
    const auto executor = each->timer.get_executor();
    asio::post(executor, [state = std::move(each)] {
      state->rang = true;
      state->timer.cancel();
    });
  }
}

}  // namespace parley
