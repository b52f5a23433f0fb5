#include "simulator/courier.h"

#include "simulator/pass_on.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

namespace parley::simulator {

Courier::Courier(asio::io_context& context, const Switches& switches, std::string app_secret, Clock now)
    : context_(context),
      switches_(switches),
      app_secret_(std::move(app_secret)),
      now_(std::move(now)),
      deliveries_(switches),
      timer_(context.get_executor()) {}

void Courier::call_back(const std::string& url) {
  std::shared_ptr<Poster> poster;
  if (!url.empty()) {
    const auto scheme = url.find("://");
    const auto path = scheme == url.npos ? url.npos : url.find('/', scheme + 3);
    poster =
        std::make_shared<Poster>(context_, Poster::Options{.origin = url.substr(0, path),
                                                           .path = path == url.npos ? "/" : url.substr(path),
                                                           .app_secret = app_secret_,
                                                           .connections = at_once});
  }
  callback_ = url;
  poster_ = std::move(poster);
  look();
}

Task<bool> Courier::verify(std::string verify_token) {
  const auto poster = poster_;
  if (!poster) co_return false;
  co_return co_await poster->verify(std::move(verify_token));
}

void Courier::carry(std::vector<Webhook> webhooks) {
  const auto now = now_();
  for (Webhook& webhook : webhooks) deliveries_.add(std::move(webhook), now);
  wait();
}

std::vector<Delivery> Courier::next_batch() {
  std::vector<Delivery> batch;
  const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(switches_.batch, 1, 1'000));
  while (batch.size() < most) {
    auto next = deliveries_.next(now_());
    if (!next) break;
    batch.push_back(std::move(*next));
  }
  return batch;
}

void Courier::look() {
  waits_for_ = Timestamp::max();
  while (poster_ && under_way_ < at_once) {
    auto batch = next_batch();
    if (batch.empty()) break;
    ++under_way_;
    const auto end = [this](const std::exception_ptr& error) {
      --under_way_;
      pass_on(error);
      asio::post(context_, [this] { look(); });  // not from here: what fails at once would pile up stacks
    };
    asio::co_spawn(context_, post(poster_, std::move(batch)), end);
  }
  wait();
}

// For what is due next, where there is room to carry it.
void Courier::wait() {
  const auto due = deliveries_.due();
  if (!due || !poster_ || under_way_ >= at_once || *due >= waits_for_) return;
  waits_for_ = *due;
  const auto wait = std::max(*due - now_(), std::chrono::milliseconds{0});
  timer_.expires_after(wait);
  timer_.async_wait([this](const http::error_code& error) {
    if (!error) look();
  });
}

Task<> Courier::post(std::shared_ptr<Poster> poster, std::vector<Delivery> batch) {
  std::string body;
  if (batch.size() == 1) {
    body = batch.front().body;
  } else {
    std::vector<std::string> bodies;
    bodies.reserve(batch.size());
    for (const Delivery& delivery : batch) bodies.push_back(delivery.body);
    body = batched(bodies);
  }
  const bool is_taken = co_await poster->post(body);
  for (Delivery& delivery : batch) {
    if (is_taken) {
      deliveries_.taken();
    } else {
      deliveries_.failed(std::move(delivery), now_());
    }
  }
}

}  // namespace parley::simulator
