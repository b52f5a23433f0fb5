// Answers that are made while they leave.

#include "http/chunks.h"
#include "http/server.h"
#include "http/testing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <stdexcept>

namespace parley::http {
namespace {

using testing::Serving;
using testing::Talk;

std::atomic<int> asked = 0;  // how many pieces the sources of this test were asked for
std::atomic<int> living = 0;

// As many pieces of `piece` as the path says, then what the query says.
class Pieces final : public BodySource {
 public:
  Pieces(const Request& request, std::string piece)
      : request_(request), left_(std::stoi(std::string(request.path.substr(1)))), piece_(std::move(piece)) {
    ++living;
  }
  ~Pieces() override { --living; }
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;

  Task<bool> next(std::string& out) override {
    ++asked;
    if (left_ == 0 && request_.query == "throw") throw std::runtime_error("broken");
    if (left_ == 0) co_return false;
    if (--left_ % 2 == 0) out += piece_;  // each other piece is empty
    co_return true;
  }

 private:
  const Request& request_;
  int left_;
  std::string piece_;
};

Handler pieces_of(std::size_t size) {
  asked = 0;
  return [size](const Request& request, Reply& reply) -> Task<> {
    reply.content_type = "text/plain";
    reply.add_header("X-Mark", "1");
    if (request.path.size() > 1) {
      reply.source = std::make_unique<Pieces>(request, std::string(size, 'x'));
    } else {
      reply.out() += "whole";
    }
    co_return;
  };
}

std::string get(std::string_view target, std::string_view version = "1.1") {
  return "GET " + std::string(target) + " HTTP/" + std::string(version) + "\r\nHost: x\r\n\r\n";
}

// The body of an answer in chunks; nothing where it has no end.
std::optional<std::string> unchunked(std::string_view bytes) {
  Chunks chunks;
  std::string body;
  return chunks.decode(bytes, body, 1 << 30) == Chunks::State::done ? std::optional(body) : std::nullopt;
}

TEST(BodySource, LeavesInChunksAndTheConnectionGoesOn) {
  Serving serving(pieces_of(20));
  Talk talk(serving.port());
  for (int i = 0; i < 2; ++i) {
    const auto head = talk.send(get("/4")).read_until("\r\n\r\n");
    EXPECT_TRUE(
        head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                         "Transfer-Encoding: chunked\r\nDate: "))
        << head;
    EXPECT_NE(head.find("\r\nX-Mark: 1\r\n"), std::string::npos);
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
    EXPECT_EQ(head.find("Connection"), std::string::npos);
    const auto body = talk.read_until("\r\n0\r\n\r\n");
    EXPECT_EQ(body, "14\r\n" + std::string(20, 'x') + "\r\n14\r\n" + std::string(20, 'x') + "\r\n0\r\n\r\n");
    EXPECT_TRUE(talk.send(get("/")).read_reply().ends_with("\r\n\r\nwhole"));
  }
  EXPECT_EQ(living, 0);
}

// As long as it says, or as the test says.
Handler counted_pieces(std::uint64_t said) {
  return [said](const Request& request, Reply& reply) -> Task<> {
    reply.source = std::make_unique<Pieces>(request, std::string(20, 'x'));
    reply.source_bytes = said;
    co_return;
  };
}

TEST(BodySource, OfKnownLengthLeavesWithoutChunks) {
  Serving serving(counted_pieces(40));
  Talk talk(serving.port());
  for (int i = 0; i < 2; ++i) {
    const auto reply = talk.send(get("/4")).read_reply();
    EXPECT_NE(reply.find("\r\nContent-Length: 40\r\n"), std::string::npos) << reply;
    EXPECT_EQ(reply.find("Transfer-Encoding"), std::string::npos);
    EXPECT_TRUE(reply.ends_with("\r\n\r\n" + std::string(40, 'x')));
  }
  const auto head = talk.send("HEAD /4 HTTP/1.1\r\nHost: x\r\n\r\n").read_until("\r\n\r\n");
  EXPECT_NE(head.find("Content-Length: 40\r\n"), std::string::npos) << head;
  EXPECT_TRUE(talk.send(get("/4")).read_reply().ends_with("\r\n\r\n" + std::string(40, 'x')));
  const auto old = Talk(serving.port()).send(get("/4", "1.0")).read_all();
  EXPECT_NE(old.find("\r\nContent-Length: 40\r\n"), std::string::npos) << old;
}

TEST(BodySource, OfAnotherLengthThanItSaysCutsTheConnectionOff) {
  for (const std::uint64_t said : {39, 41}) {
    Serving serving(counted_pieces(said));
    const auto all = Talk(serving.port()).send(get("/4") + get("/4")).read_all();
    const auto body = all.substr(all.find("\r\n\r\n") + 4);
    EXPECT_LE(body.size(), 40u) << "nothing is answered behind it";
    EXPECT_NE(body.size(), said);
  }
}

TEST(BodySource, MayBeEmpty) {
  Serving serving(pieces_of(20));
  Talk talk(serving.port());
  talk.send(get("/0")).read_until("\r\n\r\n");
  EXPECT_EQ(talk.read_until("0\r\n\r\n"), "0\r\n\r\n");
  EXPECT_TRUE(talk.send(get("/")).read_reply().ends_with("\r\n\r\nwhole"));
}

TEST(BodySource, EndsWithTheConnectionInHttp10) {
  Serving serving(pieces_of(20));
  const auto reply = Talk(serving.port()).send(get("/4", "1.0")).read_all();
  EXPECT_EQ(reply.find("Transfer-Encoding"), std::string::npos) << reply;
  EXPECT_NE(reply.find("\r\nConnection: close\r\n\r\n"), std::string::npos) << reply;
  EXPECT_TRUE(reply.ends_with("\r\n\r\n" + std::string(40, 'x'))) << reply;
}

TEST(BodySource, IsNotAskedForHead) {
  Serving serving(pieces_of(20));
  Talk talk(serving.port());
  const auto head = talk.send("HEAD /4 HTTP/1.1\r\nHost: x\r\n\r\n").read_until("\r\n\r\n");
  EXPECT_NE(head.find("Transfer-Encoding: chunked\r\n"), std::string::npos) << head;
  EXPECT_TRUE(talk.send(get("/")).read_reply().ends_with("\r\n\r\nwhole"));
  EXPECT_EQ(asked, 0);
}

TEST(BodySource, CutsTheConnectionOffWhereItBreaks) {
  Serving serving(pieces_of(20));
  Talk talk(serving.port());
  talk.send(get("/4?throw")).read_until("\r\n\r\n");
  EXPECT_FALSE(unchunked(talk.read_all()));
  EXPECT_TRUE(Talk(serving.port()).send(get("/")).read_reply().ends_with("\r\n\r\nwhole"));
}

// A client who reads nothing holds up what the sockets cannot take, and is let go in time.
TEST(BodySource, IsAskedForNoMoreThanTheClientTakes) {
  Limits limits;
  limits.request = std::chrono::seconds(1);
  Serving serving(pieces_of(1'000'000), limits);
  Talk slow(serving.port());
  slow.send(get("/2000"));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const int before = asked;
  EXPECT_LT(before, 100);
  EXPECT_TRUE(Talk(serving.port()).send(get("/")).read_reply().ends_with("\r\n\r\nwhole"))
      << "others are served";
  for (int i = 0; i < 1000 && living > 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(living, 0);
  EXPECT_LT(asked, 100);
}

TEST(BodySource, ComesWholeHoweverLarge) {
  Serving serving(pieces_of(1'000'000));
  Talk talk(serving.port());
  talk.send(get("/40")).read_until("\r\n\r\n");
  const auto body = unchunked(talk.read_until("\r\n0\r\n\r\n"));
  ASSERT_TRUE(body);
  EXPECT_EQ(body->size(), 20'000'000u);
}

TEST(BodySource, KeepsAStoppingServerUntilItsEnd) {
  Serving serving(pieces_of(1'000'000));
  Talk talk(serving.port());
  talk.send(get("/200")).read_until("\r\n\r\n");
  serving.stop();
  const auto body = unchunked(talk.read_all());
  ASSERT_TRUE(body);
  EXPECT_EQ(body->size(), 100'000'000u);
  talk.end();
  EXPECT_TRUE(serving.ended_within(std::chrono::seconds(5)));
}

}  // namespace
}  // namespace parley::http
