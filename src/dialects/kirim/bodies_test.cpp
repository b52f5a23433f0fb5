// Each body and all that may be wrong with it.

#include "dialects/kirim/bodies.h"

#include "base/problem.h"

#include <gtest/gtest.h>

#include <functional>

namespace parley::kirim {
namespace {

template <class Read>
std::string fault(Read read, const std::string& body) {
  http::Request request;
  request.body = body;
  try {
    read(request);
    return "fine";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind(), Problem::Kind::invalid) << body;
    return problem.subject();
  }
}

struct Case {
  std::string body, fault;
};

template <class Read>
void expect_all(Read read, const std::vector<Case>& cases) {
  for (const auto& [body, expected] : cases) EXPECT_EQ(fault(read, body), expected) << body;
  for (const auto* broken :
       {"", " ", "[]", "null", "7", "\"a\"", "{", "{\"a\":}", "{}{}", "{\"name\":\"\xFF\"}", "\xEF\xBB",
        R"({"name":"a\u0000b","status":"open","label_id":"x"})"})
    EXPECT_EQ(fault(read, broken), "body") << broken;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(KirimBodies, OfConversations) {
  expect_all(read_conversation_body, {{R"({"status":"open"})", "fine"},
                                      {R"({"status":"resolved","assigned_to":null})", "fine"},
                                      {R"({"status":"pending","assigned_to":"usr_x","new":1})", "fine"},
                                      {R"({"assigned_to":null})", "fine"},
                                      {R"({})", "missing "},
                                      {R"({"other":1})", "missing "},
                                      {R"({"status":null})", "status"},
                                      {R"({"status":""})", "status"},
                                      {R"({"status":"closed"})", "status"},
                                      {R"({"status":"OPEN"})", "status"},
                                      {R"({"status":7})", "status"},
                                      {R"({"status":"deleted"})", "status"},
                                      {R"({"assigned_to":7})", "assigned_to"},
                                      {R"({"assigned_to":{}})", "assigned_to"},
                                      {R"({"assigned_to":""})", "assigned_to"},
                                      {R"({"status":"x","status":"open"})", "status"}});
}

TEST(KirimBodies, OfNewContacts) {
  const auto phone = [](const std::string& text) { return R"({"phone_number":")" + text + R"("})"; };
  const auto with = [](const std::string& text) {
    return R"({"phone_number":"+628111222333",)" + text + "}";
  };
  expect_all(read_new_contact,
             {{phone("+628111222333"), "fine"},
              {phone("628111222333"), "fine"},
              {phone("+6281112"), "fine"},
              {phone("+628111222333444"), "fine"},
              {phone("+628111"), "phone_number"},
              {phone("+6281112223334445"), "phone_number"},
              {phone("+0811122233"), "phone_number"},
              {phone("++628111222333"), "phone_number"},
              {phone("+62 811 1222"), "phone_number"},
              {phone("+62-8111222333"), "phone_number"},
              {phone("+62811122233a"), "phone_number"},
              {phone(""), "phone_number"},
              {phone("+"), "phone_number"},
              {phone("٦٢٨١١١٢٢٢"), "phone_number"},
              {R"({"phone_number":628111222333})", "phone_number"},
              {R"({"phone_number":null})", "phone_number"},
              {R"({"name":"Asha"})", "missing phone_number"},
              {with(R"("name":"Asha","email":"a@b.c","metadata":{"a":[1,{"b":null}]})"), "fine"},
              {with(R"("name":null,"email":null,"metadata":null)"), "fine"},
              {with(R"("metadata":{})"), "fine"},
              {with(R"("name":")" + repeated("é", 200) + '"'), "fine"},
              {with(R"("name":")" + repeated("é", 201) + '"'), "name"},
              {with(R"("name":7)"), "name"},
              {with(R"("email":"")"), "email"},
              {with(R"("email":"nobody")"), "email"},
              {with(R"("email":"@b.c")"), "email"},
              {with(R"("email":"a@")"), "email"},
              {with(R"("email":"a@b@c")"), "email"},
              {with(R"("email":"a b@c")"), "email"},
              {with(R"("email":"a\n@c")"), "email"},
              {with(R"("email":")" + repeated("a", 254) + R"(@b.c")"), "email"},
              {with(R"("metadata":[])"), "metadata"},
              {with(R"("metadata":"{}")"), "metadata"},
              {with(R"("metadata":{"a":")" + repeated("x", 16 << 10) + R"("})"), "metadata"}});
  std::string keys;
  for (int i = 0; i < 64; ++i) keys += (i ? ",\"" : "\"") + std::to_string(i) + "\":1";
  EXPECT_EQ(fault(read_new_contact, with("\"metadata\":{" + keys + "}")), "fine");
  EXPECT_EQ(fault(read_new_contact, with("\"metadata\":{" + keys + ",\"x\":1}")), "metadata");
}

TEST(KirimBodies, OfContactChanges) {
  expect_all(read_contact_change, {{R"({"name":null})", "fine"},
                                   {R"({"email":null})", "fine"},
                                   {R"({"metadata":null})", "fine"},
                                   {R"({"name":"","phone_number":"+1"})", "fine"},
                                   {R"({})", "missing "},
                                   {R"({"phone_number":"+628111222333"})", "missing "},
                                   {R"({"name":[]})", "name"}});
}

TEST(KirimBodies, OfLabels) {
  const auto name = [](const std::string& text) { return R"({"name":")" + text + R"("})"; };
  expect_all(read_new_label, {{name("VIP"), "fine"},
                              {name(repeated("é", 50)), "fine"},
                              {name(repeated("é", 51)), "name"},
                              {name(""), "name"},
                              {R"({"name":null})", "name"},
                              {R"({"color":"red"})", "missing name"},
                              {R"({"name":"VIP","color":"red","team_id":"x"})", "fine"},
                              {R"({"name":"VIP","color":"Red"})", "color"},
                              {R"({"name":"VIP","color":"mauve"})", "color"},
                              {R"({"name":"VIP","color":null})", "color"},
                              {R"({"name":"VIP","color":""})", "color"},
                              {R"({"name":"VIP","team_id":""})", "team_id"},
                              {R"({"name":"VIP","team_id":7})", "team_id"},
                              {R"({"name":"VIP","team_id":")" + repeated("x", 65) + R"("})", "team_id"}});
  expect_all(read_label_change, {{name("VIP"), "fine"},
                                 {R"({"color":"pink"})", "fine"},
                                 {"{}", "missing "},
                                 {R"({"team_id":"x"})", "missing "},
                                 {R"({"color":"x"})", "color"}});
  expect_all(read_label_id, {{R"({"label_id":"lbl_x"})", "fine"},
                             {R"({"label_id":""})", "label_id"},
                             {R"({"label_id":null})", "label_id"},
                             {R"({"label_id":["x"]})", "label_id"},
                             {R"({})", "missing label_id"}});
}

TEST(KirimBodies, OfManyContacts) {
  const auto of = [](const std::string& ids,
                     const std::string& rest = R"("label_id":"lbl_x","operation":"attach")") {
    return R"({"contact_ids":)" + ids + "," + rest + "}";
  };
  const auto many = [](int count) { return "[\"a\"" + repeated(",\"b\"", count - 1) + "]"; };
  expect_all(read_bulk_label, {{of(R"(["a"])"), "fine"},
                               {of(many(1000)), "fine"},
                               {of(many(1001)), "contact_ids"},
                               {of("[]"), "contact_ids"},
                               {of("\"a\""), "contact_ids"},
                               {of("null"), "contact_ids"},
                               {of("[7]"), "contact_ids"},
                               {of("[null]"), "contact_ids"},
                               {R"({"label_id":"x","operation":"attach"})", "missing contact_ids"},
                               {of(R"(["a"])", R"("operation":"attach")"), "missing label_id"},
                               {of(R"(["a"])", R"("label_id":"x")"), "missing operation"},
                               {of(R"(["a"])", R"("label_id":"x","operation":"detach")"), "fine"},
                               {of(R"(["a"])", R"("label_id":"x","operation":"remove")"), "operation"}});
  http::Request request;
  const auto body = of(R"(["b","a","b"])");
  request.body = body;
  EXPECT_EQ(read_bulk_label(request).contacts, (std::vector<std::string>{"a", "b"}));
}

TEST(KirimBodies, OfMessages) {
  const auto with = [](const std::string& rest) {
    return R"({"messaging_product":"whatsapp",)" + rest + "}";
  };
  expect_all(
      read_message_body,
      {{with(R"("status":"read","message_id":"wamid.x")"), "fine"},
       {with(R"("status":"read","message_id":"wamid.x","typing_indicator":{"type":"text"})"), "fine"},
       {with(R"("status":"read","message_id":"wamid.x","typing_indicator":null)"), "fine"},
       {with(R"("status":"read","message_id":"wamid.x","typing_indicator":{"type":"audio"})"),
        "typing_indicator"},
       {with(R"("status":"read","message_id":"wamid.x","typing_indicator":"text")"), "typing_indicator"},
       {with(R"("status":"read")"), "missing message_id"},
       {with(R"("status":"read","message_id":"")"), "message_id"},
       {with(R"("status":"read","message_id":7)"), "message_id"},
       {with(R"("status":"delivered","message_id":"wamid.x")"), "status"},
       {with(R"("status":null,"message_id":"wamid.x")"), "status"},
       {R"({"status":"read","message_id":"wamid.x"})", "missing messaging_product"},
       {R"({"messaging_product":"sms","status":"read","message_id":"wamid.x"})", "messaging_product"},
       {with(R"("to":"+628111222333","type":"text","text":{"body":"hi"})"), "fine"}});
}

}  // namespace
}  // namespace parley::kirim
