// What is read of a statement's text. Where it is in doubt, it must be empty: then the engine does what is slow and right.

#include "store/postgres/shape.h"

#include <gtest/gtest.h>

namespace parley::postgres {
namespace {

using Kind = Shape::Kind;

std::string key_of(std::string_view text) {
  std::string key;
  for (const auto& column : shape_of(text).key)
    key += column.column + "=" + std::to_string(column.value + 1) + " ";
  return key;
}

std::string bulk_of(std::string_view text) { return shape_of(text).in_bulk; }

TEST(ShapeTest, KnowsWhichRowsALookUpReads) {
  const auto shape =
      shape_of("SELECT b, c FROM t WHERE organization = $1 AND id = $2 AND at > $3 ORDER BY at LIMIT $4");
  EXPECT_EQ(shape.kind, Kind::look_up);
  EXPECT_EQ(shape.table, "t");
  EXPECT_EQ(shape.organization, 0);
  EXPECT_EQ(shape.values, 4);
  EXPECT_EQ(key_of("SELECT b FROM t WHERE organization = $1 AND id = $2 AND at > $3 LIMIT $4"),
            "id=2 organization=1 ");
}

TEST(ShapeTest, CallsWhatIsNoPlainValueNoKey) {
  EXPECT_EQ(
      key_of("SELECT 1 FROM t WHERE organization = $1 AND id = $2 + 1 AND b = c AND (c = $3 OR d = $4)"),
      "organization=1 ");
  EXPECT_EQ(key_of("SELECT 1 FROM t WHERE organization = $1 OR id = $2"), "");
}

TEST(ShapeTest, KnowsNoTableOfSeveral) {
  EXPECT_EQ(shape_of("SELECT 1 FROM t a CROSS JOIN u b WHERE a.organization = $1").table, "");
  EXPECT_EQ(shape_of("SELECT 1 FROM t WHERE organization = $1 AND id IN (SELECT id FROM u)").table, "");
  EXPECT_EQ(shape_of("SELECT 1 FROM t WHERE organization = $1 FOR UPDATE").table, "");
}

TEST(ShapeTest, AsksALookUpForManyValues) {
  EXPECT_EQ(bulk_of("SELECT b FROM t WHERE organization = $1 AND id = $2 LIMIT 1"),
            "SELECT q.n, s.* FROM unnest($1, $2) WITH ORDINALITY AS q(v1, v2, n) CROSS JOIN LATERAL "
            "(SELECT b FROM t WHERE organization = q.v1 AND id = q.v2 LIMIT 1 OFFSET 0) AS s");
  EXPECT_EQ(bulk_of("SELECT b FROM t ORDER BY b"), "");
}

TEST(ShapeTest, InsertsManyRows) {
  constexpr auto text =
      "INSERT INTO t (organization, a, b) VALUES ($1, 0, $2) ON CONFLICT (a) DO NOTHING RETURNING a";
  EXPECT_EQ(bulk_of(text),
            "INSERT INTO t (organization, a, b) SELECT q.v1, 0, q.v2 FROM unnest($1, $2) AS q(v1, v2) "
            "ON CONFLICT (a) DO NOTHING RETURNING a");
  EXPECT_EQ(key_of(text), "b=2 organization=1 ");
  EXPECT_FALSE(shape_of(text).is_once_a_key);
  EXPECT_TRUE(shape_of(text).unique.empty());  // it has no value of the statement
  EXPECT_EQ(bulk_of("INSERT INTO t (a) VALUES ($1), ($2)"), "");
  EXPECT_EQ(bulk_of("INSERT INTO t (a) SELECT a FROM u WHERE b = $1"), "");
  EXPECT_EQ(key_of("INSERT INTO t (a) SELECT a FROM u WHERE a = $1"), "");
}

TEST(ShapeTest, OfAnInsertThatMayUpdateCountsOnlyWhatConflicts) {
  constexpr auto text =
      "INSERT INTO t (organization, a, b) VALUES ($1, $2, $3) ON CONFLICT (organization, a) DO UPDATE SET b = excluded.b";
  EXPECT_EQ(key_of(text), "a=2 organization=1 ");
  EXPECT_TRUE(shape_of(text).is_once_a_key);
  EXPECT_NE(bulk_of(text), "");
  EXPECT_EQ(bulk_of("INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = $2"), "");
}

TEST(ShapeTest, ChangesManyRows) {
  EXPECT_EQ(
      bulk_of("UPDATE t SET a = $3, b = b + 1 WHERE organization = $1 AND id = $2 AND (a < $3 OR b = 0)"),
      "UPDATE t SET a = q.v3, b = b + 1 FROM unnest($1, $2, $3) AS q(v1, v2, v3) "
      "WHERE organization = q.v1 AND id = q.v2 AND (a < q.v3 OR b = 0)");
  EXPECT_EQ(bulk_of("DELETE FROM t WHERE organization = $1 AND id = $2"),
            "DELETE FROM t USING unnest($1, $2) AS q(v1, v2) WHERE organization = q.v1 AND id = q.v2");
  EXPECT_TRUE(shape_of("DELETE FROM t WHERE id = $1").is_once_a_key);
}

TEST(ShapeTest, ChangesWhatItIsFoundByOneByOne) {
  constexpr auto text = "UPDATE t SET conversation = $3 WHERE organization = $1 AND conversation = $2";
  EXPECT_EQ(bulk_of(text), "");
  EXPECT_EQ(key_of(text), "organization=1 ");
  EXPECT_EQ(bulk_of("UPDATE t SET a = 1 WHERE b > $1"), "");
  EXPECT_EQ(
      bulk_of("DELETE FROM t WHERE organization = (SELECT organization FROM u WHERE id = $1) AND b = $1"),
      "");
}

TEST(ShapeTest, MentionsWholeWords) {
  const auto shape = shape_of("SELECT 1 FROM message_key WHERE organization = $1");
  EXPECT_TRUE(shape.mentions("message_key"));
  EXPECT_FALSE(shape.mentions("message"));
}

}  // namespace
}  // namespace parley::postgres
