// The collector over a store of its own, with a stand-in for Meta: who is served when, what waits for a token, how it ends.

#include "media/collector.h"

#include "base/json_writer.h"
#include "http/testing.h"
#include "store/conformance/fixture.h"
#include "store/outbox.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace parley::media {
namespace {

using namespace std::chrono_literals;
using conformance::Bench;

MessageFact image(const std::string& id) {
  auto fact = conformance::text_from("919000000001", "wamid." + id, 1, "");
  fact.at = from_millis(1'800'000'000'000);  // when the bench's clock stands
  fact.content.type = "image";
  fact.content.media = Media{.id = id, .mime_type = "image/jpeg", .sha256 = {}, .filename = {}, .url = {}};
  return fact;
}

std::vector<What> images(const std::string& name, int count) {
  std::vector<What> facts(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) facts[static_cast<std::size_t>(i)] = image(name + std::to_string(i));
  return facts;
}

class Collecting : public ::testing::Test {
 protected:
  Collecting()
      : serving_(
            [this](const http::Request& request, http::Reply& reply) { return answer(request, reply); }) {
    url_ = "http://127.0.0.1:" + std::to_string(serving_.port());
    const auto other = bench_.wait(bench_.store().add_organization("Other"));
    theirs_ = bench_.wait(bench_.store().add_sender(
        {.organization = other.id, .phone_number_id = "2001", .phone = "15550009"}));
    engine_ = open_engine({.store = bench_.address(), .clock = [this] { return now(); }});
    store_ = engine_->open(io_);
  }
  ~Collecting() override {
    shared_.finish();
    store_.reset();
    engine_->finish();
  }

  Task<> answer(const http::Request& request, http::Reply& reply) {
    if (request.path.starts_with("/file/")) {
      asio::steady_timer timer(co_await asio::this_coro::executor, takes_.load());
      co_await timer.async_wait(asio::use_awaitable_t<Executor>());
      const std::lock_guard lock(mutex_);
      fetched_.emplace_back(request.path.substr(6));
      reply.content_type = "image/jpeg";
      reply.out() += "\xFF\xD8\xFF\xE0 an image";
      co_return;
    }
    if (!knows_token_) {
      reply.status = 401;
      reply.out() += R"({"error":{"message":"expired","code":190}})";
      co_return;
    }
    const auto id = std::string(request.path.substr(request.path.rfind('/') + 1));
    JsonWriter json(reply.out());
    json.open('{').field("id", id).field("url", url_ + "/file/" + id).close('}');
  }

  void give_token(const Sender& sender) {
    const auto work = [&](Transaction& in) { set_access_token(in, sender, "EAAtoken"); };
    bench_.wait(bench_.store().write(work));
  }
  std::optional<MediaFile> file(const Sender& of, const std::string& id) {
    std::optional<MediaFile> found;
    const auto read = [&](const Reader& from) { found = media_file(from, of.organization, id); };
    bench_.wait(bench_.store().read(Weight::light, read));
    return found;
  }
  std::vector<std::string> fetched() {
    const std::lock_guard lock(mutex_);
    return fetched_;
  }
  // Goes on, other than the bench's.
  [[nodiscard]] Timestamp now() const {
    const auto since = std::chrono::steady_clock::now() - begun_;
    return bench_.now() + passed_.load() + std::chrono::duration_cast<std::chrono::milliseconds>(since);
  }

  // A collector of its own, until that is true; then as long as its end takes.
  void collect(const std::function<bool()>& is_enough, std::int64_t calls = 2) {
    meta::GraphClient graph(io_, {.url = url_});
    const Unseal plain = [](std::string_view sealed) { return std::string(sealed); };
    CollectorOptions options{.calls = calls, .look_every = 50ms};
    options.now = [this] { return now(); };
    Collector collector(io_, *store_, graph, plain, shared_, options);
    bool runs = true;
    asio::co_spawn(io_, collector.run(), [&](const std::exception_ptr& error) {
      runs = false;
      if (error) std::rethrow_exception(error);
    });
    io_.restart();
    for (const auto end = std::chrono::steady_clock::now() + 20s;
         !is_enough() && std::chrono::steady_clock::now() < end;)
      io_.run_for(5ms);
    EXPECT_TRUE(is_enough());
    collector.stop();
    handlers_at_end_ = 0;
    while (runs) handlers_at_end_ += io_.run_one_for(20ms);
  }

