#include "dialects/wapikit/spelling.h"

#include "base/problem.h"
#include "dialects/origin.h"
#include "dialects/wapikit/people.h"
#include "http/params.h"

#include <utility>

namespace parley::wapikit {

Spelling::Spelling(const Seal& seal, OrganizationId organization, std::string origin)
    : seal_(seal),
      organization_(organization),
      organization_id_(id_of(seal, organization)),
      origin_(std::move(origin)) {}

Spelling::Spelling(const Call& call, const Context& context)
    : Spelling(context.store.seal(), call.token->organization, origin_of(call.request, *context.settings)) {
  told_origin_ = &call.origin;
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
  if (media_id.empty()) return {};
  if (told_origin_) *told_origin_ = origin_;
  if (origin_.empty()) return {};
  return origin_ + "/api/conversation/" + id(kind::conversation, conversation) + "/media/" +
         http::percent_encoded(media_id);
}

std::string_view checked_id(Kind kind, std::string_view id) {
  if (is_uuid(id)) return id;
  auto subject = std::string(kind.named) + " id";
  const auto words = "invalid " + subject;
  throw Problem::invalid(std::move(subject), words);
}

}  // namespace parley::wapikit
