#include "dialects/vobiz/testing.h"

namespace parley::vobiz {
namespace {

class VobizImport : public Vobiz {
 protected:
  Answered import(const std::string& table, const std::string& base = current,
                  const std::string& name = "file") {
    const auto body = "--b\r\nContent-Disposition: form-data; name=\"" + name +
                      "\"; filename=\"contacts.csv\"\r\nContent-Type: text/csv\r\n\r\n" + table +
                      "\r\n--b--\r\n";
    return send(body, base);
  }
  Answered send(const std::string& body, const std::string& base = current,
                const std::string& type = "multipart/form-data; boundary=b") {
    auto headers = acme_headers();
    headers.emplace_back("Content-Type", type);
    return post(base + "/contacts/import", body, std::move(headers));
  }
};

TEST_F(VobizImport, TakesATable) {
  const auto first_time = import(
      "phone_number,name,tags\r\n+919876543210,Rahul Sharma,\"vip,new\"\r\n9876543210,No Plus,\r\n"
      "+919876543211,\"Priya \"\"P\"\" Patel\",vip;old\r\n");
  expect_form("import", first_time);
  expect_answer("import", first_time);
  const auto again = import("tags,Phone_Number\nlate,+919876543210\n,+919876543212\n", legacy);
  expect_form("import", again);
  EXPECT_EQ(again.body, R"({"total":2,"created":1,"updated":1,"failed":0,"errors":[]})");

  const auto rahul_now = get(current + "/contacts?search=Rahul").body;
  EXPECT_EQ(at(rahul_now, "/items/0/name"), "Rahul Sharma");
  EXPECT_EQ(at(rahul_now, "/items/0/tags"), R"(["late","new","vip"])");
  EXPECT_EQ(at(get(current + "/contacts?search=Priya").body, "/items/0/name"), "Priya \"P\" Patel");
  EXPECT_EQ(at(get(current + "/contacts?tag=vip").body, "/total"), "2");
  EXPECT_EQ(at(get(current + "/contacts", rival_headers()).body, "/total"), "0");
}

TEST_F(VobizImport, TellsEachRowThatIsWrong) {
  const auto answered = import(
      "phone_number,name,tags\n"
      "+919876543210,One\n"
      ",Nobody\n"
      "+919876543210,One again\n"
      "\"+919876543211\"x,Quotes\n"
      "+919876543212,\xFF\xFE\n"
      "+919876543213," +
      std::string(300, 'x') +
      "\n"
      "\xFF,Two\n"
      "+919876543214\n");
  expect_form("import", answered);
  expect_answer("import_faults", answered);
  EXPECT_EQ(at(get(current + "/contacts?search=One").body, "/items/0/name"), "One again");
}

TEST_F(VobizImport, WritesManyRowsInPieces) {
  std::string table = "phone_number,name,tags\n";
  for (int i = 0; i < 250; ++i) table += "+9190000" + std::to_string(10'000 + i) + ",Person,many\n";
  EXPECT_EQ(import(table).body, R"({"total":250,"created":250,"updated":0,"failed":0,"errors":[]})");
  EXPECT_EQ(import(table).body, R"({"total":250,"created":0,"updated":250,"failed":0,"errors":[]})");
  EXPECT_EQ(at(get(current + "/contacts?tag=many").body, "/total"), "250");
}

TEST_F(VobizImport, RefusesWhatIsNoTable) {
  for (const auto& base : both) {
    expect_refusal(import("", base), 400, "BAD_REQUEST");
    expect_refusal(import("\n\n", base), 400, "BAD_REQUEST");
    expect_refusal(import("name,tags\nRahul,vip\n", base), 400, "BAD_REQUEST");
    expect_refusal(import("phone_number\n+919876543210\n", base, "upload"), 400, "BAD_REQUEST");
    expect_refusal(send("phone_number\n+919876543210\n", base), 400, "BAD_REQUEST");
    expect_refusal(send("", base), 400, "BAD_REQUEST");
    expect_refusal(send("{}", base, "application/json"), 415, "UNSUPPORTED_MEDIA_TYPE");
    expect_refusal(send("--b--", base, "multipart/form-data"), 415, "UNSUPPORTED_MEDIA_TYPE");
    EXPECT_EQ(import("phone_number\n", base).body,
              R"({"total":0,"created":0,"updated":0,"failed":0,"errors":[]})");
  }
  std::string table = "phone_number\n";
  for (int i = 0; i <= 20'000; ++i) table += "1\n";
  expect_refusal(import(table), 400, "BAD_REQUEST");
  EXPECT_EQ(at(get(current + "/contacts").body, "/total"), "0");
}

// Wrong rows without end are counted, and as many told as a client may want to read.
TEST_F(VobizImport, TellsAtMostAThousandErrors) {
  std::string table = "phone_number\n";
  for (int i = 0; i < 1'200; ++i) table += "1\n";
  const auto body = import(table).body;
  EXPECT_EQ(at(body, "/failed"), "1200");
  EXPECT_EQ(at(body, "/errors/999/row"), "1000");
  EXPECT_EQ(at(body, "/errors/1000"), "absent");
}

}  // namespace
}  // namespace parley::vobiz
