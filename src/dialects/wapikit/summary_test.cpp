#include "dialects/wapikit/summary.h"

#include "dialects/wapikit/inbox_testing.h"
#include "http/testing.h"

namespace parley::wapikit {
namespace {

const SummarySource parcel{.contact = "Ana",
                           .total = 7,
                           .lines = {{false, "Good morning"},
                                     {false, "My parcel has not arrived, order 5512"},
                                     {true, "Sorry! Which parcel do you mean?"},
                                     {false, "The parcel of order 5512, it should have\narrived on Monday"},
                                     {true, "Your parcel is on its way and arrives today"},
                                     {false, "ok"},
                                     {false, "Thanks"}}};

TEST(WapikitSummary, PicksWhatIsSaidMostAndLast) {
  EXPECT_EQ(extractive_summary(parcel),
            "7 messages with Ana.\n"
            "Ana: My parcel has not arrived, order 5512\n"
            "Us: Sorry! Which parcel do you mean?\n"
            "Ana: The parcel of order 5512, it should have arrived on Monday\n"
            "Us: Your parcel is on its way and arrives today\n"
            "Ana: Thanks");
  for (int again = 0; again < 3; ++again) EXPECT_EQ(extractive_summary(parcel), extractive_summary(parcel));
}

TEST(WapikitSummary, HasWordsForLittle) {
  EXPECT_EQ(extractive_summary({.contact = "Ana"}), "No messages yet.");
  EXPECT_EQ(extractive_summary({.contact = "Ana", .total = 1}), "1 message with Ana.");
  EXPECT_EQ(extractive_summary({.contact = "Ana", .total = 2, .lines = {{false, "!?"}, {true, " \n "}}}),
            "2 messages with Ana.\nAna: !?\nUs: ");
}

TEST(WapikitSummary, StaysBounded) {
  SummarySource source{.contact = std::string(500, 'n'), .total = 200};
  for (int line = 0; line < 200; ++line)
    source.lines.push_back({line % 2 == 0, std::string(5'000, 'x') + "é"});
  EXPECT_LE(extractive_summary(source).size(), 4'000u);
  const auto body = summary_request({}, source);
  EXPECT_LE(body.size(), 18u << 10);
  EXPECT_EQ(minified(body), body);
}

TEST(WapikitSummary, ReadsTheEndpointsAddress) {
  const struct {
    std::string_view url, origin, target;
  } cases[] = {
      {"http://127.0.0.1:11434", "http://127.0.0.1:11434", "/v1/chat/completions"},
      {"http://127.0.0.1:11434/", "http://127.0.0.1:11434", "/v1/chat/completions"},
      {"https://model.example/v1/", "https://model.example", "/v1/chat/completions"},
      {"https://model.example/api/chat/completions", "https://model.example", "/api/chat/completions"},
  };
  for (const auto& [url, origin, target] : cases) {
    EXPECT_EQ(summary_endpoint(url).origin, origin) << url;
    EXPECT_EQ(summary_endpoint(url).target, target) << url;
  }
}

TEST(WapikitSummary, ReadsAModelsAnswer) {
  EXPECT_EQ(summary_of_answer(R"({"choices":[{"message":{"content":" It is late. "}}]})"), "It is late.");
  for (const auto* body :
       {"", "{}", "[]", R"({"choices":[]})", R"({"choices":[{"message":{"content":" "}}]})",
        R"({"choices":[{"message":{"content":7}}]})", R"({"error":{"message":"no"}})"}) {
    EXPECT_TRUE(summary_of_answer(body).value_or("") == "" || summary_of_answer(body) == "7") << body;
  }
}

// What a model was asked last.
struct Asked {
  std::string text;  // target and body
  std::string authorization;
};

Task<> answer_as_model(const http::Request& request, http::Reply& reply, Asked& asked) {
  asked.text = std::string(request.target) + ' ' + std::string(request.body);
  asked.authorization = request.header("authorization").value_or("");
  reply.out() += R"({"choices":[{"message":{"content":"They look for it."}}]})";
  co_return;
}

struct WapikitSummaries : Inbox {
  // What the endpoint `url` makes of a short conversation.
  std::string summary_by(const std::string& url, const std::string& key = "") {
    DialectSettings settings;
    settings.summary_url = url;
    settings.summary_model = "small";
    settings.summary_key = key;
    scene.context().settings = std::make_shared<const DialectSettings>(settings);
    scene.tell(first, text_from(std::string(ana), "wamid.1", "Where is it?", second(1)));
    const auto answered = get("/api/conversation/" + conversation_of(ana) + "/generate-summary");
    EXPECT_EQ(answered.status, 200) << answered.body;
    return member(answered.body, "summary");
  }
  const std::string extractive =
      "1 message with " + std::string(ana) + ".\\n" + std::string(ana) + ": Where is it?";
};

TEST_F(WapikitSummaries, AreExtractiveWithoutAModel) { EXPECT_EQ(summary_by(""), extractive); }

TEST_F(WapikitSummaries, AreTheModelsWhereThereIsOne) {
  Asked asked;
  const auto handler = [&](const http::Request& request, http::Reply& reply) {
    return answer_as_model(request, reply, asked);
  };
  const http::testing::Serving model(handler);
  EXPECT_EQ(summary_by("http://127.0.0.1:" + std::to_string(model.port()), "k"), "They look for it.");
  EXPECT_TRUE(asked.text.starts_with("/v1/chat/completions {\"model\":\"small\"")) << asked.text;
  EXPECT_NE(asked.text.find(std::string(ana) + ": Where is it?"), std::string::npos);
  EXPECT_EQ(asked.authorization, "Bearer k");
}

TEST_F(WapikitSummaries, FallBackWhereTheModelFails) {
  const auto handler = [](const http::Request&, http::Reply& reply) -> Task<> {
    reply.status = 500;
    reply.out() += R"({"choices":[{"message":{"content":"half a sen"}}]})";
    co_return;
  };
  const http::testing::Serving model(handler);
  EXPECT_EQ(summary_by("http://127.0.0.1:" + std::to_string(model.port())), extractive);
  EXPECT_EQ(summary_by("http://127.0.0.1:1"), extractive);
  EXPECT_EQ(summary_by("no address"), extractive);
}

}  // namespace
}  // namespace parley::wapikit
