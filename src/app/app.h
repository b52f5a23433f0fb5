#pragma once
// The running server: one thread a core, each with its own context, store session and listening socket; and
// the thread that made it, which waits for the signal to end.

#include "app/address.h"
#include "app/collecting.h"
#include "app/dispatch.h"
#include "dialects/dialect.h"
#include "http/server.h"
#include "ingest/webhook.h"
#include "store/store.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parley::app {

class Worker;

class App {
 public:
  struct Settings {
    std::string store;
    Address address;
    unsigned threads = 0;  // 0: one a core
    std::optional<http::Tls> tls;
    ingest::Options webhook;
    DialectsShared dialects;
    std::optional<DispatchSettings> dispatch;  // nothing: what is to be sent or fetched waits
    std::optional<MediaSettings> media;        // nothing: no files are kept
    std::chrono::seconds patience{10};         // for requests under way when the end has come
  };

  // Opens the store and binds the address; throws where it cannot.
  explicit App(Settings settings);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Of the thread that runs the app: what is spawned here runs beside the server.
  [[nodiscard]] asio::io_context& context() { return context_; }
  [[nodiscard]] Engine& engine() { return *engine_; }
  [[nodiscard]] std::string origin() const;  // http://host:port
  [[nodiscard]] std::uint16_t port() const;

  // Answers from now on.
  void start();
  // Waits for SIGINT, SIGTERM or end(); then lets requests under way end, and the store keep what it was
  // given.
  void run();
  // From any thread.
  void end();

 private:
  void drain();
  [[nodiscard]] std::uint64_t connections() const;
  [[nodiscard]] std::string metrics() const;

  Settings settings_;
  std::unique_ptr<Engine> engine_;  // outlives what is spawned on the contexts
  std::unique_ptr<media::Shared> files_;
  asio::io_context context_{1};
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<Dispatch> dispatch_;
  std::unique_ptr<Collecting> collecting_;
  std::atomic<bool> rings_{false};  // for the store's bell: whoever it rings is there
};

}  // namespace parley::app
