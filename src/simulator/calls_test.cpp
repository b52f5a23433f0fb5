// What the simulator answers about numbers, templates and files.

#include "simulator/samples.h"
#include "simulator/testing.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::simulator {
namespace {

using namespace std::chrono_literals;
using testing::Bench;
using testing::start;
using testing::webhooks_of;

TEST(Calls, AnswerForNumbersProfilesAndSubscriptions) {
  Bench bench;
  EXPECT_EQ(bench.call("GET", "/v23.0/106").at("display_phone_number"), "+15550783881");
  EXPECT_EQ(bench.call("GET", "/v23.0/1022/phone_numbers").at("data.id"), "106");
  EXPECT_EQ(bench.call("GET", "/v23.0/1022/phone_numbers", "", "EAAH").status, 400);
  EXPECT_EQ(
      bench
          .call("POST", "/v23.0/106/whatsapp_business_profile",
                R"({"messaging_product":"whatsapp","about":"Tea","websites":["https://x.test"],"odd":1})")
          .body,
      R"({"success":true})");
  const auto profile = bench.call("GET", "/v23.0/106/whatsapp_business_profile?fields=about");
  EXPECT_EQ(profile.at("data.about"), "Tea");
  EXPECT_EQ(profile.at("data.odd"), "");
  for (const auto* const edge : {"register", "deregister", "request_code", "verify_code", "settings"}) {
    EXPECT_EQ(bench.call("POST", "/v23.0/106/" + std::string(edge), "{}").body, R"({"success":true})")
        << edge;
  }
  EXPECT_EQ(bench.call("POST", "/v23.0/1022/subscribed_apps").body, R"({"success":true})");
  EXPECT_EQ(bench.call("GET", "/v23.0/1022/subscribed_apps").body, R"({"data":[]})");
  EXPECT_EQ(bench.call("POST", "/v23.0/106/smb_app_data", "{}").at("messaging_product"), "whatsapp");
}

TEST(Calls, TakeTheSampleOfATemplateInASession) {
  Bench bench;
  const auto app = bench.call("GET", "/v23.0/app?fields=id").at("id");
  const auto uploads = "/v23.0/" + app + "/uploads?file_name=a&file_type=image%2Fpng&file_length=";
  EXPECT_EQ(bench.call("POST", "/v23.0/" + app + "/uploads?file_type=image%2Fwebp&file_length=3").status,
            400);
  EXPECT_EQ(bench.call("POST", uploads).status, 400);
  const auto session = bench.call("POST", uploads + "3").at("id");
  ASSERT_TRUE(session.starts_with("upload:")) << session;
  EXPECT_EQ(bench.call("POST", "/v23.0/" + session, "png").status, 400) << "no file_offset";
  bench.headers = {{"file_offset", "0"}};
  EXPECT_EQ(bench.call("POST", "/v23.0/" + session, "longer").status, 400);
  EXPECT_TRUE(bench.call("POST", "/v23.0/" + session, "png").at("h").starts_with("4::"));
  EXPECT_EQ(bench.call("POST", "/v23.0/" + session, "png", "EAAX").at("error.code"), "190");
}

TEST(Calls, MakeJudgeListAndDeleteTemplates) {
  Bench bench;
  const auto make = [&](std::string_view name) {
    return bench.call(
        "POST", "/v23.0/1022/message_templates",
        R"({"name":")" + std::string(name) +
            R"(","language":"en","category":"MARKETING","components":[{"type":"BODY","text":"Hi {{1}}"}]})");
  };
  const auto made = make("sale");
  EXPECT_EQ(made.at("status"), "PENDING");
  EXPECT_EQ(make("sale").status, 400);
  EXPECT_EQ(make("No Name").status, 400);
  const auto send = [&](std::string_view parameters) {
    return bench
        .call(
            "POST", "/v23.0/106/messages",
            R"({"messaging_product":"whatsapp","to":"16505551234","type":"template","template":{"name":"sale",)"
            R"("language":{"code":"en"},"components":[{"type":"body","parameters":[)" +
                std::string(parameters) + "]}]}}")
        .at("error.code");
  };
  constexpr auto ann = R"({"type":"text","text":"Ann"})";
  EXPECT_EQ(send(ann), "132001");
  const auto told = webhooks_of(bench);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_NE(told.front().find(R"("event":"APPROVED")"), std::string::npos);
  bench.now += 2s;
  EXPECT_EQ(bench.call("GET", "/v23.0/" + made.at("id")).at("status"), "APPROVED");
  EXPECT_EQ(send(""), "132000");
  EXPECT_EQ(send(ann), "");

  make("other");
  const auto page = bench.call("GET", "/v23.0/1022/message_templates?limit=2");
  EXPECT_EQ(page.at("data.name"), "hello_world");
  const auto after = page.at("paging.cursors.after");
  const auto next = bench.call("GET", "/v23.0/1022/message_templates?limit=2&after=" + after);
  EXPECT_EQ(next.at("data.name"), "other");
  EXPECT_EQ(
      page.at("paging.next"),
      "https://graph.facebook.com/v23.0/1022/message_templates?access_token=EAAG&pretty=0&limit=2&after=" +
          after);
  EXPECT_EQ(page.at("paging.previous"), "");
  EXPECT_EQ(next.at("paging.next"), "");
  EXPECT_EQ(
      bench.call("GET", "/v23.0/1022/message_templates?limit=1&after=s1&name=e").at("paging.previous"),
      "https://graph.facebook.com/v23.0/1022/message_templates?access_token=EAAG&pretty=0&limit=1&name=e&before=s1");
  const auto back =
      bench.call("GET", "/v23.0/1022/message_templates?limit=2&before=" + next.at("paging.cursors.before"));
  EXPECT_EQ(back.at("data.name"), "hello_world");
  EXPECT_EQ(bench.call("GET", "/v23.0/1022/message_templates?after=x").at("error.code"), "131059");
  EXPECT_EQ(bench.call("GET", "/v23.0/1022/message_templates?name=sale").at("data.id"), made.at("id"));
  EXPECT_EQ(bench.call("DELETE", "/v23.0/1022/message_templates?name=sale").body, R"({"success":true})");
  EXPECT_EQ(bench.call("DELETE", "/v23.0/1022/message_templates?name=sale").status, 400);
}

