#pragma once
// What stands in a signed URL: which file of which organization, and how long it may be read by whoever has the URL.

#include "base/seal.h"
#include "base/time.h"
#include "domain/ids.h"

#include <optional>
#include <string>
#include <string_view>

namespace parley::media {

struct Pass {
  OrganizationId organization;
  std::string media;  // Meta's id
  Timestamp until;    // whole seconds
  SenderId sender;    // only where the file is that number's; 0: whosever it is
  bool operator==(const Pass&) const = default;
};

// Letters, digits, - and _. The same pass is always spelt the same.
std::string spell(const Seal& seal, const Pass& pass);
// Nothing where we did not write it. Whether its time is over is for the caller to see.
std::optional<Pass> read_pass(const Seal& seal, std::string_view text);

// The end of a pass that is good for `ttl` at least: full hours, so that a URL stays the same for an hour, in a browser's
// cache and in kept answers.
Timestamp pass_until(Timestamp now, std::chrono::seconds ttl);
// Until when pass_until gives the same.
Timestamp pass_changes_at(Timestamp now);

}  // namespace parley::media
