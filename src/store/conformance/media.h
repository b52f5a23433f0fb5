#pragma once
// How the tests of files ask and act.

#include "store/conformance/outbox.h"
#include "store/media.h"
#include "store/senders.h"

#include <algorithm>
#include <map>

namespace parley::conformance {

inline const std::string no_token = std::string(waits_for_token) + "none";

using namespace std::chrono_literals;

inline const std::string hex(64, 'a');
inline constexpr auto base64 = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=";

inline MessageFact image_from(const std::string& phone, const std::string& wamid, int seconds,
                              const std::string& id) {
  auto fact = text_from(phone, wamid, seconds, "");
  fact.content.type = "image";
  fact.content.media =
      Media{.id = id, .mime_type = "image/jpeg", .sha256 = base64, .filename = {}, .url = {}};
  return fact;
}

struct Files {
  Bench& bench;
  Conversations on{bench};

  template <class Work>
  auto make(Work work) {
    return on.make(work);
  }
  std::optional<MediaFile> file(const std::string& id) {
    std::optional<MediaFile> found;
    const auto read = [&](const Reader& from) { found = media_file(from, bench.organization, id); };
    bench.wait(bench.store().read(Weight::light, read));
    return found;
  }
  MediaTally tally() {
    MediaTally found;
    const auto read = [&](const Reader& from) {
      for (const auto& one : media_tallies(from)) found = one;
    };
    bench.wait(bench.store().read(Weight::light, read));
    return found;
  }
  std::optional<Timestamp> next() {
    std::optional<Timestamp> at;
    const auto read = [&](const Reader& from) { at = next_media_at(from, bench.organization); };
    bench.wait(bench.store().read(Weight::light, read));
    return at;
  }
  std::vector<MediaLease> lease(std::int64_t most = 100) {
    return make(
        [&](Transaction& in) { return lease_media(in, bench.organization, most, bench.now() + 30s); });
  }
  bool fetched(const MediaLease& lease, const std::string& content = hex) {
    const FetchedMedia what{.mime = "image/jpeg", .sha256 = content, .bytes = 1000};
    return make([&](Transaction& in) { return parley::fetched(in, bench.organization, lease, what); });
  }
  void uploaded(const std::string& id, const std::string& content = hex) {
    const UploadedMedia file{
        .id = id, .filename = "a.jpg", .what = {.mime = "image/jpeg", .sha256 = content, .bytes = 500}};
    make([&](Transaction& in) {
      parley::uploaded(in, bench.ours, file);
      return 0;
    });
  }
  std::vector<EventKind> events(Sequence since = {}) {
    std::vector<EventKind> kinds;
    for (const auto& event : bench.wait(bench.store().events_after(bench.organization, since, 1000)))
      kinds.push_back(event.kind);
    return kinds;
  }
};

inline std::vector<std::string> ids(const std::vector<MediaLease>& leases) {
  std::vector<std::string> all;
  for (const auto& lease : leases) all.push_back(lease.file.id);
  std::ranges::sort(all);
  return all;
}

}  // namespace parley::conformance
