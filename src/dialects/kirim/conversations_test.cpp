// Conversations as a client meets them, over the real store.

#include "store/conversations.h"

#include "dialects/kirim/testing.h"
#include "store/contacts.h"
#include "store/labels.h"

namespace parley::kirim {
namespace {

TEST_F(Kirim, ListsConversations) {
  expect("no_conversations", of_account("conversations"));
  asha_writes();
  const auto answered = of_account("conversations?status=open");
  expect("conversations", answered);
  const auto documented =
      file_text(PARLEY_SOURCE_DIR "/src/dialects/kirim/testdata/documented/conversations.json");
  auto ours = settled(answered);
  ours.replace(ours.find("cnv_1"), 5, "cnv_01HXYZABCDEFGHJKMNPQRSTVWX");
  EXPECT_EQ(difference(documented, ours), "");
}

TEST_F(Kirim, GetsAConversation) {
  const auto id = asha_writes();
  expect("conversation", of_account("conversations/" + id));
  EXPECT_EQ(at(of_account("conversations/" + id), "/data"), at(of_account("conversations"), "/data/0"));
}

// Three that were active at the same time, three that never were, one of another account, one that was deleted.
class KirimWalk : public Kirim {
 protected:
  KirimWalk() {
    for (int i = 0; i < 3; ++i)
      writes("62811100000" + std::to_string(i), "wamid." + std::to_string(i), second(10));
    for (int i = 3; i < 6; ++i) add("62811100000" + std::to_string(i));
    scene.tell(second_account, text_from(asha, "wamid.other", "hi", second(5)));
    writes("628111000009", "wamid.gone", second(59));
    const auto gone = at(of_account("conversations"), "/data/0/id");
    EXPECT_EQ(at(of_account("conversations"), "/data/0/contact/phone_number"), "+628111000009");
    const auto number = *scene.store().seal().of_base32("cnv", acme.value, gone.substr(4));
    write([&](Transaction& in) { set_status(in, acme, number, ConversationStatus::deleted); });
  }
  void writes(const std::string& phone, const std::string& wamid, Timestamp when) {
    scene.tell(first, text_from(phone, wamid, "hi", when));
  }
  void add(const std::string& phone) {
    write([&](Transaction& in) {
      const auto contact = add_contact(in, acme, {.phone = phone});
      ensure_conversation(in, first, contact);
    });
  }
  // The last digits of the phones in the order of a walk.
  std::string walked(const std::string& query, const std::function<void(int)>& between = {}) {
    const auto phones = walk(pid + "/conversations" + query, "/contact/phone_number", between);
    std::string digits;
    for (std::size_t i = 1; i < phones.size(); ++i) {
      if (phones[i] == ' ') digits += phones[i - 1];
    }
    return digits;
  }
};

TEST_F(KirimWalk, ShowsEveryRowOnceAndThoseWithoutMessagesLast) {
  const auto all = walked("");
  EXPECT_EQ(all.size(), 6u);
  for (const char digit : {'0', '1', '2'}) EXPECT_LT(all.find(digit), 3u);
  for (const char digit : {'3', '4', '5'}) EXPECT_GE(all.find(digit), 3u);
  for (const char digit : all) EXPECT_EQ(std::count(all.begin(), all.end(), digit), 1);
  EXPECT_EQ(walked("?status=open"), all);
  EXPECT_EQ(walked("?status=pending"), "");
}

// What comes in between is at the front: no row of the walk is lost or doubled.
TEST_F(KirimWalk, IsNotMovedByWhatComesInBetween) {
  const auto all = walked("");
  const auto walked_so = walked("", [&](int page) {
    writes("6282220000" + std::to_string(10 + page), "wamid.new" + std::to_string(page), second(30 + page));
  });
  EXPECT_EQ(walked_so, all);
}

TEST_F(KirimWalk, EndsWhereAPageIsFull) {
  const auto answered = of_account("conversations?limit=6");
  EXPECT_EQ(at(answered, "/has_more"), "false");
  EXPECT_EQ(at(answered, "/next_cursor"), "null");
  EXPECT_EQ(at(answered, "/data/6"), "absent");
  EXPECT_EQ(at(of_account("conversations?limit=5"), "/has_more"), "true");
  const auto three = of_account("conversations?limit=3");
  const auto rest = of_account("conversations?limit=100&cursor=" + at(three, "/next_cursor"));
  EXPECT_EQ(at(rest, "/has_more"), "false");
  EXPECT_NE(at(rest, "/data/2"), "absent");
  EXPECT_EQ(at(rest, "/data/3"), "absent");
}

TEST_F(KirimWalk, RefusesCursorsOfOtherLists) {
  const auto cursor = at(of_account("conversations?status=open&limit=1"), "/next_cursor");
  ASSERT_EQ(cursor.size(), 44u);
  const auto ask_with = [&](const std::string& rest, const std::string& with = key) {
    return code_of(get(rest + "cursor=" + cursor, with));
  };
  EXPECT_EQ(of_account("conversations?status=open&limit=2&cursor=" + cursor).status, 200);
  EXPECT_EQ(ask_with(pid + "/conversations?status=resolved&"), "invalid_cursor cursor");
  EXPECT_EQ(ask_with(pid + "/conversations?"), "invalid_cursor cursor");
  EXPECT_EQ(ask_with(pid + "/messages?"), "invalid_cursor cursor");
  EXPECT_EQ(ask_with(pid + "/contacts?"), "invalid_cursor cursor");
  EXPECT_EQ(ask_with("labels?"), "invalid_cursor cursor");
  EXPECT_EQ(ask_with("106540352242923/conversations?status=open&"), "invalid_cursor cursor");
  EXPECT_EQ(ask_with("106540352242924/conversations?status=open&", rival_key), "invalid_cursor cursor");
  auto changed = cursor;
  changed[20] = changed[20] == 'A' ? 'B' : 'A';
  EXPECT_EQ(code_of(of_account("conversations?status=open&cursor=" + changed)), "invalid_cursor cursor");
}

TEST_F(Kirim, FiltersConversations) {
  const auto id = asha_writes();
  scene.tell(first, text_from(budi, "wamid.budi", "hi", second(55)));
  const auto of_budi = at(of_account("conversations"), "/data/0/id");
  patch(pid + "/conversations/" + of_budi, R"({"status":"resolved"})");
  const auto found = [&](const std::string& query) {
    const auto answered = of_account("conversations?" + query);
    EXPECT_EQ(answered.status, 200) << answered.body;
    return at(answered, "/data/0/id") + (at(answered, "/data/1") == "absent" ? "" : " and more");
  };
  EXPECT_EQ(found("status=open"), id);
  EXPECT_EQ(found("status=resolved"), of_budi);
  EXPECT_EQ(found("status=pending"), "absent");
  EXPECT_EQ(found("contact_id=" + contact_of(id)), id);
  EXPECT_EQ(found("contact_id=" + contact_of(of_budi) + "&status=open"), "absent");
  EXPECT_EQ(found("contact_id=ctc_" + std::string(26, '0')), "absent");
  EXPECT_EQ(at(get("106540352242923/conversations?contact_id=" + contact_of(id)), "/data"), "[]");
  EXPECT_EQ(found("unknown=1"), of_budi + " and more");
}

TEST_F(Kirim, RefusesWrongParametersOfConversations) {
  const std::string nines(40, '9');
  const struct {
    std::string query;
    std::string_view code;
  } cases[] = {
      {"status=closed", "invalid_field_value status"},
      {"status=", "invalid_field_value status"},
      {"status=OPEN", "invalid_field_value status"},
      {"status=open&status=x", "absent"},
      {"contact_id=ctc_01HXYZABCDEFGHJKMNPQRSTVWI", "invalid_field_value contact_id"},
      {"contact_id=ctc_01hxyzabcdefghjkmnpqrstvwx", "invalid_field_value contact_id"},
      {"contact_id=cnv_01HXYZABCDEFGHJKMNPQRSTVWX", "invalid_field_value contact_id"},
      {"contact_id=ctc_01HXYZABCDEFGHJKMNPQRSTVW", "invalid_field_value contact_id"},
      {"contact_id=", "invalid_field_value contact_id"},
      {"limit=0", "invalid_limit limit"},
      {"limit=101", "invalid_limit limit"},
      {"limit=abc", "invalid_limit limit"},
      {"limit=-1", "invalid_limit limit"},
      {"limit=%2B1", "invalid_limit limit"},
      {"limit=1.5", "invalid_limit limit"},
      {"limit=", "invalid_limit limit"},
      {"limit=" + nines, "invalid_limit limit"},
      {"limit=1", "absent"},
      {"limit=100", "absent"},
      {"limit=007", "absent"},
      {"cursor=", "invalid_cursor cursor"},
      {"cursor=eyJpZCI6Im1zZ18ifQ", "invalid_cursor cursor"},
      {"cursor=" + std::string(44, 'A'), "invalid_cursor cursor"},
  };
  for (const auto& [query, code] : cases)
    EXPECT_EQ(code_of(of_account("conversations?" + query)), code) << query;
}

TEST_F(Kirim, ChangesAConversation) {
  const auto id = asha_writes();
  const auto target = pid + "/conversations/" + id;
  const auto meera = member_named("meera", acme);
  expect("conversation_assigned",
         patch(target, R"({"status":"pending","assigned_to":")" + id_of(meera) + R"("})"));
  EXPECT_EQ(at(get(target), "/data/assignee/email"), "meera@example.com");
  EXPECT_EQ(at(of_account("conversations"), "/data/0/assignee/id"), id_of(meera));

  // What it has already changes nothing.
  const auto before = scene.wait(scene.store().version(acme, 0));
  EXPECT_EQ(patch(target, R"({"status":"pending","assigned_to":")" + id_of(meera) + R"("})").status, 200);
  EXPECT_EQ(scene.wait(scene.store().version(acme, 0)), before);

  EXPECT_EQ(at(patch(target, R"({"assigned_to":null})"), "/data/assignee"), "null");
  EXPECT_EQ(at(patch(target, R"({"status":"resolved"})"), "/data/status"), "resolved");
  scene.tell(first, text_from(asha, "wamid.again", "hello?", scene.now + std::chrono::seconds{1}));
  EXPECT_EQ(at(get(target), "/data/status"), "open");
}

TEST_F(Kirim, RefusesWrongChangesOfAConversation) {
  const auto target = pid + "/conversations/" + asha_writes();
  const auto stranger = member_named("stranger", rival);
  const auto their_id = "usr_" + scene.store().seal().base32("usr", rival.value, stranger.value);
  const struct {
    std::string body;
    std::string_view code;
  } cases[] = {
      {"", "invalid_request"},
      {"[]", "invalid_request"},
      {"{}", "missing_required_field"},
      {R"({"status":"closed"})", "invalid_field_value status"},
      {R"({"assigned_to":"meera"})", "invalid_field_value assigned_to"},
      {R"({"assigned_to":"usr_01HXYZABCDEFGHJKMNPQRSTVWX"})", "invalid_field_value assigned_to"},
      {R"({"status":"resolved","assigned_to":")" + their_id + R"("})", "invalid_field_value assigned_to"},
  };
  for (const auto& [body, code] : cases) {
    const auto answered = patch(target, body);
    EXPECT_EQ(answered.status, 400) << body;
    EXPECT_EQ(code_of(answered), code) << body;
  }
  EXPECT_EQ(at(get(target), "/data/status"), "open");
}

TEST_F(Kirim, LabelsAConversation) {
  const auto id = asha_writes();
  const auto target = pid + "/conversations/" + id + "/labels";
  const auto label = at(post("labels", R"({"name":"VIP"})"), "/data/id");
  const auto attached = post(target, R"({"label_id":")" + label + R"("})");
  expect("conversation_label", attached);
  EXPECT_EQ(post(target, R"({"label_id":")" + label + R"("})").status, 200);
  EXPECT_EQ(at(del(target + '/' + label), "/data/attached"), "false");
  EXPECT_EQ(at(del(target + '/' + label), "/data/attached"), "false");
  EXPECT_EQ(code_of(post(target, R"({"label_id":"VIP"})")), "invalid_field_value label_id");
  EXPECT_EQ(code_of(post(target, R"({"label_id":"lbl_01HXYZABCDEFGHJKMNPQRSTVWX"})")),
            "invalid_field_value label_id");
  EXPECT_EQ(code_of(post(target, "{}")), "missing_required_field label_id");
  EXPECT_EQ(code_of(del(target + "/VIP")), "invalid_field_value label_id");
  EXPECT_EQ(del(target + "/lbl_01HXYZABCDEFGHJKMNPQRSTVWX").status, 404);
}

TEST_F(Kirim, ShowsNoConversationOfAnotherAccountOrOrganization) {
  const auto id = asha_writes();
  for (const auto& [target, with, status] :
       {std::tuple(pid + "/conversations/" + id, key, 200),
        std::tuple("106540352242923/conversations/" + id, key, 404),
        std::tuple("106540352242924/conversations/" + id, rival_key, 404),
        std::tuple(pid + "/conversations/" + id, rival_key, 404),
        std::tuple(pid + "/conversations/cnv_01HXYZABCDEFGHJKMNPQRSTVWX", key, 404),
        std::tuple(pid + "/conversations/" + contact_of(id), key, 400),
        std::tuple(pid + "/conversations/1", key, 400)}) {
    EXPECT_EQ(get(target, with).status, status) << target;
    EXPECT_EQ(ask(http::Method::patch, target, R"({"status":"open"})", with).status, status) << target;
  }
  EXPECT_EQ(code_of(of_account("conversations/CNV_X")), "invalid_field_value id");
}

}  // namespace
}  // namespace parley::kirim
