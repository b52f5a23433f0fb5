// Bodies that go and come in pieces.

#include "http/client_testing.h"

namespace parley::http {
namespace {

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

}  // namespace
}  // namespace parley::http
