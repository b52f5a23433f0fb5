// Labels over the real store.

#include "dialects/kirim/testing.h"

namespace parley::kirim {
namespace {

TEST_F(Kirim, AddsChangesAndDeletesALabel) {
  const auto added = post("labels", R"({"name":"VIP"})");
  expect("label_added", added, 201);
  const auto id = at(added, "/data/id");
  EXPECT_EQ(at(get("labels/" + id), "/data"), at(added, "/data"));
  scene.now += std::chrono::seconds{5};
  expect("label_changed", patch("labels/" + id, R"({"color":"pink"})"));
  EXPECT_EQ(at(patch("labels/" + id, R"({"name":"Very"})"), "/data/name"), "Very");
  const auto team = at(added, "/data/team_id");
  EXPECT_EQ(at(get("me"), "/data/teams/0/id"), team);
  EXPECT_EQ(post("labels", R"({"name":"Two","color":"sky","team_id":")" + team + R"("})").status, 201);
  EXPECT_EQ(code_of(post("labels", R"({"name":"Three","team_id":"other"})")), "invalid_field_value team_id");
  EXPECT_EQ(code_of(post("labels", R"({"name":"Very"})")), "invalid_field_value name");
  EXPECT_EQ(code_of(patch("labels/" + id, R"({"name":"Two"})")), "invalid_field_value name");
  EXPECT_EQ(patch("labels/" + id, R"({"name":"Very"})").status, 200);
  expect("label_deleted", del("labels/" + id));
  EXPECT_EQ(get("labels/" + id).status, 404);
  EXPECT_EQ(del("labels/" + id).status, 404);
  EXPECT_EQ(patch("labels/" + id, R"({"name":"x"})").status, 404);
  EXPECT_EQ(code_of(get("labels/lbl_x")), "invalid_field_value id");
}

TEST_F(Kirim, ListsLabelsNewestFirst) {
  for (const auto* name : {"One", "Two", "Three", "Four"}) {
    post("labels", R"({"name":")" + std::string(name) + R"("})");
    if (name[0] != 'O') scene.now += std::chrono::seconds{1};
  }
  expect("labels", get("labels?limit=3"));
  const auto team = at(get("me"), "/data/teams/0/id");
  EXPECT_EQ(walk("labels", "/name"), "Four Three Two One ");
  EXPECT_EQ(walk("labels?team_id=" + team, "/name"), "Four Three Two One ");
  EXPECT_EQ(walk("labels?team_id=another", "/name"), "");
  EXPECT_EQ(code_of(get("labels?team_id=")), "invalid_field_value team_id");
  EXPECT_EQ(code_of(get("labels?team_id=" + std::string(65, 'x'))), "invalid_field_value team_id");
  int more = 0;
  const auto walked = walk("labels", "/name", [&](int) {
    scene.now += std::chrono::seconds{1};
    post("labels", R"({"name":"New)" + std::to_string(more++) + R"("})");
  });
  EXPECT_EQ(walked, "Four Three Two One ");
}

TEST_F(Kirim, KeepsLabelsOfOrganizationsApart) {
  const auto id = at(post("labels", R"({"name":"VIP"})"), "/data/id");
  EXPECT_EQ(get("labels/" + id, rival_key).status, 404);
  EXPECT_EQ(at(get("labels", rival_key), "/data"), "[]");
  EXPECT_EQ(ask(http::Method::del, "labels/" + id, "", rival_key).status, 404);
  EXPECT_EQ(ask(http::Method::post, "labels", R"({"name":"VIP"})", rival_key).status, 201);
}

}  // namespace
}  // namespace parley::kirim
