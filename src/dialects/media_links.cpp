#include "dialects/media_links.h"

#include "dialects/origin.h"
#include "media/library.h"
#include "media/pass.h"

#include <algorithm>

namespace parley {
MediaLinks::MediaLinks(const Call& call, const Context& context, std::chrono::seconds ttl)
    : call_(call), context_(context), ttl_(ttl) {}

std::string MediaLinks::of(std::string_view media_id) const {
  if (media_id.empty() || context_.media == nullptr) return {};
  if (!call_.origin) call_.origin = origin_of(call_.request, *context_.settings);
  if (call_.origin->empty()) return {};
  call_.kept_until = std::min(call_.kept_until, media::pass_changes_at(context_.now()));
  return context_.media->url(*call_.origin, call_.token->organization, media_id, ttl_, call_.token->sender);
}

MessageRow MediaLinks::linked(MessageRow row, std::string& place) const {
  if (row.revoked || row.media_id.empty()) return row;
  place = of(row.media_id);
  row.media_url = place;
  return row;
}

Timestamp MediaLinks::until() const { return media::pass_until(context_.now(), ttl_); }

}  // namespace parley
