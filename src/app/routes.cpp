// `parley routes`: what the dialects' route tables hold, for people, for the tables in our documents and for tests that
// go through all of them.

#include "app/commands.h"
#include "app/print.h"
#include "dialects/dialect.h"

namespace parley::app {
namespace {

std::string_view spelt(http::Method method) {
  using enum http::Method;
  switch (method) {
    case get: return "GET";
    case head: return "HEAD";
    case post: return "POST";
    case put: return "PUT";
    case patch: return "PATCH";
    case del: return "DELETE";
    case options: return "OPTIONS";
    case other: break;
  }
  return "";
}

}  // namespace

int list_routes(const Config& config) {
  std::vector<Row> rows;
  for (const Dialect* dialect : all_dialects()) {
    for (const Route& route : dialect->routes) {
      rows.push_back({{"api", name_of(dialect->api)},
                      {"method", spelt(route.method)},
                      {"path", route.path},
                      {"open", route.is_open}});
    }
  }
  print_rows(rows, config.json, "no routes\n");
  return 0;
}

}  // namespace parley::app
