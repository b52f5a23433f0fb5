// Who asks, and about which number of ours: where a token may stand, and how a sender is found.

#include "base/json.h"
#include "base/text.h"
#include "dialects/whats91/forms.h"
#include "dialects/whats91/whats91.h"

#include <algorithm>

namespace parley::whats91 {
namespace {

constexpr std::string_view token_aliases[] = {"authToken", "auth_token", "token"};

// The x of "Bearer x"; empty for a header of another form.
std::string_view bearer_token(std::string_view header) {
  constexpr std::string_view scheme = "bearer ";
  if (!equal_ignoring_case(header.substr(0, scheme.size()), scheme)) return {};
  return trimmed(header.substr(scheme.size()));
}

Problem setup_incomplete() {
  return {Problem::Kind::conflict, "sender", "No connected number could be found for this call"};
}

const Sender& bound_sender(const std::vector<Sender>& senders, SenderId id, std::string_view wanted) {
  const auto bound =
      std::find_if(senders.begin(), senders.end(), [&](const Sender& s) { return s.id == id; });
  if (bound == senders.end()) throw setup_incomplete();
  if (!wanted.empty() && wanted != bound->phone) {
    throw Problem(Problem::Kind::forbidden, "senderId", "The token is bound to another number");
  }
  if (!bound->connected) throw setup_incomplete();
  return *bound;
}

const Sender& default_sender(const std::vector<Sender>& senders) {
  const Sender* only = nullptr;
  int connected = 0;
  for (const Sender& sender : senders) {
    if (!sender.connected) continue;
    if (sender.is_default) return sender;
    only = &sender;
    ++connected;
  }
  if (connected != 1) throw setup_incomplete();
  return *only;
}

}  // namespace

std::optional<std::string> credential(const http::Request& request, const http::Params& params) {
  const auto bearer = bearer_token(request.header("authorization").value_or(""));
  if (!bearer.empty()) return std::string(bearer);
  for (const auto alias : token_aliases) {
    const auto token = params.text(alias);
    if (token && !token->empty()) return std::string(*token);
  }
  if (request.method != http::Method::post) return std::nullopt;
  auto in_form = form_text(request, {token_aliases[0], token_aliases[1], token_aliases[2]});
  if (!in_form.empty()) return in_form;
  const auto body = JsonTree::read(request.body);
  for (const auto alias : token_aliases) {
    if (!body) break;
    auto token = body->root()[alias].text();
    if (!token.empty()) return token;
  }
  return std::nullopt;
}

const Sender& sender_of(const std::vector<Sender>& senders, const Token& token, const http::Params& params) {
  return sender_of(senders, token, params.text("senderId").value_or(""));
}

const Sender& sender_of_id(const std::vector<Sender>& senders, const Token& token,
                           std::string_view phone_number_id) {
  for (const Sender& sender : senders) {
    if (!sender.connected || sender.phone_number_id != phone_number_id) continue;
    if (token.sender && *token.sender != sender.id)
      throw Problem(Problem::Kind::forbidden, "senderId", "The token is bound to another number");
    return sender;
  }
  throw Problem::not_found("phone number");
}

const Sender& sender_of(const std::vector<Sender>& senders, const Token& token, std::string_view sender_id) {
  const auto wanted = digits_of(sender_id);
  if (token.sender) return bound_sender(senders, *token.sender, wanted);
  if (wanted.empty()) return default_sender(senders);
  for (const Sender& sender : senders) {
    if (sender.connected && sender.phone == wanted) return sender;
  }
  throw setup_incomplete();
}

}  // namespace parley::whats91
