// Tries to fetch a file from a stand-in for Meta, with a disk that takes its time.

#include "media/fetch.h"

#include "base/json_writer.h"
#include "http/testing.h"
#include "media/sniff.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <thread>

namespace parley::media {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using http::testing::Serving;

class Fetching : public ::testing::Test {
 protected:
  Fetching()
      : serving_(
            [this](const http::Request& request, http::Reply& reply) { return answer(request, reply); }) {
    url_ = "http://127.0.0.1:" + std::to_string(serving_.port());
  }
  ~Fetching() override {
    shared_->finish();
    shared_.reset();
    fs::remove_all(folder_);
  }

  Task<> answer(const http::Request& request, http::Reply& reply) {
    if (request.path == "/file") {
      if (hold_.count() > 0) shared_->writes.begin([time = hold_] { std::this_thread::sleep_for(time); });
      reply.content_type = "image/jpeg";
      if (!source_) reply.out() += body_;
      if (source_) reply.source_bytes = source_bytes_;
      if (source_) reply.source = std::move(source_);
      co_return;
    }
    JsonWriter json(reply.out());
    json.open('{').field("id", "m1").field("url", url_ + "/file").field("mime_type", "image/jpeg").close('}');
  }

  FetchResult fetch() {
    meta::GraphClient::Options options{.url = url_};
    options.calls.read = 150ms;
    options.media_deadline = deadline_;
    meta::GraphClient graph(io_, options);
    std::optional<FetchResult> result;
    MediaFile file{.id = "m1"};
    asio::co_spawn(io_,
                   media::fetch(graph, {.phone_number_id = "1001", .access_token = "EAAtoken"}, *shared_,
                                OrganizationId{1}, std::move(file), [] { return false; }),
                   [&](const std::exception_ptr& error, FetchResult got) {
                     if (error) std::rethrow_exception(error);
                     result = std::move(got);
                   });
    io_.restart();
    io_.run();  // until nothing of it is under way
    return std::move(result.value());
  }
  [[nodiscard]] std::ptrdiff_t drafts() const {
    return std::distance(fs::directory_iterator(folder_ / "tmp"), {});
  }

  asio::io_context io_{1};
  fs::path folder_ = fs::temp_directory_path() / ("parley-fetch-" + std::to_string(::getpid()));
  std::unique_ptr<Shared> shared_ = std::make_unique<Shared>(folder_.string());
  std::string body_ = "\xFF\xD8\xFF\xE0" + std::string(1'000'000, 'x');
  std::unique_ptr<http::BodySource> source_;
  std::optional<std::uint64_t> source_bytes_;
  std::chrono::milliseconds deadline_{10'000};
  std::chrono::milliseconds hold_{0};  // of the disk, from when the download begins
  std::string url_;
  Serving serving_;
};

// Of no end.
class Endless final : public http::BodySource {
 public:
  Task<bool> next(std::string& out) override {
    out.append(1 << 20, 'x');
    co_return true;
  }
};

TEST_F(Fetching, BringsAFileIntoTheFolder) {
  const auto result = fetch();
  const auto& got = std::get<FetchedMedia>(result);
  EXPECT_EQ(got.mime, "image/jpeg");
  EXPECT_EQ(got.bytes, 1'000'004);
  EXPECT_EQ(shared_->folder.open({1}, got.sha256)->bytes, 1'000'004u);
  EXPECT_EQ(drafts(), 0);
}

TEST_F(Fetching, WaitsForADiskLongerThanForMeta) {
  hold_ = 600ms;
  const auto result = fetch();
  EXPECT_EQ(std::get<FetchedMedia>(result).bytes, 1'000'004);
}

TEST_F(Fetching, LeavesTheDraftToWhoStillWritesItWhenItsTimeIsOver) {
  hold_ = 600ms;
  deadline_ = 300ms;
  const auto begin = std::chrono::steady_clock::now();
  const auto result = fetch();
  EXPECT_TRUE(std::holds_alternative<Waits>(result));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 500ms) << "the disk was asked";
  EXPECT_EQ(drafts(), 0) << "and what it wrote is gone";
}

TEST_F(Fetching, LeavesTheDiskToTheStore) {
  shared_->leaves_free = std::uint64_t{1} << 60;
  const auto result = fetch();
  EXPECT_TRUE(std::holds_alternative<Waits>(result));
  EXPECT_EQ(drafts(), 0);
}

TEST_F(Fetching, GivesUpWhatIsLargerThanMetaTells) {
  for (const bool is_counted : {true, false}) {
    auto endless = std::make_unique<Endless>();
    source_ = std::move(endless);
    source_bytes_ = is_counted ? std::optional(most_bytes_of_any + 1) : std::nullopt;
    const auto result = fetch();
    const auto* const wrong = std::get_if<Wrong>(&result);
    ASSERT_NE(wrong, nullptr) << is_counted;
    EXPECT_FALSE(wrong->may_come_right) << is_counted;
    EXPECT_EQ(drafts(), 0);
  }
}

}  // namespace
}  // namespace parley::media
