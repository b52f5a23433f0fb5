#pragma once
// For the tests of this room: a Graph API without a socket, its clock moved by hand.

#include "simulator/graph.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::simulator::testing {

inline const Timestamp start = from_millis(1'780'000'000'000);
inline const Number ours{"1022", "106", "15550783881"};

struct Answered {
  int status = 0;
  std::string body;
  std::string headers;
  bool is_cut_in_two = false;

  // A member of the body by its path, "error.code".
  [[nodiscard]] std::string at(std::string_view path) const {
    const auto tree = JsonTree::read(body);
    Json place = tree ? tree->root() : Json();
    while (!path.empty()) {
      const auto dot = std::min(path.find('.'), path.size());
      const auto name = path.substr(0, dot);
      if (place.is_array()) {
        place = *place.begin();
      }
      place = place[name];
      path.remove_prefix(std::min(dot + 1, path.size()));
    }
    return place.is_text() || place.is_number() ? place.text() : place.compact();
  }
};

class Bench {
 public:
  explicit Bench(Switches switches = {}, std::uint64_t seed = 1)
      : graph_(context_,
               {.accounts = {{ours, "Acme", "EAAG"}, {{"2044", "206", "15550000002"}, "Other", "EAAH"}},
                .seed = seed,
                .app_secret = "secret",
                .verify_token = "verify",
                .switches = std::move(switches),
                .now = [this] { return now; }}) {}

  Answered call(std::string_view method, std::string_view target, std::string_view body = "",
                std::string_view token = "EAAG", std::string_view content_type = "application/json") {
    const std::string authorization = "Bearer " + std::string(token);
    http::Request request{.method = method == "GET"    ? http::Method::get
                                    : method == "POST" ? http::Method::post
                                                       : http::Method::del,
                          .method_name = method,
                          .target = target,
                          .path = target.substr(0, target.find('?')),
                          .query = target.find('?') == target.npos ? "" : target.substr(target.find('?') + 1),
                          .body = body};
    request.headers = {{"Host", "sim.test"}, {"Content-Type", content_type}};
    if (!token.empty()) request.headers.push_back({"Authorization", authorization});
    for (const auto& more : headers) request.headers.push_back(more);
    http::Reply reply;
    asio::co_spawn(context_, graph_.answer(request, reply), asio::detached);
    context_.restart();
    context_.run_for(std::chrono::milliseconds{500});
    return {reply.status, std::string(reply.body()), reply.headers, reply.source != nullptr};
  }
  Answered send(std::string_view to, std::string_view text, std::string_view more = "") {
    return call("POST", "/v23.0/106/messages",
                R"({"messaging_product":"whatsapp","to":")" + std::string(to) + R"(","text":{"body":")" +
                    std::string(text) + R"("})" + std::string(more) + "}");
  }
  [[nodiscard]] World& world() { return graph_.world(); }

  Timestamp now = start;
  decltype(http::Request::headers) headers;  // of calls, besides their own

 private:
  asio::io_context context_{1};
  Graph graph_;
};

// All webhooks that fall due within the time.
inline std::vector<std::string> webhooks_of(Bench& bench,
                                            std::chrono::seconds time = std::chrono::seconds{60}) {
  std::vector<std::string> bodies;
  auto deliveries = bench.world().courier.deliveries();
  while (auto delivery = deliveries.next(bench.now + time)) bodies.push_back(delivery->body);
  return bodies;
}

}  // namespace parley::simulator::testing
