// The client against servers of our own: what it sends, what it makes of each answer, and of none.

#include "meta/graph_client.h"

#include "base/names.h"
#include "http/multipart.h"
#include "http/testing.h"
#include "http/testing_certificate.h"
#include "meta/draft_testing.h"
#include "meta/graph_codes.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <mutex>

namespace parley::meta {
namespace {

using namespace std::chrono_literals;
using enum AttemptOutcome;
using http::Reply;
using http::Request;
using http::testing::Scripted;
using http::testing::Serving;
using http::testing::Talk;

// What a stand-in for Meta was asked, and what it says.
class Meta {
 public:
  struct Asked {
    std::string line, token, agent, content_type, body;
  };

  [[nodiscard]] http::Handler handler() {
    return [this](const Request& request, Reply& reply) { return answer(request, reply); };
  }
  std::vector<Asked> asked() {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }

  int status = 200;
  std::string_view content_type = "application/json; charset=utf-8";
  std::string body =
      R"({"messaging_product":"whatsapp","contacts":[{"input":"+1 650","wa_id":"1650"}],"messages":[{"id":"wamid.1"}]})";
  std::string retry_after;

 private:
  Task<> answer(const Request& request, Reply& reply) {
    const std::scoped_lock lock(mutex_);
    const auto header = [&](std::string_view name) { return std::string(request.header(name).value_or("")); };
    asked_.push_back({std::string(request.method_name) + ' ' + std::string(request.target),
                      header("Authorization"), header("User-Agent"), header("Content-Type"),
                      std::string(request.body)});
    reply.status = status;
    reply.content_type = content_type;
    reply.out() += body;
    if (!retry_after.empty()) reply.add_header("Retry-After", retry_after);
    co_return;
  }

