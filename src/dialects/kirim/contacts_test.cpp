// Contacts and their labels over the real store.

#include "dialects/kirim/testing.h"

namespace parley::kirim {
namespace {

class KirimContacts : public Kirim {
 protected:
  Answered add(const std::string& phone, const std::string& rest = "",
               const std::string& account = "106540352242922") {
    return post(account + "/contacts", R"({"phone_number":")" + phone + '"' + rest + "}");
  }
  std::string phones(const std::string& query) { return walk(pid + "/contacts" + query, "/phone_number"); }
};

TEST_F(KirimContacts, AddsAContact) {
  const auto added =
      add("+628111222333", R"(,"name":"Asha","email":"asha@example.com","metadata":{"tier":[1,null]})");
  expect("contact_added", added, 201);
  const auto id = at(added, "/data/id");
  EXPECT_EQ(at(of_account("contacts/" + id), "/data"), at(added, "/data"));
  EXPECT_EQ(at(of_account("contacts"), "/data/0"), at(added, "/data"));
  // Its conversation is there, and found by it.
  EXPECT_EQ(at(of_account("conversations?contact_id=" + id), "/data/0/contact/id"), id);
  EXPECT_EQ(at(of_account("conversations"), "/data/0/last_message_at"), "null");
  EXPECT_EQ(code_of(add("+628111222333")), "invalid_field_value phone_number");
  EXPECT_EQ(code_of(add("628111222333")), "invalid_field_value phone_number");
  EXPECT_EQ(code_of(add("0811")), "invalid_phone_number phone_number");
}

TEST_F(KirimContacts, ListsThoseOfTheAccountOnly) {
  asha_writes();
  scene.tell(second_account, text_from(budi, "wamid.budi", "hi", second(51)));
  expect("contacts", of_account("contacts"));
  EXPECT_EQ(at(get("106540352242923/contacts"), "/data/0/phone_number"), "+628111222334");
  const auto id = at(of_account("contacts"), "/data/0/id");
  EXPECT_EQ(get("106540352242923/contacts/" + id).status, 404);
  EXPECT_EQ(get("106540352242924/contacts/" + id, rival_key).status, 404);
  EXPECT_EQ(of_account("contacts/ctc_01HXYZABCDEFGHJKMNPQRSTVWX").status, 404);
  EXPECT_EQ(code_of(of_account("contacts/1")), "invalid_field_value id");
  // The same person under the other account is another contact there.
  const auto added = add("+628111222333", R"(,"name":"Asha of two")", "106540352242923");
  EXPECT_EQ(added.status, 201);
  EXPECT_NE(at(added, "/data/id"), id);
  EXPECT_EQ(at(of_account("contacts/" + id), "/data/name"), "Asha of two");
  // Each account's since the conversation began there; the list says what the contact itself does.
  EXPECT_EQ(at(of_account("contacts/" + id), "/data"), at(of_account("contacts"), "/data/0"));
  EXPECT_EQ(at(of_account("contacts/" + id), "/data/created_at"), "2026-06-05T06:08:50.000Z");
  EXPECT_EQ(at(get("106540352242923/contacts/" + at(added, "/data/id")), "/data"), at(added, "/data"));
  EXPECT_EQ(at(get("106540352242923/contacts"), "/data/0"), at(added, "/data"));
  EXPECT_EQ(at(added, "/data/created_at"), "2026-06-05T07:00:00.000Z");
}

TEST_F(KirimContacts, FindsByPhoneAndByText) {
  add("+628111222333", R"(,"name":"Asha Rao","email":"asha@example.com")");
  scene.now += std::chrono::seconds{1};
  add("+628111222334", R"(,"name":"Budi 333","email":"budi@example.com")");
  const struct {
    std::string_view query, found;
  } cases[] = {
      {"", "+628111222334 +628111222333 "},
      {"?phone=%2B628111222333", "+628111222333 "},
      {"?phone=+628111222333", "+628111222333 "},
      {"?phone=%2B628111222339", ""},
      {"?search=asha", "+628111222333 "},
      {"?search=RAO", "+628111222333 "},
      {"?search=budi@EXAMPLE", "+628111222334 "},
      {"?search=example.com", "+628111222334 +628111222333 "},
      {"?search=333", "+628111222334 "},  // a name, not the other's number
      {"?search=%25", ""},
      {"?search=nobody", ""},
      {"?search=asha&phone=%2B628111222334", ""},
  };
  for (const auto& [query, found] : cases) EXPECT_EQ(phones(std::string(query)), found) << query;
  for (const auto& [query, code] :
       {std::pair("phone=628111222333", "invalid_phone_number phone"),
        std::pair("phone=", "invalid_phone_number phone"),
        std::pair("phone=%2B0811222333", "invalid_phone_number phone"),
        std::pair("search=", "invalid_field_value search"),
        std::pair("search=%FF", "invalid_field_value search"),
        std::pair("search=%00", "invalid_field_value search"), std::pair("limit=0", "invalid_limit limit")})
    EXPECT_EQ(code_of(of_account("contacts?" + std::string(query))), code) << query;
  EXPECT_EQ(of_account("contacts?search=" + std::string(200, 'a')).status, 200);
  EXPECT_EQ(of_account("contacts?search=" + std::string(201, 'a')).status, 400);
}

TEST_F(KirimContacts, WalksWhileOthersCome) {
  for (int i = 0; i < 6; ++i) add("+62811100000" + std::to_string(i));
  const auto all = phones("");
  EXPECT_EQ(std::count(all.begin(), all.end(), ' '), 6);
  scene.now += std::chrono::seconds{1};
  const auto walked = walk(pid + "/contacts", "/phone_number",
                           [&](int page) { add("+6282220000" + std::to_string(10 + page)); });
  EXPECT_EQ(walked, all);
}

TEST_F(KirimContacts, ChangesAContact) {
  const auto id =
      at(add("+628111222333", R"(,"name":"Asha","email":"a@b.c","metadata":{"a":1})"), "/data/id");
  const auto target = pid + "/contacts/" + id;
  scene.now += std::chrono::seconds{5};
  expect("contact_changed", patch(target, R"({"name":"Asha Rao","metadata":{"b":2}})"));
  EXPECT_EQ(at(patch(target, R"({"email":null})"), "/data/email"), "null");
  EXPECT_EQ(at(patch(target, R"({"metadata":null})"), "/data/metadata"), "null");
  EXPECT_EQ(at(patch(target, R"({"name":null})"), "/data/name"), "null");
  EXPECT_EQ(at(get(target), "/data/phone_number"), "+628111222333");
  EXPECT_EQ(code_of(patch(target, "{}")), "missing_required_field");
  EXPECT_EQ(code_of(patch(target, R"({"email":"x"})")), "invalid_field_value email");
  EXPECT_EQ(patch("106540352242923/contacts/" + id, R"({"name":"x"})").status, 404);
}

TEST_F(KirimContacts, DeletesAContactAndItsConversation) {
  const auto conversation = asha_writes();
  const auto id = contact_of(conversation);
  const auto target = pid + "/contacts/" + id;
  expect("contact_deleted", del(target));
  EXPECT_EQ(get(target).status, 404);
  EXPECT_EQ(del(target).status, 404);
  EXPECT_EQ(patch(target, R"({"name":"x"})").status, 404);
  EXPECT_EQ(of_account("conversations/" + conversation).status, 404);
  EXPECT_EQ(at(of_account("conversations"), "/data"), "[]");
  EXPECT_EQ(at(of_account("contacts"), "/data"), "[]");
  EXPECT_EQ(at(of_account("messages"), "/data"), "[]");
  EXPECT_EQ(of_account("messages/wamid.hi").status, 404);
  // Added again, or writing again, they are back.
  EXPECT_EQ(add("+628111222333").status, 201);
  EXPECT_EQ(del(target).status, 200);
  scene.tell(first, text_from(asha, "wamid.back", "hi", scene.now + std::chrono::seconds{1}));
  EXPECT_EQ(get(target).status, 200);
}

TEST_F(KirimContacts, LeavesADeletedContactToOtherAccounts) {
  const auto id = contact_of(asha_writes());
  scene.tell(second_account, text_from(asha, "wamid.two", "hi", second(51)));
  EXPECT_EQ(del(pid + "/contacts/" + id).status, 200);
  EXPECT_EQ(of_account("contacts/" + id).status, 404);
  EXPECT_EQ(at(of_account("contacts"), "/data"), "[]");
  EXPECT_EQ(at(get("106540352242923/contacts"), "/data/0/name"), "Asha Rao");
}

TEST_F(KirimContacts, LabelsAContact) {
  const auto id = at(add("+628111222333"), "/data/id");
  const auto label = at(post("labels", R"({"name":"VIP"})"), "/data/id");
  const auto target = pid + "/contacts/" + id + "/labels";
  expect("contact_label", post(target, R"({"label_id":")" + label + R"("})"));
  EXPECT_EQ(post(target, R"({"label_id":")" + label + R"("})").status, 200);
  EXPECT_EQ(at(del(target + '/' + label), "/data/attached"), "false");
  EXPECT_EQ(at(del(target + '/' + label), "/data/attached"), "false");
  EXPECT_EQ(code_of(post(target, R"({"label_id":"lbl_01HXYZABCDEFGHJKMNPQRSTVWX"})")),
            "invalid_field_value label_id");
  EXPECT_EQ(del(target + "/lbl_01HXYZABCDEFGHJKMNPQRSTVWX").status, 404);
  EXPECT_EQ(
      post(pid + "/contacts/ctc_01HXYZABCDEFGHJKMNPQRSTVWX/labels", R"({"label_id":")" + label + R"("})")
          .status,
      404);
}

TEST_F(KirimContacts, LabelsManyContacts) {
  const auto one = at(add("+628111222333"), "/data/id");
  const auto two = at(add("+628111222334"), "/data/id");
  const auto elsewhere = at(add("+628111222335", "", "106540352242923"), "/data/id");
  const auto label = at(post("labels", R"({"name":"VIP"})"), "/data/id");
  const auto bulk = [&](const std::string& operation) {
    return post(pid + "/contacts/bulk_label", R"({"contact_ids":[")" + one + R"(",")" + two + R"(",")" + one +
                                                  R"(",")" + elsewhere +
                                                  R"(","ctc_01HXYZABCDEFGHJKMNPQRSTVWX"],"label_id":")" +
                                                  label + R"(","operation":")" + operation + R"("})");
  };
  expect("bulk_label", bulk("attach"));
  EXPECT_EQ(at(bulk("attach"), "/data/applied"), "2");
  EXPECT_EQ(at(bulk("detach"), "/data/applied"), "2");
  EXPECT_EQ(code_of(post(pid + "/contacts/bulk_label",
                         R"({"contact_ids":["x"],"label_id":")" + label + R"(","operation":"attach"})")),
            "invalid_field_value contact_ids");
  EXPECT_EQ(code_of(bulk("drop")), "invalid_field_value operation");
}

}  // namespace
}  // namespace parley::kirim
