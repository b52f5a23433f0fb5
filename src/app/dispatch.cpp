#include "app/dispatch.h"

#include "app/way_to_meta.h"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace parley::app {
namespace {

constexpr std::int64_t most_calls = 128;
// A call that waited for a connection could end without having begun.
constexpr auto most_connections = most_calls + outbox::Marks::most_calls;

}  // namespace

Dispatch::Dispatch(Engine& engine, asio::io_context& context, DispatchSettings settings, Settled settled)
    : context_(context),
      store_(engine.open(context)),
      graph_(context, graph_options(settings.graph_url, most_connections)),
      carrier_(*store_, graph_, std::move(settings.unseal)),
      runner_(context, *store_, carrier_,
              {.calls = most_calls, .pace = per_second(settings.per_second), .settled = std::move(settled)}) {
}

void Dispatch::start() {
  runs_ = true;
  asio::co_spawn(context_, runner_.run(), [this](const std::exception_ptr& error) {
    runs_ = false;
    if (error) std::rethrow_exception(error);  // through the context to main
  });
}

void Dispatch::finish(std::chrono::milliseconds patience) {
  using namespace std::chrono_literals;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  runner_.stop();
  context_.restart();
  while (runs_ && std::chrono::steady_clock::now() < deadline) context_.run_one_for(10ms);
}

}  // namespace parley::app
