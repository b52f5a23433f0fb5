#include "app/collecting.h"

#include "app/way_to_meta.h"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace parley::app {
namespace {

constexpr std::int64_t most_files = 8;

}  // namespace

Collecting::Collecting(Engine& engine, asio::io_context& context, media::Shared& shared,
                       const MediaSettings& media, DispatchSettings way)
    : context_(context),
      unseal_(std::move(way.unseal)),
      store_(engine.open(context)),
      graph_(context, graph_options(way.graph_url, most_files)),
      collector_(context, *store_, graph_, unseal_, shared,
                 {.calls = most_files, .keep_for = media.keep_for}) {}

void Collecting::start() {
  runs_ = true;
  asio::co_spawn(context_, collector_.run(), [this](const std::exception_ptr& error) {
    runs_ = false;
    if (error) std::rethrow_exception(error);  // through the context to main
  });
}

void Collecting::finish(std::chrono::milliseconds patience) {
  using namespace std::chrono_literals;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  collector_.stop();
  context_.restart();
  while (runs_ && std::chrono::steady_clock::now() < deadline) context_.run_one_for(10ms);
}

}  // namespace parley::app
