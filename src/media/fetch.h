#pragma once
// One try to bring a file from Meta into our folder, and what it means.

#include "base/task.h"
#include "domain/attempt.h"
#include "media/library.h"
#include "meta/graph_client.h"
#include "store/media.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace parley::media {

// What came of it. `waits`: not the file's fault, and it stays pending; at least for that long.
struct Waits {
  std::chrono::milliseconds least{0};
  std::string trouble;
};
struct NoToken {
  std::string trouble;
  bool has_none = false;  // the number has none at all: it is not that Meta refused one
};
// Meta does not know the id, or not for this token: both are told alike.
struct Gone {
  std::string trouble;
};
struct Wrong {
  std::string trouble;
  bool may_come_right = true;
};
using FetchResult = std::variant<FetchedMedia, Waits, NoToken, Gone, Wrong>;

// Whole and checked against what Meta says of its length and hash, it is in the folder when this ends. `cut_short` is asked
// as the bytes come.
Task<FetchResult> fetch(meta::GraphClient& graph, meta::GraphSender from, Shared& shared,
                        OrganizationId organization, MediaFile file, std::function<bool()> cut_short);

}  // namespace parley::media
