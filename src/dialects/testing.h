#pragma once
// For tests of dialects: a server without sockets over a store of its own, and answers beside goldens.

#include "base/names.h"
#include "dialects/dialect.h"
#include "dialects/golden_testing.h"
#include "store/postgres/testing.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace parley {

struct Ask {
  std::string target;
  std::string token;  // sent as a bearer token; empty: no such header
  http::Method method = http::Method::get;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// The target with that query.
inline std::string asking(const std::string& path, const std::string& query) { return path + '?' + query; }

struct Answered {
  int status = 0;
  std::string headers;
  std::string body;
};

// A clock that stands where a test puts it, and that the engine's threads read meanwhile.
class SetTime {
 public:
  explicit SetTime(Timestamp at) : millis_(to_millis(at)) {}
  SetTime& operator=(Timestamp at) {
    millis_ = to_millis(at);
    return *this;
  }
  SetTime& operator+=(std::chrono::milliseconds time) {
    millis_ += time.count();
    return *this;
  }
  operator Timestamp() const { return from_millis(millis_); }  // NOLINT: meant to convert
  friend Timestamp operator+(const SetTime& at, std::chrono::milliseconds time) {
    return Timestamp(at) + time;
  }
  friend Timestamp operator-(const SetTime& at, std::chrono::milliseconds time) {
    return Timestamp(at) - time;
  }

 private:
  std::atomic<std::int64_t> millis_;
};

// An organization's numbers, the people who write to them, and the clients who ask.
class Scene {
 public:
  Scene() {
    EngineOptions options;
    options.store = place_.store;
    options.clock = [this] { return Timestamp(now); };
    engine_ = open_engine(std::move(options));
    store_ = engine_->open(io_);
    context_ = std::make_unique<Context>(Context{.store = *store_, .now = [this] { return Timestamp(now); }});
  }
  ~Scene() {
    context_.reset();
    store_.reset();
    engine_.reset();
    std::filesystem::remove_all(place_.folder);
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  SetTime now{*parse_rfc3339("2026-06-05T07:00:00Z")};

  Store& store() { return *store_; }
  Context& context() { return *context_; }

  // Runs a task as far as it comes by itself; its end is waited for by `wait`.
  template <class T>
  std::future<T> begin(Task<T> task) {
    auto done = asio::co_spawn(io_, std::move(task), asio::use_future);
    io_.poll();
    return done;
  }
  // Runs a task to its end.
  template <class T>
  T wait(Task<T> task) {
    return wait(asio::co_spawn(io_, std::move(task), asio::use_future));
  }
  template <class T>
  T wait(std::future<T> done) {
    while (done.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
      if (io_.run_one_for(std::chrono::seconds{20}) == 0) throw std::runtime_error("a task does not end");
    }
    return done.get();
  }

  OrganizationId organization(std::string name) { return wait(store_->add_organization(std::move(name))).id; }

  Sender sender(OrganizationId organization, std::string phone_number_id, std::string phone) {
    NewSender made{.organization = organization, .phone_number_id = std::move(phone_number_id)};
    made.phone = std::move(phone);
    made.waba = "102290129340398";
    return wait(store_->add_sender(std::move(made)));
  }

  Token token(OrganizationId organization, Api api, std::string secret, std::optional<SenderId> sender = {},
              std::optional<Timestamp> expires_at = {}) {
    NewToken made{.organization = organization, .api = api, .secret = std::move(secret)};
    made.sender = sender;
    made.expires_at = expires_at;
    return wait(store_->add_token(std::move(made)));
  }

  // Meta tells of a number of ours.
  void tell(const Sender& sender, What what) {
    Delivery delivery{.body = R"({"telling":)" + std::to_string(++told_) + "}", .received_at = now};
    delivery.source = "ingest";
    delivery.facts.emplace();
    delivery.facts->scopes.push_back({sender.waba, sender.phone_number_id, sender.phone});
    delivery.facts->facts.push_back(
        {0, {0, static_cast<std::uint32_t>(delivery.body.size())}, std::move(what)});
    wait(store_->record(std::move(delivery)));
  }

  // Asks `dialect`, or the one whose address it is.
  Answered ask(const Ask& ask, const Dialect* dialect = nullptr) {
    http::Request request{.method = ask.method, .method_name = "GET", .target = ask.target};
    const auto mark = request.target.find('?');
    request.path = request.target.substr(0, mark);
    if (mark != std::string_view::npos) request.query = request.target.substr(mark + 1);
    const auto bearer = "Bearer " + ask.token;
    if (!ask.token.empty()) request.headers.push_back({"Authorization", bearer});
    for (const auto& [name, value] : ask.headers) request.headers.push_back({name, value});
    request.body = ask.body;

    if (!dialect) dialect = dialect_of(request.path);
    if (!dialect) throw std::runtime_error("no dialect answers at " + ask.target);
    http::Reply reply;
    wait(answer(*dialect, request, reply, *context_));
    std::string body(reply.body());
    while (reply.source && wait(reply.source->next(body))) continue;
    return {reply.status, reply.headers, std::move(body)};
  }

 private:
  asio::io_context io_;
  asio::executor_work_guard<Executor> stays_{io_.get_executor()};
  conformance::Place place_ = postgres::chosen_place();
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Context> context_;
  int told_ = 0;
};

// A person's text to us, and ours to a person.
inline MessageFact text_from(std::string phone, std::string wamid, std::string text, Timestamp at) {
  MessageFact fact{.wamid = std::move(wamid), .at = at, .peer = {.phone = std::move(phone)}};
  fact.content = {.type = "text", .text = std::move(text)};
  return fact;
}
inline MessageFact text_to(std::string phone, std::string wamid, std::string text, Timestamp at) {
  auto fact = text_from(std::move(phone), std::move(wamid), std::move(text), at);
  fact.direction = Direction::outbound;
  fact.origin = Origin::echo;
  fact.from_user = false;
  return fact;
}

inline StatusFact status_of(std::string wamid, MessageStatus status, Timestamp at) {
  return {.wamid = std::move(wamid), .word = std::string(name_of(status)), .status = status, .at = at};
}

}  // namespace parley
