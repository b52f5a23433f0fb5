// Requests that are repeated under an Idempotency-Key.

#include "dialects/kirim/testing.h"

namespace parley::kirim {
namespace {

TEST_F(Kirim, AnswersARepeatWithTheFirstAnswer) {
  const auto first_time = post("labels", R"({"name":"VIP","color":"red"})", "k1");
  EXPECT_EQ(first_time.status, 201);
  EXPECT_EQ(header(first_time, "Idempotent-Replayed"), "false");
  // Members in another order and blanks are the same request.
  const auto again = post("labels", R"( { "color" : "red", "name" : "VIP" } )", "k1");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first_time.body);
  EXPECT_EQ(header(again, "Idempotent-Replayed"), "true");
  EXPECT_EQ(header(again, "X-Request-Id"), header(first_time, "X-Request-Id"));
  EXPECT_EQ(header(again, "X-RateLimit-Remaining"), "598");
  EXPECT_EQ(at(get("labels"), "/data/1"), "absent");
  EXPECT_EQ(header(post("labels", R"({"name":"None"})"), "Idempotent-Replayed"), "absent");
}

TEST_F(Kirim, RefusesAKeyThatWasUsedForAnotherRequest) {
  asha_writes();
  const auto contact = at(of_account("contacts"), "/data/0/id");
  post("labels", R"({"name":"VIP"})", "k1");
  const auto other_body = post("labels", R"({"name":"Other"})", "k1");
  EXPECT_EQ(other_body.status, 422);
  EXPECT_EQ(code_of(other_body), "idempotency_key_reuse");
  EXPECT_EQ(header(other_body, "Idempotent-Replayed"), "false");
  EXPECT_EQ(post(pid + "/contacts", R"({"name":"VIP"})", "k1").status, 422);
  EXPECT_EQ(post("labels", "no JSON", "k1").status, 422);
  EXPECT_EQ(post(pid + "/contacts/" + contact + "/labels", R"({"name":"VIP"})", "k1").status, 422);
  // Another organization's key of that name is another key.
  const auto theirs =
      ask(http::Method::post, "labels", R"({"name":"Other"})", rival_key, {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(theirs.status, 201);
  EXPECT_EQ(at(get("labels"), "/data/1"), "absent");
}

TEST_F(Kirim, KeepsRefusalsToo) {
  const auto refused = post("labels", R"({"name":""})", "k1");
  EXPECT_EQ(refused.status, 400);
  const auto again = post("labels", R"({"name":""})", "k1");
  EXPECT_EQ(again.body, refused.body);
  EXPECT_EQ(header(again, "Idempotent-Replayed"), "true");
  EXPECT_EQ(header(again, "X-Request-Id"), header(refused, "X-Request-Id"));
  EXPECT_EQ(post("labels", R"({"name":"VIP"})", "k1").status, 422);

  // A contact that is there by then was not when it was asked for.
  const auto receipt = R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.hi"})";
  EXPECT_EQ(post(pid + "/messages", receipt, "k2").status, 404);
  asha_writes();
  EXPECT_EQ(post(pid + "/messages", receipt, "k2").status, 404);
  EXPECT_EQ(post(pid + "/messages", receipt, "k3").status, 200);
}

TEST_F(Kirim, ForgetsKeysBehindADay) {
  post("labels", R"({"name":"VIP"})", "k1");
  scene.now += std::chrono::hours{23};
  EXPECT_EQ(post("labels", R"({"name":"VIP"})", "k1").status, 201);
  scene.now += std::chrono::hours{2};
  const auto late = post("labels", R"({"name":"VIP"})", "k1");
  EXPECT_EQ(code_of(late), "invalid_field_value name");
  EXPECT_EQ(header(late, "Idempotent-Replayed"), "false");
}

TEST_F(Kirim, LooksAtTheKeyItself) {
  const auto body = [](const std::string& name) { return R"({"name":")" + name + R"("})"; };
  EXPECT_EQ(post("labels", body("a"), std::string(255, 'k')).status, 201);
  const auto longer = post("labels", body("b"), std::string(256, 'k'));
  EXPECT_EQ(longer.status, 400);
  EXPECT_EQ(code_of(longer), "invalid_field_value Idempotency-Key");
  EXPECT_EQ(post("labels", body("b"), "\xFF").status, 400);
  // An empty one counts as none.
  const auto empty = ask(http::Method::post, "labels", body("b"), key, {{"Idempotency-Key", ""}});
  EXPECT_EQ(empty.status, 201);
  EXPECT_EQ(header(empty, "Idempotent-Replayed"), "absent");
}

// Only POST knows keys.
TEST_F(Kirim, IgnoresKeysOfOtherMethods) {
  const auto id = at(post("labels", R"({"name":"VIP"})"), "/data/id");
  for (const auto* name : {"One", "Two"}) {
    const auto answered = ask(http::Method::patch, "labels/" + id,
                              R"({"name":")" + std::string(name) + R"("})", key, {{"Idempotency-Key", "k1"}});
    EXPECT_EQ(at(answered, "/data/name"), name);
    EXPECT_EQ(header(answered, "Idempotent-Replayed"), "absent");
  }
}

// Every POST, and what it did is done once.
TEST_F(Kirim, RepeatsEveryPost) {
  const auto conversation = asha_writes();
  const auto contact = contact_of(conversation);
  const auto label = at(post("labels", R"({"name":"VIP"})"), "/data/id");
  const auto choice = R"({"label_id":")" + label + R"("})";
  const struct {
    std::string rest, body;
  } posts[] = {
      {"labels", R"({"name":"New"})"},
      {pid + "/contacts", R"({"phone_number":"+628111222399"})"},
      {pid + "/contacts/" + contact + "/labels", choice},
      {pid + "/conversations/" + conversation + "/labels", choice},
      {pid + "/contacts/bulk_label",
       R"({"contact_ids":[")" + contact + R"("],"label_id":")" + label + R"(","operation":"attach"})"},
      {pid + "/messages", R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.hi"})"},
  };
  for (const auto& [rest, body] : posts) {
    const auto one = post(rest, body, "key of " + rest);
    EXPECT_LT(one.status, 300) << one.body;
    const auto before = scene.wait(scene.store().version(acme, 0));
    const auto two = post(rest, body, "key of " + rest);
    EXPECT_EQ(two.status, one.status);
    EXPECT_EQ(two.body, one.body);
    EXPECT_EQ(header(two, "Idempotent-Replayed"), "true") << rest;
    EXPECT_EQ(scene.wait(scene.store().version(acme, 0)), before) << rest;
  }
}

}  // namespace
}  // namespace parley::kirim