  std::mutex mutex_;
  std::vector<Asked> asked_;
};

class Pieces final : public http::BodySource {
 public:
  explicit Pieces(std::string all) : all_(std::move(all)) {}
  Task<bool> next(std::string& out) override {
    out += all_.substr(0, 10'000);
    all_.erase(0, 10'000);
    co_return !all_.empty();
  }

 private:
  std::string all_;
};

class Kept final : public http::BodySink {
 public:
  Task<> take(std::string_view piece) override {
    text += piece;
    co_return;
  }
  std::string text;
};

class GraphCalls : public ::testing::Test {
 protected:
  GraphClient client(std::uint16_t port, const std::string& path = "") {
    return client_of("http://127.0.0.1:" + std::to_string(port) + path);
  }
  GraphClient client_of(const std::string& url) {
    GraphClient::Options options;
    options.url = url;
    options.calls.read = 200ms;
    return {io_, options};
  }

  template <class T>
  T wait(Task<T> task) {
    std::optional<T> result;
    asio::co_spawn(io_, std::move(task), [&](const std::exception_ptr& error, T value) {
      if (error) std::rethrow_exception(error);
      result = std::move(value);
    });
    while (!result) {
      io_.restart();
      io_.run_one();
    }
    return std::move(*result);
  }
  Attempt send(GraphClient& to, const std::string& data = "", const Tried& tried = {}) {
    return wait(to.send(ours_, draft_in(send_body(R"("text":{"body":"hi"})")), data, tried));
  }

  asio::io_context io_{1};
  GraphSender ours_{"106540352242922", "EAAtoken"};
};

TEST_F(GraphCalls, SendADraft) {
  Meta meta;
  Serving serving(meta.handler());
  auto to = client(serving.port());
  const auto attempt = send(to, "parley:7Ab");
  EXPECT_EQ(attempt.outcome, accepted);
  EXPECT_EQ(attempt.wamid, "wamid.1");
  EXPECT_EQ(attempt.recipient.phone, "1650");
  const auto asked = meta.asked();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].line, "POST /v23.0/106540352242922/messages");
  EXPECT_EQ(asked[0].token, "Bearer EAAtoken");
  EXPECT_TRUE(asked[0].agent.starts_with("curl/"));
  EXPECT_EQ(asked[0].content_type, "application/json");
  EXPECT_EQ(asked[0].body,
            R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"16505551234",)"
            R"("type":"text","text":{"body":"hi"},"biz_opaque_callback_data":"parley:7Ab"})");
}

TEST_F(GraphCalls, GoBehindAPathAndToEscapedIds) {
  Meta meta;
  Serving serving(meta.handler());
  auto to = client(serving.port(), "/proxy/meta/");
  ours_.phone_number_id = "1/../2?x=1";
  send(to);
  EXPECT_EQ(meta.asked()[0].line, "POST /proxy/meta/v23.0/1%2F..%2F2%3Fx%3D1/messages");
}

TEST_F(GraphCalls, KeepTheirConnection) {
  Meta meta;
  Serving serving(meta.handler());
  auto to = client(serving.port());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(send(to).outcome, accepted);
  EXPECT_EQ(serving.counts().connections_accepted, 1U);
}

TEST_F(GraphCalls, TellWhatMetaRefused) {
  Meta meta;
  meta.status = 400;
  meta.body = R"({"error":{"message":"(#131056) x","code":131056,"error_data":{"details":"slower"}}})";
  Serving serving(meta.handler());
  auto to = client(serving.port());
  const auto attempt = send(to, "", {.draft = {131056, AttemptReach::pair, 1}});
  EXPECT_EQ(attempt.outcome, passing);
  EXPECT_EQ(attempt.reach, AttemptReach::pair);
  EXPECT_EQ(attempt.wait, 16s);
  EXPECT_EQ(attempt.error.details, "slower");
  meta.retry_after = "120";
  EXPECT_EQ(send(to).wait, 120s);
  meta.retry_after = "soon";
  EXPECT_EQ(send(to).wait, 4s);
  EXPECT_EQ(meta.asked().size(), 3U) << "and repeat nothing by themselves";
}

TEST_F(GraphCalls, AreNotMadeWithoutAToken) {
  Meta meta;
  Serving serving(meta.handler());
  auto to = client(serving.port());
  for (const auto& [token, code] :
       {std::pair("", 104), std::pair("EAA\r\nX: y", 190), std::pair("a b", 190)}) {
    ours_.access_token = token;
    const auto attempt = send(to);
    EXPECT_EQ(attempt.outcome, no_token) << token;
    EXPECT_EQ(attempt.error.code, code) << token;
    EXPECT_EQ(std::get<Attempt>(wait(to.media(ours_, "77"))).outcome, no_token);
  }
  EXPECT_TRUE(meta.asked().empty());
}

TEST_F(GraphCalls, PassWhereNobodyListens) {
  std::uint16_t nobody = 0;
  {
    Meta meta;
    Serving serving(meta.handler());
    nobody = serving.port();
  }
  auto to = client(nobody);
  const auto attempt = send(to, "", {.draft = {131000, AttemptReach::everything, 3}});
  EXPECT_EQ(attempt.outcome, passing);
  EXPECT_EQ(attempt.reach, AttemptReach::everything);
  EXPECT_EQ(attempt.wait, 8s);
  EXPECT_EQ(attempt.error.details, "Meta could not be reached: Connection refused");
}

TEST_F(GraphCalls, AreUnknownWhereTheAnswerIsLost) {
  const auto script = [](int listening) {
    const auto answer = [&](std::string_view bytes) {
      auto talk = Talk::accepted_by(listening);
      talk.read_until("\"hi\"}}");
      talk.send(bytes).end();
    };
    answer("");
    answer("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"messages\":[{\"id\":");
    answer("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\noops");
    Talk::accepted_by(listening).read_all();
  };
  Scripted origin(script);
  auto to = client(origin.port());
  for (const auto* what : {"closed", "half an answer", "a gateway's page", "silence"})
    EXPECT_EQ(send(to).outcome, unknown) << what;
}

TEST_F(GraphCalls, SendOnceWhereAKeptConnectionClosesBehindARequest) {
  const auto script = [](int listening) {
    auto talk = Talk::accepted_by(listening);
    talk.read_until("\"hi\"}}");
    const std::string answer = R"({"messages":[{"id":"w"}]})";
    talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(answer.size()) + "\r\n\r\n" + answer);
    talk.read_until("\"hi\"}}");  // taken, and never answered; a second connection would find nobody
  };
  Scripted origin(script);
  auto to = client(origin.port());
  EXPECT_EQ(send(to).outcome, accepted);
  EXPECT_EQ(send(to).outcome, unknown);
}

TEST_F(GraphCalls, MarkAsRead) {
  Meta meta;
  meta.body = R"({"success":true})";
  Serving serving(meta.handler());
  auto to = client(serving.port());
  EXPECT_EQ(wait(to.mark_read(ours_, {.wamid = "wamid.1", .typing = true})).outcome, accepted);
  EXPECT_EQ(
      meta.asked()[0].body,
      R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","typing_indicator":{"type":"text"}})");
  meta.body = R"({"success":false})";
  EXPECT_EQ(wait(to.mark_read(ours_, {.wamid = "wamid.1"})).outcome, unknown);
  meta.status = 401;
  meta.body = R"({"error":{"message":"Session has expired","code":190,"error_subcode":463}})";
  const auto attempt = wait(to.mark_read(ours_, {.wamid = "wamid.1"}));
  EXPECT_EQ(attempt.outcome, no_token);
  EXPECT_EQ(attempt.error.subcode, 463);
}

TEST_F(GraphCalls, UploadAFile) {
  Meta meta;
  meta.body = R"({"id":"4490709327384033"})";
  Serving serving(meta.handler());
  auto to = client(serving.port());
  const std::string file(35'000, '\xFF');
  Upload upload{.mime_type = "image/png", .filename = "a \"b\"\r\n.png", .bytes = file.size()};
  upload.content = std::make_shared<Pieces>(file);
  EXPECT_EQ(std::get<std::string>(wait(to.upload(ours_, upload))), "4490709327384033");
  const auto asked = meta.asked()[0];
  EXPECT_EQ(asked.line, "POST /v23.0/106540352242922/media");
  const auto parts = http::form_parts(asked.body, http::form_boundary(asked.content_type).value());
  ASSERT_TRUE(parts && parts->size() == 3);
  EXPECT_EQ(http::part_named(*parts, "messaging_product")->body, "whatsapp");
  EXPECT_EQ(http::part_named(*parts, "type")->body, "image/png");
  const auto* const sent = http::part_named(*parts, "file");
  EXPECT_EQ(sent->content_type, "image/png");
  EXPECT_EQ(sent->filename, "a _b___.png");
  EXPECT_EQ(sent->body, file);
}

TEST_F(GraphCalls, UploadNothingWithALineBreakInItsType) {
  Meta meta;
  meta.status = 400;
  meta.body = R"({"error":{"code":131053}})";
  Serving serving(meta.handler());
  auto to = client(serving.port());
  Upload upload{.mime_type = "image/png\r\nX: y", .bytes = 1, .content = std::make_shared<Pieces>("x")};
  EXPECT_EQ(std::get<Attempt>(wait(to.upload(ours_, upload))).outcome, refused);
  EXPECT_EQ(meta.asked()[0].body.find("X: y"), std::string::npos);
}

TEST_F(GraphCalls, AskForMedia) {
  Meta meta;
  meta.body =
      R"({"messaging_product":"whatsapp","url":"https://lookaside.fbsbx.com/a?mid=1","mime_type":"image/jpeg","sha256":"ab","file_size":"303833","id":"77"})";
  Serving serving(meta.handler());
  auto to = client(serving.port());
  const auto info = std::get<MediaInfo>(wait(to.media(ours_, "77")));
  EXPECT_EQ(meta.asked()[0].line, "GET /v23.0/77?phone_number_id=106540352242922");
  EXPECT_EQ(info.url, "https://lookaside.fbsbx.com/a?mid=1");
  EXPECT_EQ(info.mime_type, "image/jpeg");
  EXPECT_EQ(info.bytes, 303833U);
  meta.status = 400;
  meta.body = R"({"error":{"message":"x","code":100,"error_subcode":33}})";
  const auto gone = std::get<Attempt>(wait(to.media(ours_, "78")));
  EXPECT_EQ(gone.outcome, refused);
  EXPECT_EQ(gone.error.subcode, 33);
  meta.body = R"({"success":true})";
  meta.status = 200;
  EXPECT_EQ(wait(to.delete_media(ours_, "77")).outcome, accepted);
  EXPECT_EQ(meta.asked()[2].line, "DELETE /v23.0/77?phone_number_id=106540352242922");
}

TEST_F(GraphCalls, DownloadAFileUpToItsLimit) {
  Meta meta;
  meta.content_type = "image/jpeg";
  meta.body = std::string(200'000, 'x');
  Serving serving(meta.handler());
  auto to = client(serving.port());
  const auto url = "http://127.0.0.1:" + std::to_string(serving.port()) + "/files?mid=1";
  const auto sink = std::make_shared<Kept>();
  const auto got = std::get<Downloaded>(wait(to.download(ours_, url, sink, 200'000)));
  EXPECT_EQ(got.content_type, "image/jpeg");
  EXPECT_EQ(got.bytes, 200'000U);
  EXPECT_EQ(sink->text, meta.body);
  EXPECT_EQ(meta.asked()[0].line, "GET /files?mid=1");
  EXPECT_EQ(meta.asked()[0].token, "Bearer EAAtoken");
  EXPECT_FALSE(got.is_too_large);
  const auto cut = std::get<Downloaded>(wait(to.download(ours_, url, std::make_shared<Kept>(), 199'999)));
  EXPECT_TRUE(cut.is_too_large);
  meta.status = 500;
  meta.body.assign(2'000'000, 'x');
  EXPECT_TRUE(std::holds_alternative<Attempt>(wait(to.download(ours_, url, sink, 3'000'000))))
      << "a refusal's page tells nothing of the file";
  meta.status = 404;
  meta.body = "";
  const auto gone = std::get<Attempt>(wait(to.download(ours_, url, std::make_shared<Kept>(), 10)));
  EXPECT_EQ(gone.outcome, refused);
  EXPECT_EQ(gone.error.status, 404);
}

TEST_F(GraphCalls, ShowTheTokenToNobodyButMeta) {
  Meta meta;
  Serving other(meta.handler());
  auto to = client_of("https://graph.facebook.com");
  const auto port = std::to_string(other.port());
  const std::string urls[] = {"http://127.0.0.1:" + port + "/a",
                              "http://lookaside.fbsbx.com/a",
                              "https://evilfbsbx.com/a",
                              "https://fbsbx.com.evil.example/a",
                              "https://evil.example/.fbsbx.com",
                              "https://a@evil.example",
                              "https://lookaside.fbsbx.com:443@evil.example/a",
                              "https://evil.example\\.fbsbx.com/a",
                              "ftp://x.fbsbx.com/a",
                              ""};
  for (const auto& url : urls) {
    const auto failed = std::get<Attempt>(wait(to.download(ours_, url, std::make_shared<Kept>(), 10)));
    EXPECT_EQ(failed.outcome, refused) << url;
    EXPECT_EQ(failed.error.code, 131052) << url;
  }
  EXPECT_TRUE(meta.asked().empty());
}

TEST_F(GraphCalls, PassOtherCallsOn) {
  Meta meta;
  meta.status = 404;
  meta.body = R"({"error":{"code":132001}})";
  Serving serving(meta.handler());
  auto to = client(serving.port());
  GraphCall what{.method = "POST",
                 .target = "/77/message_templates?limit=1",
                 .content_type = "application/json",
                 .body = R"({"name":"n"})"};
  const auto answer = std::get<GraphAnswer>(wait(to.call("EAAtoken", what)));
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, meta.body);
  EXPECT_EQ(answer.content_type, "application/json; charset=utf-8");
  EXPECT_EQ(meta.asked()[0].line, "POST /v23.0/77/message_templates?limit=1");
  EXPECT_EQ(meta.asked()[0].body, what.body);
}

TEST_F(GraphCalls, ShowNobodyTheTokenThatMetaRepeats) {
  Meta meta;
  meta.status = 400;
  meta.body = R"({"error":{"message":"Malformed access token EAAtoken","code":190},)"
              R"("next":"https://graph.facebook.com/v23.0/1?access_token=EAAtoken&after=EAAtoken"})";
  Serving serving(meta.handler());
  auto to = client(serving.port());
  const auto answer = std::get<GraphAnswer>(wait(to.call("EAAtoken", {.target = "/1"})));
  EXPECT_EQ(answer.body, R"({"error":{"message":"Malformed access token ***","code":190},)"
                         R"("next":"https://graph.facebook.com/v23.0/1?access_token=***&after=***"})");
  EXPECT_EQ(send(to).error.title.find("EAAtoken"), std::string::npos);
  meta.body = R"({"id":"1","about":"123%7Cabcdef 123|abcdef"})";
  const auto escaped = std::get<GraphAnswer>(wait(to.call("123|abcdef", {.target = "/1"})));
  EXPECT_EQ(escaped.body, R"({"id":"1","about":"*** ***"})");
}

TEST_F(GraphCalls, TrustTheSystemsAuthoritiesOnly) {
  const http::testing::Certificate certificate;
  Meta meta;
  Serving serving(meta.handler(), {}, &certificate.files());
  const auto url = "https://127.0.0.1:" + std::to_string(serving.port());
  auto stranger = client_of(url);
  const auto attempt = send(stranger);
  EXPECT_EQ(attempt.outcome, passing) << "it was not sent";
  EXPECT_TRUE(meta.asked().empty());
  ::setenv("SSL_CERT_FILE", certificate.files().certificate_file.c_str(), 1);
  auto trusting = client_of(url);
  ::unsetenv("SSL_CERT_FILE");
  EXPECT_EQ(send(trusting).outcome, accepted);
}

TEST(GraphClient, RefusesWhatIsNoUrl) {
  asio::io_context context;
  const auto made = [&](const std::string& url) {
    GraphClient::Options options;
    options.url = url;
    GraphClient client(context, options);
  };
  for (const auto* url : {"", "graph.facebook.com", "ftp://a", "http://", "https://u:p@a"})
    EXPECT_THROW(made(url), std::invalid_argument) << url;
  for (const auto* url : {"https://graph.facebook.com", "http://127.0.0.1:9/", "http://[::1]:80/x"})
    EXPECT_NO_THROW(made(url)) << url;
}

}  // namespace
}  // namespace parley::meta
