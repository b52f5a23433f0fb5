#pragma once
// What a server that runs tells of its speed, read from its /metrics.

#include <optional>
#include <string>
#include <string_view>

namespace parley::app {

// The text of /metrics of whoever listens at that address; nothing where no Parley answers over plain HTTP.
std::optional<std::string> served_metrics(const std::string& listen);

// What an operator should look at, in words; empty: nothing. `metrics` is Prometheus' text form.
std::string slowness(std::string_view metrics);

}  // namespace parley::app
