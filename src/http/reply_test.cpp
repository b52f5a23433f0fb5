#include "http/reply.h"

#include "http/date.h"

#include <gtest/gtest.h>

namespace parley::http {
namespace {

constexpr std::string_view date = "Sun, 06 Nov 1994 08:49:37 GMT";

TEST(Reply, IsHeadAndBodyInOnePiece) {
  Reply reply;
  reply.out() += R"({"ok":true})";
  EXPECT_EQ(reply.finish(true, false, date),
            "HTTP/1.1 200 OK\r\n"
            "Content-Type: application/json; charset=utf-8\r\n"
            "Content-Length: 11\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "\r\n"
            R"({"ok":true})");
  EXPECT_EQ(reply.body(), R"({"ok":true})");
}

TEST(Reply, SaysCloseWhereTheConnectionEnds) {
  Reply reply;
  EXPECT_NE(reply.finish(false, false, date).find("\r\nConnection: close\r\n\r\n"), std::string_view::npos);
  EXPECT_EQ(reply.finish(true, false, date).find("Connection"), std::string_view::npos);
  reply.close = true;
  EXPECT_NE(reply.finish(true, false, date).find("\r\nConnection: close\r\n\r\n"), std::string_view::npos);
}

TEST(Reply, GivesHeadTheLengthWithoutTheBody) {
  Reply reply;
  reply.out() += "12345";
  const auto bytes = reply.finish(true, true, date);
  EXPECT_NE(bytes.find("Content-Length: 5\r\n"), std::string_view::npos);
  EXPECT_TRUE(bytes.ends_with("\r\n\r\n"));
}

TEST(Reply, HasNeitherLengthNorBodyWhereNoneMayBe) {
  for (const int status : {204, 304}) {
    Reply reply;
    reply.status = status;
    reply.out() += "dropped";
    const auto bytes = reply.finish(true, false, date);
    EXPECT_EQ(bytes.find("Content-"), std::string_view::npos) << bytes;
    EXPECT_TRUE(bytes.ends_with("GMT\r\n\r\n")) << bytes;
  }
}

TEST(Reply, KeepsItsBodyBehindAHeadThatOutgrowsTheRoom) {
  Reply reply;
  reply.out() += "body";
  reply.add_header("X-Long", std::string(2000, 'x'));
  for (int twice = 0; twice < 2; ++twice) {
    const auto bytes = reply.finish(true, false, date);
    EXPECT_TRUE(bytes.starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_TRUE(bytes.ends_with("x\r\n\r\nbody"));
    EXPECT_EQ(reply.body(), "body");
  }
  reply.clear();
  EXPECT_EQ(reply.body(), "");
  reply.out() += "next";
  EXPECT_TRUE(reply.finish(true, false, date).ends_with("GMT\r\n\r\nnext"));
}

TEST(Reply, CutsAHeaderAtItsFirstLineBreak) {
  Reply reply;
  reply.add_header("Location", "/a\r\nSet-Cookie: b");
  reply.add_header("X\nY", "c");
  EXPECT_EQ(reply.headers, "Location: /a\r\nX: c\r\n");
}

TEST(Reply, IsAnEmpty200OnceCleared) {
  Reply reply;
  reply.status = 404;
  reply.content_type = "text/plain";
  reply.add_header("A", "b");
  reply.close = true;
  reply.out() += "gone";
  reply.clear();
  EXPECT_EQ(reply.finish(true, false, date), Reply().finish(true, false, date));
}

TEST(Reply, SpellsAStatusThatHasNoName) {
  Reply reply;
  reply.status = 299;
  EXPECT_TRUE(reply.finish(true, false, date).starts_with("HTTP/1.1 299 "));
}

TEST(HttpDate, IsSpeltAsTheStandardSpellsIt) {
  EXPECT_EQ(http_date(784111777), date);
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace parley::http
