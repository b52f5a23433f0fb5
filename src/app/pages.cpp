#include "app/pages.h"

#include "base/json_writer.h"
#include "dialects/dialect.h"
#include "ingest/webhook.h"

#include <spdlog/spdlog.h>

#include <string>

namespace parley::app {
namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Parley</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}code{font-size:.9em}</style>
<h1>Parley</h1>
<p>A WhatsApp conversation server: it keeps what WhatsApp delivers to a business' numbers, and answers in the words of
several APIs. The inbox comes later.</p>
<h2>Meta's callback</h2>
<ul>
)";

constexpr std::string_view health = R"(<h2>How it is</h2>
<ul>
<li><a href="/healthz"><code>/healthz</code></a> it is alive
<li><a href="/readyz"><code>/readyz</code></a> the store answers and takes writes
<li><a href="/metrics"><code>/metrics</code></a> counts, for Prometheus
</ul>
)";

std::string_view spelling_of(http::Method method) {
  using enum http::Method;
  switch (method) {
    case post: return "POST";
    case put: return "PUT";
    case patch: return "PATCH";
    case del: return "DELETE";
    default: return "GET";
  }
}

void append_address(std::string& out, std::string_view method, std::string_view path) {
  out += "<li><code>";
  out.append(method).append(" ").append(path);
  out += "</code>\n";
}

}  // namespace

void plain_page(http::Reply& reply, int status, std::string_view words) {
  reply.status = status;
  reply.content_type = "text/plain; charset=utf-8";
  reply.out() += words;
}

void first_page(http::Reply& reply) {
  reply.content_type = "text/html; charset=utf-8";
  reply.add_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  auto& out = reply.out();
  out += head;
  for (const auto path : ingest::webhook_paths()) append_address(out, "POST", path);
  out += "</ul>\n";
  for (const Dialect* dialect : all_dialects()) {
    out.append("<h2>").append(dialect->name).append("</h2>\n<ul>\n");
    for (const Route& route : dialect->routes) append_address(out, spelling_of(route.method), route.path);
    out += "</ul>\n";
  }
  out += health;
  out += "<p>parley " PARLEY_VERSION "</html>\n";
}

void no_such_page(http::Reply& reply) {
  reply.status = 404;
  JsonWriter json(reply.out());
  json.open('{').field("error", "not_found");
  json.field("message", "Nothing is served at this address: / lists what is").close('}');
}

// Catches, since a store that cannot be read is the answer here and not an accident.
Task<> readiness(Store& store, http::Reply& reply) {
  std::string wrong;
  try {
    const OrganizationId nobody;
    const Sequence start;
    co_await store.events_after(nobody, start, 1);
    if (const auto trouble = store.trouble(); !trouble.empty()) {
      wrong = "the store takes no writes (" + trouble +
              "): webhooks are refused, and Meta sends them again later\n";
    }
  } catch (const std::exception& error) {
    spdlog::error("readiness: {}", error.what());
    wrong = "the store does not answer\n";
  }
  plain_page(reply, wrong.empty() ? 200 : 503, wrong.empty() ? "ready\n" : wrong);
}

}  // namespace parley::app
