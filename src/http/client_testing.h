#pragma once
// For the tests of the client: a server that answers, and calls that are waited for.

#include "http/client.h"
#include "http/testing.h"
#include "http/testing_certificate.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <system_error>

namespace parley::http {

using testing::Scripted;
using testing::Serving;
using testing::Talk;
using namespace std::chrono_literals;

inline Task<> answer(const Request& request, Reply& reply) {
  if (request.path == "/slow") {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, 300ms);
    co_await timer.async_wait(asio::use_awaitable_t<Executor>());
  }
  if (request.path == "/large") reply.out().append(100'000, 'x');
  if (request.path == "/missing") reply.status = 404;
  reply.add_header("X-Asked", request.header("X-Ask").value_or("nothing"));
  reply.out().append(request.method_name).append(" ").append(request.body);
}

struct Result {
  ClientReply reply;
  std::error_code error;
  bool may_have_arrived = false;
  bool thrown = false;  // by a source or a sink
  bool done = false;
};

class Broken : public std::exception {};

inline Task<> keep_result(Client& client, ClientRequest request, Result& result) {
  try {
    result.reply = co_await client.call(std::move(request));
  } catch (const CallError& error) {
    result.error = error.code();
    result.may_have_arrived = error.may_have_arrived();
  } catch (const Broken&) {
    result.thrown = true;
  }
  result.done = true;
}

class Calling : public ::testing::Test {
 protected:
  Client& client(std::uint16_t port, Client::Options options = {}) {
    const auto origin = "http://127.0.0.1:" + std::to_string(port);
    return *clients_.emplace_back(std::make_unique<Client>(io_, origin, options));
  }
  Result call(Client& to, ClientRequest request) {
    Result result;
    asio::co_spawn(io_, keep_result(to, std::move(request), result), asio::detached);
    io_.restart();
    io_.run();
    EXPECT_TRUE(result.done);
    return result;
  }
  Result get(Client& to, std::string target) {
    ClientRequest request;
    request.target = std::move(target);
    return call(to, std::move(request));
  }
  Result post(Client& to, std::string body) {
    ClientRequest request{"POST", "/", {}, std::move(body)};
    return call(to, std::move(request));
  }

  asio::io_context io_{1};
  std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace parley::http
