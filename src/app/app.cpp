#include "app/app.h"

#include "app/metrics.h"
#include "app/waiting.h"
#include "app/worker.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <thread>
#include <utility>

namespace parley::app {

App::App(Settings settings) : settings_(std::move(settings)) {
  refuse_taken(settings_.address);
  engine_ = open_engine({.store = settings_.store, .clock = settings_.webhook.now});
  engine_->on_commit([this](OrganizationId organization, Sequence) {
    if (!rings_) return;
    dispatch_->ring(organization);
    if (collecting_) collecting_->ring(organization);
  });
  if (settings_.media) files_ = std::make_unique<media::Shared>(settings_.media->folder);
  const auto threads =
      settings_.threads > 0 ? settings_.threads : std::max(1U, std::thread::hardware_concurrency());
  auto port = settings_.address.port;
  for (unsigned i = 0; i < threads; ++i) {
    workers_.push_back(
        std::make_unique<Worker>(*engine_, settings_, port, files_.get(), [this] { return metrics(); }));
    port = workers_.front()->port();
  }
  settings_.address.port = port;
  if (!settings_.dispatch) return;
  dispatch_ = std::make_unique<Dispatch>(
      *engine_, context_, *settings_.dispatch,
      [fates = settings_.dialects.fates](OrganizationId organization, MessageKey message) {
        fates->ring(organization, message);
      });
  if (files_)
    collecting_ =
        std::make_unique<Collecting>(*engine_, context_, *files_, *settings_.media, *settings_.dispatch);
  rings_ = true;
}

App::~App() {
  for (const auto& worker : workers_) worker->end();
  // What they still end is told on contexts that stand.
  engine_->finish();
  settings_.dialects.passwords->finish();
  if (files_) files_->finish();
}

std::string App::origin() const {
  return (settings_.tls ? "https://" : "http://") + spell(settings_.address);
}

std::uint16_t App::port() const { return settings_.address.port; }

void App::start() {
  std::signal(SIGPIPE, SIG_IGN);
  for (const auto& worker : workers_) worker->start();
  if (dispatch_) dispatch_->start();
  if (collecting_) collecting_->start();
  asio::co_spawn(context_, keep_applying(*engine_, context_), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);  // through the context to main
  });
  spdlog::info("parley {} serves {} on {} with {} threads", PARLEY_VERSION, shown_store(settings_.store),
               origin(), workers_.size());
}

// A second signal changes nothing: the end is near.
void App::run() {
  asio::signal_set signals(context_, SIGINT, SIGTERM);
  signals.async_wait([this](boost::system::error_code error, int) {
    if (!error) end();
  });
  const auto guard = asio::make_work_guard(context_);
  context_.run();
  drain();
}

void App::end() { context_.stop(); }

void App::drain() {
  using namespace std::chrono_literals;
  spdlog::info("ending: {} connections are open", connections());
  for (const auto& worker : workers_) worker->stop_accepting();
  const auto deadline = std::chrono::steady_clock::now() + settings_.patience;
  while (connections() > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(10ms);
  if (dispatch_) dispatch_->finish(settings_.patience);
  // What it cuts short is begun anew by whoever comes next.
  if (collecting_) collecting_->finish(std::min<std::chrono::milliseconds>(settings_.patience, 2s));
  const auto left = connections();
  for (const auto& worker : workers_) worker->end();
  spdlog::info("ended{}", left > 0 ? fmt::format(": {} connections were cut off", left) : "");
}

std::uint64_t App::connections() const {
  std::uint64_t open = 0;
  for (const auto& worker : workers_) open += worker->counts().connections_open;
  return open;
}

// On a worker's thread: it reads what may be read from any.
std::string App::metrics() const {
  Sums sums;
  for (const auto& worker : workers_) sums.add(worker->counts(), worker->webhooks());
  sums.passwords_waiting = settings_.dialects.passwords->waiting();
  sums.passwords_refused = settings_.dialects.passwords->refused();
  return metrics_text(sums, engine_->metrics() + (dispatch_ ? dispatch_->metrics() : std::string()) +
                                (collecting_ ? collecting_->metrics() : std::string()));
}

}  // namespace parley::app
