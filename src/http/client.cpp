#include "http/client.h"

#include "base/text.h"
#include "http/stream.h"
#include "http/tls.h"
#include "http/wire.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <deque>
#include <exception>
#include <system_error>
#include <utility>

namespace parley::http {
namespace {

constexpr std::size_t most_waiting = 1024;
constexpr std::chrono::seconds kept_for{30};  // less than most servers keep an idle connection

bool is_clean(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool is_sendable(const ClientRequest& request) {
  const auto clean = [](const auto& header) { return is_clean(header.first) && is_clean(header.second); };
  return request.target.starts_with('/') && request.target.find(' ') == std::string::npos &&
         is_clean(request.target) && is_clean(request.method) &&
         std::all_of(request.headers.begin(), request.headers.end(), clean);
}

std::string bytes_of(const ClientRequest& request, const Origin& origin) {
  std::string bytes =
      request.method + ' ' + request.target + " HTTP/1.1\r\nHost: " + origin.authority + "\r\n";
  for (const auto& [name, value] : request.headers)
    bytes.append(name).append(": ").append(value).append("\r\n");
  const bool bodiless = request.method == "GET" || request.method == "HEAD" || request.method == "DELETE";
  const auto length = request.body.size() + (request.source ? request.source_bytes + request.tail.size() : 0);
  if (!bodiless || length > 0) bytes += "Content-Length: " + std::to_string(length) + "\r\n";
  bytes += "\r\n";
  return bytes += request.body;
}

// How a connection shows that it was closed while it was kept.
bool was_closed(const error_code& error) {
  return error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::error::broken_pipe || error == boost::beast::http::error::end_of_stream ||
         error == asio::ssl::error::stream_truncated;
}

// One call, shared by the coroutine that waits for it and the one that makes it: the first may go when its
// time is over while the second is held up, by a slow name server for example.
struct Call final : Watch {
  Call(Executor executor, const Client::Options& of_client, ClientRequest of_request)
      : options(of_client),
        request(std::move(of_request)),
        timer(executor),
        due(SteadyClock::now() + request.deadline.value_or(options.deadline)) {}

  void end(const error_code& with) {
    if (ended) return;
    ended = true;
    error = with;
    timer.cancel();
  }
  void give_up(const error_code& why) {
    end(why);
    if (wire) wire->abort();
  }
  void at(Step step) override {
    may_have_arrived = step >= Step::writing_the_last;
    const auto before = std::exchange(step_due, end_of(step));
    if (step_due < before) timer.cancel();  // who waits looks again
  }
  [[nodiscard]] SteadyClock::time_point next_due() const { return std::min(due, step_due); }
  [[nodiscard]] SteadyClock::time_point end_of(Step step) const {
    if (step == Step::taking) return due;  // the other side is not to blame
    return SteadyClock::now() + (step == Step::connecting ? options.connect
                                 : step == Step::reading  ? options.read
                                                          : options.write);
  }

  const Client::Options& options;
  ClientRequest request;
  Timer timer;
  SteadyClock::time_point due;  // of the whole
  SteadyClock::time_point step_due = SteadyClock::time_point::max();
  std::unique_ptr<Wire> wire;
  ClientReply reply;
  error_code error;
  std::exception_ptr thrown;  // by a source or a sink
  bool may_have_arrived = false;
  bool ended = false;
};

struct KeptWire {
  std::unique_ptr<Wire> wire;
  SteadyClock::time_point since;
};

}  // namespace

struct Client::Shared {
  Shared(asio::io_context& context, std::string_view of_origin, Options of_options)
      : executor(context.get_executor()), origin(parse_origin(of_origin)), options(of_options) {
    origin.public_only = options.public_only;
    if (origin.secure && options.trust == nullptr) options.trust = &tls.emplace(client_context());
  }

  static Task<ClientReply> call(std::shared_ptr<Shared> self, ClientRequest request);
  static void admit(const std::shared_ptr<Shared>& self, const std::shared_ptr<Call>& call);
  static Task<> make(std::shared_ptr<Shared> self, std::shared_ptr<Call> call);
  static void leave(const std::shared_ptr<Shared>& self, const std::shared_ptr<Call>& call);
  std::unique_ptr<Wire> take_kept();
  void close();

