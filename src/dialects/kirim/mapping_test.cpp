#include "dialects/kirim/mapping.h"

#include "dialects/kirim/objects.h"
#include "dialects/kirim/testing.h"

namespace parley::kirim {
namespace {

template <class Write>
std::string written(Write write, std::string_view object) {
  std::string out;
  JsonWriter json(out);
  write(json, object);
  return out;
}

TEST(KirimObjects, ReadMetasJson) {
  const struct {
    void (*write)(JsonWriter&, std::string_view);
    std::string_view from, to;
  } cases[] = {
      {write_location, R"({"latitude":-6.2,"longitude":106.8,"name":"Monas","address":"Jakarta"})",
       R"({"latitude":-6.2,"longitude":106.8,"name":"Monas","address":"Jakarta"})"},
      {write_location, R"({"latitude":"-6.2","longitude":106})", R"({"latitude":-6.2,"longitude":106})"},
      {write_location, R"({"latitude":-6.2})", "null"},
      {write_location, R"({"latitude":true,"longitude":[]})", "null"},
      {write_contacts,
       R"([{"name":{"formatted_name":"Budi S","first_name":"Budi"},"phones":[{"phone":"+62 811","wa_id":"62811"},{"phone":"2"}]}])",
       R"([{"name":"Budi S","phone":"+62 811","wa_id":"62811"}])"},
      {write_contacts, R"([{"name":{"first_name":"Budi"}},7])", R"([{"name":"Budi"},{"name":""}])"},
      {write_contacts, R"({})", "null"},
      {write_interactive, R"({"type":"button_reply","button_reply":{"id":"yes","title":"Yes"}})",
       R"({"type":"button_reply","id":"yes","title":"Yes"})"},
      {write_interactive,
       R"({"type":"list_reply","list_reply":{"id":"r1","title":"Row","description":"one"}})",
       R"({"type":"list_reply","id":"r1","title":"Row","description":"one"})"},
      {write_interactive, R"({"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent"}})", "null"},
      {write_interactive, R"({"type":"list","body":{"text":"ours"}})", "null"},
      {write_interactive, R"({"type":7})", "null"},
      {write_reaction, R"({"message_id":"wamid.x","emoji":"❤"})",
       R"({"target_message_id":"wamid.x","emoji":"❤"})"},
      {write_reaction, R"({"emoji":"x"})", "null"},
      {write_button, R"({"payload":"p","text":"Stop"})", R"({"payload":"p","text":"Stop"})"},
      {write_button, R"([])", "null"},
      {write_error, R"([{"code":131047,"title":"t","message":"m","error_data":{"details":"d"}}])",
       R"({"code":"outside_24h_window","message":"d","provider_code":131047})"},
      {write_error, R"([{"code":"131047","title":"t"}])",
       R"({"code":"whatsapp_upstream_error","message":"t","provider_code":null})"},
      {write_error, R"([])", "null"},
      {write_error, R"({})", "null"},
  };
  for (const auto& [write, from, to] : cases) EXPECT_EQ(written(write, from), to) << from;
  for (const auto write :
       {write_location, write_contacts, write_interactive, write_reaction, write_button, write_error}) {
    for (const auto* broken : {"", "{", "null", "7", "\"a\"", "[", "\xFF"})
      EXPECT_EQ(written(write, broken), "null") << broken;
  }
}

std::string of_message(const MessageRow& row) {
  static const Seal seal(std::string(32, 'k'));
  std::string out;
  JsonWriter json(out);
  write_message(json, Ids(seal, OrganizationId{1}), row, 7);
  return out;
}

TEST(KirimMapping, TellsWhoWroteToWhom) {
  MessageRow row{.key = {1},
                 .wamid = "wamid.x",
                 .type = "text",
                 .text = "hi",
                 .peer_phone = "62811",
                 .sender_phone = "62899"};
  EXPECT_EQ(at(of_message(row), "/from") + at(of_message(row), "/to"), "+62811+62899");
  row.direction = Direction::outbound;
  EXPECT_EQ(at(of_message(row), "/from") + at(of_message(row), "/to"), "+62899+62811");
  row.peer_phone = "US.134912086553027";
  EXPECT_EQ(at(of_message(row), "/to"), "null");
  row.wamid = "";
  EXPECT_EQ(at(of_message(row), "/message_id"), "null");
}

TEST(KirimMapping, HidesWhatWasTakenBack) {
  MessageRow row{.key = {1},
                 .wamid = "wamid.x",
                 .type = "location",
                 .text = "Monas",
                 .caption = "c",
                 .media_mime_type = "m",
                 .media_filename = "f",
                 .object = R"({"latitude":1,"longitude":2})",
                 .revoked = true};
  for (const auto* member : {"/content", "/caption", "/mime_type", "/filename", "/location"})
    EXPECT_EQ(at(of_message(row), member), "null") << member;
  row.revoked = false;
  EXPECT_EQ(at(of_message(row), "/location/latitude"), "1");
  EXPECT_EQ(at(of_message(row), "/content"), "Monas");
}

TEST(KirimMapping, ShowsErrorsOfWhatFailed) {
  MessageRow row{.key = {1},
                 .direction = Direction::outbound,
                 .status = MessageStatus::failed,
                 .type = "text",
                 .error = R"([{"code":1013,"title":"t"}])"};
  EXPECT_EQ(at(of_message(row), "/error/code"), "recipient_blocked");
  row.status = MessageStatus::delivered;
  EXPECT_EQ(at(of_message(row), "/error"), "null");
}

}  // namespace
}  // namespace parley::kirim
