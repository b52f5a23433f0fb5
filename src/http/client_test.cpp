#include "http/client_testing.h"

namespace parley::http {
namespace {

TEST_F(Calling, SendsTheRequestAndGivesTheAnswer) {
  Serving serving(answer);
  auto& to = client(serving.port());
  ClientRequest request{"POST", "/a?b", {{"X-Ask", "something"}}, "body"};
  const auto result = call(to, request);
  EXPECT_EQ(result.reply.status, 200);
  EXPECT_EQ(result.reply.body, "POST body");
  const std::pair<std::string, std::string> expected("X-Asked", "something");
  EXPECT_NE(std::find(result.reply.headers.begin(), result.reply.headers.end(), expected),
            result.reply.headers.end());
  EXPECT_EQ(get(to, "/missing").reply.status, 404);
}

TEST_F(Calling, KeepsItsConnection) {
  Serving serving(answer);
  auto& to = client(serving.port());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(get(to, "/").reply.body, "GET ");
  EXPECT_EQ(serving.counts().connections_accepted, 1u);
}

TEST_F(Calling, WaitsForAConnectionWhereAllAreBusy) {
  Serving serving(answer);
  Client::Options options;
  options.connections = 2;
  auto& to = client(serving.port(), options);
  std::vector<Result> results(20);
  for (auto& result : results) asio::co_spawn(io_, keep_result(to, {}, result), asio::detached);
  io_.run();
  for (const auto& result : results) EXPECT_EQ(result.reply.body, "GET ");
  EXPECT_LE(serving.counts().connections_accepted, 2u);
}

TEST_F(Calling, EndsAtItsDeadlineAndServesTheNextCall) {
  Serving serving(answer);
  Client::Options options;
  options.deadline = 100ms;
  options.connections = 1;
  auto& to = client(serving.port(), options);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(get(to, "/slow").error == std::errc::timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 280ms);
  EXPECT_EQ(get(to, "/").reply.body, "GET ");
}

TEST_F(Calling, RefusesAnAnswerBeyondItsLimit) {
  Serving serving(answer);
  Client::Options options;
  options.body_bytes = 1000;
  auto& to = client(serving.port(), options);
  EXPECT_TRUE(get(to, "/large").error);
  EXPECT_FALSE(get(to, "/").error);
}

TEST_F(Calling, RepeatsOnlyAGetWhereAKeptConnectionWasClosed) {
  const auto script = [](int listening) {
    constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    for (int times = 0; times < 3; ++times) {
      auto talk = Talk::accepted_by(listening);
      talk.read_until("\r\n\r\n");
      talk.send(ok);
      talk.read_until("\r\n\r\n");  // and closes without an answer
    }
  };
  Scripted origin(script);
  auto& to = client(origin.port());
  EXPECT_EQ(get(to, "/").reply.body, "ok");
  EXPECT_EQ(get(to, "/").reply.body, "ok");  // on the second connection
  EXPECT_TRUE(post(to, "").error);
  EXPECT_EQ(get(to, "/").reply.body, "ok");
  clients_.clear();
}

TEST_F(Calling, ReadsAnswersOfEveryFraming) {
  const auto script = [](int listening) {
    auto chunked = Talk::accepted_by(listening);
    chunked.read_until("\r\n\r\n");
    chunked.send("HTTP/1.1 103 Early Hints\r\n\r\n");
    chunked.send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n0\r\n\r\n");
    auto endless = Talk::accepted_by(listening);
    endless.read_until("\r\n\r\n");
    endless.send("HTTP/1.0 200 OK\r\n\r\nto the end").end();
    auto cut = Talk::accepted_by(listening);
    cut.read_until("\r\n\r\n");
    cut.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").end();
  };
  Scripted origin(script);
  auto& to = client(origin.port());
  EXPECT_EQ(get(to, "/").reply.body, "ab");
  EXPECT_EQ(get(to, "/").reply.body, "to the end");
  EXPECT_TRUE(get(to, "/").error);
}

TEST_F(Calling, AnswersHeadWithoutWaitingForABody) {
  Serving serving(answer);
  ClientRequest request;
  request.method = "HEAD";
  const auto result = call(client(serving.port()), request);
  EXPECT_EQ(result.reply.status, 200);
  EXPECT_EQ(result.reply.body, "");
}

TEST_F(Calling, FailsWhereNobodyListens) {
  std::uint16_t port = 0;
  {
    Serving serving(answer);
    port = serving.port();
  }
  EXPECT_TRUE(get(client(port), "/").error == std::errc::connection_refused);
}

TEST_F(Calling, EndsItsCallsWithTheClient) {
  Serving serving(answer);
  client(serving.port());
  Result result;
  asio::co_spawn(io_, keep_result(*clients_[0], {"GET", "/slow", {}, ""}, result), asio::detached);
  io_.run_for(50ms);
  clients_.clear();
  io_.run();
  EXPECT_TRUE(result.error == std::errc::operation_canceled);
}

TEST_F(Calling, LeavesNothingBehindWhereItsContextGoesFirst) {
  Serving serving(answer);
  auto context = std::make_unique<asio::io_context>(1);
  Client one(*context, "http://127.0.0.1:" + std::to_string(serving.port()), {.connections = 1});
  Result results[3];
  for (auto& result : results)
    asio::co_spawn(*context, keep_result(one, {"GET", "/slow", {}, ""}, result), asio::detached);
  context->run_for(50ms);
  EXPECT_FALSE(results[0].done);
}

TEST_F(Calling, SendsNoHeaderThatBreaksItsLine) {
  Serving serving(answer);
  auto& to = client(serving.port());
  ClientRequest request{"GET", "/", {{"X-Ask", "a\r\nX-More: b"}}, ""};
  EXPECT_TRUE(call(to, request).error);
  EXPECT_TRUE(get(to, "/a b").error);
  EXPECT_TRUE(get(to, "no slash").error);
  EXPECT_EQ(serving.counts().requests, 0u);
}

TEST_F(Calling, TrustsOnlyWhatTheSystemTrusts) {
  const testing::Certificate certificate;
  Serving serving(answer, {}, &certificate.files());
  const auto origin = "https://127.0.0.1:" + std::to_string(serving.port());
  Client stranger(io_, origin, {});
  EXPECT_TRUE(get(stranger, "/").error);
  ::setenv("SSL_CERT_FILE", certificate.files().certificate_file.c_str(), 1);
  Client trusting(io_, origin, {});
  Client misled(io_, "https://127.0.0.2:" + std::to_string(serving.port()), {});
  ::unsetenv("SSL_CERT_FILE");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(trusting, "/").reply.body, "GET ");
  EXPECT_EQ(serving.counts().connections_accepted, 2u);
  EXPECT_TRUE(get(misled, "/").error);
}

TEST_F(Calling, SaysWhetherARequestMayHaveArrived) {
  const auto script = [](int listening) {
    const auto whole = [](Talk& talk) { return talk.read_until("the end"); };
    auto closing = Talk::accepted_by(listening);
    whole(closing);
    closing.end();
    auto half = Talk::accepted_by(listening);
    whole(half);
    half.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").end();
    auto garbled = Talk::accepted_by(listening);
    whole(garbled);
    garbled.send("SMTP ready\r\n\r\n").end();
    auto silent = Talk::accepted_by(listening);
    whole(silent);
    silent.read_all();
  };
  Scripted origin(script);
  Client::Options options;
  options.read = 100ms;
  auto& to = client(origin.port(), options);
  for (const auto* what : {"closed", "half an answer", "no answer of HTTP", "silence"}) {
    const auto result = post(to, "the end");
    EXPECT_TRUE(result.error) << what;
    EXPECT_TRUE(result.may_have_arrived) << what;
  }
}

TEST_F(Calling, SaysThatARequestNeverLeft) {
  std::uint16_t nobody = 0;
  {
    Serving serving(answer);
    nobody = serving.port();
    ClientRequest broken{"POST", "no slash", {}, ""};
    const auto result = call(client(serving.port()), broken);
    EXPECT_TRUE(result.error);
    EXPECT_FALSE(result.may_have_arrived);
  }
  const auto refused = post(client(nobody), "x");
  EXPECT_TRUE(refused.error == std::errc::connection_refused);
  EXPECT_FALSE(refused.may_have_arrived);
}

TEST_F(Calling, SaysThatARequestThatWaitedForAConnectionNeverLeft) {
  Serving serving(answer);
  Client::Options options;
  options.connections = 1;
  auto& to = client(serving.port(), options);
  Result first, second;
  asio::co_spawn(io_, keep_result(to, {"POST", "/slow", {}, ""}, first), asio::detached);
  ClientRequest waiting{.method = "POST", .deadline = 50ms};
  asio::co_spawn(io_, keep_result(to, waiting, second), asio::detached);
  io_.run();
  EXPECT_EQ(first.reply.status, 200);
  EXPECT_TRUE(second.error == std::errc::timed_out);
  EXPECT_FALSE(second.may_have_arrived);
}

TEST_F(Calling, OpensAnotherConnectionWhereAKeptOneWasClosedMeanwhile) {
  const auto script = [](int listening) {
    for (int times = 0; times < 2; ++times) {
      auto talk = Talk::accepted_by(listening);
      talk.read_until("x");
      talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  };
  Scripted origin(script);
  auto& to = client(origin.port());
  EXPECT_EQ(post(to, "x").reply.body, "ok");
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(post(to, "x").reply.body, "ok");
  clients_.clear();
}

TEST_F(Calling, EndsWhereNobodyShakesHandsInTime) {
  const auto script = [](int listening) { Talk::accepted_by(listening).read_all(); };
  Scripted origin(script);
  Client::Options options;
  options.connect = 100ms;
  Client secure(io_, "https://127.0.0.1:" + std::to_string(origin.port()), options);
  const auto begin = std::chrono::steady_clock::now();
  const auto result = post(secure, "x");
  EXPECT_TRUE(result.error == std::errc::timed_out);
  EXPECT_FALSE(result.may_have_arrived);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST_F(Calling, WaitsForASlowAnswerAsLongAsSomethingComes) {
  const auto script = [](int listening) {
    auto talk = Talk::accepted_by(listening);
    talk.read_until("\r\n\r\n");
    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
    for (int i = 0; i < 30; ++i) {
      std::this_thread::sleep_for(10ms);
      talk.send("x");
    }
  };
  Scripted origin(script);
  Client::Options options;
  options.read = 150ms;
  EXPECT_EQ(get(client(origin.port(), options), "/").reply.body, std::string(30, 'x'));
}

// Gives `pieces` one after the other; throws behind them, where it is told to.

TEST(Client, RefusesWhatIsNoOrigin) {
  asio::io_context context;
  for (const auto* origin :
       {"", "localhost", "ftp://a", "http://", "http://a/path", "http://u:p@a", "http://a?b"})
    EXPECT_THROW(Client(context, origin, {}), std::invalid_argument) << origin;
  for (const auto* origin : {"http://a", "https://a:8443", "http://[::1]:80/", "http://127.0.0.1"})
    EXPECT_NO_THROW(Client(context, origin, {})) << origin;
}

}  // namespace
}  // namespace parley::http
