#pragma once
// A stand-in for Meta's Graph API that anyone may test a WhatsApp program against: takes sends and files, and tells by
// signed webhooks what becomes of them. See docs/simulator.md.

#include "base/task.h"
#include "http/reply.h"
#include "http/request.h"
#include "simulator/scenario.h"
#include "simulator/world.h"

#include <memory>
#include <string>

namespace parley::simulator {

class Graph {
 public:
  // On the context's thread only, which it must not outlive.
  Graph(asio::io_context& context, Options options);

  // One request. Throws nothing but what a broken machine does.
  Task<> answer(const http::Request& request, http::Reply& reply);

  // Customers write by themselves as often as the switch `chatter` says, as long as the context runs.
  Task<> chatter();
  // Whether the callback knows the verify token.
  Task<bool> verify();

  [[nodiscard]] World& world() { return world_; }

 private:
  void route(const http::Request& request, http::Reply& reply, std::chrono::milliseconds& wait);

  asio::io_context& context_;
  World world_;
};

}  // namespace parley::simulator
