#include "simulator/host.h"

#include "simulator/pass_on.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <utility>

namespace parley::simulator {
namespace {

constexpr http::Limits limits{.body_bytes = Shelf::largest_file + 1024 * 1024, .connections = 2'000};

}  // namespace

Host::Host(const std::string& address, std::uint16_t port, Options options)
    : graph_(context_, std::move(options)),
      server_(
          context_, address, port,
          [this](const http::Request& request, http::Reply& reply) { return graph_.answer(request, reply); },
          limits) {}

Host::~Host() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void Host::start() {
  server_.start();
  asio::co_spawn(context_, graph_.chatter(), pass_on);
  thread_ = std::thread([this] { context_.run(); });
}

void Host::call_back(std::string url) {
  asio::post(context_, [this, url = std::move(url)] { graph_.world().courier.call_back(url); });
}

void Host::call_back(std::string url, std::function<void(bool)> told) {
  asio::post(context_, [this, url = std::move(url), told = std::move(told)] {
    graph_.world().courier.call_back(url);
    asio::co_spawn(context_, graph_.verify(), [told](const std::exception_ptr& error, bool is_verified) {
      pass_on(error);
      told(is_verified);
    });
  });
}

}  // namespace parley::simulator
