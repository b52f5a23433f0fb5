#pragma once
// What a thread's handlers reach Meta through.

#include "app/dispatch.h"
#include "dialects/upstream.h"
#include "meta/graph_client.h"
#include "store/store.h"

#include <cstddef>
#include <string>

namespace parley::app {

inline meta::GraphClient::Options graph_options(const std::string& url, std::size_t connections) {
  meta::GraphClient::Options options{.url = url};
  options.calls.connections = connections;
  return options;
}

struct WayToMeta {
  static constexpr std::size_t most_calls = 32;

  // All must outlive it.
  WayToMeta(asio::io_context& context, Store& store, const DispatchSettings& settings)
      : graph(context, graph_options(settings.graph_url, most_calls)),
        upstream(store, graph, settings.unseal, settings.seal) {}

  meta::GraphClient graph;
  Upstream upstream;
};

}  // namespace parley::app
