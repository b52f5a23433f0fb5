#include "http/chunks.h"

#include <gtest/gtest.h>

namespace parley::http {
namespace {

using State = Chunks::State;

TEST(Chunks, ArePutTogetherHoweverTheyAreCut) {
  const std::string bytes =
      "3\r\nabc\r\n00A;name=\"v\"\r\n0123456789\r\n1 ;x\r\n\n\r\n000\r\nTrailer: a\r\n\r\n";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    Chunks chunks;
    std::string body;
    std::string pending;
    auto state = State::more;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      ASSERT_EQ(state, State::more);
      pending += bytes.substr(at, step);
      std::string_view left(pending);
      state = chunks.decode(left, body, 100);
      pending = left;
    }
    EXPECT_EQ(state, State::done) << step;
    EXPECT_EQ(body, "abc0123456789\n");
    EXPECT_EQ(pending, "");
  }
}

TEST(Chunks, LeaveWhatComesBehindThem) {
  Chunks chunks;
  std::string body;
  std::string_view bytes = "1\r\na\r\n0\r\n\r\nGET /";
  EXPECT_EQ(chunks.decode(bytes, body, 100), State::done);
  EXPECT_EQ(bytes, "GET /");
}

TEST(Chunks, AreRefusedWhereTheyAreMalformedOrTooLarge) {
  struct {
    std::string bytes;
    State expected;
  } const cases[] = {
      {"\r\n", State::malformed},
      {"x\r\n", State::malformed},
      {"-1\r\n", State::malformed},
      {"0x1\r\n", State::malformed},
      {"1\n", State::malformed},
      {"1;a\rb\r\n", State::malformed},
      {"1g\r\n", State::malformed},
      {"1\r\nab", State::malformed},
      {"10000000000000000\r\n", State::malformed},
      {"1;" + std::string(600, 'x'), State::malformed},
      {"0\r\nTrailer\n", State::malformed},
      {"ffffffffffffffff\r\n", State::too_large},
      {"65\r\n", State::too_large},
      {"64\r\n" + std::string(100, 'x') + "\r\n1\r\n", State::too_large},
      {"64\r\n" + std::string(100, 'x') + "\r", State::more},
  };
  for (const auto& [text, expected] : cases) {
    Chunks chunks;
    std::string body;
    std::string_view bytes(text);
    EXPECT_EQ(chunks.decode(bytes, body, 100), expected) << text.substr(0, 20);
  }
}

TEST(Chunks, EndAtTooManyTrailers) {
  Chunks chunks;
  std::string body;
  std::string text = "0\r\n";
  for (int i = 0; i < 100; ++i) text += "Trailer: " + std::string(200, 'x') + "\r\n";
  std::string_view bytes(text);
  EXPECT_EQ(chunks.decode(bytes, body, 100), State::malformed);
}

}  // namespace
}  // namespace parley::http