TEST(Calls, RejectTemplatesWhereAskedTo) {
  Switches switches;
  switches.template_rejected = 1;
  Bench bench(switches);
  const auto id =
      bench
          .call(
              "POST", "/v23.0/1022/message_templates",
              R"({"name":"a","language":"en","category":"UTILITY","components":[{"type":"BODY","text":"x"}]})")
          .at("id");
  bench.now += 2s;
  EXPECT_EQ(bench.call("GET", "/v23.0/" + id).at("status"), "REJECTED");
}

class Files : public ::testing::Test {
 protected:
  std::string upload(std::string_view bytes, std::string_view type = "image/png") {
    const auto body =
        "--b\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n" +
        std::string(type) +
        "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\n" +
        std::string(bytes) + "\r\n--b--\r\n";
    const auto answered =
        bench.call("POST", "/v23.0/106/media", body, "EAAG", "multipart/form-data; boundary=b");
    return answered.status == 200 ? answered.at("id") : answered.at("error.code");
  }
  std::string path_of(const std::string& id) {
    const auto url = bench.call("GET", "/v23.0/" + id).at("url");
    constexpr std::string_view origin = "http://sim.test";
    EXPECT_TRUE(url.starts_with(origin)) << url;
    return url.substr(std::min(url.size(), origin.size()));
  }
  int send_image(const std::string& id) {
    return bench
        .call("POST", "/v23.0/106/messages",
              R"({"messaging_product":"whatsapp","to":"16505551234","type":"image","image":{"id":")" + id +
                  R"("}})")
        .status;
  }
  Bench bench;
};

TEST_F(Files, AreUploadedToldOfFetchedSentAndDeleted) {
  const auto id = upload("picture");
  const auto info = bench.call("GET", "/v23.0/" + id + "?phone_number_id=106");
  EXPECT_EQ(info.at("mime_type"), "image/png");
  EXPECT_EQ(info.at("file_size"), "7");
  EXPECT_EQ(info.at("sha256").size(), 64U);
  const auto file = bench.call("GET", path_of(id));
  EXPECT_EQ(file.body, "picture");
  EXPECT_NE(file.headers.find("image/png"), std::string::npos);
  EXPECT_EQ(bench.call("GET", path_of(id), "", "").status, 401);
  EXPECT_EQ(bench.call("GET", "/v23.0/" + id + "?phone_number_id=206").status, 400);
  EXPECT_EQ(send_image(id), 200);
  EXPECT_EQ(send_image("123456"), 400);
  EXPECT_EQ(bench.call("DELETE", "/v23.0/" + id).body, R"({"success":true})");
  EXPECT_EQ(bench.call("GET", "/v23.0/" + id).status, 400);
}

TEST_F(Files, OfOtherTypesOrTooLargeAreRefused) {
  EXPECT_EQ(upload("x", "image/gif"), "131053");
  EXPECT_EQ(upload("", "image/png"), "131053");
  EXPECT_EQ(upload(std::string(6 * 1024 * 1024, 'x')), "131053");
  EXPECT_EQ(bench.call("POST", "/v23.0/106/media", "{}").at("error.code"), "100");
}

TEST_F(Files, ExpireUrlsInFiveMinutesUploadsInThirtyDaysAndReceivedOnesInSeven) {
  const auto id = upload("picture");
  const auto path = path_of(id);
  auto& ahead = bench.world().switches.clock_ahead;
  ahead = 299;
  EXPECT_EQ(bench.call("GET", path).status, 200);
  ahead = 300;
  EXPECT_EQ(bench.call("GET", path).status, 404);
  EXPECT_EQ(bench.call("GET", path_of(id)).status, 200);
  Dice dice(1);
  const auto sample = new_sample("image/png", start, dice).id;
  ahead = 7 * 24 * 3600 - 1;
  EXPECT_EQ(bench.call("GET", path_of(sample)).body, sample_bytes(sample));
  ahead = 7 * 24 * 3600;
  EXPECT_EQ(bench.call("GET", "/v23.0/" + sample).status, 400);
  EXPECT_EQ(bench.call("GET", "/v23.0/" + id).status, 200);
  ahead = 30 * 24 * 3600;
  EXPECT_EQ(bench.call("GET", "/v23.0/" + id).status, 400);
}

TEST_F(Files, AreGoneWhereAskedTo) {
  const auto id = upload("picture");
  const auto path = path_of(id);
  bench.world().switches.media_gone = true;
  EXPECT_EQ(bench.call("GET", "/v23.0/" + id).status, 400);
  EXPECT_EQ(bench.call("GET", path).status, 404);
  EXPECT_EQ(send_image(id), 400);
}

}  // namespace
}  // namespace parley::simulator
