#pragma once
// What sends in a running server: the outbox's runner and its way to Meta, on the context of the thread that runs the app.

#include "meta/graph_client.h"
#include "outbox/graph_carrier.h"
#include "outbox/runner.h"
#include "store/store.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace parley::app {

struct DispatchSettings {
  std::string graph_url = "https://graph.facebook.com";
  std::int64_t per_second = 80;  // of each number
  Unseal unseal;
  SealToken seal;  // what clients bring
};

class Dispatch {
 public:
  using Settled = std::function<void(OrganizationId, MessageKey)>;

  // Throws std::invalid_argument where the URL is none. Both must outlive it. `settled`: see outbox::Options.
  Dispatch(Engine& engine, asio::io_context& context, DispatchSettings settings, Settled settled);

  void start();
  // Sends nothing more, and runs the context until what is under way has ended, for that long at most.
  void finish(std::chrono::milliseconds patience);

  // From any thread.
  void ring(OrganizationId organization) { runner_.ring(organization); }
  [[nodiscard]] std::string metrics() const { return runner_.metrics(); }

 private:
  asio::io_context& context_;
  std::unique_ptr<Store> store_;
  meta::GraphClient graph_;
  outbox::GraphCarrier carrier_;
  outbox::Runner runner_;
  bool runs_ = false;
};

}  // namespace parley::app
