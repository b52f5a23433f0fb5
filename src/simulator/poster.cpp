#include "simulator/poster.h"

#include "meta/signature.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <system_error>
#include <utility>

namespace parley::simulator {
namespace {

constexpr asio::use_awaitable_t<Executor> until_done;
constexpr http::Client::Options limits{.deadline = std::chrono::seconds{20}, .connections = 32};

}  // namespace

Poster::Poster(asio::io_context& context, Options options)
    : context_(context), options_(std::move(options)), client_(context, options_.origin, limits) {}

Task<bool> Poster::deliver(std::string body) {
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Executor>;
  const auto signature = meta::signature_of(body, options_.app_secret);
  auto pause = options_.patience;
  for (int tried = 1;; ++tried) {
    const bool taken = co_await attempt(body, signature);
    if (taken) co_return true;
    ++refused_;
    if (tried >= options_.tries) co_return false;
    if (tried == 1) continue;
    Timer timer(context_.get_executor(), pause);
    co_await timer.async_wait(until_done);
    pause *= 2;
  }
}

// Catches, because not being answered is what a sender of webhooks has to expect.
Task<bool> Poster::attempt(const std::string& body, const std::string& signature) {
  http::ClientRequest request{.method = "POST", .target = options_.path, .body = body};
  request.headers = {{"Content-Type", "application/json"}, {"X-Hub-Signature-256", signature}};
  try {
    const auto reply = co_await client_.call(std::move(request));
    co_return reply.status == 200;
  } catch (const std::system_error&) {
    co_return false;
  }
}

}  // namespace parley::simulator
