// Contacts out of files, by both of the vendor's addresses.

#include "dialects/wapikit/import.h"

#include "dialects/wapikit/inbox_testing.h"

namespace parley::wapikit {
namespace {

std::string part(std::string_view name, std::string_view body, std::string_view more = "") {
  return "--b\r\nContent-Disposition: form-data; name=\"" + std::string(name) + '"' + std::string(more) +
         "\r\n\r\n" + std::string(body) + "\r\n";
}
std::string form(std::string_view file, const std::string& others = "") {
  return part("file", file, "; filename=\"contacts.csv\"") + others + "--b--\r\n";
}

class WapikitImport : public Inbox {
 protected:
  WapikitImport() { content_type = "multipart/form-data; boundary=b"; }
  Answered import(std::string body) { return post("/api/contacts/bulk-import", std::move(body)); }
};

TEST_F(WapikitImport, TellsOfEachWrongRow) {
  const auto answered = import(form(R"csv(name,phone,attributes
Ana,+55 11 98765-4321,"{""city"":""São Paulo""}"
Bo,12,{}
,919800000001,{}
Cleo,919800000002,[]
Dan,919800000003
Eve,919800000004,

"Eve, again",919800000004,{}
"Fay"x,919800000005,{}
Gus,919800000006,{}
)csv"));
  expect("import", answered);
  EXPECT_EQ(listed("/api/contacts?page=1&per_page=9&order=asc").size(), 3u);
  EXPECT_EQ(member(get("/api/contacts/" + contact_of(ana)).body, "city"), "São Paulo");
}

TEST_F(WapikitImport, IsRepeatedWithoutHarm) {
  const auto body = form("name,phone,attributes\nA,919800000001,{}\nB,919800000002,{}\n");
  EXPECT_EQ(member(import(body).body, "message"), "2 contacts imported, 0 known already, 0 rows with errors");
  EXPECT_EQ(member(import(body).body, "message"), "0 contacts imported, 2 known already, 0 rows with errors");
}

TEST_F(WapikitImport, PutsThemIntoLists) {
  content_type = "";
  const auto list = member(post("/api/lists", R"({"name":"Friends","tags":[]})").body, "uniqueId");
  content_type = "multipart/form-data; boundary=b";
  const auto others = part("delimiter", ";") + part("listIds", "[\"" + list + "\"]");
  EXPECT_EQ(import(form("name;phone;attributes\nA;919800000001;{}\n", others)).status, 200);
  EXPECT_EQ(member(get("/api/lists/" + list).body, "numberOfContacts"), "1");
  const auto unknown = part("listIds", R"(["7d444840-9dc0-41d1-b245-5ffdce74fad2"])");
  EXPECT_EQ(import(form("name,phone,attributes\nB,919800000002,{}\n", unknown)).status, 404);
  EXPECT_EQ(member(get("/api/contacts?page=1&per_page=9").body, "total"), "1");
}

TEST_F(WapikitImport, RefusesWhatIsNoForm) {
  const struct {
    std::string body, message;
  } cases[] = {
      {"", "failed to parse multipart form"},
      {"--b--\r\n", "file is required"},
      {part("other", "x") + "--b--\r\n", "file is required"},
      {form("a", part("delimiter", ";;")), "delimiter must be one character"},
      {form("a", part("delimiter", "\"")), "delimiter must be one character"},
      {form("a", part("listIds", "x")), "listIds must be a JSON array of list ids"},
      {form("a", part("listIds", "[7]")), "invalid list id"},
  };
  for (const auto& [body, message] : cases) {
    const auto answered = import(body);
    EXPECT_EQ(answered.status, 400) << body;
    EXPECT_EQ(answered.body, R"({"message":")" + message + "\"}") << body;
  }
  content_type = "application/json";
  EXPECT_EQ(import(R"({"delimiter":","})").body, R"({"message":"file is required"})");
}

// Ten thousand rows: told as they go, a line a step, and a hundred in memory at a time.
TEST_F(WapikitImport, TellsItsProgress) {
  std::string file = "name,phone,attributes\n";
  for (int row = 0; row < 10'000; ++row)
    file += "P" + std::to_string(row) + "," + std::to_string(919'800'000'000 + row) + ",{}\n";
  file += "Wrong,1,{}\n";
  const auto answered = post("/api/contacts/bulkImport", form(file));
  EXPECT_EQ(answered.status, 200);
  const auto lines = lines_of(answered.body);
  EXPECT_EQ(lines.size(), 1 + 100 + 1 + 1u);
  EXPECT_EQ(lines.front(),
            R"({"type":"importing","message":"Importing contacts","current":0,"total":10001})");
  EXPECT_EQ(lines[1], R"({"type":"progress","message":"Importing contacts","current":100,"total":10001})");
  EXPECT_EQ(
      lines[101],
      R"({"type":"error","message":"Row 10002: phone is not a valid phone number","current":10001,"total":10001})");
  EXPECT_EQ(lines.back(),
            R"({"type":"complete","message":"10000 contacts imported, 0 known already, 1 rows with errors",)"
            R"("current":10001,"total":10001})");
  EXPECT_EQ(member(get("/api/contacts?page=1&per_page=1").body, "total"), "10000");
}

// What came of a file up to where its reader stopped is there, and the next one goes on from it.
TEST_F(WapikitImport, TakesNoMoreThanItsReaderAsksFor) {
  std::string file = "name,phone,attributes\n";
  for (int row = 0; row < 1'000; ++row)
    file += "P" + std::to_string(row) + "," + std::to_string(919'800'000'000 + row) + ",{}\n";
  const auto body = form(file);
  http::Request request{
      .method = http::Method::post, .target = "/api/contacts/bulkImport", .path = "/api/contacts/bulkImport"};
  request.headers = {{"Content-Type", content_type}, {"x-access-token", "wk_acme"}};
  request.body = body;
  http::Reply reply;
  scene.wait(answer(dialect, request, reply, scene.context()));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body(), "");
  ASSERT_TRUE(reply.source);
  const auto total = [&] { return member(get("/api/contacts?page=1&per_page=1").body, "total"); };
  EXPECT_EQ(total(), "0");
  std::string told;
  for (int piece = 0; piece < 4; ++piece) EXPECT_TRUE(scene.wait(reply.source->next(told)));
  EXPECT_EQ(lines_of(told).size(), 4u);
  EXPECT_EQ(total(), "300");
  reply.source.reset();
  const auto again = lines_of(post("/api/contacts/bulkImport", body).body);
  EXPECT_NE(again.back().find("700 contacts imported, 300 known already"), std::string::npos) << again.back();
}

// A list that goes away meanwhile: the status has left, so that the last line tells.
TEST_F(WapikitImport, TellsWhatStopsItInItsLastLine) {
  content_type = "";
  const auto list = member(post("/api/lists", R"({"name":"Friends","tags":[]})").body, "uniqueId");
  content_type = "multipart/form-data; boundary=b";
  const auto body = form("name,phone,attributes\nA,919800000001,{}\n", part("listIds", "[\"" + list + "\"]"));
  http::Request request{
      .method = http::Method::post, .target = "/api/contacts/bulkImport", .path = "/api/contacts/bulkImport"};
  request.headers = {{"Content-Type", content_type}, {"x-access-token", "wk_acme"}};
  request.body = body;
  http::Reply reply;
  scene.wait(answer(dialect, request, reply, scene.context()));
  ASSERT_TRUE(reply.source);
  content_type = "";
  EXPECT_EQ(ask(http::Method::del, "/api/lists/" + list).status, 200);
  std::string told;
  while (scene.wait(reply.source->next(told))) continue;
  EXPECT_EQ(lines_of(told).back(), R"({"type":"error","message":"list not found","current":1,"total":1})");
}

}  // namespace
}  // namespace parley::wapikit
