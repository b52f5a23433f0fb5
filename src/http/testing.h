#pragma once
// For the tests of this room: a server on a thread of its own, and a client that sends bytes as they are
// given.

#include "http/server.h"

#include <arpa/inet.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace parley::http::testing {

class Serving {
 public:
  explicit Serving(Handler handler, Limits limits = {}, const Tls* tls = nullptr,
                   const std::string& address = "127.0.0.1")
      : server_(std::make_unique<Server>(io_, address, std::uint16_t{0}, std::move(handler), limits, tls)) {
    server_->start();
    port_ = server_->port();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Serving() {
    io_.stop();
    thread_.join();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Counts counts() const { return server_->counts(); }
  void stop() {
    asio::post(io_, [this] { server_->stop(); });
  }
  // Whether all connections ended by themselves in time.
  bool ended_within(std::chrono::milliseconds time) {
    for (const auto end = std::chrono::steady_clock::now() + time; std::chrono::steady_clock::now() < end;) {
      if (io_.stopped()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return io_.stopped();
  }

 private:
  asio::io_context io_{1};
  std::unique_ptr<Server> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// A blocking connection over IPv4 that gives up after some seconds.
class Talk {
 public:
  explicit Talk(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{8, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  // The next one that calls at a listening socket.
  static Talk accepted_by(int listening) { return Talk(::accept(listening, nullptr, nullptr), true); }
  ~Talk() { ::close(socket_); }
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  void end() { ::shutdown(socket_, SHUT_WR); }

  Talk& send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return *this;
  }

  // What comes until `text` has come, or until the other side closes.
  std::string read_until(std::string_view text) {
    while (got_.find(text) == std::string::npos && read_some()) continue;
    const auto at = got_.find(text);
    const auto end = at == std::string::npos ? got_.size() : at + text.size();
    auto head = got_.substr(0, end);
    got_.erase(0, end);
    return head;
  }
  // One whole answer, with its body where Content-Length says there is one.
  std::string read_reply() {
    auto reply = read_until("\r\n\r\n");
    const auto at = reply.find("Content-Length: ");
    const auto size = at == std::string::npos ? 0 : std::stoul(reply.substr(at + 16));
    while (got_.size() < size && read_some()) continue;
    reply += got_.substr(0, size);
    got_.erase(0, size);
    return reply;
  }
  // Everything up to the other side's end.
  std::string read_all() {
    while (read_some()) continue;
    return std::exchange(got_, {});
  }

 private:
  bool read_some() {
    char bytes[16384];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count > 0) got_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }

  Talk(int socket, bool connected) : socket_(socket), connected_(connected) {}

  int socket_;
  bool connected_ = false;
  std::string got_;
};

// A listener that a test's thread talks through by hand.
class Scripted {
 public:
  explicit Scripted(std::function<void(int listening)> script) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&at), size), 0);
    EXPECT_EQ(::listen(socket_, 8), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size), 0);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this, run = std::move(script)] { run(socket_); });
  }
  ~Scripted() {
    thread_.join();
    ::close(socket_);
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace parley::http::testing
