#pragma once
// Fetches the files that messages name, from Meta to our folder, while Meta still has them, and deletes what is too old to
// be kept. One of each process, on one context; as many processes as one likes on one store and one folder.

#include "base/task.h"
#include "base/time.h"
#include "media/fetch.h"
#include "media/library.h"
#include "meta/graph_client.h"
#include "store/access_token.h"
#include "store/media.h"
#include "store/store.h"

#include <boost/asio/basic_waitable_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace parley::media {

struct CollectorOptions {
  std::int64_t calls = 8;                       // files at once
  std::chrono::milliseconds lease{30'000};      // renewed while a file comes
  std::chrono::milliseconds look_every{1'000};  // at what no bell rang for: other processes' work
  std::chrono::hours keep_for{0};               // files that are older are deleted; 0: none is
  Clock now = system_now;
};

class Collector {
 public:
  // All must outlive it, and so must it the engine's bell that rings it.
  Collector(asio::io_context& context, Store& store, meta::GraphClient& graph, const Unseal& unseal,
            Shared& shared, CollectorOptions options);

  // Until stop(): then when what is under way has ended, which is cut short and begun anew by whoever comes next.
  Task<> run();
  // On the context's thread.
  void stop();
  // Something changed there. From any thread.
  void ring(OrganizationId organization);

  // In Prometheus' text form. From any thread.
  [[nodiscard]] std::string metrics() const;

 private:
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Executor>;
  struct Fetch;  // one under way
  using FetchPtr = std::shared_ptr<Fetch>;

  Task<> try_to(Task<> part);
  std::set<std::int64_t> rung();
  [[nodiscard]] std::vector<std::int64_t> in_turn(const std::set<std::int64_t>& all) const;
  Task<> look_at_all();
  Task<> look(OrganizationId organization, std::int64_t share);
  Task<> begin(OrganizationId organization, std::int64_t most);
  Task<FetchResult> attempt(FetchPtr fetch);
  Task<> carry(FetchPtr fetch);
  void count(const FetchResult& result, std::chrono::steady_clock::duration took);
  Task<> keep_leased(FetchPtr fetch);
  Task<> settle(FetchPtr fetch);
  Task<> wake_others(FetchPtr fetch);
  Task<> tidy();
  Task<> remove_postponed();
  Task<> retire(OrganizationId organization, Timestamp before);
  void come_back(OrganizationId organization, Timestamp at);
  void wake();
  Task<> sleep();
  [[nodiscard]] std::int64_t free_calls() const { return options_.calls - under_way_; }

  asio::io_context& context_;
  Store& store_;
  meta::GraphClient& graph_;
  const Unseal& unseal_;
  Shared& shared_;
  const CollectorOptions options_;
  Timer timer_;
  bool is_woken_ = false, is_stopping_ = false;
  std::int64_t under_way_ = 0, keepers_ = 0;  // fetches, and what keeps their leases
  Timestamp looked_at_all_{}, tidied_{};
  std::map<std::int64_t, Timestamp> again_;  // when to look at an organization again
  std::set<std::int64_t> starved_;           // found no free call
  std::int64_t served_last_ = 0;             // of them
  std::map<std::pair<std::int64_t, std::int64_t>, Timestamp> woken_at_;  // when a number's files were woken

  std::atomic<std::uint64_t> fetched_{0}, troubles_{0}, bytes_{0}, micros_{0};
  std::atomic<std::int64_t> calls_now_{0};
  mutable std::mutex mutex_;  // of what follows
  std::set<std::int64_t> rung_;
  MediaTally sums_;
};

}  // namespace parley::media
