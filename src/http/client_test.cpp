#include "http/client.h"

#include "http/testing.h"
#include "http/testing_certificate.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <system_error>

namespace parley::http {
namespace {

using testing::Scripted;
using testing::Serving;
using testing::Talk;
using namespace std::chrono_literals;

Task<> answer(const Request& request, Reply& reply) {
  if (request.path == "/slow") {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, 300ms);
    co_await timer.async_wait(asio::use_awaitable_t<Executor>());
  }
  if (request.path == "/large") reply.out().append(100'000, 'x');
  if (request.path == "/missing") reply.status = 404;
  reply.add_header("X-Asked", request.header("X-Ask").value_or("nothing"));
  reply.out().append(request.method_name).append(" ").append(request.body);
}

struct Result {
  ClientReply reply;
  std::error_code error;
  bool may_have_arrived = false;
  bool thrown = false;  // by a source or a sink
  bool done = false;
};

class Broken : public std::exception {};

Task<> keep_result(Client& client, ClientRequest request, Result& result) {
  try {
    result.reply = co_await client.call(std::move(request));
  } catch (const CallError& error) {
    result.error = error.code();
    result.may_have_arrived = error.may_have_arrived();
  } catch (const Broken&) {
    result.thrown = true;
  }
  result.done = true;
}

class Calling : public ::testing::Test {
 protected:
  Client& client(std::uint16_t port, Client::Options options = {}) {
    const auto origin = "http://127.0.0.1:" + std::to_string(port);
    return *clients_.emplace_back(std::make_unique<Client>(io_, origin, options));
  }
  Result call(Client& to, ClientRequest request) {
    Result result;
    asio::co_spawn(io_, keep_result(to, std::move(request), result), asio::detached);
    io_.restart();
    io_.run();
    EXPECT_TRUE(result.done);
    return result;
  }
  Result get(Client& to, std::string target) {
    ClientRequest request;
    request.target = std::move(target);
    return call(to, std::move(request));
  }
  Result post(Client& to, std::string body) {
    ClientRequest request{"POST", "/", {}, std::move(body)};
    return call(to, std::move(request));
  }

  asio::io_context io_{1};
  std::vector<std::unique_ptr<Client>> clients_;
};

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
class Pieces final : public BodySource {
 public:
  explicit Pieces(std::vector<std::string> pieces, bool breaks = false)
      : pieces_(std::move(pieces)), breaks_(breaks) {}
  Task<bool> next(std::string& out) override {
    if (at_ < pieces_.size()) {
      out += pieces_[at_++];
      co_return true;
    }
    if (breaks_) throw Broken();
    co_return false;
  }

 private:
  std::vector<std::string> pieces_;
  std::size_t at_ = 0;
  bool breaks_;
};

ClientRequest streamed(std::vector<std::string> pieces, std::uint64_t bytes, bool breaks = false) {
  ClientRequest request{.method = "POST", .body = "<"};
  request.source = std::make_shared<Pieces>(std::move(pieces), breaks);
  request.source_bytes = bytes;
  request.tail = ">";
  return request;
}

TEST_F(Calling, StreamsABodyBetweenItsEnds) {
  Serving serving(answer);
  auto& to = client(serving.port());
  EXPECT_EQ(call(to, streamed({"ab", "", "cde"}, 5)).reply.body, "POST <abcde>");
  const std::string large(3'000'000, 'x');
  EXPECT_EQ(call(to, streamed({large.substr(1), "x"}, large.size())).reply.body, "POST <" + large + ">");
  EXPECT_EQ(call(to, streamed({}, 0)).reply.body, "POST <>");
  EXPECT_EQ(serving.counts().connections_accepted, 1u);
}

TEST_F(Calling, SendsNoWholeRequestWhereItsBodyIsNotAsLongAsSaid) {
  Serving serving(answer);
  auto& to = client(serving.port());
  for (const auto& request : {streamed({"abc"}, 4), streamed({"abc"}, 2), streamed({"abc", "d"}, 3)}) {
    const auto result = call(to, request);
    const bool is_too_long = request.source_bytes == 3;  // seen only by who asks for more
    EXPECT_EQ(bool(result.error), !is_too_long);
    EXPECT_FALSE(result.may_have_arrived);
  }
  const auto broken = call(to, streamed({"abc"}, 4, true));
  EXPECT_TRUE(broken.thrown);
  EXPECT_EQ(get(to, "/").reply.body, "GET ");
}

TEST_F(Calling, EndsWhereAnUploadIsNotTaken) {
  const auto script = [](int listening) {
    auto talk = Talk::accepted_by(listening);
    std::this_thread::sleep_for(1s);
  };
  Scripted origin(script);
  Client::Options options;
  options.write = 100ms;
  const auto begin = std::chrono::steady_clock::now();
  const auto result = call(client(origin.port(), options),
                           streamed(std::vector<std::string>(100, std::string(1'000'000, 'x')), 100'000'000));
  EXPECT_TRUE(result.error == std::errc::timed_out);
  EXPECT_FALSE(result.may_have_arrived);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 900ms);
}

class Kept final : public BodySink {
 public:
  explicit Kept(std::size_t breaks_at = SIZE_MAX) : breaks_at_(breaks_at) {}
  Task<> take(std::string_view piece) override {
    if (text.size() + piece.size() > breaks_at_) throw Broken();
    largest = std::max(largest, piece.size());
    text += piece;
    co_return;
  }
  std::string text;
  std::size_t largest = 0;

