#include "dialects/media_links.h"

#include "base/text.h"
#include "media/library.h"
#include "media/pass.h"

#include <algorithm>

namespace parley {
namespace {

bool is_fit_for_host(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._:[]").find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

std::string origin_of(const http::Request& request, const DialectSettings& settings) {
  if (!settings.public_url.empty()) return settings.public_url;
  const auto host = request.header("host").value_or("");
  const bool is_fit = !host.empty() && host.size() <= 255 && std::ranges::all_of(host, is_fit_for_host);
  if (!is_fit) return {};
  const auto forwarded = trimmed(request.header("x-forwarded-proto").value_or(""));
  const bool secure = request.secure || equal_ignoring_case(forwarded, "https");
  return (secure ? "https://" : "http://") + std::string(host);
}

MediaLinks::MediaLinks(const Call& call, const Context& context, std::chrono::seconds ttl)
    : call_(call), context_(context), ttl_(ttl) {}

std::string MediaLinks::of(std::string_view media_id) const {
  if (media_id.empty() || context_.media == nullptr) return {};
  if (origin_.empty()) {
    origin_ = origin_of(call_.request, *context_.settings);
    if (origin_.empty()) return {};
    // Whoever asks may put any host into the request: an answer that repeats it is for nobody else.
    if (context_.settings->public_url.empty()) call_.may_be_kept = false;
    call_.kept_until = std::min(call_.kept_until, media::pass_changes_at(context_.now()));
  }
  return context_.media->url(origin_, call_.token->organization, media_id, ttl_);
}

MessageRow MediaLinks::linked(MessageRow row, std::string& place) const {
  if (row.revoked || row.media_id.empty()) return row;
  place = of(row.media_id);
  row.media_url = place;
  return row;
}

Timestamp MediaLinks::until() const { return media::pass_until(context_.now(), ttl_); }

}  // namespace parley
