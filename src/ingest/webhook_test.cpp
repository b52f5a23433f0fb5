// The callback over a real socket, with the store that is shipped.

#include "ingest/webhook.h"

#include "base/secrets.h"
#include "http/client.h"
#include "http/server.h"
#include "meta/signature.h"
#include "simulator/payload.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace parley::ingest {
namespace {

constexpr auto secret = "s3cr3t-app";

// Runs `task` on `context` to its end.
template <class T>
T wait(asio::io_context& context, Task<T> task) {
  std::optional<T> result;
  std::exception_ptr failure;
  asio::co_spawn(context, std::move(task), [&](std::exception_ptr error, T value) {
    failure = error;
    result = std::move(value);
  });
  const auto guard = asio::make_work_guard(context);
  while (!result) context.run_one();
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

std::string text_body(std::string wamid) {
  const simulator::Number ours{"1022", "106540352242922", "919999999999"};
  const simulator::Person ana{.wa_id = "5511987654321", .name = "Ana"};
  const simulator::Message message{
      .wamid = std::move(wamid), .at = system_now(), .content = simulator::text("Olá / 😊")};
  return simulator::incoming(ours, ana, std::span(&message, 1));
}

class WebhookTest : public testing::Test {
 protected:
  void SetUp() override {
    engine_ = open_engine({.store = "sqlite:" + folder_ + "/parley.db", .waiting_writes = waiting_writes_});
    store_ = engine_->open(context_);
    webhook_ = std::make_unique<Webhook>(*store_, options_);
    const auto handle = [this](const http::Request& request, http::Reply& reply) {
      return webhook_->answer(request, reply);
    };
    server_ = std::make_unique<http::Server>(context_, "127.0.0.1", std::uint16_t{0}, handle, http::Limits{});
    server_->start();
    client_ = std::make_unique<http::Client>(context_, "http://127.0.0.1:" + std::to_string(server_->port()),
                                             http::Client::Options{});
  }
  void TearDown() override {
    client_.reset();
    server_.reset();
    store_.reset();
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }

  http::ClientReply get(const std::string& query) {
    return wait(context_, client_->call({.target = "/webhooks/meta" + query}));
  }
  http::ClientReply post(std::string body, std::string signature) {
    http::ClientRequest request{.method = "POST", .target = "/webhooks/meta", .body = std::move(body)};
    if (!signature.empty()) request.headers.emplace_back("X-Hub-Signature-256", std::move(signature));
    return wait(context_, client_->call(std::move(request)));
  }
  http::ClientReply post(const std::string& body) { return post(body, meta::signature_of(body, secret)); }

  void add_sender() {
    const auto organization = wait(context_, store_->add_organization("Acme"));
    NewSender sender{.organization = organization.id,
                     .phone_number_id = "106540352242922",
                     .phone = "919999999999",
                     .waba = "1022"};
    wait(context_, store_->add_sender(std::move(sender)));
  }
  std::size_t kept(bool failed_only = false) {
    return wait(context_, store_->deliveries(failed_only, DeliveryId{}, 100)).size();
  }
  std::uint64_t count(Ending ending) const { return webhook_->counts().of(ending); }

  std::string folder_ = [] {
    auto path = testing::TempDir() + "parley_webhook_" + random_symbols(8);
    std::filesystem::create_directories(path);
    return path;
  }();
  Options options_{.app_secrets = {"another", secret}, .verify_tokens = {"first", "second token"}};
  std::size_t waiting_writes_ = 20'000;
  asio::io_context context_{1};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Webhook> webhook_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Client> client_;
};

TEST_F(WebhookTest, EchoesTheChallengeToWhoKnowsAToken) {
  const auto reply =
      get("?hub.mode=subscribe&hub.challenge=1158201444%3Cb%3E&hub.verify_token=second%20token");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "1158201444<b>");
  const auto type =
      std::ranges::find(reply.headers, "Content-Type", [](const auto& pair) { return pair.first; });
  ASSERT_NE(type, reply.headers.end());
  EXPECT_TRUE(type->second.starts_with("text/plain"));
  EXPECT_EQ(count(Ending::verified), 1U);
}

TEST_F(WebhookTest, RefusesOtherVerificationsWithoutTheChallenge) {
  const std::pair<const char*, int> cases[] = {
      {"", 400},
      {"?hub.mode=subscribe", 400},
      {"?hub.challenge=1", 400},
      {"?hub.mode=subscribe&hub.challenge=1", 403},
      {"?hub.mode=subscribe&hub.challenge=1&hub.verify_token=", 403},
      {"?hub.mode=subscribe&hub.challenge=1&hub.verify_token=third", 403},
      {"?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=first", 403},
  };
  for (const auto& [query, status] : cases) {
    const auto reply = get(query);
    EXPECT_EQ(reply.status, status) << query;
    EXPECT_EQ(reply.body.find('1'), std::string::npos) << query;
  }
}

TEST_F(WebhookTest, KeepsASignedDeliveryBeforeItSaysSo) {
  add_sender();
  const auto reply = post(text_body("wamid.1"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "EVENT_RECEIVED");
  EXPECT_EQ(kept(), 1U);
  EXPECT_EQ(wait(context_, store_->stats()).front().messages, 1);
  EXPECT_EQ(count(Ending::applied), 1U);
}

TEST_F(WebhookTest, TakesARepetitionWithoutDoublingIt) {
  add_sender();
  const auto body = text_body("wamid.1");
  EXPECT_EQ(post(body).status, 200);
  EXPECT_EQ(post(body).status, 200);
  EXPECT_EQ(kept(), 1U);
  EXPECT_EQ(count(Ending::repeated), 1U);
}

TEST_F(WebhookTest, RefusesAWrongSignatureAndKeepsNothing) {
  const auto body = text_body("wamid.1");
  EXPECT_EQ(post(body, "").status, 401);
  EXPECT_EQ(post(body, "sha256=").status, 401);
  EXPECT_EQ(post(body, meta::signature_of(body, "a third")).status, 401);
  EXPECT_EQ(post(body + " ", meta::signature_of(body, secret)).status, 401);
  EXPECT_EQ(post("", "").status, 401);
  EXPECT_EQ(kept(), 0U);
  EXPECT_EQ(count(Ending::bad_signature), 5U);
}

TEST_F(WebhookTest, KeepsASignedBodyThatIsNoObjectAndRefusesIt) {
  for (const auto* body : {"", "not json", "[]", "{\"a\":"}) EXPECT_EQ(post(body).status, 400) << body;
  EXPECT_EQ(count(Ending::malformed), 4U);
  EXPECT_EQ(kept(true), 4U);
}

TEST_F(WebhookTest, TakesAnyObjectThatIsSigned) {
  for (const auto* body : {"{}", R"({"object":"page","entry":[]})", R"({"entry":7})"}) {
    EXPECT_EQ(post(body).status, 200) << body;
  }
}

TEST_F(WebhookTest, KeepsWhatIsForANumberOfNobody) {
  EXPECT_EQ(post(text_body("wamid.1")).status, 200);
  EXPECT_EQ(count(Ending::unrouted), 1U);
  EXPECT_EQ(kept(true), 1U);
}

TEST_F(WebhookTest, KnowsGetAndPostOnly) {
  const auto reply = wait(context_, client_->call({.method = "PUT", .target = "/webhooks/meta"}));
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(count(Ending::wrong_method), 1U);
}

class OpenWebhookTest : public WebhookTest {
 protected:
  OpenWebhookTest() { options_ = {.unsigned_too = true}; }
};

TEST_F(OpenWebhookTest, TakesWhatNobodySigned) { EXPECT_EQ(post(text_body("wamid.1"), "").status, 200); }

class FullWebhookTest : public WebhookTest {
 protected:
  FullWebhookTest() { waiting_writes_ = 0; }
};

TEST_F(FullWebhookTest, AsksToComeAgainWhenTheStoreIsBehind) {
  const auto reply = post(text_body("wamid.1"));
  EXPECT_EQ(reply.status, 503);
  const auto again =
      std::ranges::find(reply.headers, "Retry-After", [](const auto& pair) { return pair.first; });
  EXPECT_NE(again, reply.headers.end());
  EXPECT_EQ(count(Ending::unavailable), 1U);
}

TEST(WebhookPaths, AreFour) {
  EXPECT_TRUE(is_webhook("/webhooks/meta"));
  EXPECT_TRUE(is_webhook("/api/v1/webhooks/whatsapp"));
  EXPECT_TRUE(is_webhook("/v1/webhooks/whatsapp"));
  EXPECT_TRUE(is_webhook("/api/webhook/whatsapp"));
  EXPECT_FALSE(is_webhook("/webhooks/meta/"));
}

}  // namespace
}  // namespace parley::ingest
