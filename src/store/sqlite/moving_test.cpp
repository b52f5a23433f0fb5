// The side of a move that is a file, over real files.

#include "store/sqlite/moving.h"

#include "base/secrets.h"
#include "store/sqlite/connection.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

namespace parley::sqlite {
namespace {

TEST(MoveSource, SeesWhatTheLastWriterCommittedBeforeItHeldTheFile) {
  const auto folder = testing::TempDir() + random_symbols(12);
  std::filesystem::create_directories(folder);
  const auto path = folder + "/source.db";
  std::optional<Connection> writer(std::in_place, path, Access::write);
  writer->execute("CREATE TABLE line (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT");
  writer->execute("INSERT INTO line (id, words) VALUES (1, 'one')");
  const auto source = move_source(path, false);
  const moving::Table lines{
      .name = "line", .columns = {{"id", moving::Kind::integer}, {"words", moving::Kind::text}}, .keys = 1};
  EXPECT_EQ(source->read(lines, nullptr).rows.size(), 1U);
  EXPECT_FALSE(source->hold({lines})) << "somebody else has it open";
  EXPECT_EQ(source->read(lines, nullptr).rows.size(), 1U);
  writer->execute("INSERT INTO line (id, words) VALUES (2, 'two')");
  writer.reset();
  EXPECT_TRUE(source->hold({lines}));
  EXPECT_EQ(source->read(lines, nullptr).rows.size(), 2U);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace parley::sqlite
