// Bodies above what memory is given to them.

#include "http/request_reader.h"
#include "http/server.h"
#include "http/testing.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

namespace parley::http {
namespace {

using testing::Serving;
using testing::Talk;

constexpr std::size_t small = 64 * 1024, large = 8 << 20;

LargeBodies rules(std::string folder = std::filesystem::temp_directory_path()) {
  return {
      .folder = std::move(folder), .most_bytes = large, .at_once = 2, .may_have = [](const Request& request) {
        return request.path == "/files";
      }};
}

Limits limits() {
  Limits limits;
  limits.body_bytes = small;
  limits.large = rules();
  return limits;
}

// How long the body was, and whether it is what post() sends.
Task<> tell(const Request& request, Reply& reply) {
  bool is_same = true;
  for (std::size_t i = 0; i < request.body.size(); ++i)
    is_same &= request.body[i] == static_cast<char>('a' + i % 23);
  reply.out() += std::to_string(request.body.size()) + (is_same ? " same" : " other");
  co_return;
}

std::string post(std::string_view path, std::size_t size) {
  std::string body(size, ' ');
  for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>('a' + i % 23);
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(size) +
         "\r\n\r\n" + body;
}

TEST(LargeBody, ComesWholeWhereItMay) {
  Serving serving(tell, limits());
  Talk talk(serving.port());
  for (const std::size_t size : {std::size_t{10}, small, small + 1, std::size_t{3'000'001}, large})
    EXPECT_TRUE(
        talk.send(post("/files", size)).read_reply().ends_with("\r\n\r\n" + std::to_string(size) + " same"))
        << size;
  EXPECT_TRUE(talk.send(post("/other", small)).read_reply().ends_with(" same"));
}

TEST(LargeBody, IsRefusedElsewhereAndAboveItsOwnLimit) {
  Serving serving(tell, limits());
  EXPECT_TRUE(Talk(serving.port()).send(post("/other", small + 1)).read_all().starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(Talk(serving.port())
                  .send("POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(large + 1) +
                        "\r\n\r\n")
                  .read_all()
                  .starts_with("HTTP/1.1 413 "));
}

TEST(LargeBody, HasNoFileOfAName) {
  LargeBodyRoom room;
  const auto of = rules();
  room.rules = &of;
  const auto count = [] {
    return std::distance(std::filesystem::directory_iterator(std::filesystem::temp_directory_path()), {});
  };
  const auto before = count();
  auto first = LargeBody::make(room, large);
  ASSERT_TRUE(first);
  EXPECT_EQ(count(), before);
  auto second = LargeBody::make(room, 100);
  ASSERT_TRUE(second);
  EXPECT_FALSE(LargeBody::make(room, 100)) << "too many";
  second.reset();
  EXPECT_TRUE(LargeBody::make(room, 100));
  std::memset(first->bytes().data(), 'x', large);
  first->written(large);
  EXPECT_EQ(first->text().find_first_not_of('x'), std::string_view::npos) << "what was let go is there";
  const auto nowhere = rules("/nothing/here");
  LargeBodyRoom none{.rules = &nowhere};
  EXPECT_FALSE(LargeBody::make(none, 100));
  EXPECT_EQ(none.open, 0);
}

TEST(LargeBody, ThatFindsNoRoomIsRefusedForNow) {
  auto full = limits();
  full.large->at_once = 0;
  Serving serving(tell, full);
  const auto reply = Talk(serving.port())
                         .send("POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
                         .read_all();
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 503 ")) << reply;
  EXPECT_NE(reply.find("\r\nRetry-After: 5\r\n"), std::string::npos);
}

}  // namespace
}  // namespace parley::http
