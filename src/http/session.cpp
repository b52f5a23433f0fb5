#include "http/session.h"

#include "http/chunks.h"
#include "http/date.h"
#include "http/no_answer.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace parley::http {
namespace {

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::chrono::seconds parting_time{2};
constexpr std::size_t most_drained = 16 * 1024 * 1024;

std::string_view words_of(int status) {
  switch (status) {
    case 401: return R"({"error":"a body as large needs a token that is known"})";
    case 413: return R"({"error":"payload too large"})";
    case 431: return R"({"error":"request header fields too large"})";
    case 501: return R"({"error":"transfer encoding not implemented"})";
    case 503: return R"({"error":"no room for a body as large"})";
    default: return R"({"error":"bad request"})";
  }
}

}  // namespace

template <class Stream>
Session<Stream>::Session(Stream stream, std::string remote, std::shared_ptr<Service> service)
    : service_(std::move(service)),
      stream_(std::move(stream)),
      remote_(std::move(remote)),
      reader_(service_->limits.head_bytes, service_->limits.body_bytes, remote_, secure, &service_->large),
      place_(service_->deadlines.add(*this)) {
  enter(Phase::opening);
}

template <class Stream>
Session<Stream>::~Session() {
  service_->deadlines.remove(place_);
  service_->closed.add(1);
  if (service_->stopping && service_->deadlines.size() == 0 && service_->on_last_closed)
    service_->on_last_closed();
}

template <class Stream>
Task<> Session<Stream>::run() {
  try {
    const bool shaken = co_await shake_hands();
    if (shaken) co_await serve();
  } catch (...) {  // out of memory, at worst: the connection ends, the thread goes on
  }
}

template <class Stream>
void Session<Stream>::expire() {
  error_code ignored;
  socket_of(stream_).close(ignored);
}

template <class Stream>
void Session<Stream>::stop_if_idle() {
  if (phase_ == Phase::idle) expire();
}

template <class Stream>
void Session<Stream>::enter(Phase phase) {
  phase_ = phase;
  const auto& limits = service_->limits;
  switch (phase) {
    case Phase::idle: return service_->deadlines.set(place_, limits.idle);
    case Phase::opening: return service_->deadlines.set(place_, limits.request);
    case Phase::reading: return service_->deadlines.set(place_, reading_time());
    case Phase::answering: return service_->deadlines.clear(place_);
    case Phase::parting: return service_->deadlines.set(place_, parting_time);
  }
}

template <class Stream>
std::chrono::seconds Session<Stream>::reading_time() const {
  const auto usual = service_->limits.request;
  if (reader_.large_bytes() == 0) return usual;
  const auto left = std::chrono::ceil<std::chrono::seconds>(large_due_ - SteadyClock::now());
  return std::clamp(left, std::chrono::seconds{0}, usual);
}

template <class Stream>
Task<bool> Session<Stream>::shake_hands() {
  if constexpr (secure) {
    const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, awaiting);
    co_return !error;
  }
  co_return true;
}

// The loop every request goes through: no coroutine is begun in it that is not needed.
template <class Stream>
Task<> Session<Stream>::serve() {
  while (open_) {
    auto state = reader_.parse();
    if (state == RequestReader::State::asks) {
      enter(Phase::answering);
      const int refusal = co_await judge();
      state = reader_.admit(refusal);
      const auto slowest = reader_.large_bytes() / service_->large.rules->least_rate;
      large_due_ = SteadyClock::now() + service_->limits.request + std::chrono::seconds{slowest};
    }
    if (state == RequestReader::State::more) {
      if (!expect_bytes()) break;
      if (reader_.take_continue()) co_await send(go_on);
      const auto room = reader_.room();
      const auto [error, count] =
          co_await stream_.async_read_some(asio::buffer(room.data(), room.size()), awaiting);
      if (error) co_return;
      reader_.took(count);
      continue;
    }
    if (state == RequestReader::State::refused) {
      co_await refuse();
      co_return;
    }
    enter(Phase::answering);
    auto reply = service_->replies.take();
    co_await handle(*reply);
    if (reply->status == no_answer) co_return;
    if (reply->source) {
      const bool sent = co_await send_pieces(*reply);
      if (!sent) co_return;
    } else if (auto bytes = finish(*reply); !send_at_once(bytes)) {
      const bool sent = co_await send(bytes);
      if (!sent) co_return;
    }
    service_->replies.give_back(std::move(reply));
    reader_.next();
  }
  co_await part();
}

// False where the connection has come to its end instead.
template <class Stream>
bool Session<Stream>::expect_bytes() {
  if (!reader_.idle()) {
    if (phase_ != Phase::reading || reader_.take_progress()) enter(Phase::reading);
    return true;
  }
  if (service_->stopping) return false;
  if (phase_ != Phase::idle) enter(Phase::idle);
  return true;
}

