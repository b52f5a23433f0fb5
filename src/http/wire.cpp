#include "http/wire.h"

#include "http/public_address.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace parley::http {
namespace {

namespace beast = boost::beast;

using Resolver = asio::ip::basic_resolver<tcp, Executor>;
using HeadParser = std::optional<beast::http::response_parser<beast::http::empty_body>>;
using WholeParser = beast::http::response_parser<beast::http::string_body>;
using TakenParser = beast::http::response_parser<beast::http::buffer_body>;

constexpr std::uint32_t head_limit = 64 * 1024;

template <class Message>
ClientReply head_of(const Message& message) {
  ClientReply reply;
  reply.status = static_cast<int>(message.result_int());
  for (const auto& field : message) reply.headers.emplace_back(field.name_string(), field.value());
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
    const auto allowed = allowed_of(places);
    if (allowed.empty()) co_return make_error_code(boost::system::errc::permission_denied);
    const auto [unconnected, place] = co_await asio::async_connect(socket_of(stream_), allowed, awaiting);
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

  Task<Outcome> exchange(Exchange what) override {
    Outcome outcome;
    co_await write(what, outcome);
    if (outcome.error == asio::error::message_size)
      co_return outcome;  // the origin waits for what never comes
    // An origin that refuses an upload answers before it has read it all: what it said is worth reading.
    HeadParser head;
    do {
      head.emplace();
      head->header_limit(head_limit);
      head->body_limit(what.body_limit);
      head->skip(what.head_only);
      outcome.error = co_await read_head(what, *head, outcome);
    } while (!outcome.error && head->get().result_int() / 100 == 1);
    if (outcome.error) co_return outcome;
    outcome.reply = head_of(head->get());
    const bool is_taken = what.sink && outcome.reply.status / 100 == 2;
    bool keep_alive = false;
    if (is_taken) {
      TakenParser parser(std::move(*head));
      outcome.error = co_await read_into_sink(what, parser);
      keep_alive = parser.keep_alive();
    } else {
      WholeParser parser(std::move(*head));
      outcome.error = co_await read_whole(what, parser);
      keep_alive = parser.keep_alive();
      outcome.reply.body = std::move(parser.get().body());
    }
    outcome.keep_alive = !outcome.error && outcome.sent && keep_alive && buffer_.size() == 0;
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
  static constexpr std::size_t piece_bytes = 64 * 1024;
  static constexpr std::size_t most_said_of_a_refusal = 1024 * 1024;

  // What is looked at is what is connected to: a name that resolves to something else the next time gains nothing.
  [[nodiscard]] std::vector<tcp::endpoint> allowed_of(const Resolver::results_type& places) const {
    std::vector<tcp::endpoint> allowed;
    for (const auto& place : places) {
      if (!origin_.public_only || is_public(place.endpoint().address())) allowed.push_back(place.endpoint());
    }
    return allowed;
  }

  Task<> write(const Exchange& what, Outcome& outcome) {
    using enum Watch::Step;
    const bool is_streamed = what.source != nullptr;
    what.watch->at(is_streamed ? writing : writing_the_last);
    const auto [unsent, count] = co_await asio::async_write(stream_, asio::buffer(what.bytes), awaiting);
    outcome.untouched = count == 0;
    outcome.error = unless_aborted(unsent);
    if (is_streamed && !outcome.error) co_await write_source(what, outcome);
    outcome.sent = !outcome.error;
  }

  // Of a body that is longer or shorter than was said, the rest is not sent, and its origin never sees a whole request.
  Task<> write_source(const Exchange& what, Outcome& outcome) {
    using enum Watch::Step;
    std::string piece;
    for (auto left = what.source_bytes; left > 0; left -= piece.size()) {
      piece.clear();
      const bool more = co_await what.source->next(piece);
      if ((!more && piece.empty()) || piece.size() > left) {
        outcome.error = asio::error::message_size;
        co_return;
      }
      const bool is_last = piece.size() == left && what.tail.empty();
      what.watch->at(is_last ? writing_the_last : writing);
      const auto [unsent, count] = co_await asio::async_write(stream_, asio::buffer(piece), awaiting);
      outcome.error = unless_aborted(unsent);
      if (outcome.error) co_return;
    }
    what.watch->at(writing_the_last);
    const auto [unsent, count] = co_await asio::async_write(stream_, asio::buffer(what.tail), awaiting);
    outcome.error = unsent;
  }

  template <class Parser>
  Task<error_code> read_some(const Exchange& what, Parser& parser) {
    what.watch->at(Watch::Step::reading);
    const auto [error, count] = co_await beast::http::async_read_some(stream_, buffer_, parser, awaiting);
    co_return unless_aborted(error);
  }

  // What succeeded as the wire was aborted is told as aborted: who waited is gone, and what the source or the sink goes
  // by may be, too.
  [[nodiscard]] error_code unless_aborted(const error_code& error) const {
    return aborted_ ? error_code(asio::error::operation_aborted) : error;
  }

  Task<error_code> read_head(const Exchange& what, HeadParser::value_type& parser, Outcome& outcome) {
    error_code error;
    while (!error && !parser.is_header_done()) {
      error = co_await read_some(what, parser);
      outcome.answered = outcome.answered || parser.got_some();
    }
    co_return error;
  }

  Task<error_code> read_whole(const Exchange& what, WholeParser& parser) {
    error_code error;
    const auto limit = what.sink ? std::min(what.body_limit, most_said_of_a_refusal) : what.body_limit;
    while (!error && !parser.is_done()) {
      error = co_await read_some(what, parser);
      if (parser.get().body().size() <= limit) continue;
      if (what.sink)
        co_return asio::error::no_buffer_space;  // a refusal's: nothing is told of what was asked for
      error = beast::http::error::body_limit;
    }
    co_return error;
  }

  Task<error_code> read_into_sink(const Exchange& what, TakenParser& parser) {
    const auto piece = std::make_unique<char[]>(piece_bytes);
    while (!parser.is_done()) {
      auto& body = parser.get().body();
      body.data = piece.get();
      body.size = piece_bytes;
      const auto error = co_await read_some(what, parser);
      if (error && error != beast::http::error::need_buffer) co_return error;
      const std::string_view taken(piece.get(), piece_bytes - body.size);
      if (taken.empty()) continue;
      what.watch->at(Watch::Step::taking);
      co_await what.sink->take(taken);
    }
    co_return unless_aborted({});
  }

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
