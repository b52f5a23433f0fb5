#include "store/sql/rank_blocks.h"

#include "store/sql/answers.h"

#include <stdexcept>

namespace parley::sql {
namespace {

constexpr Query insert_block{
    "INSERT INTO rank_block (organization, list, level, from_at, from_tie, parts, tally) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Query update_block{
    "UPDATE rank_block SET parts = $6, tally = $7 "
    "WHERE organization = $1 AND list = $2 AND level = $3 AND from_at = $4 AND from_tie = $5"};
constexpr Query delete_block{
    "DELETE FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3 AND from_at = $4 AND from_tie = $5"};
constexpr Query delete_level{"DELETE FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3"};
constexpr Query delete_blocks{"DELETE FROM rank_block WHERE organization = $1 AND list = $2"};
constexpr Query count_blocks{
    "SELECT count(*) FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3"};

constexpr Query block_of{
    "SELECT from_at, from_tie, parts, tally FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3 "
    "AND (from_at, from_tie) <= ($4, $5) ORDER BY from_at DESC, from_tie DESC LIMIT 1"};
constexpr Query block_before{
    "SELECT from_at, from_tie, parts, tally FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3 "
    "AND (from_at, from_tie) < ($4, $5) ORDER BY from_at DESC, from_tie DESC LIMIT 1"};
constexpr Query block_behind{
    "SELECT from_at, from_tie, parts, tally FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3 "
    "AND (from_at, from_tie) > ($4, $5) ORDER BY from_at, from_tie LIMIT 1"};
constexpr Query blocks_up{
    "SELECT from_at, from_tie, parts, tally FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3 "
    "AND (from_at, from_tie) >= ($4, $5) AND (from_at, from_tie) < ($6, $7) ORDER BY from_at, from_tie LIMIT $8"};
constexpr Query blocks_down{
    "SELECT from_at, from_tie, parts, tally FROM rank_block WHERE organization = $1 AND list = $2 AND level = $3 "
    "AND (from_at, from_tie) >= ($4, $5) AND (from_at, from_tie) < ($6, $7) "
    "ORDER BY from_at DESC, from_tie DESC LIMIT $8"};

Block read_block(Rows& rows) {
  return {.from = {rows.integer(0), std::string(rows.text(1))},
          .parts = rows.integer(2),
          .tally = Tally::read(rows.text(3))};
}

}  // namespace

Block RankBlocks::holding(std::int64_t level, const Place& place) {
  auto rows = db_.rows(block_of, list_.organization, list_.list, level, place.at, place.tie);
  if (!rows.next()) throw std::runtime_error("a list has lost its first block");
  return read_block(rows);
}

std::vector<Block> RankBlocks::holding_all(std::int64_t level, const std::vector<Place>& places) {
  std::vector<Block> found;
  for (const auto& place : places)
    db_.ahead(block_of, list_.organization, list_.list, level, place.at, place.tie);
  db_.fetch();
  for (const auto& place : places) found.push_back(holding(level, place));
  return found;
}

std::optional<Block> RankBlocks::next(std::int64_t level, const Place& from) {
  auto rows = db_.rows(block_behind, list_.organization, list_.list, level, from.at, from.tie);
  if (!rows.next()) return std::nullopt;
  return read_block(rows);
}

std::optional<Block> RankBlocks::previous(std::int64_t level, const Place& from) {
  auto rows = db_.rows(block_before, list_.organization, list_.list, level, from.at, from.tie);
  if (!rows.next()) return std::nullopt;
  return read_block(rows);
}

Place RankBlocks::end(std::int64_t level, const Place& from) {
  auto rows = db_.rows(block_behind, list_.organization, list_.list, level, from.at, from.tie);
  if (!rows.next()) return last_place();
  return {rows.integer(0), std::string(rows.text(1))};
}

std::int64_t RankBlocks::count(std::int64_t level) {
  return first_integer(db_, count_blocks, list_.organization, list_.list, level);
}

std::vector<Block> RankBlocks::some(std::int64_t level, const Stretch& stretch, std::int64_t most) {
  std::vector<Block> found;
  auto rows = up(level, stretch, most);
  while (rows.next()) found.push_back(read_block(rows));
  return found;
}

Rows RankBlocks::up(std::int64_t level, const Stretch& stretch, std::int64_t most) {
  return db_.rows(blocks_up, list_.organization, list_.list, level, stretch.from.at, stretch.from.tie,
                  stretch.until.at, stretch.until.tie, most);
}

Rows RankBlocks::down(std::int64_t level, const Stretch& stretch, std::int64_t most) {
  return db_.rows(blocks_down, list_.organization, list_.list, level, stretch.from.at, stretch.from.tie,
                  stretch.until.at, stretch.until.tie, most);
}

void RankBlocks::insert(std::int64_t level, const Block& block) {
  db_.run(insert_block, list_.organization, list_.list, level, block.from.at, block.from.tie, block.parts,
          Blob{block.tally.packed()});
}

void RankBlocks::update(std::int64_t level, const Block& block) {
  db_.run(update_block, list_.organization, list_.list, level, block.from.at, block.from.tie, block.parts,
          Blob{block.tally.packed()});
}

void RankBlocks::erase(std::int64_t level, const Place& from) {
  db_.run(delete_block, list_.organization, list_.list, level, from.at, from.tie);
}

void RankBlocks::erase_level(std::int64_t level) {
  db_.run(delete_level, list_.organization, list_.list, level);
}

void RankBlocks::erase_all() { db_.run(delete_blocks, list_.organization, list_.list); }

}  // namespace parley::sql
