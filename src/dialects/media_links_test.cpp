// Links in answers: whose address they bear, how long they hold, and that an answer with some is kept no longer, and for
// nobody who is to have others.

#include "dialects/media_links.h"

#include "dialects/whats91/testing.h"
#include "http/reply.h"
#include "media/folder.h"
#include "media/library.h"
#include "media/pass.h"

namespace parley::whats91 {
namespace {

using namespace std::chrono_literals;

struct MediaLinksTest : Whats91 {
  MediaLinksTest() {
    scene.context().media = &library;
    auto image = text_from(std::string(prashant), "wamid.image", "", scene.now);
    image.content.type = "image";
    image.content.media = Media{
        .id = "1234567890", .mime_type = "image/jpeg", .sha256 = {}, .filename = {}, .url = "https://meta/x"};
    scene.tell(first, image);
    target = std::string(base) + '/' + number_of(prashant) + "/messages";
  }
  ~MediaLinksTest() override {
    scene.context().media = nullptr;
    shared.finish();
  }

  std::string link(std::vector<std::pair<std::string, std::string>> headers) {
    const auto answered =
        scene.ask({.target = target, .token = "w91_live_bound", .headers = std::move(headers)});
    EXPECT_EQ(answered.status, 200) << answered.body;
    return member(answered.body, "mediaUrl");
  }
  void be_at(const std::string& url) {
    auto settings = std::make_shared<DialectSettings>();
    settings->public_url = url;
    scene.context().settings = settings;
  }
  std::optional<media::Pass> pass_of(const std::string& link) {
    return media::read_pass(scene.store().seal(), link.substr(link.rfind('/') + 1));
  }

  conformance::Place place = conformance::sqlite_place();
  media::Shared shared{place.folder.string() + "/files"};
  media::Library library{scene.store(), shared, [this] { return Timestamp(scene.now); }};
  std::string target;
};

TEST_F(MediaLinksTest, BearOurAddressAndHoldForADay) {
  be_at("https://chat.example.org");
  const auto found = link({{"Host", "evil.example"}});
  EXPECT_TRUE(found.starts_with("https://chat.example.org/parley/v1/media/")) << found;
  const auto pass = pass_of(found).value();
  EXPECT_EQ(pass.organization, acme);
  EXPECT_EQ(pass.media, "1234567890");
  EXPECT_GE(pass.until, scene.now + 24h);
  EXPECT_LE(pass.until, scene.now + 25h);
}

TEST_F(MediaLinksTest, GoByTheHostThatWasAskedAndAreKeptForNobodyElse) {
  const auto at = [&](const std::string& host) { return link({{"Host", host}}); };
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(at("evil.example").starts_with("http://evil.example/parley/"));
  EXPECT_TRUE(at("good.example:8080").starts_with("http://good.example:8080/parley/"));
  EXPECT_TRUE(
      link({{"Host", "good.example"}, {"X-Forwarded-Proto", "https"}}).starts_with("https://good.example/"));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(at("a b"), "null") << "what is no host makes no link";
  EXPECT_EQ(link({}), "null");
  EXPECT_TRUE(at("good.example").starts_with("http://good.example/"))
      << "an answer without links is not theirs";
}

TEST_F(MediaLinksTest, AreKeptForThoseWhoAskTheSameHost) {
  const auto at = [&](const std::string& host) { return link({{"Host", host}}); };
  const auto first_link = at("good.example");
  EXPECT_EQ(at("good.example"), first_link);
  scene.context().media = nullptr;  // a page that is made now has no links
  EXPECT_EQ(at("good.example"), first_link);
  EXPECT_EQ(at("other.example"), "null");
  scene.context().media = &library;
}

TEST_F(MediaLinksTest, AreMadeAnewInTheNextHourHoweverOftenOneAsks) {
  be_at("https://chat.example.org");
  const auto before = link({});
  for (int i = 0; i < 5; ++i) {
    scene.now += 10min;
    EXPECT_EQ(link({}), before) << i;
  }
  scene.now += 10min;
  const auto after = link({});
  EXPECT_NE(after, before);
  EXPECT_EQ(pass_of(after)->until, pass_of(before)->until + 1h);
}

// A message of one number may name a file that came to another one: whoever sends it says so.
TEST_F(MediaLinksTest, OpenNoFileOfAnotherNumberForWhoIsBoundToOne) {
  be_at("https://chat.example.org");
  const auto status_of = [&](const std::string& url) {
    const auto at = url.substr(url.find("/parley/"));
    const auto answered = [](media::Library& from, std::string path) -> Task<int> {
      http::Request request;
      request.path = path;
      http::Reply reply;
      co_await from.answer(request, reply);
      co_return reply.status;
    };
    return scene.wait(answered(library, at));
  };
  const auto bound = link({});
  EXPECT_EQ(pass_of(bound)->sender, first.id);
  const auto keep = [&](Transaction& in) {
    const auto lease = lease_media(in, acme, 1, in.now + 30s).at(0);
    expired(in, acme, lease, "gone");
  };
  scene.wait(scene.store().write(keep));
  EXPECT_EQ(status_of(bound), 410);
  const auto others =
      library.url("https://chat.example.org", acme, "1234567890", 1h, SenderId{first.id.value + 1});
  EXPECT_EQ(status_of(others), 404);
  EXPECT_EQ(status_of(library.url("https://chat.example.org", acme, "1234567890", 1h)), 410);
}

TEST_F(MediaLinksTest, AreNotGivenForWhatWasTakenBack) {
  be_at("https://chat.example.org");
  RevokeFact revoke{.wamid = "wamid.revoke", .target = "wamid.image", .at = scene.now + 1s};
  revoke.peer.phone = prashant;
  scene.tell(first, revoke);
  EXPECT_EQ(link({}), "null");
}

}  // namespace
}  // namespace parley::whats91
