#include "app/waiting.h"

#include "actions/apply_waiting.h"
#include "app/print.h"
#include "meta/parse.h"
#include "store/upkeep.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace parley::app {
namespace {

// A command that is not killed is done with some thousand bodies by then.
constexpr std::chrono::seconds between_looks{5};
constexpr std::chrono::minutes after_failure{1};
constexpr asio::use_awaitable_t<Executor> until_done;

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

std::string applied_words(const actions::AppliedWaiting& done) {
  return fmt::format("bodies that waited for their number and are applied: {}", done.applied);
}

std::string failed_words(const actions::AppliedWaiting& done) {
  return fmt::format("bodies that waited for their number and cannot be applied: {}, the first because: {}",
                     done.failed, done.why);
}

// Whether all that waits for a known number is applied. `seen` is the set-up at which it was the last time.
Task<bool> look(Store& store, std::int64_t& seen) {
  std::int64_t version = 0;
  const auto read = [&](const Reader& from) { version = setup_version(from); };
  co_await store.read(Weight::light, read);
  if (version == seen) co_return true;
  const auto done = co_await actions::apply_waiting(store, meta::parse_webhook);
  if (done.applied > 0) spdlog::info(applied_words(done));
  if (done.failed > 0) {
    spdlog::error(failed_words(done));
    co_return false;
  }
  seen = version;
  co_return true;
}

}  // namespace

void apply_waiting(OpenStore& store) {
  const auto done = store.wait(actions::apply_waiting(*store, meta::parse_webhook));
  if (done.applied > 0) note(applied_words(done));
  if (done.failed == 0) return;
  note(failed_words(done));
  note("they are kept: see `parley deliveries --failed`");
}

Task<> keep_applying(Engine& engine, asio::io_context& context) {
  const auto store = engine.open(context);
  Timer timer(context.get_executor());
  for (std::int64_t seen = -1;;) {
    bool done = false;
    try {
      done = co_await look(*store, seen);
    } catch (const std::exception& error) {
      // What waits goes on waiting; the server does its other work.
      spdlog::warn("what waits for a number: {}", error.what());
    }
    timer.expires_after(done ? between_looks : std::chrono::seconds(after_failure));
    co_await timer.async_wait(until_done);
  }
}

}  // namespace parley::app
