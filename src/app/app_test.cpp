// The whole server in one process, over real sockets.

#include "app/app.h"

#include "base/problem.h"
#include "base/secrets.h"
#include "http/client.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <filesystem>
#include <thread>

namespace parley::app {
namespace {

class AppTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    app_ = std::make_unique<App>(settings());
    app_->start();
    thread_ = std::thread([this] { app_->run(); });
  }
  void TearDown() override {
    app_->end();
    if (thread_.joinable()) thread_.join();
    app_.reset();
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] App::Settings settings() const {
    App::Settings settings{
        .store = "sqlite:" + folder_ + "/parley.db", .address = {"127.0.0.1", 0}, .threads = 2};
    settings.webhook.app_secrets = {"secret"};
    return settings;
  }
  http::ClientReply call(std::string method, std::string target) {
    asio::io_context context{1};
    http::Client client(context, app_->origin(), {});
    http::ClientReply answer;
    std::exception_ptr failure;
    http::ClientRequest request{.method = std::move(method), .target = std::move(target)};
    asio::co_spawn(context, client.call(std::move(request)),
                   [&](std::exception_ptr error, http::ClientReply reply) {
                     failure = error;
                     answer = std::move(reply);
                   });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return answer;
  }

  std::string folder_ = testing::TempDir() + "parley_app_" + random_symbols(8);
  std::unique_ptr<App> app_;
  std::thread thread_;
};

TEST_F(AppTest, TellsHowItIs) {
  EXPECT_EQ(call("GET", "/healthz").body, "ok");
  EXPECT_EQ(call("GET", "/readyz").status, 200);
  EXPECT_EQ(call("HEAD", "/healthz").body, "");
  EXPECT_EQ(call("POST", "/healthz").status, 405);
}

TEST_F(AppTest, SumsItsThreadsInItsMetrics) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(call("POST", "/webhooks/meta").status, 401);
  const auto metrics = call("GET", "/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_NE(metrics.body.find("parley_webhooks_total{outcome=\"bad_signature\"} 5\n"), std::string::npos);
  EXPECT_NE(metrics.body.find("parley_threads 2\n"), std::string::npos);
  EXPECT_NE(metrics.body.find("process_resident_memory_bytes "), std::string::npos);
}

TEST_F(AppTest, SendsEachAddressToWhoAnswersIt) {
  const std::pair<const char*, int> cases[] = {
      {"/", 200},
      {"/webhooks/meta", 400},
      {"/api/v1/webhooks/whatsapp", 400},
      {"/api/v2/reports/conversations", 401},
      {"/nothing/here", 404},
      {"/healthz/", 404},
  };
  for (const auto& [target, status] : cases) EXPECT_EQ(call("GET", target).status, status) << target;
  EXPECT_TRUE(call("GET", "/nothing/here").body.starts_with("{\"error\":\"not_found\""));
  EXPECT_NE(call("GET", "/").body.find("/webhooks/meta"), std::string::npos);
}

TEST_F(AppTest, RefusesAPortThatIsTaken) {
  auto second = settings();
  second.address.port = app_->port();
  EXPECT_THROW(App{second}, Problem);
}

TEST_F(AppTest, AnswersNobodyBehindItsEnd) {
  const auto origin = app_->origin();
  app_->end();
  thread_.join();
  EXPECT_THROW(call("GET", "/healthz"), std::exception);
}

}  // namespace
}  // namespace parley::app
