#include "dialects/wapikit/spelling.h"

#include "base/problem.h"
#include "dialects/wapikit/people.h"

#include <algorithm>
#include <array>
#include <utility>

namespace parley::wapikit {
namespace {

bool is_one_of(unsigned char c, std::string_view others) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         others.find(static_cast<char>(c)) != std::string_view::npos;
}

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const unsigned char c : text) {
    if (is_one_of(c, "-._~")) {
      out += static_cast<char>(c);
    } else {
      out.append({'%', digits[c >> 4U], digits[c & 15U]});
    }
  }
}

}  // namespace

Spelling::Spelling(const Seal& seal, OrganizationId organization, std::string base_url)
    : seal_(seal),
      organization_(organization),
      organization_id_(id_of(seal, organization)),
      base_url_(std::move(base_url)) {}

Spelling::Spelling(const Call& call, const Context& context)
    : Spelling(context.store.seal(), call.token->organization, context.settings->public_url) {
  if (!base_url_.empty()) return;
  base_url_ = url_of_host(call.request);
  may_be_kept_ = &call.may_be_kept;
}

std::string Spelling::id(Kind kind, std::int64_t number) const {
  return seal_.uuid(kind.sealed, organization_.value, number);
}

std::int64_t Spelling::number(Kind kind, std::string_view id) const {
  const auto found = known(kind, id);
  if (!found) throw Problem::not_found(std::string(kind.named));
  return *found;
}

std::optional<std::int64_t> Spelling::known(Kind kind, std::string_view id) const {
  return seal_.of_uuid(kind.sealed, organization_.value, checked_id(kind, id));
}

std::string Spelling::media_link(std::int64_t conversation, std::string_view media_id) const {
  if (base_url_.empty() || media_id.empty()) return {};
  if (may_be_kept_) *may_be_kept_ = false;
  auto link = base_url_ + "/api/conversation/" + id(kind::conversation, conversation) + "/media/";
  append_encoded(link, media_id);
  return link;
}

std::string_view checked_id(Kind kind, std::string_view id) {
  if (is_uuid(id)) return id;
  auto subject = std::string(kind.named) + " id";
  const auto words = "invalid " + subject;
  throw Problem::invalid(std::move(subject), words);
}

std::string url_of_host(const http::Request& request) {
  const auto host = request.header("host").value_or("");
  const bool is_fit = !host.empty() && host.size() <= 255 &&
                      std::all_of(host.begin(), host.end(), [](char c) { return is_one_of(c, "-._:[]"); });
  if (!is_fit) return {};
  return (request.secure ? "https://" : "http://") + std::string(host);
}

}  // namespace parley::wapikit
