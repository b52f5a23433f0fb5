#include "base/text.h"
#include "dialects/vobiz/testing.h"

namespace parley::vobiz {
namespace {

constexpr std::string_view form_of[] = {"legacy contacts", "contacts"};

std::string body_of(std::string_view phone, std::string_view name, std::string_view tags = "[]") {
  return R"({"phone_number":")" + std::string(phone) + R"(","name":")" + std::string(name) + R"(","tags":)" +
         std::string(tags) + '}';
}

TEST_F(Vobiz, AddsAContact) {
  for (const auto& base : both) {
    const std::string phone = base == legacy ? "+919876543210" : "+919876543211";
    const auto made =
        post(base + "/contacts", R"({"phone_number":")" + phone +
                                     R"(","name":" Rahul Sharma ","tags":["vip","vip"," new "],)"
                                     R"("custom_attributes":{"city":"Pune","orders":3}})");
    expect_form("contact", made);
    expect_answer(base == legacy ? "legacy_contact" : "contact", made, 201);
    const auto path = base + "/contacts/" + at(made.body, "/id");
    const auto shown = get(path);
    EXPECT_EQ(shown.body, made.body);
    expect_refusal(get(path, rival_headers()), 404, "CONTACT_NOT_FOUND");
    expect_refusal(post(base + "/contacts", body_of(phone, "Another")), 409, "CONFLICT");
    EXPECT_EQ(at(get(path).body, "/name"), "Rahul Sharma");
  }
}

TEST_F(Vobiz, ChangesAContact) {
  const auto made = post(current + "/contacts", body_of("+919876543210", "Rahul", R"(["vip","old"])")).body;
  const auto path = "/contacts/" + at(made, "/id");
  const auto changed = ask(http::Method::put, current + path, R"({"name":"Rahul S","tags":["new","vip"]})");
  expect_form("contact", changed);
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(at(changed.body, "/name"), "Rahul S");
  EXPECT_EQ(at(changed.body, "/tags"), R"(["new","vip"])");
  const auto attributes = ask(http::Method::put, legacy + path, R"({"custom_attributes":{"a":1.50}})");
  EXPECT_EQ(at(attributes.body, "/name"), "Rahul S");
  EXPECT_EQ(at(attributes.body, "/tags"), R"(["new","vip"])");
  EXPECT_NE(attributes.body.find(R"("custom_attributes":{"a":1.50})"), std::string::npos) << attributes.body;
  EXPECT_EQ(at(ask(http::Method::put, legacy + path, R"({"tags":[],"name":null})").body, "/tags"), "[]");
  expect_refusal(ask(http::Method::put, current + path, R"({"name":"x"})", rival_headers()), 404,
                 "CONTACT_NOT_FOUND");
}

TEST_F(Vobiz, RemovesAContact) {
  const auto id = at(post(current + "/contacts", body_of("+919876543210", "Rahul")).body, "/id");
  expect_refusal(ask(http::Method::del, current + "/contacts/" + id, "", rival_headers()), 404,
                 "CONTACT_NOT_FOUND");
  const auto gone = ask(http::Method::del, legacy + "/contacts/" + id, "");
  EXPECT_EQ(gone.status, 204);
  EXPECT_EQ(gone.body, "");
  expect_refusal(ask(http::Method::del, legacy + "/contacts/" + id, ""), 404, "CONTACT_NOT_FOUND");
  expect_refusal(get(current + "/contacts/" + id), 404, "CONTACT_NOT_FOUND");
  EXPECT_EQ(at(get(current + "/contacts").body, "/total"), "0");
  EXPECT_EQ(post(current + "/contacts", body_of("+919876543210", "Rahul again")).status, 201);
}

TEST_F(Vobiz, RefusesContactsThatAreWrong) {
  const auto long_name = std::string(300, 'x');
  const std::string bodies[] = {
      "",
      "{",
      "[]",
      "null",
      "{}",
      R"({"name":"x"})",
      R"({"phone_number":"+919876543210"})",
      R"({"phone_number":919876543210,"name":"x"})",
      body_of("919876543210", "x"),
      body_of("+0919876543210", "x"),
      body_of("+91 98765 43210", "x"),
      body_of("+919876", "x"),
      body_of("+9198765432101234", "x"),
      body_of("+", "x"),
      body_of("", "x"),
      body_of("++919876543210", "x"),
      body_of("+919876543210", ""),
      body_of("+919876543210", "  "),
      body_of("+919876543210", "\xFF"),
      body_of("+919876543210", long_name),
      body_of("+919876543210", "x", R"("vip")"),
      body_of("+919876543210", "x", "[1]"),
      body_of("+919876543210", "x", "[null]"),
      body_of("+919876543210", "x", "[\"" + long_name + "\"]"),
      R"({"phone_number":"+919876543210","name":7})",
      R"({"phone_number":"+919876543210","name":"x","custom_attributes":[]})",
      R"({"phone_number":"+919876543210","name":"x","custom_attributes":{"a":")" + std::string(20'000, 'x') +
          "\"}}",
  };
  for (const auto& base : both) {
    for (const auto& body : bodies) expect_refusal(post(base + "/contacts", body), 400, "BAD_REQUEST");
  }
  EXPECT_EQ(at(get(current + "/contacts").body, "/total"), "0");
}

