// Bodies above what memory is given to them.

#include "http/request_reader.h"
#include "http/server.h"
#include "http/testing.h"

#include <gtest/gtest.h>
#include <sys/statvfs.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace parley::http {
namespace {

using testing::Serving;
using testing::Talk;

constexpr std::size_t small = 64 * 1024, large = 8 << 20;

LargeBodies rules(std::string folder = std::filesystem::temp_directory_path()) {
  LargeBodies of{.folder = std::move(folder), .most_bytes = large, .at_once = 2, .of_one_address = 2};
  of.judge = [](const Request& request) -> Task<int> {
    if (request.path == "/broken") throw std::runtime_error("the store is away");
    const bool is_known = request.header("authorization") == "Bearer known";
    const int refusal = request.path != "/files" ? 413 : is_known ? 0 : 401;
    co_return refusal;
  };
  return of;
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
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer known\r\nContent-Length: " + std::to_string(size) +
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

TEST(LargeBody, IsNobodysWhoIsNotKnown) {
  Serving serving(tell, limits());
  const auto ask = [&](const std::string& line, const std::string& more) {
    return Talk(serving.port())
        .send("POST " + line + " HTTP/1.1\r\nHost: x\r\n" + more + "Content-Length: 100000\r\n\r\n")
        .read_all();
  };
  EXPECT_TRUE(ask("/files", "").starts_with("HTTP/1.1 401 "));
  EXPECT_TRUE(ask("/files", "Authorization: Bearer other\r\n").starts_with("HTTP/1.1 401 "));
  EXPECT_TRUE(ask("/broken", "").starts_with("HTTP/1.1 503 "));
}

// A client that sends a little now and then keeps its place no longer than its least rate says.
TEST(LargeBody, IsCutOffWhereItComesTooSlowly) {
  auto slow = limits();
  slow.request = std::chrono::seconds{1};
  slow.large->least_rate = large;
  Serving serving(tell, slow);
  Talk talk(serving.port());
  talk.send(post("/files", large).substr(0, (2 << 20) + 200));
  const auto begin = std::chrono::steady_clock::now();
  std::atomic<bool> is_over = false;
  std::thread dripping([&] {
    const std::string some(256 << 10, 'x');
    for (int i = 0; i < 16 && !is_over; ++i) {
      talk.send(some);
      std::this_thread::sleep_for(std::chrono::milliseconds{300});
    }
  });
  EXPECT_EQ(talk.read_all(), "");
  is_over = true;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds{4000});
  dripping.join();
}

TEST(LargeBody, HasNoFileOfAName) {
  LargeBodyRoom room;
  const auto of = rules();
  room.rules = &of;
  const auto count = [] {
    return std::distance(std::filesystem::directory_iterator(std::filesystem::temp_directory_path()), {});
  };
  const auto before = count();
  auto first = LargeBody::make(room, large, "10.0.0.1");
  ASSERT_TRUE(first);
  EXPECT_EQ(count(), before);
  auto second = LargeBody::make(room, 100, "10.0.0.1");
  ASSERT_TRUE(second);
  EXPECT_FALSE(LargeBody::make(room, 100, "10.0.0.2")) << "too many";
  second.reset();
  EXPECT_TRUE(LargeBody::make(room, 100, "10.0.0.1"));
  ASSERT_TRUE(first->reserve(large));
  std::memset(first->bytes().data(), 'x', large);
  first->written(large);
  EXPECT_EQ(first->text().find_first_not_of('x'), std::string_view::npos) << "what was let go is there";
  const auto nowhere = rules("/nothing/here");
  LargeBodyRoom none{.rules = &nowhere};
  EXPECT_FALSE(LargeBody::make(none, 100, "10.0.0.1"));
  EXPECT_EQ(none.open, 0);
}

TEST(LargeBody, LeavesRoomToOtherAddresses) {
  auto of = rules();
  of.at_once = 3;
  LargeBodyRoom room{.rules = &of};
  auto first = LargeBody::make(room, 100, "10.0.0.1"), second = LargeBody::make(room, 100, "10.0.0.1");
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(LargeBody::make(room, 100, "10.0.0.1"));
  EXPECT_TRUE(LargeBody::make(room, 100, "10.0.0.2"));
  first.reset();
  second.reset();
  EXPECT_TRUE(room.of_addresses.empty());
  EXPECT_TRUE(LargeBody::make(room, 100, "10.0.0.1"));
}

TEST(LargeBody, LeavesTheDiskToTheStore) {
  struct statvfs about{};
  auto of = rules();
  ASSERT_EQ(::statvfs(of.folder.c_str(), &about), 0);
  of.leaves_free = std::uint64_t{about.f_blocks} * about.f_frsize;
  LargeBodyRoom room{.rules = &of};
  EXPECT_FALSE(LargeBody::make(room, 100, "10.0.0.1"));
  of.leaves_free = 0;
  auto body = LargeBody::make(room, large, "10.0.0.1");
  ASSERT_TRUE(body);
  EXPECT_TRUE(body->reserve(1 << 20));
  of.leaves_free = std::uint64_t{about.f_blocks} * about.f_frsize;
  EXPECT_TRUE(body->reserve(1 << 20)) << "what it has it keeps";
  EXPECT_FALSE(body->reserve(large)) << "it became full meanwhile";
}

TEST(LargeBody, ThatFindsNoRoomIsRefusedForNow) {
  auto full = limits();
  full.large->at_once = 0;  // as a full disk does
  Serving serving(tell, full);
  const auto reply = Talk(serving.port())
                         .send(
                             "POST /files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer known\r\n"
                             "Content-Length: 100000\r\n\r\n")
                         .read_all();
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 503 ")) << reply;
  EXPECT_NE(reply.find("\r\nRetry-After: 5\r\n"), std::string::npos);
}

}  // namespace
}  // namespace parley::http
