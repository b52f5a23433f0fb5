// Showing Meta that a channel's number is ours: Meta sends a code to it, and is told the code.

#include "base/text.h"
#include "dialects/ask_meta.h"
#include "dialects/body.h"
#include "dialects/vobiz/contact_text.h"
#include "dialects/vobiz/drafts.h"
#include "dialects/vobiz/mapping.h"
#include "http/params.h"

#include <algorithm>

namespace parley::vobiz {
namespace {

// A code of Meta's is asked for anew behind that.
constexpr std::chrono::minutes code_life{10};

const Sender& channel_of_phone(const std::vector<Sender>& senders, const Token& token, Json body) {
  const auto phone = read_phone(need_text(body, "phone_number"));
  const auto at = std::ranges::find_if(senders, [&](const Sender& sender) {
    return sender.connected && sender.phone == phone && token.sender.value_or(sender.id) == sender.id;
  });
  if (at == senders.end()) throw Problem::not_found("channel");
  return *at;
}

std::string read_method(Json body) {
  const auto method = need_text(body, "verification_method");
  if (method == "sms") return R"({"code_method":"SMS","language":"en_US"})";
  if (method == "voice") return R"({"code_method":"VOICE","language":"en_US"})";
  throw Problem::invalid("verification_method", "verification_method must be sms or voice");
}

// Codes are digits, which people write with a dash or a blank.
std::string read_code(Json body) {
  const auto digits = digits_of(need_text(body, "otp_code"));
  if (digits.empty() || digits.size() > 16) throw Problem::invalid("otp_code", "otp_code must be digits");
  return R"({"code":")" + digits + "\"}";
}

Task<> tell_meta(const Context& context, const Sender& sender, std::string_view edge, std::string body) {
  auto target = "/" + http::percent_encoded(sender.phone_number_id) + std::string(edge);
  auto call = json_call("POST", std::move(target), std::move(body));
  co_await ask_meta_as(context, sender, std::move(call));
}

}  // namespace

Task<> request_code(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto body = read_body(call.request);
  auto asked = read_method(body.root());
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = channel_of_phone(*senders, *call.token, body.root());
  co_await tell_meta(context, sender, "/request_code", std::move(asked));
  const Ids ids(context.store.seal(), call.token->organization);
  JsonWriter(reply.out())
      .open('{')
      .field("id", ids.channel(sender.id))
      .field("phone_number", with_plus(sender.phone))
      .field("status", "pending")
      .field("expires_at", whole_seconds(context.now() + code_life))
      .close('}');
}

Task<> confirm_code(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto body = read_body(call.request);
  auto asked = read_code(body.root());
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = channel_of_phone(*senders, *call.token, body.root());
  co_await tell_meta(context, sender, "/verify_code", std::move(asked));
  JsonWriter(reply.out())
      .open('{')
      .field("status", "verified")
      .field("message", "The number is verified")
      .close('}');
}

}  // namespace parley::vobiz