TEST_F(Vobiz, ListsContactsInBothPagings) {
  for (int i = 1; i <= 5; ++i) {
    scene.now = minute(30 + i);
    const auto n = std::to_string(i);
    post(current + "/contacts",
         body_of("+91987654321" + n, "Person " + n, i % 2 == 0 ? R"(["even"])" : "[]"));
  }
  for (std::size_t i = 0; i < both.size(); ++i) {
    const auto& base = both[i];
    const std::string meta = base == legacy ? "/meta" : "";
    const auto whole = get(base + "/contacts");
    expect_form(std::string(form_of[i]), whole);
    EXPECT_EQ(at(whole.body, meta + "/total"), "5");
    EXPECT_EQ(at(whole.body, meta + "/page"), "1");
    EXPECT_EQ(at(whole.body, meta + "/limit"), "25");
    std::string walked;
    for (int page = 1; page <= 6; ++page) {
      const auto body = get(base + "/contacts?limit=1&page=" + std::to_string(page)).body;
      const auto name = at(body, rows(base) + "/0/name");
      if (name != "absent") walked += name.back();
      if (base == current) EXPECT_EQ(at(body, "/has_more"), page < 5 ? "true" : "false") << page;
    }
    EXPECT_EQ(walked, "54321");
    const auto even = get(base + "/contacts?tag=even");
    expect_form(std::string(form_of[i]), even);
    EXPECT_EQ(at(even.body, meta + "/total"), "2");
    EXPECT_EQ(at(even.body, rows(base) + "/0/tags"), R"(["even"])");
    EXPECT_EQ(at(get(base + "/contacts?tag=odd").body, meta + "/total"), "0");
    EXPECT_EQ(at(get(base + "/contacts?search=person%203").body, rows(base) + "/0/name"), "Person 3");
    EXPECT_EQ(at(get(base + "/contacts?search=43212").body, meta + "/total"), "1");
    EXPECT_EQ(at(get(base + "/contacts", rival_headers()).body, meta + "/total"), "0");
    EXPECT_EQ(at(get(base + "/contacts?search=%25").body, meta + "/total"), "0");
  }
}

TEST_F(Vobiz, ShowsPeopleWhoWrote) {
  tell_documented_conversation();
  const auto listed = get(current + "/contacts");
  expect_form("contacts", listed);
  expect_answer("contacts", listed);
  expect_answer("legacy_contacts", get(legacy + "/contacts"));
  const auto id = at(listed.body, "/items/0/id");
  EXPECT_EQ(at(get(legacy + "/conversations").body, "/data/0/contact/id"), id);
}

// A token of one channel is shown its people and changes nothing of the account's.
TEST_F(Vobiz, KeepsATokenOfAChannelToItsPeople) {
  tell_documented_conversation();
  scene.tell(second, text_from("919000000001", "wamid.9", "hi", minute(1)));
  const auto all = get(current + "/contacts").body;
  EXPECT_EQ(at(all, "/total"), "2");
  const auto bound = get(current + "/contacts", bound_headers()).body;
  EXPECT_EQ(at(bound, "/total"), "1");
  EXPECT_EQ(at(bound, "/items/0/phone_number"), "+919876543210");
  EXPECT_EQ(get(current + "/contacts/" + at(bound, "/items/0/id"), bound_headers()).status, 200);
  const auto other =
      at(all, "/items/0/id") == at(bound, "/items/0/id") ? at(all, "/items/1/id") : at(all, "/items/0/id");
  expect_refusal(get(current + "/contacts/" + other, bound_headers()), 404, "CONTACT_NOT_FOUND");
  for (const auto& [method, path] : {std::pair{http::Method::post, std::string("/contacts")},
                                     std::pair{http::Method::post, std::string("/contacts/import")},
                                     std::pair{http::Method::put, "/contacts/" + other},
                                     std::pair{http::Method::del, "/contacts/" + other},
                                     std::pair{http::Method::post, std::string("/canned-responses")},
                                     std::pair{http::Method::del, "/canned-responses/" + other}}) {
    expect_refusal(ask(method, current + path, "{}", bound_headers()), 403, "FORBIDDEN");
  }
}