// Catches as handle() does: nobody is above who could answer.
template <class Stream>
Task<int> Session<Stream>::judge() {
  try {
    const int refusal = co_await service_->large.rules->judge(reader_.request());
    co_return refusal;
  } catch (...) {
  }
  co_return 503;
}

template <class Stream>
Task<> Session<Stream>::handle(Reply& reply) {
  service_->requests.add(1);
  try {
    co_await service_->handler(reader_.request(), reply);
  } catch (...) {
    reply.clear();
    reply.status = 500;
    reply.content_type = {};
  }
}

template <class Stream>
void Session<Stream>::decide_whether_to_stay(Reply& reply) {
  open_ = reader_.keep_alive() && !reply.close && !service_->stopping;
  if (open_ && reader_.is_http_1_0()) reply.add_header("Connection", "keep-alive");
}

template <class Stream>
std::string_view Session<Stream>::finish(Reply& reply) {
  decide_whether_to_stay(reply);
  return reply.finish(open_, reader_.request().method == Method::head, http_date());
}

// Hands the socket what it takes without waiting, and leaves the rest in `bytes`. True when nothing is left.
template <class Stream>
bool Session<Stream>::send_at_once(std::string_view& bytes) {
  if constexpr (!secure) {
    error_code error;
    bytes.remove_prefix(stream_.write_some(asio::buffer(bytes), error));
    // An error that lasts is met again by whoever sends the rest.
  }
  return bytes.empty();
}

template <class Stream>
Task<bool> Session<Stream>::send(std::string_view bytes) {
  service_->deadlines.set(place_, service_->limits.request);
  const auto [error, count] = co_await asio::async_write(stream_, asio::buffer(bytes), awaiting);
  co_return !error;
}

// One piece in memory at a time. HTTP/1.0 knows no chunks: there the end of the connection ends a body of unknown length.
template <class Stream>
Task<bool> Session<Stream>::send_pieces(Reply& reply) {
  const bool counted = reply.source_bytes.has_value();
  const bool chunked = !counted && !reader_.is_http_1_0();
  auto left = reply.source_bytes.value_or(0);
  reply.close |= !chunked && !counted;
  decide_whether_to_stay(reply);
  bool sent = co_await send(reply.finish_head(open_, chunked, http_date()));
  if (reader_.request().method == Method::head) co_return sent;
  std::string piece;
  while (sent) {
    service_->deadlines.clear(place_);
    piece.assign(chunk_head_room, ' ');
    const bool is_more = co_await reply.source->next(piece);
    if (!is_more) break;
    const auto bytes = chunked ? as_chunk(piece) : std::string_view(piece).substr(chunk_head_room);
    if (counted && bytes.size() > left) co_return false;
    left -= counted ? bytes.size() : 0;
    if (!bytes.empty()) sent = co_await send(bytes);
  }
  if (counted && left > 0) co_return false;
  if (sent && chunked) sent = co_await send("0\r\n\r\n");
  reply.source.reset();
  co_return sent;
}

template <class Stream>
Task<> Session<Stream>::refuse() {
  service_->refused.add(1);
  Reply reply;
  reply.status = reader_.refusal();
  reply.out() += words_of(reply.status);
  if (reply.status == 503) reply.add_header("Retry-After", "5");
  const auto bytes = reply.finish(false, false, http_date());
  const bool sent = co_await send(bytes);
  if (sent) co_await part();
}

// Ends our side first and reads on for a little: closing over unread bytes would reset the connection, and
// the answer might be lost on its way.
template <class Stream>
Task<> Session<Stream>::part() {
  enter(Phase::parting);
  if constexpr (secure) co_await stream_.async_shutdown(awaiting);
  error_code ignored;
  socket_of(stream_).shutdown(tcp::socket::shutdown_send, ignored);
  std::array<char, 4096> drain;
  for (std::size_t drained = 0; drained < most_drained;) {
    const auto [error, count] = co_await socket_of(stream_).async_read_some(asio::buffer(drain), awaiting);
    if (error) co_return;
    drained += count;
  }
}

template <class Stream>
void spawn_session(Stream stream, std::string remote, std::shared_ptr<Service> service) {
  const auto executor = stream.get_executor();
  auto session = std::make_unique<Session<Stream>>(std::move(stream), std::move(remote), std::move(service));
  auto serve = [](std::unique_ptr<Session<Stream>> owned) -> Task<> { co_await owned->run(); };
  asio::co_spawn(executor, serve(std::move(session)), asio::detached);
}

template class Session<PlainStream>;
template class Session<TlsStream>;
template void spawn_session(PlainStream, std::string, std::shared_ptr<Service>);
template void spawn_session(TlsStream, std::string, std::shared_ptr<Service>);

}  // namespace parley::http
