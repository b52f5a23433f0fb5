#include "app/served.h"

#include "app/address.h"
#include "http/client.h"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <exception>

namespace parley::app {
namespace {

constexpr std::chrono::seconds patience{2};
constexpr std::string_view of_parley = "parley_build_info{";

// The value of the line that begins with `name`; 0 where there is none.
double value_of(std::string_view metrics, std::string_view name) {
  const auto line = "\n" + std::string(name) + " ";
  const auto at = metrics.find(line);
  if (at == std::string_view::npos) return 0;
  return std::strtod(std::string(metrics.substr(at + line.size(), 32)).c_str(), nullptr);
}

// How much of a histogram, from 0 to 1, is above that bound.
double share_above(std::string_view metrics, std::string_view histogram, std::string_view bound) {
  const auto all = value_of(metrics, fmt::format("{}_count", histogram));
  if (all == 0) return 0;
  return 1 - value_of(metrics, fmt::format("{}_bucket{{le=\"{}\"}}", histogram, bound)) / all;
}

}  // namespace

std::optional<std::string> served_metrics(const std::string& listen) {
  asio::io_context context{1};
  std::optional<std::string> text;
  const auto take = [&](const std::exception_ptr& error, const http::ClientReply& reply) {
    const bool is_parley = !error && reply.status == 200 && reply.body.find(of_parley) != std::string::npos;
    if (is_parley) text = reply.body;
  };
  http::Client client(context, "http://" + spell(parse_address(listen)), {.deadline = patience});
  http::ClientRequest request{.target = "/metrics"};
  asio::co_spawn(context, client.call(std::move(request)), take);
  context.run();
  return text;
}

std::string slowness(std::string_view metrics) {
  std::string words;
  const auto add = [&](const std::string& more) { words += (words.empty() ? "" : "; ") + more; };
  const auto oldest = value_of(metrics, "parley_store_oldest_waiting_seconds");
  const auto slow = share_above(metrics, "parley_webhook_ack_seconds", "1");
  const auto late = share_above(metrics, "parley_message_lag_seconds", "60");
  if (value_of(metrics, "parley_store_troubled") > 0) add("the store takes no writes now, see its log");
  if (oldest > 1) add(fmt::format("a write waits for {:.1f} s by now", oldest));
  if (slow > 0.01) add(fmt::format("{:.1f} % of the webhooks took more than a second", 100 * slow));
  if (late > 0.05) add(fmt::format("{:.1f} % of the messages came more than a minute late", 100 * late));
  return words;
}

}  // namespace parley::app
