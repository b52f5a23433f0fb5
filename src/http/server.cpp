#include "http/server.h"

#include "http/service.h"
#include "http/session.h"
#include "http/stream.h"
#include "http/tls.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <sys/socket.h>

#include <optional>
#include <system_error>
#include <utility>

namespace parley::http {
namespace {

using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;

constexpr int backlog = 4096;
constexpr std::chrono::milliseconds breath{100};  // taken when the process is out of sockets
constexpr std::string_view too_many =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";

Acceptor listening(asio::io_context& context, const std::string& address, std::uint16_t port) {
  const tcp::endpoint endpoint(asio::ip::make_address(address), port);
  Acceptor acceptor(context.get_executor(), endpoint.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  const int yes = 1;
  if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0)
    throw std::system_error(errno, std::system_category(), "SO_REUSEPORT");
  acceptor.bind(endpoint);
  acceptor.listen(backlog);
  return acceptor;
}

// An IPv4 caller of an IPv6 socket is named as IPv4; nothing for one that is gone already.
std::optional<std::string> name_of_peer(const PlainStream& socket) {
  error_code error;
  const auto peer = socket.remote_endpoint(error).address();
  if (error) return std::nullopt;
  const bool mapped = peer.is_v6() && peer.to_v6().is_v4_mapped();
  return mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, peer.to_v6()).to_string() : peer.to_string();
}

}  // namespace

struct Server::Shared {
  Shared(asio::io_context& context, const std::string& address, std::uint16_t port, const Tls* of_tls)
      : acceptor(listening(context, address, port)), timer(context.get_executor()) {
    if (of_tls) tls.emplace(server_context(*of_tls));
  }

  void welcome(PlainStream socket);
  static Task<> accept(std::shared_ptr<Shared> self);
  static Task<> keep_time(std::shared_ptr<Shared> self);

  std::shared_ptr<Service> service = std::make_shared<Service>();
  Acceptor acceptor;
  Timer timer;
  std::optional<asio::ssl::context> tls;
};

void Server::Shared::welcome(PlainStream socket) {
  error_code ignored;
  auto remote = name_of_peer(socket);
  if (!remote) return;
  socket.non_blocking(true, ignored);  // for the send that is tried first
  socket.set_option(tcp::no_delay(true), ignored);
  service->accepted.add(1);
  if (service->deadlines.size() >= service->limits.connections) {
    if (!tls) socket.write_some(asio::buffer(too_many), ignored);
    service->refused.add(1);
    service->closed.add(1);
    return;
  }
  if (tls) {
    spawn_session(TlsStream(std::move(socket), *tls), std::move(*remote), service);
  } else {
    spawn_session(std::move(socket), std::move(*remote), service);
  }
}

Task<> Server::Shared::accept(std::shared_ptr<Shared> self) {
  Timer rest(self->acceptor.get_executor());
  while (self->acceptor.is_open()) {
    auto [error, socket] = co_await self->acceptor.async_accept(awaiting);
    if (!error) {
      self->welcome(std::move(socket));
    } else if (self->acceptor.is_open()) {
      rest.expires_after(breath);
      co_await rest.async_wait(awaiting);
    }
  }
}

// The one timer of this thread's connections. It ends with the last of them.
Task<> Server::Shared::keep_time(std::shared_ptr<Shared> self) {
  while (self->acceptor.is_open() || self->service->deadlines.size() > 0) {
    self->timer.expires_after(std::chrono::seconds{1});
    co_await self->timer.async_wait(awaiting);
    self->service->deadlines.tick();
  }
}

Server::Server(asio::io_context& context, const std::string& address, std::uint16_t port, Handler handler,
               Limits limits, const Tls* tls) try
    : shared_(std::make_shared<Shared>(context, address, port, tls)) {
  shared_->service->handler = std::move(handler);
  shared_->service->limits = std::move(limits);
  const auto& large = shared_->service->limits.large;
  shared_->service->large.rules = large ? &*large : nullptr;
  shared_->service->on_last_closed = [weak = std::weak_ptr(shared_)] {
    if (const auto shared = weak.lock()) shared->timer.cancel();
  };
} catch (const boost::system::system_error& error) {  // not one of the standard's
  throw std::system_error(error.code(), "cannot serve on " + address + " port " + std::to_string(port));
}

Server::~Server() { stop(); }

void Server::start() {
  const auto executor = shared_->acceptor.get_executor();
  asio::co_spawn(executor, Shared::accept(shared_), asio::detached);
  asio::co_spawn(executor, Shared::keep_time(shared_), asio::detached);
}

void Server::stop() {
  if (!shared_->acceptor.is_open()) return;
  error_code ignored;
  shared_->acceptor.close(ignored);
  shared_->service->stopping = true;
  shared_->service->deadlines.stop_idle();
  if (shared_->service->deadlines.size() == 0) shared_->timer.cancel();
}

std::uint16_t Server::port() const { return shared_->acceptor.local_endpoint().port(); }

Counts Server::counts() const {
  const auto& service = *shared_->service;
  const auto closed = service.closed.value();
  const auto accepted = service.accepted.value();
  return {accepted - closed, accepted, service.requests.value(), service.refused.value()};
}

}  // namespace parley::http
