#include "http/request_reader.h"

#include <gtest/gtest.h>

#include <cstring>

namespace parley::http {
namespace {

using State = RequestReader::State;

class Reading : public ::testing::Test {
 protected:
  // Hands over `bytes`, as many at a time as there is room for, until a request is there or all are used.
  State feed(std::string_view bytes, std::size_t step = SIZE_MAX) {
    auto state = reader_.parse();
    while (state == State::more && !bytes.empty()) {
      const auto room = reader_.room();
      const auto count = std::min({room.size(), bytes.size(), step});
      std::memcpy(room.data(), bytes.data(), count);
      reader_.took(count);
      bytes.remove_prefix(count);
      state = reader_.parse();
    }
    return state;
  }
  int refusal_of(std::string_view bytes) { return feed(bytes) == State::refused ? reader_.refusal() : 0; }

  RequestReader reader_{8192, 100'000, "127.0.0.1", false};
};

TEST_F(Reading, GivesTheRequestAsItWasSent) {
  ASSERT_EQ(feed("GET /v1/a%20b?q=1&r HTTP/1.1\r\nHost: x\r\nX-Thing:  spaced \r\nEmpty:\r\n\r\n"),
            State::ready);
  const auto& request = reader_.request();
  EXPECT_EQ(request.method, Method::get);
  EXPECT_EQ(request.target, "/v1/a%20b?q=1&r");
  EXPECT_EQ(request.path, "/v1/a%20b");
  EXPECT_EQ(request.query, "q=1&r");
  EXPECT_EQ(request.header("x-thing"), "spaced");
  EXPECT_EQ(request.header("EMPTY"), "");
  EXPECT_EQ(request.header("absent"), std::nullopt);
  EXPECT_EQ(request.remote, "127.0.0.1");
  EXPECT_EQ(request.body, "");
  EXPECT_TRUE(reader_.keep_alive());
}

TEST_F(Reading, ReducesATargetToPathAndQuery) {
  struct {
    std::string_view target, path, query;
  } const cases[] = {
      {"/", "/", ""},
      {"/a?b?c", "/a", "b?c"},
      {"/a?u=http://x/y", "/a", "u=http://x/y"},
      {"http://example.com/a?b", "/a", "b"},
      {"http://example.com", "/", ""},
      {"https://example.com:8443?b=/c", "/", "b=/c"},
      {"*", "*", ""},
  };
  for (const auto& [target, path, query] : cases) {
    ASSERT_EQ(feed("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n"), State::ready) << target;
    EXPECT_EQ(reader_.request().target, target);
    EXPECT_EQ(reader_.request().path, path) << target;
    EXPECT_EQ(reader_.request().query, query) << target;
    reader_.next();
  }
}

TEST_F(Reading, TakesABodyHoweverItIsCut) {
  const std::string body(50'000, 'b');
  const auto sized = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n" + body;
  const auto chunked =
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "c346;name=value\r\n" +
      body.substr(0, 0xc346) + "\r\na\r\n" + body.substr(0, 10) + "\r\n0\r\nTrailer: dropped\r\n\r\n";
  for (const std::size_t step : {1UL, 7UL, 1000UL, SIZE_MAX}) {
    ASSERT_EQ(feed(sized, step), State::ready) << step;
    EXPECT_EQ(reader_.request().body, body) << step;
    EXPECT_EQ(reader_.request().path, "/a");
    reader_.next();
    ASSERT_EQ(feed(chunked, step), State::ready) << step;
    EXPECT_EQ(reader_.request().body, body) << step;
    EXPECT_EQ(reader_.request().headers.size(), 2u);
    reader_.next();
    EXPECT_TRUE(reader_.idle());
  }
}

TEST_F(Reading, FindsPipelinedRequestsOneAfterTheOther) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    const auto n = std::to_string(i);
    bytes.append("\r\nPOST /").append(n).append(" HTTP/1.1\r\nHost: x\r\nContent-Length: ");
    bytes.append(std::to_string(n.size())).append("\r\n\r\n").append(n);
  }
  std::string_view left(bytes);
  for (int i = 0; i < 100;) {
    const auto state = reader_.parse();
    ASSERT_NE(state, State::refused);
    if (state == State::ready) {
      EXPECT_EQ(reader_.request().path, "/" + std::to_string(i));
      EXPECT_EQ(reader_.request().body, std::to_string(i++));
      reader_.next();
      continue;
    }
    const auto room = reader_.room();
    const auto count = std::min(room.size(), left.size());
    std::memcpy(room.data(), left.data(), count);
    reader_.took(count);
    left.remove_prefix(count);
  }
  EXPECT_TRUE(reader_.idle());
}

TEST_F(Reading, RefusesWhatIsMalformed) {
  const std::string_view cases[] = {
      "nonsense\r\n\r\n",
      "\x16\x03\x01 a TLS hello",
      "GET / HTTP/1.1\r\n\r\n",  // no host
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
      "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nFolded: b\r\n c\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  };
  for (const auto bytes : cases) {
    RequestReader reader(8192, 1000, "", false);
    const auto room = reader.room();
    std::memcpy(room.data(), bytes.data(), bytes.size());
    reader.took(bytes.size());
    EXPECT_EQ(reader.parse(), State::refused) << bytes;
    EXPECT_EQ(reader.refusal(), 400) << bytes;
  }
}

TEST_F(Reading, RefusesAnEncodingItDoesNotRead) {
  EXPECT_EQ(refusal_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"), 501);
}

TEST_F(Reading, RefusesAHeadBeyondItsLimit) {
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(8192, 'x') + "\r\n\r\n"), 431);
}

TEST_F(Reading, RefusesABodyBeyondItsLimitBeforeItCame) {
  EXPECT_EQ(refusal_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n"), 413);
}

TEST_F(Reading, RefusesChunksBeyondTheLimitTogether) {
  const auto chunk = "c350\r\n" + std::string(50'000, 'c') + "\r\n";
  EXPECT_EQ(
      refusal_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk),
      413);
}

TEST_F(Reading, RefusesAnEndlessChunkHeadAndEndlessTrailers) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(refusal_of(head + "1;" + std::string(10'000, 'x')), 400);
}

TEST_F(Reading, KnowsWhenTheConnectionEndsBehindARequest) {
  struct {
    std::string_view head;
    bool keep_alive;
  } const cases[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false},
      {"GET / HTTP/1.0\r\n\r\n", false},
      {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
  };
  for (const auto& [head, keep_alive] : cases) {
    ASSERT_EQ(feed(head), State::ready) << head;
    EXPECT_EQ(reader_.keep_alive(), keep_alive) << head;
    reader_.next();
  }
}

TEST_F(Reading, AsksForTheBodyOnceWhereItsSenderWaits) {
  EXPECT_EQ(feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"),
            State::more);
  EXPECT_TRUE(reader_.take_continue());
  EXPECT_FALSE(reader_.take_continue());
  EXPECT_EQ(feed("ab"), State::ready);
  EXPECT_EQ(reader_.request().body, "ab");
}

}  // namespace
}  // namespace parley::http
