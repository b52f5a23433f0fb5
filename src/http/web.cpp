#include "http/web.h"

#include "http/client.h"
#include "http/stream.h"
#include "http/tls.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/scheme.hpp>
#include <boost/url/url.hpp>

#include <algorithm>
#include <exception>
#include <thread>
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
  if (url.scheme_id() != boost::urls::scheme::https || url.encoded_host().empty() || url.has_userinfo())
    return std::nullopt;
  WebPlace place;
  place.origin = "https://" + std::string(url.encoded_host_and_port());
  place.target = url.encoded_path().empty() ? "/" : std::string(url.encoded_path());
  if (url.has_query()) place.target.append("?").append(url.encoded_query());
  return place;
}

NoFile none_for(const CallError& error) {
  if (error.code() == std::errc::permission_denied) return {"leads to a private address"};
  if (error.is_too_large()) return {"is too large"};
  return {.why = "cannot be fetched: " + error.code().message(), .is_passing = true};
}

NoFile none_for(int status) {
  const bool is_passing = status >= 500 || status == 408 || status == 429;
  return {.why = "cannot be fetched: its server answers " + std::to_string(status), .is_passing = is_passing};
}

// Catches, because that an address leads nowhere is an answer.
Task<std::variant<ClientReply, NoFile>> ask(WebPlace place, WebOptions options, asio::ssl::context& trust,
                                            SteadyClock::time_point due) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(due - SteadyClock::now());
  const auto executor = co_await asio::this_coro::executor;
  try {
    Client client(executor.context(), place.origin,
                  {.deadline = std::max(left, std::chrono::milliseconds{1}),
                   .connections = 1,
                   .body_bytes = options.body_bytes,
                   .public_only = !options.private_too,
                   .trust = &trust});
    ClientRequest request{.target = place.target};
    request.headers = {{"User-Agent", "parley"}, {"Accept", "*/*"}, {"Connection", "close"}};
    auto reply = co_await client.call(std::move(request));
    co_return std::move(reply);
  } catch (const CallError& error) {
    co_return none_for(error);
  }
}

Task<Fetched> fetch(WebPlace place, WebOptions options, asio::ssl::context& trust) {
  const auto due = SteadyClock::now() + options.deadline;
  for (int i = 0; i <= most_redirects; ++i) {
    auto answer = co_await ask(place, options, trust, due);
    if (auto* const none = std::get_if<NoFile>(&answer)) co_return std::move(*none);
    auto& reply = std::get<ClientReply>(answer);
    if (reply.status == 200)
      co_return WebFile{std::string(reply.header("Content-Type").value_or("")), std::move(reply.body)};
    if (!is_redirect(reply.status)) co_return none_for(reply.status);
    const auto location = reply.header("Location").value_or("");
    if (location.empty()) co_return NoFile{"leads nowhere: its server redirects without an address"};
    auto next = redirected(place, location);
    if (!next) co_return NoFile{"leads to an address that is not https"};
    place = *std::move(next);
  }
  co_return NoFile{"leads from one address to the next"};
}

// What one waits for on another thread. It is looked at, not rung for: neither thread's context need outlive the other's.
struct Job {
  std::mutex mutex;
  std::optional<Fetched> result;

  void give(Fetched fetched) {
    const std::lock_guard lock(mutex);
    result = std::move(fetched);
  }
  std::optional<Fetched> taken() {
    const std::lock_guard lock(mutex);
    return std::exchange(result, std::nullopt);
  }
};

Task<> carry_out(std::shared_ptr<Job> job, WebPlace place, WebOptions options, asio::ssl::context& trust) {
  job->give(co_await fetch(std::move(place), options, trust));
}

}  // namespace

struct Web::Line {
  asio::ssl::context trust = client_context();
  asio::io_context io{1};
  asio::executor_work_guard<Executor> open{io.get_executor()};
};

Web::Web() = default;

// The thread may be held up by a name server: it is not waited for, and what it uses goes with it.
Web::~Web() {
  if (line_) line_->io.stop();
}

Task<Fetched> Web::get(WebPlace place, WebOptions options) {
  std::call_once(begun_, [this] {
    line_ = std::make_shared<Line>();
    std::thread([line = line_] { line->io.run(); }).detach();
  });
  const auto job = std::make_shared<Job>();
  const auto begin = [line = line_.get(), job, place = std::move(place), options] {
    // Whatever is thrown there ends this one alone: it is a stranger's.
    const auto end = [job](const std::exception_ptr& error) {
      if (error) job->give(NoFile{.why = "cannot be fetched", .is_passing = true});
    };
    asio::co_spawn(line->io, carry_out(job, place, options, line->trust), end);
  };
  asio::post(line_->io, begin);
  constexpr std::chrono::milliseconds first_look{4}, most_between_looks{64}, grace{1'000};
  const auto due = SteadyClock::now() + options.deadline + grace;
  Timer timer(co_await asio::this_coro::executor);
  for (auto pause = first_look; SteadyClock::now() < due; pause = std::min(2 * pause, most_between_looks)) {
    timer.expires_after(pause);
    co_await timer.async_wait(awaiting);
    if (auto fetched = job->taken()) co_return *std::move(fetched);
  }
  co_return NoFile{.why = "cannot be fetched: it takes too long", .is_passing = true};
}

std::optional<WebPlace> web_place(std::string_view url) {
  if (url.size() > longest_url) return std::nullopt;
  const auto parsed = boost::urls::parse_uri(url);
  return parsed ? place_of(*parsed) : std::nullopt;
}

std::optional<WebPlace> redirected(const WebPlace& from, std::string_view location) {
  if (location.size() > longest_url) return std::nullopt;
  const auto text = from.origin + from.target;  // which the base looks into
  const auto base = boost::urls::parse_uri(text);
  const auto reference = boost::urls::parse_uri_reference(location);
  if (!base || !reference) return std::nullopt;
  boost::urls::url to;
  if (!boost::urls::resolve(*base, *reference, to)) return std::nullopt;
  return place_of(to);
}

}  // namespace parley::http
