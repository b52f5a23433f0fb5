#include "http/wire.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <sys/socket.h>

#include <optional>
#include <stdexcept>
#include <utility>

namespace parley::http {
namespace {

namespace beast = boost::beast;

using Resolver = asio::ip::basic_resolver<tcp, Executor>;
using ReplyParser = beast::http::response_parser<beast::http::string_body>;

constexpr std::uint32_t head_limit = 64 * 1024;

ClientReply reply_of(ReplyParser& parser) {
  ClientReply reply;
  auto& message = parser.get();
  reply.status = static_cast<int>(message.result_int());
  for (const auto& field : message) reply.headers.emplace_back(field.name_string(), field.value());
  reply.body = std::move(message.body());
  return reply;
}

template <class Stream>
class WireOver final : public Wire {
 public:
  WireOver(Stream stream, const Origin& origin)
      : origin_(origin), resolver_(stream.get_executor()), stream_(std::move(stream)) {}

  Task<error_code> open() override {
    const auto [unresolved, places] = co_await resolver_.async_resolve(origin_.host, origin_.port, awaiting);
    if (unresolved) co_return unresolved;
    if (aborted_) co_return asio::error::operation_aborted;  // connecting would open the socket again
    const auto [unconnected, place] = co_await asio::async_connect(socket_of(stream_), places, awaiting);
    if (unconnected) co_return unconnected;
    error_code ignored;
    socket_of(stream_).set_option(tcp::no_delay(true), ignored);
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      name_the_host();
      const auto [unsafe] = co_await stream_.async_handshake(asio::ssl::stream_base::client, awaiting);
      if (unsafe) co_return unsafe;
    }
    co_return error_code();
  }

  Task<Outcome> exchange(std::string_view bytes, bool head_only, std::size_t body_limit) override {
    Outcome outcome;
    const auto [unsent, count] = co_await asio::async_write(stream_, asio::buffer(bytes), awaiting);
    // An origin that refuses an upload answers before it has read it all: what it said is worth reading.
    std::optional<ReplyParser> parser;
    do {
      parser.emplace();
      parser->header_limit(head_limit);
      parser->body_limit(body_limit);
      parser->skip(head_only);
      const auto [unread, read] = co_await beast::http::async_read(stream_, buffer_, *parser, awaiting);
      outcome.answered = outcome.answered || parser->got_some();
      outcome.error = unread;
    } while (!outcome.error && parser->get().result_int() / 100 == 1);
    if (outcome.error) co_return outcome;
    outcome.keep_alive = !unsent && parser->keep_alive() && buffer_.size() == 0;
    outcome.reply = reply_of(*parser);
    if (buffer_.capacity() > most_kept) buffer_ = beast::flat_buffer();
    co_return outcome;
  }

  bool is_quiet() override {
    char byte = 0;
    const auto got = ::recv(socket_of(stream_).native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  void abort() override {
    error_code ignored;
    aborted_ = true;
    resolver_.cancel();
    socket_of(stream_).close(ignored);
  }

 private:
  static constexpr std::size_t most_kept = 64 * 1024;

  // Names the host we mean to the other side, and demands its certificate for it.
  void name_the_host()
    requires std::is_same_v<Stream, TlsStream>
  {
    error_code not_an_address;
    asio::ip::make_address(origin_.host, not_an_address);
    if (not_an_address) ::SSL_set_tlsext_host_name(stream_.native_handle(), origin_.host.c_str());
    stream_.set_verify_callback(asio::ssl::host_name_verification(origin_.host));
  }

  const Origin& origin_;
  Resolver resolver_;
  Stream stream_;
  beast::flat_buffer buffer_;
  bool aborted_ = false;
};

}  // namespace

Origin parse_origin(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  const bool known = url && (url->scheme() == "http" || url->scheme() == "https");
  if (!known || url->host().empty() || url->has_userinfo() || url->has_query() || url->has_fragment() ||
      !(url->encoded_path().empty() || url->encoded_path() == "/"))
    throw std::invalid_argument("not an origin like https://host:port: " + std::string(text));
  Origin origin;
  origin.secure = url->scheme() == "https";
  origin.host = url->host_address();
  origin.port = url->port().empty() ? std::string(origin.secure ? "443" : "80") : std::string(url->port());
  origin.authority = std::string(url->encoded_host_and_port());
  return origin;
}

std::unique_ptr<Wire> make_wire(Executor executor, const Origin& origin, asio::ssl::context* context) {
  PlainStream socket(executor);
  if (!origin.secure) return std::make_unique<WireOver<PlainStream>>(std::move(socket), origin);
  return std::make_unique<WireOver<TlsStream>>(TlsStream(std::move(socket), *context), origin);
}

}  // namespace parley::http
