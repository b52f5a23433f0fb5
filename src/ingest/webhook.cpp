#include "ingest/webhook.h"

#include "base/problem.h"
#include "base/secrets.h"
#include "http/params.h"
#include "meta/parse.h"
#include "meta/signature.h"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/list.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace parley::ingest {
namespace {

using actions::Outcome;

static_assert(boost::mp11::mp_size<boost::describe::describe_enumerators<Ending>>::value == Counts::kinds);

constexpr std::string_view paths[] = {
    "/webhooks/meta",
    "/api/v1/webhooks/whatsapp",
    "/v1/webhooks/whatsapp",
    "/api/webhook/whatsapp",
};

using namespace std::chrono_literals;

constexpr Histogram::Duration bounds_of_acknowledged[] = {1ms,   2500us, 5ms, 10ms,   25ms, 50ms, 100ms,
                                                          250ms, 500ms,  1s,  2500ms, 5s,   10s};
constexpr Histogram::Duration bounds_of_behind[] = {1s, 2s, 5s, 10s, 30s, 60s, 5min, 15min, 1h, 6h, 24h};

// When Meta says that the messages were written which it delivers as they come: neither echoes nor imports.
std::vector<Timestamp> live_times(const std::optional<Facts>& facts) {
  std::vector<Timestamp> times;
  if (!facts) return times;
  for (const auto& fact : facts->facts) {
    const auto* message = std::get_if<MessageFact>(&fact.what);
    if (message != nullptr && message->origin == Origin::live && !message->at_is_guess)
      times.push_back(message->at);
  }
  return times;
}

Ending ending_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::malformed: return Ending::malformed;
    case Outcome::repeated: return Ending::repeated;
    case Outcome::parked: return Ending::parked;
    case Outcome::unrouted: return Ending::unrouted;
    case Outcome::applied: break;
  }
  return Ending::applied;
}

// Meta reads the status only; the words are for whoever sets the callback up.
void say(http::Reply& reply, int status, std::string_view words) {
  reply.clear_body();
  reply.status = status;
  reply.content_type = "text/plain; charset=utf-8";
  reply.add_header("X-Content-Type-Options", "nosniff");
  reply.out() += words;
}

bool is_one_of(const std::vector<std::string>& tokens, std::string_view given) {
  return std::ranges::any_of(tokens, [&](const auto& token) { return equal_in_constant_time(token, given); });
}

}  // namespace

Counts::Counts() : acknowledged(bounds_of_acknowledged), behind(bounds_of_behind) {}

std::span<const std::string_view> webhook_paths() { return paths; }

bool is_webhook(std::string_view path) { return std::ranges::find(paths, path) != std::end(paths); }

Task<> Webhook::answer(const http::Request& request, http::Reply& reply) {
  using enum http::Method;
  auto ending = Ending::wrong_method;
  if (request.method == post) {
    ending = co_await take(request, reply);
  } else if (request.method == get || request.method == head) {
    ending = verify(request, reply);
  } else {
    say(reply, 405, "GET to verify, POST to deliver\n");
    reply.add_header("Allow", "GET, HEAD, POST");
  }
  counts_.add(ending);
}

Ending Webhook::verify(const http::Request& request, http::Reply& reply) const {
  const auto params = http::Params::of_query(request.query);
  const auto mode = params.text("hub.mode");
  const auto challenge = params.text("hub.challenge");
  if (!mode || !challenge) {
    say(reply, 400, "This is Meta's callback: hub.mode and hub.challenge are missing\n");
    return Ending::not_verified;
  }
  if (*mode != "subscribe" ||
      !is_one_of(options_.verify_tokens, params.text("hub.verify_token").value_or(""))) {
    say(reply, 403, "The verify token is not one of --meta-verify-token\n");
    return Ending::not_verified;
  }
  say(reply, 200, *challenge);
  return Ending::verified;
}

// Which secret signed the body; -1 where nobody had to; nothing where it is to be refused.
std::optional<int> Webhook::signer_of(const http::Request& request) const {
  const auto header = request.header("x-hub-signature-256").value_or("");
  const auto signer = meta::signed_by(request.body, header, options_.app_secrets);
  if (signer) return static_cast<int>(*signer);
  return options_.unsigned_too ? std::optional(-1) : std::nullopt;
}

Task<Ending> Webhook::take(const http::Request& request, http::Reply& reply) {
  const auto signer = signer_of(request);
  if (!signer) {
    say(reply, 401, "X-Hub-Signature-256 does not match this body under any --meta-app-secret\n");
    co_return Ending::bad_signature;
  }
  const auto now = options_.now();
  Delivery delivery{
      .body = std::string(request.body),
      .received_at = now,
      .source = "webhook",
      .signed_by = *signer,
      .facts = meta::parse_webhook(request.body, now),
  };
  co_return co_await keep(std::move(delivery), reply);
}

void Webhook::note_lag(std::span<const Timestamp> live) {
  const auto now = options_.now();
  for (const auto at : live) counts_.behind.add(now - at);
}

// The one place of this room that catches: whatever fails here, Meta is to send the delivery again.
Task<Ending> Webhook::keep(Delivery delivery, http::Reply& reply) {
  const auto start = std::chrono::steady_clock::now();
  const auto live = live_times(delivery.facts);
  try {
    const auto outcome = co_await actions::receive(store_, std::move(delivery));
    if (outcome == Outcome::malformed) {
      say(reply, 400, "The body is no JSON object\n");
    } else {
      say(reply, 200, "EVENT_RECEIVED");
      const auto took = std::chrono::steady_clock::now() - start;
      counts_.acknowledged.add(std::chrono::duration_cast<Histogram::Duration>(took));
      if (outcome != Outcome::repeated) note_lag(live);
    }
    co_return ending_of(outcome);
  } catch (const Problem& problem) {
    if (problem.kind() == Problem::Kind::unavailable) {
      say(reply, 503, "Come again\n");
      reply.add_header("Retry-After", "1");
      co_return Ending::unavailable;
    }
    spdlog::error("webhook: {}", problem.what());
  } catch (const std::exception& error) {
    spdlog::error("webhook: {}", error.what());
  }
  say(reply, 500, "The delivery could not be kept\n");
  co_return Ending::failed;
}

}  // namespace parley::ingest
