#include "dialects/whats91/templates.h"

#include "base/problem.h"
#include "dialects/whats91/drafts.h"

#include <gtest/gtest.h>

namespace parley::whats91 {
namespace {

MessageTemplate told(const std::string& components, const std::string& language = "en_US",
                     const std::string& status = "APPROVED") {
  return {.id = 7,
          .name = "bill",
          .language = language,
          .status = status,
          .category = "UTILITY",
          .quality = {},
          .reason = {},
          .components = components,
          .variables = {},
          .created_at = {},
          .updated_at = {}};
}

Template read(const std::string& components) { return template_in({told(components)}, "").value(); }

// What stands behind "components".
std::string components(const Template& of, const TemplateValues& values) {
  const auto object = template_object(of, values);
  const std::string head = R"({"name":"bill","language":{"code":"en_US"},"components":)";
  EXPECT_EQ(object.substr(0, head.size()), head);
  return object.substr(head.size(), object.size() - head.size() - 1);
}

std::string refused(const Template& of, const TemplateValues& values) {
  try {
    template_object(of, values);
  } catch (const Problem& problem) {
    return problem.subject();
  }
  return "nothing";
}

TEST(Whats91Templates, AreSentWithTheirValuesInOrder) {
  const auto bill = read(
      R"([{"type":"HEADER","format":"DOCUMENT"},{"type":"BODY","text":"Dear {{1}}, bill {{2}} of {{1}}."},)"
      R"({"type":"FOOTER","text":"Bye"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Stop"},)"
      R"({"type":"PHONE_NUMBER","phone_number":"+1"},{"type":"URL","url":"https://x.test/{{1}}"},)"
      R"({"type":"URL","url":"https://x.test/"},{"type":"COPY_CODE"}]}])");
  EXPECT_EQ(
      components(bill, {{"Ann", "7"}, {"pay_7", "SAVE", "stop-it"}, "https://x.test/7.pdf", "", ""}),
      R"([{"type":"header","parameters":[{"type":"document","document":{"link":"https://x.test/7.pdf"}}]},)"
      R"({"type":"body","parameters":[{"type":"text","text":"Ann"},{"type":"text","text":"7"}]},)"
      R"({"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"stop-it"}]},)"
      R"({"type":"button","sub_type":"url","index":"2","parameters":[{"type":"text","text":"pay_7"}]},)"
      R"({"type":"button","sub_type":"copy_code","index":"4","parameters":[{"type":"coupon_code","coupon_code":"SAVE"}]}])");
  EXPECT_EQ(
      components(bill, {{}, {}, "", "998877", "bill.pdf"}),
      R"([{"type":"header","parameters":[{"type":"document","document":{"id":"998877","filename":"bill.pdf"}}]}])");
  EXPECT_EQ(refused(bill, {{"Ann", "7"}, {}, "", "", ""}), "header media");
}

TEST(Whats91Templates, TakeTheHeadersValueFirstWhereItIsGivenToo) {
  const auto with_header = read(
      R"([{"type":"HEADER","format":"TEXT","text":"For {{1}}"},{"type":"BODY","text":"{{1}} and {{2}}"}])");
  EXPECT_EQ(components(with_header, {.parameters = {"Ann", "a", "b"}}),
            R"([{"type":"header","parameters":[{"type":"text","text":"Ann"}]},)"
            R"({"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}])");
  EXPECT_EQ(components(with_header, {.parameters = {"a", "b"}}),
            R"([{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}])");
}

TEST(Whats91Templates, NameVariablesThatHaveNames) {
  const auto named = read(R"([{"type":"BODY","text":"{{ first_name }} owes {{sum}}"}])");
  EXPECT_EQ(components(named, {.parameters = {"Ann", "7"}}),
            R"([{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Ann"},)"
            R"({"type":"text","parameter_name":"sum","text":"7"}]}])");
}

TEST(Whats91Templates, PutACodeBehindItsButtonToo) {
  const auto code =
      R"([{"type":"BODY","text":"*{{1}}* is your code."},{"type":"BUTTONS","buttons":[{"type":"URL",)"
      R"("url":"https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}"}]}])";
  auto of = read(code);
  of.category = "AUTHENTICATION";
  EXPECT_EQ(
      components(of, {.parameters = {"123456"}}),
      R"([{"type":"body","parameters":[{"type":"text","text":"123456"}]},)"
      R"({"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"123456"}]}])");
}

TEST(Whats91Templates, AreRefusedAsCarousels) {
  const auto carousel = read(R"([{"type":"BODY","text":"x"},{"type":"CAROUSEL","cards":[]}])");
  EXPECT_EQ(refused(carousel, {}), "carousel");
}

TEST(Whats91Templates, AreSentInALanguageThatIsApproved) {
  const std::vector all{told("[]", "de", "REJECTED"), told("[]", "fr"), told("[]", "hi")};
  EXPECT_EQ(template_in(all, "")->language, "fr");
  EXPECT_EQ(template_in(all, "hi")->language, "hi");
  EXPECT_EQ(template_in(all, "de")->language, "de");
  EXPECT_FALSE(template_in(all, "ta"));
  EXPECT_FALSE(template_in({}, ""));
}

TEST(Whats91Templates, AreReadWhateverTheirComponentsAre) {
  for (const auto* odd : {"", "{}", "7", "[7,null,[]]", R"([{"type":"BUTTONS","buttons":7}])"}) {
    const auto read_one = read(odd);
    EXPECT_TRUE(read_one.buttons.empty() && read_one.header.empty()) << odd;
  }
}

TEST(Whats91Templates, AreAskedForInEachSpelling) {
  const auto draft = [](const std::string& body) {
    const auto tree = JsonTree::read(body);
    return read_template(tree->root(),
                         read(R"([{"type":"BODY","text":"{{1}}"},{"type":"BUTTONS","buttons":[)"
                              R"({"type":"URL","url":"https://x.test/{{1}}"}]}])"),
                         "", "");
  };
  for (const auto* to : {"to", "receiverId", "receiver_id", "receiver"}) {
    for (const auto* buttons : {"buttonParameters", "button_parameters"}) {
      const auto made = draft(std::string(R"({")") + to + R"(":"+91 88888-88888","parameters":[7],")" +
                              buttons + R"(":["b"]})");
      EXPECT_EQ(made.type, "template");
      EXPECT_EQ(made.to.phone, "918888888888");
      EXPECT_EQ(made.content.text, "bill");
      EXPECT_NE(made.object.find(R"("text":"7")"), std::string::npos) << made.object;
      EXPECT_NE(made.object.find(R"("text":"b")"), std::string::npos) << made.object;
    }
  }
  const auto asked = [](const std::string& body) {
    const auto tree = JsonTree::read(body);
    return read_template_asked(tree->root());
  };
  EXPECT_EQ(asked(R"({"to":"1","templateName":"a","template_name":"b"})").name, "a");
  EXPECT_EQ(asked(R"({"to":"1","template_name":"b"})").name, "b");
  const auto subject = [&](const std::string& body) {
    try {
      asked(body);
    } catch (const Problem& problem) {
      return problem.subject();
    }
    return std::string("nothing");
  };
  EXPECT_EQ(subject(R"({"to":"1"})"), "templateName");
  EXPECT_EQ(subject(R"({"templateName":"a"})"), "to");
}

}  // namespace
}  // namespace parley::whats91
