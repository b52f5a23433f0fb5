#include "http/server.h"

#include "http/no_answer.h"
#include "http/stream.h"
#include "http/testing.h"
#include "http/testing_certificate.h"

#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

namespace parley::http {
namespace {

using testing::Serving;
using testing::Talk;

Task<> rest(std::chrono::milliseconds time) {
  const auto executor = co_await asio::this_coro::executor;
  Timer timer(executor);
  timer.expires_after(time);
  co_await timer.async_wait(awaiting);
}

// What a request asks for by its path.
Task<> answer(const Request& request, Reply& reply) {
  if (request.path == "/throw") throw std::runtime_error("never to be seen");
  if (request.path == "/slow") co_await rest(std::chrono::milliseconds(300));
  if (request.path == "/none") reply.status = 204;
  if (request.path == "/close") reply.close = true;
  if (request.path == "/cut") reply.status = no_answer;
  if (request.path == "/large") reply.out().append(8'000'000, 'x');
  if (request.path == "/remote") reply.out() += request.remote;
  reply.out() += request.body;
}

std::string get(std::string_view path, std::string_view further = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(further) + "\r\n";
}

TEST(Server, AnswersOneRequestAfterTheOther) {
  Serving serving(answer);
  Talk talk(serving.port());
  for (int i = 0; i < 3; ++i) {
    const auto reply = talk.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello").read_reply();
    EXPECT_TRUE(reply.starts_with("HTTP/1.1 200 OK\r\nContent-Type: application/json")) << reply;
    EXPECT_TRUE(reply.ends_with("\r\n\r\nhello")) << reply;
    EXPECT_EQ(reply.find("Connection"), std::string::npos);
  }
  EXPECT_EQ(serving.counts().requests, 3u);
  EXPECT_EQ(serving.counts().connections_accepted, 1u);
  EXPECT_EQ(serving.counts().connections_open, 1u);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  Serving serving(answer);
  Talk talk(serving.port());
  std::string bytes;
  for (int i = 100; i < 400; ++i)
    bytes += "POST /" + std::string(i % 100 ? "" : "slow") +
             " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n" + std::to_string(i);
  talk.send(bytes);
  for (int i = 100; i < 400; ++i)
    ASSERT_TRUE(talk.read_reply().ends_with("\r\n\r\n" + std::to_string(i))) << i;
}

TEST(Server, NamesTheCaller) {
  Serving serving(answer);
  EXPECT_TRUE(Talk(serving.port()).send(get("/remote")).read_reply().ends_with("\r\n\r\n127.0.0.1"));
}

TEST(Server, NamesAnIPv4CallerOfAnIPv6AddressAsIPv4) {
  Serving serving(answer, {}, nullptr, "::");
  EXPECT_TRUE(Talk(serving.port()).send(get("/remote")).read_reply().ends_with("\r\n\r\n127.0.0.1"));
}

TEST(Server, SendsALargeAnswerWhole) {
  Serving serving(answer);
  const auto reply = Talk(serving.port()).send(get("/large")).read_reply();
  EXPECT_GT(reply.size(), 8'000'000u);
  EXPECT_TRUE(reply.ends_with("xxx"));
}

TEST(Server, ReadsALargeBodyWhole) {
  Serving serving(answer);
  const std::string body(3'000'000, 'b');
  const auto reply = Talk(serving.port())
                         .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + body)
                         .read_reply();
  EXPECT_TRUE(reply.ends_with("\r\n\r\n" + body));
}

TEST(Server, EndsTheConnectionWhereEitherSideAsks) {
  Serving serving(answer);
  for (const auto& request :
       {get("/", "Connection: close\r\n"), get("/close"), std::string("GET / HTTP/1.0\r\n\r\n")}) {
    const auto reply = Talk(serving.port()).send(request).read_all();
    EXPECT_NE(reply.find("\r\nConnection: close\r\n"), std::string::npos) << reply;
  }
  Talk old(serving.port());
  const auto kept = old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").read_reply();
  EXPECT_NE(kept.find("\r\nConnection: keep-alive\r\n"), std::string::npos) << kept;
  EXPECT_TRUE(old.send("GET / HTTP/1.0\r\n\r\n").read_all().starts_with("HTTP/1.1 200"));
}

TEST(Server, LeavesTheBodyOutForHeadAndFor204) {
  Serving serving(answer);
  Talk talk(serving.port());
  const auto head = talk.send("HEAD /remote HTTP/1.1\r\nHost: x\r\n\r\n").read_until("\r\n\r\n");
  EXPECT_NE(head.find("Content-Length: 9\r\n"), std::string::npos);
  const auto none = talk.send(get("/none")).read_reply();
  EXPECT_TRUE(none.starts_with("HTTP/1.1 204 No Content\r\nDate: ")) << none;
  EXPECT_TRUE(talk.send(get("/remote")).read_reply().ends_with("\r\n\r\n127.0.0.1"));
}

TEST(Server, AnswersABare500WhereTheHandlerThrows) {
  Serving serving(answer);
  Talk talk(serving.port());
  const auto reply = talk.send(get("/throw")).read_reply();
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n")) << reply;
  EXPECT_TRUE(talk.send(get("/")).read_reply().starts_with("HTTP/1.1 200"));
}

TEST(Server, EndsTheConnectionWithoutAnAnswerWhereTheHandlerSaysSo) {
  Serving serving(answer);
  Talk talk(serving.port());
  EXPECT_EQ(talk.send(get("/cut") + get("/")).read_all(), "");
}

TEST(Server, RefusesALargeBodyUnreadAndStillGetsTheAnswerThrough) {
  Limits limits;
  limits.body_bytes = 1000;
  Serving serving(answer, limits);
  Talk talk(serving.port());
  talk.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n" + std::string(500'000, 'b'));
  const auto reply = talk.read_all();
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 413 ")) << reply;
  EXPECT_NE(reply.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_TRUE(reply.ends_with(R"({"error":"payload too large"})"));
  EXPECT_EQ(serving.counts().refused, 1u);
  EXPECT_EQ(serving.counts().requests, 0u);
}

TEST(Server, RefusesAMalformedHeadAndOneTooLarge) {
  Serving serving(answer);
  EXPECT_TRUE(Talk(serving.port()).send("GET / HTP\r\n\r\n").read_all().starts_with("HTTP/1.1 400 "));
  const auto large = get("/", "X: " + std::string(20'000, 'x') + "\r\n");
  EXPECT_TRUE(Talk(serving.port()).send(large).read_all().starts_with("HTTP/1.1 431 "));
}

TEST(Server, AsksForABodyThatIsHeldBack) {
  Serving serving(answer);
  Talk talk(serving.port());
  talk.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(talk.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(talk.send("ab").read_reply().ends_with("\r\n\r\nab"));
}

TEST(Server, EndsConnectionsThatAreSilentForTooLong) {
  Limits limits;
  limits.idle = std::chrono::seconds(0);
  limits.request = std::chrono::seconds(0);
  Serving serving(answer, limits);
  EXPECT_EQ(Talk(serving.port()).read_all(), "");
  EXPECT_EQ(Talk(serving.port()).send("GET / HT").read_all(), "");
}

TEST(Server, LetsARequestUnderWayTakeItsTime) {
  Limits limits;
  limits.idle = limits.request = std::chrono::seconds(0);
  const auto take_time = [](const Request&, Reply& reply) -> Task<> {
    co_await rest(std::chrono::milliseconds(2500));
    reply.out() += "late";
  };
  Serving serving(take_time, limits);
  EXPECT_TRUE(Talk(serving.port()).send(get("/")).read_reply().ends_with("late"));
}

TEST(Server, TurnsAwayWhomItHasNoRoomFor) {
  Limits limits;
  limits.connections = 1;
  Serving serving(answer, limits);
  Talk first(serving.port());
  first.send(get("/")).read_reply();
  EXPECT_TRUE(Talk(serving.port()).read_all().starts_with("HTTP/1.1 503 "));
  EXPECT_TRUE(first.send(get("/")).read_reply().starts_with("HTTP/1.1 200 "));
}

TEST(Server, StopsOnceWhatIsUnderWayHasEnded) {
  Serving serving(answer);
  Talk idle(serving.port());
  idle.send(get("/")).read_reply();
  Talk busy(serving.port());
  busy.send(get("/slow"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  serving.stop();
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_FALSE(Talk(serving.port()).connected());
  const auto reply = busy.read_reply();
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 200 "));
  EXPECT_NE(reply.find("Connection: close"), std::string::npos);
  busy.read_all();
  busy.end();
  EXPECT_TRUE(serving.ended_within(std::chrono::seconds(5)));
}

TEST(Server, SpeaksTls) {
  const testing::Certificate certificate;
  Serving serving(answer, {}, &certificate.files());
  asio::io_context context;
  asio::ssl::context tls(asio::ssl::context::tls_client);
  asio::ssl::stream<tcp::socket> stream(context, tls);
  stream.next_layer().connect({asio::ip::address_v4::loopback(), serving.port()});
  stream.handshake(asio::ssl::stream_base::client);
  EXPECT_TRUE(std::string(::SSL_get_version(stream.native_handle())).starts_with("TLSv1."));
  const auto request = get("/large", "Connection: close\r\n");
  asio::write(stream, asio::buffer(request));
  std::string reply;
  error_code error;
  asio::read(stream, asio::dynamic_buffer(reply), error);
  EXPECT_EQ(error, asio::error::eof);  // and not a truncated stream
  EXPECT_GT(reply.size(), 8'000'000u);
}

TEST(Server, EndsAHandshakeThatDoesNotCome) {
  const testing::Certificate certificate;
  Limits limits;
  limits.request = std::chrono::seconds(0);
  Serving serving(answer, limits, &certificate.files());
  EXPECT_EQ(Talk(serving.port()).read_all(), "");
  Talk garbage(serving.port());
  garbage.send(get("/")).read_all();
  EXPECT_EQ(serving.counts().requests, 0u);
}

TEST(Server, RefusesACertificateThatIsNotThere) {
  asio::io_context context;
  const Tls tls{"/nowhere/certificate.pem", "/nowhere/key.pem"};
  EXPECT_THROW(Server(context, "127.0.0.1", 0, answer, {}, &tls), std::system_error);
}

TEST(Server, RefusesAnAddressThatIsNotOurs) {
  asio::io_context context;
  EXPECT_THROW(Server(context, "192.0.2.1", 0, answer, {}), std::system_error);
  EXPECT_THROW(Server(context, "not an address", 0, answer, {}), std::system_error);
}

}  // namespace
}  // namespace parley::http