  Executor executor;
  Origin origin;
  Options options;
  std::optional<asio::ssl::context> tls;
  std::vector<KeptWire> kept;
  std::vector<std::shared_ptr<Call>> busy;
  std::deque<std::shared_ptr<Call>> waiting;
  bool closed = false;
};

Task<ClientReply> Client::Shared::call(std::shared_ptr<Shared> self, ClientRequest request) {
  if (!is_sendable(request)) throw CallError(std::make_error_code(std::errc::invalid_argument), false);
  if (self->waiting.size() >= most_waiting)
    throw CallError(std::make_error_code(std::errc::resource_unavailable_try_again), false);
  const auto call = std::make_shared<Call>(self->executor, self->options, std::move(request));
  if (self->busy.size() < self->options.connections) {
    admit(self, call);
  } else {
    self->waiting.push_back(call);
  }
  while (!call->ended && SteadyClock::now() < call->next_due()) {
    call->timer.expires_at(call->next_due());
    co_await call->timer.async_wait(awaiting);
  }
  if (!call->ended) {
    std::erase(self->waiting, call);
    call->give_up(asio::error::timed_out);
  }
  if (call->thrown) std::rethrow_exception(call->thrown);
  if (call->error) throw CallError(call->error, call->may_have_arrived);
  co_return std::move(call->reply);
}

void Client::Shared::admit(const std::shared_ptr<Shared>& self, const std::shared_ptr<Call>& call) {
  self->busy.push_back(call);
  // However the making ends, by an exception as well, the call is ended and its place is given to the next.
  const auto leaving = [self, call](std::exception_ptr why) {
    if (!call->ended) call->thrown = std::move(why);
    leave(self, call);
  };
  asio::co_spawn(self->executor, make(self, call), leaving);
}

Task<> Client::Shared::make(std::shared_ptr<Shared> self, std::shared_ptr<Call> call) {
  const auto& request = call->request;
  const auto bytes = bytes_of(request, self->origin);
  const Exchange exchange{.bytes = bytes,
                          .source = request.source.get(),
                          .source_bytes = request.source_bytes,
                          .tail = request.tail,
                          .head_only = request.method == "HEAD",
                          .body_limit = request.body_bytes.value_or(self->options.body_bytes),
                          .sink = request.sink.get(),
                          .watch = call.get()};
  for (bool first = true; !call->ended; first = false) {
    call->wire = first ? self->take_kept() : nullptr;
    const bool was_kept = call->wire != nullptr;
    if (!was_kept) {
      call->at(Watch::Step::connecting);
      call->wire = make_wire(self->executor, self->origin, self->options.trust);
      const auto error = co_await call->wire->open();
      if (error) co_return call->end(error);
    }
    if (call->ended) co_return;
    auto outcome = co_await call->wire->exchange(exchange);
    const bool stale = was_kept && !outcome.answered && was_closed(outcome.error);
    if (stale && (outcome.untouched || request.method == "GET")) continue;
    const bool keep = outcome.keep_alive && !call->ended && !self->closed;
    if (keep) self->kept.push_back({std::move(call->wire), SteadyClock::now()});
    if (call->ended) co_return;
    call->may_have_arrived = outcome.sent;
    call->reply = std::move(outcome.reply);
    call->end(outcome.error);
  }
}

void Client::Shared::leave(const std::shared_ptr<Shared>& self, const std::shared_ptr<Call>& call) {
  call->end(asio::error::operation_aborted);
  std::erase(self->busy, call);
  if (self->waiting.empty() || self->closed) return;
  const auto next = std::move(self->waiting.front());
  self->waiting.pop_front();
  admit(self, next);
}

std::unique_ptr<Wire> Client::Shared::take_kept() {
  while (!kept.empty()) {
    auto last = std::move(kept.back());
    kept.pop_back();
    const bool fresh = SteadyClock::now() - last.since < kept_for;
    if (fresh && last.wire->is_quiet()) return std::move(last.wire);
  }
  return nullptr;
}

void Client::Shared::close() {
  closed = true;
  kept.clear();
  for (const auto& call : busy) call->give_up(asio::error::operation_aborted);
  for (const auto& call : waiting) call->give_up(asio::error::operation_aborted);
  waiting.clear();
}

bool CallError::is_too_large() const {
  return code() == std::error_code(error_code(boost::beast::http::error::body_limit));
}

std::optional<std::string_view> ClientReply::header(std::string_view name) const {
  for (const auto& [of, value] : headers) {
    if (equal_ignoring_case(of, name)) return value;
  }
  return std::nullopt;
}

Client::Client(asio::io_context& context, std::string_view origin, Options options)
    : shared_(std::make_shared<Shared>(context, origin, options)) {}

Client::~Client() { shared_->close(); }

Task<ClientReply> Client::call(ClientRequest request) { return Shared::call(shared_, std::move(request)); }

}  // namespace parley::http
