#pragma once
// Meta's callback: answers its verification call, and takes what it delivers. A delivery is acknowledged only
// when it is durable, since Meta keeps none of it; one that is refused comes again for days, so little is
// refused.

#include "actions/receive.h"
#include "base/histogram.h"
#include "base/time.h"
#include "http/reply.h"
#include "http/request.h"

#include <boost/describe/enum.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::ingest {

struct Options {
  std::vector<std::string> app_secrets;    // any of them may have signed
  std::vector<std::string> verify_tokens;  // any of them may be named
  bool unsigned_too = false;               // takes what nobody signed: for trials behind a closed door
  Clock now = system_now;
};

// How a request to the callback ended. Order of declaration is the order of /metrics.
BOOST_DEFINE_ENUM_CLASS(Ending, applied, repeated, parked, unrouted, malformed, bad_signature, unavailable,
                        failed, verified, not_verified, wrong_method)

// What ended how often and took how long; counted on one thread, read from any.
class Counts {
 public:
  static constexpr std::size_t kinds = 11;
  Counts();
  void add(Ending ending) { at(ending).fetch_add(1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t of(Ending ending) const {
    return counts_[static_cast<std::size_t>(ending)].load(std::memory_order_relaxed);
  }

  Histogram acknowledged;  // from the whole request to the answer 200
  Histogram behind;        // of each live message: from Meta's time of it, in whole seconds, to its commit

 private:
  std::atomic<std::uint64_t>& at(Ending ending) { return counts_[static_cast<std::size_t>(ending)]; }
  std::array<std::atomic<std::uint64_t>, kinds> counts_{};
};

// The callback and its twins.
std::span<const std::string_view> webhook_paths();
bool is_webhook(std::string_view path);

// The callback, as one thread serves it.
class Webhook {
 public:
  Webhook(Store& store, const Options& options) : store_(store), options_(options) {}

  // No exception leaves it.
  Task<> answer(const http::Request& request, http::Reply& reply);
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  Ending verify(const http::Request& request, http::Reply& reply) const;
  Task<Ending> take(const http::Request& request, http::Reply& reply);
  Task<Ending> keep(Delivery delivery, http::Reply& reply);
  void note_lag(std::span<const Timestamp> live);
  [[nodiscard]] std::optional<int> signer_of(const http::Request& request) const;

  Store& store_;
  const Options& options_;
  Counts counts_;
};

}  // namespace parley::ingest
