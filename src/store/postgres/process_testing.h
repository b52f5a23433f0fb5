#pragma once
// A process as far as the store can tell: an engine of its own, and a thread that asks it.

#include "store/conformance/fixture.h"
#include "store/postgres/engine.h"
#include "store/postgres/testing.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace parley::postgres {

class Process {
 public:
  explicit Process(const std::string& store) {
    EngineOptions options;
    options.store = store;
    options.clock = [] { return from_millis(1'800'000'000'000); };
    engine_ = open_engine(std::move(options));
    engine_->on_commit([this](OrganizationId organization, Sequence last) {
      const std::lock_guard lock(mutex_);
      rung_.emplace(organization.value, last.value);
    });
    store_ = engine_->open(io_);
  }
  ~Process() {
    engine_->finish();
    store_.reset();
    engine_.reset();
    io_.restart();
    io_.poll();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  template <class T>
  T wait(Task<T> task) {
    return conformance::wait_on(io_, asio::co_spawn(io_, std::move(task), asio::use_future));
  }
  template <class T>
  std::future<T> start(Task<T> task) {
    return asio::co_spawn(io_, std::move(task), asio::use_future);
  }
  template <class T>
  T wait(std::future<T> future) {
    return conformance::wait_on(io_, std::move(future));
  }
  Store& store() { return *store_; }
  bool has_rung(std::int64_t organization, std::int64_t last) {
    const std::lock_guard lock(mutex_);
    return rung_.contains({organization, last});
  }

  Delivery delivery(const std::string& body, const std::vector<What>& facts,
                    const std::string& phone_number_id = "1001") {
    Facts told;
    told.scopes.push_back({.waba = "77", .phone_number_id = phone_number_id, .display_phone = ""});
    for (const auto& what : facts) told.facts.push_back({.scope = 0, .raw = {}, .what = what});
    return {.body = body, .received_at = from_millis(0), .source = "test", .facts = told};
  }

 private:
  asio::io_context io_;
  std::mutex mutex_;
  std::set<std::pair<std::int64_t, std::int64_t>> rung_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
};

}  // namespace parley::postgres
