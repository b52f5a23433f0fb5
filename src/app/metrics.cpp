#include "app/metrics.h"

#include "base/names.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace parley::app {
namespace {

// Bytes of memory this process has resident.
std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void append(std::string& out, std::string_view name, std::string_view type, std::string_view help,
            std::uint64_t value) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {2}\n# TYPE {0} {1}\n{0} {3}\n", name, type, help,
                 value);
}

void append_webhooks(std::string& out, const Sums& sums) {
  out += "# HELP parley_webhooks_total Requests to Meta's callback, by how they ended.\n";
  out += "# TYPE parley_webhooks_total counter\n";
  for (std::size_t i = 0; i < sums.webhooks.size(); ++i) {
    fmt::format_to(std::back_inserter(out), "parley_webhooks_total{{outcome=\"{}\"}} {}\n",
                   name_of(static_cast<ingest::Ending>(i)), sums.webhooks[i]);
  }
}

// Each bucket counts what the ones before it count too.
void append(std::string& out, std::string_view name, std::string_view help, const Histogram::Sum& sum) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} histogram\n", name, help);
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < sum.bounds.size(); ++i) {
    count += sum.counts[i];
    const auto bound = static_cast<double>(sum.bounds[i].count()) / 1e6;
    fmt::format_to(std::back_inserter(out), "{}_bucket{{le=\"{}\"}} {}\n", name, bound, count);
  }
  count += sum.counts[sum.bounds.size()];
  fmt::format_to(std::back_inserter(out), "{0}_bucket{{le=\"+Inf\"}} {1}\n{0}_sum {2}\n{0}_count {1}\n", name,
                 count, static_cast<double>(sum.micros) / 1e6);
}

}  // namespace

void Sums::add(const http::Counts& counts, const ingest::Counts& webhook) {
  http.connections_open += counts.connections_open;
  http.connections_accepted += counts.connections_accepted;
  http.requests += counts.requests;
  http.refused += counts.refused;
  for (std::size_t i = 0; i < webhooks.size(); ++i) webhooks[i] += webhook.of(static_cast<ingest::Ending>(i));
  acknowledged.add(webhook.acknowledged);
  behind.add(webhook.behind);
  ++threads;
}

std::string metrics_text(const Sums& sums, std::string_view engine) {
  std::string out;
  out += "# HELP parley_build_info The version that runs.\n# TYPE parley_build_info gauge\n";
  out += "parley_build_info{version=\"" PARLEY_VERSION "\"} 1\n";
  append(out, "parley_threads", "gauge", "Threads that serve.", sums.threads);
  append(out, "parley_http_connections_open", "gauge", "Connections that are open.",
         sums.http.connections_open);
  append(out, "parley_http_connections_total", "counter", "Connections taken.",
         sums.http.connections_accepted);
  append(out, "parley_http_requests_total", "counter", "Requests answered.", sums.http.requests);
  append(out, "parley_http_refused_total", "counter", "Requests and connections that no handler saw.",
         sums.http.refused);
  append_webhooks(out, sums);
  append(out, "parley_webhook_ack_seconds", "From a delivery's last byte to its acknowledgement.",
         sums.acknowledged);
  append(out, "parley_message_lag_seconds",
         "From the time that Meta gives a live message, in whole seconds, to its commit.", sums.behind);
  append(out, "parley_passwords_waiting", "gauge", "Passwords that wait to be checked or hashed.",
         sums.passwords_waiting);
  append(out, "parley_passwords_refused_total", "counter", "Passwords for which there was no time.",
         sums.passwords_refused);
  append(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
  out += engine;
  return out;
}

}  // namespace parley::app
