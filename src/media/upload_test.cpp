// What a client uploads: kept here and taken by Meta, or neither.

#include "base/problem.h"
#include "http/testing.h"
#include "media/library.h"
#include "store/conformance/fixture.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

namespace parley::media {
namespace {

using http::testing::Serving;

std::atomic<int> asked = 0;
std::string answer_text;
int answer_status = 200;
std::string came;

Task<> graph(const http::Request& request, http::Reply& reply) {
  ++asked;
  came = std::string(request.path) + '\n' + std::string(request.body);
  reply.status = answer_status;
  reply.out() += answer_text;
  co_return;
}

struct Uploading : testing::Test {
  Uploading() {
    asked = 0;
    answer_status = 200;
    answer_text = R"({"id":"555"})";
  }
  ~Uploading() override { shared.finish(); }

  meta::GraphResult<std::string> upload(NewFile file) {
    asio::io_context context;
    const auto store = bench.engine().open(context);
    meta::GraphClient client(context, {.url = "http://127.0.0.1:" + std::to_string(serving.port())});
    Library library(*store, shared, [this] { return bench.now(); });
    auto done = asio::co_spawn(context,
                               library.upload(client, {.phone_number_id = "1001", .access_token = "EAAG"},
                                              bench.ours, std::move(file)),
                               asio::use_future);
    return conformance::wait_on(context, std::move(done));
  }
  std::optional<MediaFile> row(const std::string& id) {
    std::optional<MediaFile> found;
    const auto read = [&](const Reader& from) { found = media_file(from, bench.organization, id); };
    bench.wait(bench.store().read(Weight::light, read));
    return found;
  }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& each : std::filesystem::recursive_directory_iterator(shared.folder.path()))
      count += each.is_regular_file() ? 1 : 0;
    return count;
  }

  conformance::Bench bench{conformance::sqlite_place};
  conformance::Place place = conformance::sqlite_place();
  Shared shared{place.folder.string() + "/files"};
  Serving serving{graph};
};

TEST_F(Uploading, IsToldToComeAgainWhereTheDiskIsNearlyFull) {
  shared.leaves_free = std::uint64_t{1} << 60;
  const std::string text = "%PDF-1.7 whatever";
  EXPECT_THROW(upload({.mime_type = "application/pdf", .filename = "a.pdf", .bytes = text}), Problem);
  EXPECT_EQ(asked, 0) << "Meta has nothing that we have not";
  EXPECT_EQ(files(), 0u);
}

TEST_F(Uploading, IsKeptUnderTheIdThatMetaGave) {
  const std::string text = "%PDF-1.7 whatever";
  const auto result = upload({.mime_type = "application/pdf", .filename = "für.pdf", .bytes = text});
  ASSERT_TRUE(std::holds_alternative<std::string>(result));
  EXPECT_EQ(std::get<std::string>(result), "555");
  EXPECT_TRUE(came.starts_with("/v23.0/1001/media\n")) << came;
  EXPECT_NE(came.find("\r\n\r\n" + text + "\r\n"), std::string::npos);
  const auto kept = row("555").value();
  EXPECT_EQ(kept.state, MediaState::ready);
  EXPECT_EQ(kept.filename, "für.pdf");
  EXPECT_EQ(kept.mime, "application/pdf");
  EXPECT_EQ(kept.bytes, std::ssize(text));
  EXPECT_EQ(shared.folder.open(bench.organization, kept.sha256)->bytes, text.size());
  std::filesystem::remove_all(place.folder);
}

TEST_F(Uploading, OfNoTypeIsWhatItsBytesAre) {
  upload({.mime_type = "application/octet-stream", .filename = {}, .bytes = "GIF89a...."});
  EXPECT_NE(came.find("name=\"type\"\r\n\r\nimage/gif\r\n"), std::string::npos) << came;
  EXPECT_EQ(row("555")->mime, "image/gif");
  std::filesystem::remove_all(place.folder);
}

TEST_F(Uploading, ThatMetaRefusesLeavesNothing) {
  answer_status = 400;
  answer_text = R"({"error":{"message":"(#100) Param file must be a file","code":100}})";
  const auto result = upload({.mime_type = "image/jpeg", .filename = {}, .bytes = "\xFF\xD8\xFFx"});
  ASSERT_TRUE(std::holds_alternative<Attempt>(result));
  EXPECT_EQ(std::get<Attempt>(result).error.code, 100);
  EXPECT_EQ(files(), 0u);
  EXPECT_FALSE(row("555"));
  std::filesystem::remove_all(place.folder);
}

TEST_F(Uploading, ThatIsEmptyOrTooLargeIsNotSent) {
  const std::string large((5 << 20) + 1, 'x');
  for (const std::string_view bytes : {std::string_view(), std::string_view(large)}) {
    const auto result = upload({.mime_type = "image/jpeg", .filename = {}, .bytes = bytes});
    ASSERT_TRUE(std::holds_alternative<Attempt>(result));
    EXPECT_EQ(std::get<Attempt>(result).outcome, AttemptOutcome::refused);
    EXPECT_EQ(std::get<Attempt>(result).error.code, 131053);
  }
  EXPECT_EQ(asked, 0);
  std::filesystem::remove_all(place.folder);
}

}  // namespace
}  // namespace parley::media
