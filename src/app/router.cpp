#include "app/router.h"

#include "app/pages.h"

#include <spdlog/spdlog.h>

#include <chrono>

namespace parley::app {

Task<> Router::answer(const http::Request& request, http::Reply& reply) {
  if (spdlog::should_log(spdlog::level::debug)) return answer_and_log(request, reply);
  return route(request, reply);
}

// No coroutine of its own: what answers is awaited as it is.
Task<> Router::route(const http::Request& request, http::Reply& reply) {
  if (ingest::is_webhook(request.path)) return webhook_.answer(request, reply);
  if (const Dialect* dialect = dialect_of(request.path))
    return parley::answer(*dialect, request, reply, context_);
  if (context_.media != nullptr && request.path.starts_with(media::Library::path))
    return context_.media->answer(request, reply);
  return own_page(request, reply);
}

// The path only: a query may hold a token.
Task<> Router::answer_and_log(const http::Request& request, http::Reply& reply) {
  const auto start = std::chrono::steady_clock::now();
  co_await route(request, reply);
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  spdlog::debug("{} {} {} {} {} µs", request.remote, request.method_name, request.path, reply.status,
                took.count());
}

Task<> Router::own_page(const http::Request& request, http::Reply& reply) {
  const auto path = request.path;
  const bool is_ours = path == "/" || path == "/healthz" || path == "/readyz" || path == "/metrics";
  if (!is_ours) {
    no_such_page(reply);
  } else if (request.method != http::Method::get && request.method != http::Method::head) {
    plain_page(reply, 405, "GET only\n");
    reply.add_header("Allow", "GET, HEAD");
  } else if (path == "/readyz") {
    co_await readiness(context_.store, reply);
  } else if (path == "/healthz") {
    plain_page(reply, 200, "ok");
  } else if (path == "/metrics") {
    plain_page(reply, 200, metrics_());
    reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
  } else {
    first_page(reply);
  }
}

}  // namespace parley::app