  Bench bench_{[] { return conformance::sqlite_place(); }};
  conformance::Place place_ = conformance::sqlite_place();
  Shared shared_{place_.folder.string() + "/files"};
  asio::io_context io_{1};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
  Sender theirs_;
  std::string url_;
  std::mutex mutex_;
  std::vector<std::string> fetched_;
  std::atomic<std::chrono::milliseconds> takes_{20ms}, passed_{0ms};
  std::atomic<bool> knows_token_ = true;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::size_t handlers_at_end_ = 0;  // that ran between stop() and the collector's end
  http::testing::Serving serving_;
};

TEST_F(Collecting, ServesEachOrganizationInItsTurn) {
  give_token(bench_.ours);
  give_token(theirs_);
  bench_.record(images("many", 40));
  bench_.record({image("few0"), image("few1")}, "2001");
  collect([&] { return fetched().size() >= 42; });
  const auto order = fetched();
  for (const auto* id : {"few0", "few1"})
    EXPECT_LT(std::ranges::find(order, id) - order.begin(), 10) << id << " waited for all of the other's";
}

TEST_F(Collecting, TriesNoFileOfANumberWithoutATokenUntilItHasOne) {
  bench_.record({image("m1")});
  const auto is_put_off = [&] {
    const auto found = file(bench_.ours, "m1");
    return !found->trouble.empty() && found->due_at > now() + 1h;
  };
  collect(is_put_off);
  const auto found = file(bench_.ours, "m1").value();
  EXPECT_EQ(found.state, MediaState::pending);
  EXPECT_EQ(found.due_at, found.at + 31 * 24h) << "not before it is given up";
  give_token(bench_.ours);
  collect([&] { return file(bench_.ours, "m1")->state == MediaState::ready; });
}

TEST_F(Collecting, GivesUpFilesOfANumberThatNeverGetsAGoodToken) {
  bench_.record({image("none")});
  bench_.record({image("refused")}, "2001");
  give_token(theirs_);
  knows_token_ = false;
  collect([&] {
    return !file(bench_.ours, "none")->trouble.empty() && !file(theirs_, "refused")->trouble.empty();
  });
  EXPECT_EQ(file(theirs_, "refused")->state, MediaState::pending);
  passed_ = 40 * 24h;
  collect([&] {
    return file(bench_.ours, "none")->state == MediaState::expired &&
           file(theirs_, "refused")->state == MediaState::expired;
  });
  EXPECT_FALSE(file(theirs_, "refused")->due_at);
}

TEST_F(Collecting, WakesAllThatWaitForATokenOnceOneIsGood) {
  constexpr int count = 450;
  bench_.record(images("m", count));
  const auto waiting = [&] {
    int found = 0;
    for (int i = 0; i < count; ++i) found += file(bench_.ours, "m" + std::to_string(i))->due_at > now() + 1h;
    return found;
  };
  collect([&] { return waiting() == count; }, 16);
  give_token(bench_.ours);
  EXPECT_GT(waiting(), 200) << "some at a time";
  takes_ = 1ms;
  collect([&] { return fetched().size() == std::size_t{count}; }, 16);
}

TEST_F(Collecting, RemovesWhatWasDeletedYoungUnlessSomethingNamesItSince) {
  namespace fs = std::filesystem;
  give_token(bench_.ours);
  const auto bring = [&](const std::string& id) {
    bench_.record({image(id)});
    collect([&] { return file(bench_.ours, id)->state == MediaState::ready; });
  };
  std::string content;
  const auto forget = [&](const std::string& id) {
    const auto work = [&](Transaction& in) { content = delete_media(in, bench_.organization, id); };
    bench_.wait(bench_.store().write(work));
    EXPECT_EQ(shared_.folder.remove(bench_.organization, content), Folder::Removal::later);
  };
  const auto is_there = [&] { return shared_.folder.open(bench_.organization, content).has_value(); };
  const auto is_noted = [&] { return !fs::is_empty(shared_.folder.path() + "/later"); };
  const auto age = [&] {
    for (const auto& one : fs::recursive_directory_iterator(shared_.folder.path()))
      if (one.is_regular_file()) fs::last_write_time(one, fs::file_time_type::clock::now() - 3h);
  };
  bring("a");
  forget("a");
  EXPECT_TRUE(is_there());
  age();
  collect([&] { return !is_there() && !is_noted(); });
  bring("b");
  forget("b");
  bring("c");  // the same bytes
  age();
  collect([&] { return !is_noted(); });
  EXPECT_TRUE(is_there());
}

TEST_F(Collecting, RestsWhileItsLastCallsEnd) {
  give_token(bench_.ours);
  takes_ = 800ms;
  bench_.record({image("slow")});
  const auto is_leased = [&] { return file(bench_.ours, "slow")->due_at > now() + 20s; };
  collect(is_leased);
  EXPECT_LT(handlers_at_end_, 100u) << "it looked whether it may end again and again";
}

}  // namespace
}  // namespace parley::media
