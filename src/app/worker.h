#pragma once
// One thread of the server and all that is its own.

#include "app/app.h"
#include "app/large_bodies.h"
#include "app/router.h"
#include "app/short_turns.h"
#include "app/way_to_meta.h"
#include "media/library.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <thread>
#include <utility>

namespace parley::app {

class Worker {
 public:
  // Binds at once; `settings` and `files`, which may be null, must outlive it.
  Worker(Engine& engine, const App::Settings& settings, std::uint16_t port, media::Shared* files,
         Router::Metrics metrics)
      : store_(engine.open(context_)),
        way_(settings.dispatch ? std::make_unique<WayToMeta>(context_, *store_, *settings.dispatch)
                               : nullptr),
        library_(files ? std::make_unique<media::Library>(*store_, *files, settings.webhook.now) : nullptr),
        router_(*store_, settings.webhook, settings.dialects, way_ ? &way_->upstream : nullptr,
                library_.get(), std::move(metrics)),
        server_(
            context_, settings.address.host, port,
            [this](const http::Request& request, http::Reply& reply) {
              return router_.answer(request, reply);
            },
            limits_of(files, *store_, settings.webhook.now), settings.tls ? &*settings.tls : nullptr) {}

  ~Worker() { end(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start() {
    server_.start();
    thread_ = std::thread([this] {
      ask_for_short_turns();
      context_.run();
    });
  }
  // Takes no more; what is under way goes on.
  void stop_accepting() {
    asio::post(context_, [this] { server_.stop(); });
  }
  void end() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] http::Counts counts() const { return server_.counts(); }
  [[nodiscard]] const ingest::Counts& webhooks() const { return router_.webhooks(); }

 private:
  asio::io_context context_{1};
  asio::executor_work_guard<Executor> guard_ = asio::make_work_guard(context_);
  std::unique_ptr<Store> store_;
  std::unique_ptr<WayToMeta> way_;           // null: what would have to ask Meta is refused
  std::unique_ptr<media::Library> library_;  // null: no files are kept
  Router router_;
  http::Server server_;
  std::thread thread_;
};

}  // namespace parley::app
