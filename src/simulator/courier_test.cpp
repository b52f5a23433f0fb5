// Webhooks over real sockets: signed, some in one, again where they are not taken.

#include "simulator/courier.h"

#include "http/testing.h"
#include "meta/signature.h"
#include "simulator/payload.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace parley::simulator {
namespace {

using namespace std::chrono_literals;

const Number ours{"1022", "106", "15550783881"};

std::string body_of(int i) {
  const Person ana{.wa_id = "16505551234", .user_id = "", .name = "Ana"};
  const Message message{
      .wamid = "wamid." + std::to_string(i), .at = system_now(), .content = text("hi"), .quoted = ""};
  return incoming(ours, ana, std::span(&message, 1));
}

// Keeps what comes where its signature is right; refuses as many as it is told to first.
class Callback {
 public:
  explicit Callback(int refusals = 0)
      : refusals_(refusals),
        serving_([this](const http::Request& request, http::Reply& reply) { return take(request, reply); }) {}
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(serving_.port()) + "/hook";
  }
  std::vector<std::string> bodies() {
    const std::scoped_lock lock(mutex_);
    return bodies_;
  }

 private:
  Task<> take(const http::Request& request, http::Reply& reply) {
    const std::string secrets[] = {"secret"};
    const std::scoped_lock lock(mutex_);
    const bool is_good =
        meta::signed_by(request.body, request.header("x-hub-signature-256").value_or(""), secrets)
            .has_value();
    if (request.method == http::Method::get) {
      const std::string_view query = request.query;
      if (query.find("hub.verify_token=v%20t") != query.npos) reply.out() += "1158201444";
    } else if (!is_good || request.path != "/hook" || refusals_-- > 0) {
      reply.status = 503;
    } else {
      bodies_.emplace_back(request.body);
    }
    co_return;
  }

  std::mutex mutex_;
  int refusals_;
  std::vector<std::string> bodies_;
  http::testing::Serving serving_;
};

struct Office {
  Switches switches;
  asio::io_context context{1};
  Courier courier{context, switches, "secret", system_now};

  void carry(int count) {
    std::vector<Webhook> webhooks;
    for (int i = 0; i < count; ++i)
      webhooks.push_back({.chance = static_cast<std::uint64_t>(i), .body = body_of(i)});
    courier.carry(std::move(webhooks));
  }
  void run_until_taken(std::uint64_t count) {
    for (const auto end = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < end;) {
      if (courier.deliveries().counts().taken >= count) return;
      context.restart();
      context.run_for(5ms);
    }
  }
};

TEST(Courier, TellsWhoeverRunsItThatItIsBroken) {
  const Switches switches;
  asio::io_context context{1};
  bool is_broken = false;
  Courier courier(context, switches, "secret", [&] {
    if (is_broken) throw std::logic_error("the clock stands");
    return system_now();
  });
  courier.carry({{.chance = 1, .body = body_of(1)}});
  courier.call_back("http://127.0.0.1:1/hook");  // nobody is there: what fails asks for the time
  ASSERT_EQ(courier.under_way(), 1u);
  is_broken = true;
  EXPECT_THROW(context.run_for(10s), std::logic_error);
  EXPECT_EQ(courier.under_way(), 0u);
}

TEST(Courier, CarriesWhatIsDueSigned) {
  Callback callback;
  Office office;
  office.carry(100);
  office.courier.call_back(callback.url());
  office.run_until_taken(100);
  EXPECT_EQ(callback.bodies().size(), 100U);
  EXPECT_EQ(office.courier.deliveries().counts().failed, 0U);
}

TEST(Courier, BringsAgainWhatIsNotTaken) {
  Callback callback(30);
  Office office;
  office.switches.retry_after = {10, 50};
  office.courier.call_back(callback.url());
  office.carry(20);
  office.run_until_taken(20);
  EXPECT_EQ(callback.bodies().size(), 20U);
  EXPECT_EQ(office.courier.deliveries().counts().failed, 30U);
}

TEST(Courier, WaitsForACallbackThatComesLater) {
  Office office;
  office.switches.retry_after = {10, 50};
  office.courier.call_back("http://127.0.0.1:1/hook");
  office.carry(5);
  office.context.run_for(100ms);
  EXPECT_EQ(office.courier.deliveries().counts().taken, 0U);
  Callback callback;
  office.courier.call_back(callback.url());
  office.run_until_taken(5);
  EXPECT_EQ(callback.bodies().size(), 5U);
}

TEST(Courier, OutlivesACallbackThatFailsAtOnce) {
  Office office;
  office.switches.retry = false;
  office.carry(20'000);
  office.courier.call_back("http://127.0.0.1:9/no path");
  for (int i = 0; i < 2'000 && office.courier.deliveries().counts().given_up < 20'000; ++i) {
    office.context.restart();
    office.context.run_for(5ms);
  }
  EXPECT_EQ(office.courier.deliveries().counts().given_up, 20'000U);
}

TEST(Courier, PutsSomeInOneWhereAskedTo) {
  Callback callback;
  Office office;
  office.switches.batch = 7;
  office.carry(20);
  office.courier.call_back(callback.url());
  office.run_until_taken(20);
  const auto bodies = callback.bodies();
  EXPECT_EQ(bodies.size(), 3U);
  std::size_t entries = 0;
  for (const auto& body : bodies) {
    const auto tree = JsonTree::read(body);
    ASSERT_TRUE(tree) << body;
    entries += tree->root()["entry"].size();
  }
  EXPECT_EQ(entries, 20U);
}

TEST(Courier, AsksTheCallbackForItsToken) {
  Callback callback;
  Office office;
  office.courier.call_back(callback.url());
  for (const auto& [token, is_known] : {std::pair{"v t", true}, {"other", false}}) {
    std::optional<bool> told;
    asio::co_spawn(office.context, office.courier.verify(token),
                   [&](const std::exception_ptr&, bool yes) { told = yes; });
    for (int i = 0; i < 1'000 && !told; ++i) {
      office.context.restart();
      office.context.run_for(5ms);
    }
    EXPECT_EQ(told, is_known) << token;
  }
}

}  // namespace
}  // namespace parley::simulator
