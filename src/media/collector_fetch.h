#pragma once
// One file that the collector is fetching. For collector.cpp and collector_fetch.cpp.

#include "media/collector.h"
#include "media/fetch.h"

#include <exception>
#include <optional>
#include <utility>

namespace parley::media {

struct Collector::Fetch {
  Fetch(OrganizationId of, MediaLease right, asio::io_context& context)
      : organization(of), lease(std::move(right)), timer(context.get_executor()) {}

  OrganizationId organization;
  MediaLease lease;
  std::optional<Sender> sender;  // whose file it is, once that is known
  FetchResult result;
  Timer timer;  // of whoever keeps the lease
  bool has_ended = false;
};

}  // namespace parley::media
