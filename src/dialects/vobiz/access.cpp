// Who asks, and what of the account they are shown.

#include "base/secrets.h"
#include "dialects/vobiz/vobiz.h"

namespace parley::vobiz {

std::optional<std::string> credential(const http::Request& request, const http::Params&) {
  const auto id = request.header("x-auth-id").value_or("");
  const auto token = request.header("x-auth-token").value_or("");
  if (id.empty() || token.empty()) return std::nullopt;
  return std::string(id) + ':' + std::string(token);
}

std::string request_id() {
  constexpr std::size_t digits = 12;
  const auto uuid = random_uuid();
  return "req_" + uuid.substr(uuid.size() - digits);
}

void need_whole_account(const Call& call) {
  if (!call.token->sender) return;
  throw Problem(Problem::Kind::forbidden, "channel", "The token is bound to one channel");
}

std::vector<SenderId> shown_senders(const Token& token) {
  if (!token.sender) return {};
  return {*token.sender};
}

void answer_nothing(http::Reply& reply) {
  reply.status = 204;
  reply.content_type = {};
}

}  // namespace parley::vobiz
