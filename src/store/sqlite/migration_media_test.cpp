// A store whose messages were kept before their files were: what Meta still has of them is made known.

#include "store/conformance/fixture.h"
#include "store/media.h"
#include "store/sql/schema.h"
#include "store/sqlite/migration_testing.h"

#include <algorithm>
#include <filesystem>

namespace parley::conformance {
namespace {

using namespace std::chrono_literals;

MessageFact image_of(const std::string& wamid, const std::string& id, Timestamp at) {
  auto fact = text_from("919000000001", wamid, 0, "");
  fact.at = at;
  fact.content.type = "image";
  fact.content.media = Media{.id = id, .mime_type = "image/jpeg", .sha256 = {}, .filename = {}, .url = {}};
  return fact;
}

}  // namespace

TEST(Migration, MakesTheFilesKnownThatMetaStillHas) {
  constexpr int recent = 2'500;
  const auto place = sqlite_place();
  // The step that makes room for them is taken once more.
  const auto steps = sql::schema_steps();
  const auto makes_room = [](const sql::SchemaStep& one) {
    return one.text.find("CREATE TABLE media ") != std::string_view::npos;
  };
  const auto version = static_cast<std::size_t>(std::ranges::find_if(steps, makes_room) - steps.begin()) + 1;
  ASSERT_LE(version, steps.size());
  const auto take_again = [&] {
    sqlite::Connection db(place.folder / "store.db", sqlite::Access::write);
    db.execute("DROP TABLE media; DROP TABLE media_tally; DELETE FROM schema_version WHERE version = " +
               std::to_string(version));
    step(db, version);
  };
  Bench bench([&] { return place; });
  const auto now = system_now();
  for (int part = 0; part < 5; ++part) {
    std::vector<What> facts;
    for (int i = part; i < recent; i += 5) {
      const auto name = std::to_string(i);
      facts.emplace_back(image_of("wamid." + name, "m" + name, now - 1h - std::chrono::seconds{i / 3}));
    }
    bench.record(std::move(facts));
  }
  bench.record({image_of("wamid.old", "old", now - 240h), text_from("919000000001", "wamid.text", 1)});
  bench.close();
  take_again();
  bench.open();
  MediaTally tally;
  std::optional<MediaFile> first, old;
  const auto read = [&](const Reader& from) {
    tally = media_tallies(from).at(0);
    first = media_file(from, bench.organization, "m0");
    old = media_file(from, bench.organization, "old");
  };
  bench.wait(bench.store().read(Weight::light, read));
  EXPECT_EQ(tally.pending, recent);
  EXPECT_EQ(tally.waiting, recent);
  EXPECT_EQ(first->said_mime, "image/jpeg");
  EXPECT_EQ(first->sender, bench.ours.id);
  EXPECT_FALSE(old) << "Meta has it no more";
}

}  // namespace parley::conformance
