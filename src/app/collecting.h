#pragma once
// What fetches files in a running server: the collector and its way to Meta, on the context of the thread that runs the
// app.

#include "app/dispatch.h"
#include "media/collector.h"
#include "media/library.h"
#include "meta/graph_client.h"
#include "store/store.h"

#include <chrono>
#include <memory>
#include <string>

namespace parley::app {

struct MediaSettings {
  std::string folder;
  std::chrono::hours keep_for{0};  // 0: for ever
};

class Collecting {
 public:
  // All must outlive it.
  Collecting(Engine& engine, asio::io_context& context, media::Shared& shared, const MediaSettings& media,
             DispatchSettings way);

  void start();
  // Begins nothing more, and runs the context until what is under way was cut short, for that long at most.
  void finish(std::chrono::milliseconds patience);

  // From any thread.
  void ring(OrganizationId organization) { collector_.ring(organization); }
  [[nodiscard]] std::string metrics() const { return collector_.metrics(); }

 private:
  asio::io_context& context_;
  const Unseal unseal_;
  std::unique_ptr<Store> store_;
  meta::GraphClient graph_;
  media::Collector collector_;
  bool runs_ = false;
};

}  // namespace parley::app