 private:
  std::size_t breaks_at_;
};

TEST_F(Calling, HandsABodyToItsSinkInPieces) {
  Serving serving(answer);
  auto& to = client(serving.port());
  const auto sink = std::make_shared<Kept>();
  ClientRequest request{.target = "/large", .sink = sink};
  const auto result = call(to, request);
  EXPECT_EQ(result.reply.status, 200);
  EXPECT_EQ(result.reply.body, "");
  EXPECT_EQ(sink->text, std::string(100'000, 'x') + "GET ");
  EXPECT_LE(sink->largest, 65'536u);
  request.target = "/missing";
  EXPECT_EQ(call(to, request).reply.body, "GET ") << "a refusal is for the caller";
  EXPECT_EQ(sink->text.size(), 100'004u);
  EXPECT_EQ(serving.counts().connections_accepted, 1u);
}

TEST_F(Calling, HandsOnBodiesOfEveryFraming) {
  const auto script = [](int listening) {
    auto chunked = Talk::accepted_by(listening);
    chunked.read_until("\r\n\r\n");
    chunked.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n");
    chunked.read_until("\r\n\r\n");
    chunked.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    auto endless = Talk::accepted_by(listening);
    endless.read_until("\r\n\r\n");
    endless.send("HTTP/1.0 200 OK\r\n\r\nto the end").end();
    auto cut = Talk::accepted_by(listening);
    cut.read_until("\r\n\r\n");
    cut.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").end();
  };
  Scripted origin(script);
  auto& to = client(origin.port());
  const auto taken = [&] {
    const auto sink = std::make_shared<Kept>();
    ClientRequest request{.sink = sink};
    const auto result = call(to, request);
    return sink->text + (result.error ? " and no more" : "");
  };
  EXPECT_EQ(taken(), "abcde");
  EXPECT_EQ(taken(), "");
  EXPECT_EQ(taken(), "to the end");
  EXPECT_EQ(taken(), "half and no more");
}

// Holds the first piece up.
class Slow final : public BodySink {
 public:
  explicit Slow(std::chrono::milliseconds pause) : pause_(pause) {}
  Task<> take(std::string_view piece) override {
    bytes += piece.size();
    if (pieces++ > 0) co_return;
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, pause_);
    co_await timer.async_wait(asio::use_awaitable_t<Executor>());
  }
  std::size_t bytes = 0;
  int pieces = 0;

 private:
  std::chrono::milliseconds pause_;
};

TEST_F(Calling, TakesItsTimeOverAPieceThatCame) {
  Serving serving(answer);
  Client::Options options;
  options.read = 100ms;
  auto& to = client(serving.port(), options);
  const auto sink = std::make_shared<Slow>(250ms);
  const auto result = call(to, {.target = "/large", .sink = sink});
  EXPECT_FALSE(result.error) << result.error.message();
  EXPECT_EQ(sink->bytes, 100'004u);
}

TEST_F(Calling, HandsNothingOnBehindItsDeadline) {
  Serving serving(answer);
  auto& to = client(serving.port());
  const auto sink = std::make_shared<Slow>(200ms);
  ClientRequest request{.target = "/large", .sink = sink};
  request.deadline = 100ms;
  const auto result = call(to, request);  // until nothing of it is under way
  EXPECT_TRUE(result.error == std::errc::timed_out);
  EXPECT_EQ(sink->pieces, 1) << "what was being taken ends, and no more comes";
}

TEST_F(Calling, EndsWhereASinkHasEnough) {
  Serving serving(answer);
  auto& to = client(serving.port());
  ClientRequest request{.target = "/large", .sink = std::make_shared<Kept>(50'000)};
  EXPECT_TRUE(call(to, request).thrown);
  request.sink = std::make_shared<Kept>();
  request.body_bytes = 100'003;
  EXPECT_TRUE(call(to, request).error);
  request.body_bytes = 100'004;
  EXPECT_FALSE(call(to, request).error);
}

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