TEST_F(Vobiz, KnowsNoContactByAnotherId) {
  for (const auto& base : both) {
    for (const auto* id :
         {"x", "cnt_xyz789", "2f8892e1-59b7-40a2-b518-e7a7c31a754d", "%00", "%FF", "%2F", "1"}) {
      expect_refusal(get(base + "/contacts/" + id), 404, "CONTACT_NOT_FOUND");
      expect_refusal(ask(http::Method::put, base + "/contacts/" + id, "{}"), 404, "CONTACT_NOT_FOUND");
      expect_refusal(ask(http::Method::del, base + "/contacts/" + id, ""), 404, "CONTACT_NOT_FOUND");
    }
  }
}

TEST_F(Vobiz, NeverBreaksOnLooksForContacts) {
  tell_documented_conversation();
  for (const auto& base : both) {
    for (const auto* name : {"page", "limit", "search", "tag", "unknown"}) {
      for (const auto* value :
           {"", "0", "-1", "1", "99999999999999999999", "abc", "%00", "%FF", "%F0%9F%98%80", "%", "'", "%25",
            "_", "[]", "a,b", "\\", "\"", "919876543210"}) {
        const auto answered = get(base + "/contacts?" + name + '=' + value);
        EXPECT_TRUE(answered.status == 200 || answered.status == 400)
            << name << '=' << value << answered.body;
        EXPECT_EQ(minified(answered.body), answered.body) << name << '=' << value;
      }
    }
    for (const auto* query : {"page=0", "page=x", "limit=0", "limit=-5", "limit=ten", "search=%00",
                              "search=%FF", "tag=%00", "tag=a%C3"}) {
      expect_refusal(get(base + "/contacts?" + query), 400, "BAD_REQUEST");
    }
  }
}

// Escapes that mean no text that is kept: in members that are read or ignored, within attributes, and as names.
TEST_F(Vobiz, RefusesTextsThatNobodyKeepsWhereverTheyStand) {
  for (const auto& base : both) {
    const auto made = post(base + "/contacts", R"({"phone_number":"+919876543210","name":"A"})");
    const struct {
      http::Method method;
      std::string path, body;  // each ~ is a place for such an escape
      int status;              // without any
    } calls[] = {
        {http::Method::post, "/contacts",
         R"({"phone_number":"+919876543211~","name":"B~","tags":["t~"],"custom_attributes":{"k~":["v~"]},"~":"~"})",
         201},
        {http::Method::put, "/contacts/" + at(made.body, "/id"),
         R"({"name":"C~","tags":["t~"],"custom_attributes":{"k~":{"~":"v~"}},"~":{"~":"~"}})", 200},
        {http::Method::post, "/canned-responses", R"({"shortcut":"/hi~","content":"Hello~","~":"~"})", 201},
    };
    for (const auto& call : calls) {
      for (auto mark = call.body.find('~'); mark != std::string::npos; mark = call.body.find('~', mark + 1)) {
        for (const std::string_view text :
             {R"(\u0000)", R"(\ud83d)", R"(\ude00)", R"(\ud83d\ud83d)", R"(\q)"}) {
          auto body = call.body;
          body.replace(mark, 1, text);
          std::erase(body, '~');
          expect_refusal(ask(call.method, base + call.path, body), 400, "BAD_REQUEST");
        }
      }
    }
    for (const auto& call : calls) {
      auto body = call.body;
      std::erase(body, '~');
      const auto answered = ask(call.method, base + call.path, body);
      EXPECT_EQ(answered.status, call.status) << answered.body;
      const auto id = at(answered.body, "/id");
      const bool is_contact = call.path.starts_with("/contacts");
      ask(http::Method::del, base + (is_contact ? "/contacts/" : "/canned-responses/") + id, "");
    }
  }
}

// Broken text and what may be mistaken for a command: refused, or kept as something that can be read again.
TEST_F(Vobiz, KeepsNothingThatCannotBeRead) {
  for (const auto* name : {"\xC3\x28", R"(\u202e)", R"(<script>)", R"(' OR 1=1 --)"}) {
    const auto body = std::string(R"({"phone_number":"+919876543210","name":")") + name + R"(","tags":[")" +
                      name + R"("],"custom_attributes":{")" + name + R"(":")" + name + "\"}}";
    const auto made = post(current + "/contacts", body);
    EXPECT_TRUE(made.status == 201 || made.status == 400) << made.body;
    EXPECT_TRUE(is_storable_utf8(made.body)) << name;
    EXPECT_EQ(minified(made.body), made.body) << name;
    if (made.status != 201) continue;
    expect_form("contact", made);
    expect_form("contacts", get(current + "/contacts"));
    ask(http::Method::del, current + "/contacts/" + at(made.body, "/id"), "");
  }
}

}  // namespace
}  // namespace parley::vobiz
