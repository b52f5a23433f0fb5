#include "http/web.h"

#include "http/client.h"

#include <boost/asio/this_coro.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <algorithm>
#include <utility>

namespace parley::http {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int most_redirects = 3;
constexpr std::size_t longest_url = 4096;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::optional<WebPlace> place_of(const boost::urls::url_view_base& url) {
  if (url.scheme() != "https" || url.encoded_host().empty() || url.has_userinfo()) return std::nullopt;
  WebPlace place;
  place.origin = "https://" + std::string(url.encoded_host_and_port());
  place.target = url.encoded_path().empty() ? "/" : std::string(url.encoded_path());
  if (url.has_query()) place.target.append("?").append(url.encoded_query());
  return place;
}

std::string words_of(const CallError& error) {
  if (error.code() == std::errc::permission_denied) return "leads to a private address";
  if (error.is_too_large()) return "is too large";
  return "cannot be fetched: " + error.code().message();
}

// Catches, because that an address leads nowhere is an answer.
Task<std::variant<ClientReply, NoFile>> ask(WebPlace place, WebOptions options, SteadyClock::time_point due) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(due - SteadyClock::now());
  const auto executor = co_await asio::this_coro::executor;
  try {
    Client client(executor.context(), place.origin,
                  {.deadline = std::max(left, std::chrono::milliseconds{1}),
                   .connections = 1,
                   .body_bytes = options.body_bytes,
                   .public_only = !options.private_too});
    ClientRequest request{.target = place.target};
    request.headers = {{"User-Agent", "parley"}, {"Accept", "*/*"}, {"Connection", "close"}};
    auto reply = co_await client.call(std::move(request));
    co_return std::move(reply);
  } catch (const CallError& error) {
    co_return NoFile{words_of(error)};
  }
}

}  // namespace

std::optional<WebPlace> web_place(std::string_view url) {
  if (url.size() > longest_url) return std::nullopt;
  const auto parsed = boost::urls::parse_uri(url);
  return parsed ? place_of(*parsed) : std::nullopt;
}

std::optional<WebPlace> redirected(const WebPlace& from, std::string_view location) {
  if (location.size() > longest_url) return std::nullopt;
  const auto base = boost::urls::parse_uri(from.origin + from.target);
  const auto reference = boost::urls::parse_uri_reference(location);
  if (!base || !reference) return std::nullopt;
  boost::urls::url to;
  if (!boost::urls::resolve(*base, *reference, to)) return std::nullopt;
  return place_of(to);
}

Task<std::variant<WebFile, NoFile>> get_from_web(WebPlace place, WebOptions options) {
  const auto due = SteadyClock::now() + options.deadline;
  for (int i = 0; i <= most_redirects; ++i) {
    auto answer = co_await ask(place, options, due);
    if (auto* const none = std::get_if<NoFile>(&answer)) co_return std::move(*none);
    auto& reply = std::get<ClientReply>(answer);
    if (reply.status == 200)
      co_return WebFile{std::string(reply.header("Content-Type").value_or("")), std::move(reply.body)};
    if (!is_redirect(reply.status))
      co_return NoFile{"cannot be fetched: its server answers " + std::to_string(reply.status)};
    auto next = redirected(place, reply.header("Location").value_or(""));
    if (!next) co_return NoFile{"leads to an address that is not https"};
    place = *std::move(next);
  }
  co_return NoFile{"leads from one address to the next"};
}

}  // namespace parley::http
