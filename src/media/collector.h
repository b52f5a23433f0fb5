#pragma once
// Fetches the files that messages name, from Meta to our folder, while Meta still has them. One of each process, on one
// context; as many processes as one likes on one store and one folder.

#include "base/side_thread.h"
#include "base/task.h"
#include "base/time.h"
#include "media/folder.h"
#include "media/library.h"
#include "meta/graph_client.h"
#include "store/access_token.h"
#include "store/media.h"
#include "store/store.h"

#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace parley::media {

struct CollectorOptions {
  std::int64_t calls = 8;                          // files at once
  std::chrono::milliseconds lease{30'000};         // renewed while a file comes
  std::chrono::milliseconds look_every{1'000};     // at what no bell rang for
  std::chrono::milliseconds token_pause{300'000};  // between tries with a token that Meta refuses
  std::chrono::hours keep_for{0};                  // files older than that are deleted; 0: none are
  Clock now = system_now;
};

class Collector {
 public:
  // All must outlive it, and so must it the engine's bell that rings it.
  Collector(asio::io_context& context, Store& store, meta::GraphClient& graph, const Unseal& unseal,
            Shared& shared, CollectorOptions options);

  // Until stop(): then when what is under way has ended, cut short.
  Task<> run();
  void stop();                                // on the context's thread
  void ring(OrganizationId organization);     // something changed there; from any thread
  [[nodiscard]] std::string metrics() const;  // in Prometheus' text form; from any thread
};

}  // namespace parley::media
