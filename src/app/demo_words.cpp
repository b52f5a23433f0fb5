#include "app/demo_words.h"

#include "simulator/payload.h"

#include <fmt/format.h>

#include <iterator>

namespace parley::app {
namespace {

class Words {
 public:
  explicit Words(std::string_view origin) : origin_(origin) {}

  void line(std::string_view text = "") { text_.append(text).append("\n"); }
  void paste(std::string_view what, std::string_view command) {
    fmt::format_to(std::back_inserter(text_), "# {}\n{}\n\n", what, command);
  }
  void get(std::string_view what, std::string_view path) {
    paste(what, fmt::format("curl -s '{}{}'", origin_, path));
  }
  void get(std::string_view what, std::string_view path, std::string_view token) {
    paste(what, fmt::format("curl -s -H 'Authorization: Bearer {}' '{}{}'", token, origin_, path));
  }
  [[nodiscard]] std::string text() && { return std::move(text_); }
  [[nodiscard]] std::string_view origin() const { return origin_; }

 private:
  std::string_view origin_;
  std::string text_;
};

// A message from a new customer. The shell puts in the present for both %s, so that each paste is a new
// message.
std::string pasted_body(const Sender& sender) {
  const simulator::Number number{sender.waba, sender.phone_number_id, sender.phone};
  const simulator::Person person{.wa_id = "4915100000000", .name = "You"};
  const simulator::Message message{.wamid = "wamid.pasted%s",
                                   .content = simulator::text("Hello from the shell")};
  auto body = simulator::incoming(number, person, std::span(&message, 1));
  constexpr std::string_view time = R"("timestamp":"0")";
  body.replace(body.find(time), time.size(), R"("timestamp":"%s")");
  return body;
}

void webhook_words(Words& words, const DemoGround& ground) {
  words.paste(
      "a message comes in, signed as Meta signs",
      fmt::format(
          "BODY=$(printf '{}' \"$(date +%s)\" \"$(date +%s)\"); "
          "curl -s '{}/webhooks/meta' -H 'Content-Type: application/json' "
          "-H \"X-Hub-Signature-256: sha256=$(printf %s \"$BODY\" | openssl dgst -sha256 -hmac '{}' | "
          "sed 's/.* //')\" --data-binary \"$BODY\"",
          pasted_body(ground.senders.front()), words.origin(), ground.secrets.app_secret));
}

void whats91_words(Words& words, const DemoGround& ground, std::string_view token,
                   std::int64_t conversation) {
  constexpr std::string_view base = "/api/v2/reports/conversations";
  const auto sender = "senderId=" + ground.senders.front().phone;
  words.get("the newest conversations", fmt::format("{}?{}&limit=5", base, sender), token);
  words.get("counts", fmt::format("{}/summary?{}", base, sender), token);
  words.paste("send: Meta's stand-in takes it, tells that it was read, and may have it answered",
              fmt::format("curl -s -H 'Authorization: Bearer {}' -H 'Content-Type: application/json' -d "
                          "'{{\"senderId\":\"{}\",\"to\":\"4915100000000\",\"text\":\"Hello from us\"}}' "
                          "'{}/api/v2/chat'",
                          token, ground.senders.front().phone, words.origin()));
  if (conversation == 0) return;
  words.get("one conversation", fmt::format("{}/{}?{}", base, conversation, sender), token);
  words.get("its messages", fmt::format("{}/{}/messages?{}&limit=10", base, conversation, sender), token);
}

void vobiz_words(Words& words, std::string_view token) {
  const auto colon = token.find(':');
  if (colon == std::string_view::npos) return;
  words.paste("Vobiz: the newest conversations",
              fmt::format("curl -s -H 'X-Auth-ID: {}' -H 'X-Auth-Token: {}' '{}/v1/messaging/conversations'",
                          token.substr(0, colon), token.substr(colon + 1), words.origin()));
}

void kirim_words(Words& words, const DemoGround& ground, std::string_view token) {
  words.get("Kirim.chat: the newest conversations",
            fmt::format("/v1/{}/conversations", ground.senders.front().phone_number_id), token);
}

void wapikit_words(Words& words, const DemoGround& ground, std::string_view token) {
  words.paste("Wapikit: who I am",
              fmt::format("curl -s -H 'x-access-token: {}' '{}/api/user'", token, words.origin()));
  words.paste("Wapikit: log in",
              fmt::format("curl -s -H 'Content-Type: application/json' -d "
                          "'{{\"username\":\"{}\",\"password\":\"{}\"}}' '{}/api/auth/login'",
                          demo_email, ground.secrets.password, words.origin()));
}

void meta_words(Words& words, const DemoGround& ground, std::string_view token) {
  const auto& number = ground.senders.front().phone_number_id;
  words.paste("Meta's own shape: send",
              fmt::format("curl -s -H 'Authorization: Bearer {}' -H 'Content-Type: application/json' -d "
                          "'{{\"messaging_product\":\"whatsapp\",\"to\":\"4915100000000\",\"type\":\"text\","
                          "\"text\":{{\"body\":\"Hello from us\"}}}}' '{}/v23.0/{}/messages'",
                          token, words.origin(), number));
  words.get("the same, with Kapso's history: the newest conversations",
            fmt::format("/v23.0/{}/conversations?limit=5", number), token);
}

}  // namespace

std::string demo_words(const DemoGround& ground, std::string_view origin, std::int64_t conversation) {
  Words words(origin);
  words.line();
  words.line(fmt::format("Parley's demo is at {}  (store: {})", origin, ground.store));
  words.line(fmt::format("organization  {} ({})", ground.organization.name, ground.organization.id.value));
  for (const Sender& sender : ground.senders) {
    words.line(fmt::format("number        {}  {} (phone_number_id {})", sender.phone, sender.name,
                           sender.phone_number_id));
  }
  words.line(fmt::format("owner         {}  password {}", demo_email, ground.secrets.password));
  for (const auto& [api, token] : ground.secrets.tokens)
    words.line(fmt::format("token         {}  ({})", token, api));
  words.line("\nPaste these:\n");
  if (const auto token = ground.secrets.tokens.find("whats91"); token != ground.secrets.tokens.end()) {
    whats91_words(words, ground, token->second, conversation);
  }
  if (const auto token = ground.secrets.tokens.find("wapikit"); token != ground.secrets.tokens.end()) {
    wapikit_words(words, ground, token->second);
  }
  if (const auto token = ground.secrets.tokens.find("kirim"); token != ground.secrets.tokens.end()) {
    kirim_words(words, ground, token->second);
  }
  if (const auto token = ground.secrets.tokens.find("vobiz"); token != ground.secrets.tokens.end()) {
    vobiz_words(words, token->second);
  }
  if (const auto token = ground.secrets.tokens.find("meta"); token != ground.secrets.tokens.end()) {
    meta_words(words, ground, token->second);
  }
  webhook_words(words, ground);
  words.get("whether it is alive", "/healthz");
  return std::move(words).text();
}

}  // namespace parley::app
