#include "simulator/poster.h"

#include "meta/signature.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <system_error>
#include <utility>

namespace parley::simulator {
namespace {

constexpr asio::use_awaitable_t<Executor> until_done;

http::Client::Options limits(std::size_t connections) {
  return {.deadline = std::chrono::seconds{20}, .connections = connections};
}

}  // namespace

Poster::Poster(asio::io_context& context, Options options)
    : context_(context),
      options_(std::move(options)),
      client_(context, options_.origin, limits(options_.connections)) {}

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

Task<bool> Poster::post(std::string body) {
  const auto signature = meta::signature_of(body, options_.app_secret);
  co_return co_await attempt(body, signature);
}

Task<bool> Poster::attempt(const std::string& body, const std::string& signature) {
  http::ClientRequest request{.method = "POST", .target = options_.path, .body = body};
  request.headers = {{"Content-Type", "application/json"}, {"X-Hub-Signature-256", signature}};
  const auto reply = co_await answer(std::move(request));
  co_return reply && reply->status == 200;
}

Task<bool> Poster::verify(std::string verify_token) {
  const std::string challenge = "1158201444";
  http::ClientRequest request;
  request.target = options_.path + (options_.path.find('?') == std::string::npos ? "?" : "&");
  request.target += "hub.mode=subscribe&hub.challenge=" + challenge;
  request.target += "&hub.verify_token=" + boost::urls::encode(verify_token, boost::urls::unreserved_chars);
  const auto reply = co_await answer(std::move(request));
  co_return reply && reply->status == 200 && reply->body == challenge;
}

// Catches, because not being answered is what a sender of webhooks has to expect.
Task<std::optional<http::ClientReply>> Poster::answer(http::ClientRequest request) {
  try {
    auto reply = co_await client_.call(std::move(request));
    co_return std::move(reply);
  } catch (const std::system_error&) {
    co_return std::nullopt;
  }
}

}  // namespace parley::simulator
