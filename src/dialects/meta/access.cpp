// Who asks, and with which numbers.

#include "base/secrets.h"
#include "base/text.h"
#include "dialects/meta/graph.h"

namespace parley::graph {
namespace {

constexpr std::string_view head_of_ours = "pk_live_";

std::string bearer_of(const http::Request& request) {
  constexpr std::string_view scheme = "bearer ";
  const auto header = request.header("authorization").value_or("");
  if (!equal_ignoring_case(header.substr(0, scheme.size()), scheme)) return {};
  return std::string(trimmed(header.substr(scheme.size())));
}

std::size_t digits_at(std::string_view text, std::size_t from) {
  auto end = from;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - from;
}

// "23.0"
bool is_version(std::string_view text) {
  const auto major = digits_at(text, 0);
  if (major == 0 || major >= text.size() || text[major] != '.') return false;
  const auto minor = digits_at(text, major + 1);
  return minor > 0 && major + 1 + minor == text.size();
}

}  // namespace

bool is_versioned(std::string_view path) {
  if (!path.starts_with("/v")) return false;
  const auto part = path.substr(2);
  const auto end = part.find('/');
  return end != std::string_view::npos && is_version(part.substr(0, end));
}

// Several may come, and one of them may be meant for Meta or for nobody: the first that looks like ours is taken, else the
// first.
std::optional<std::string> credential(const http::Request& request, const http::Params& params) {
  const std::string all[] = {std::string(trimmed(request.header("x-api-key").value_or(""))),
                             bearer_of(request), std::string(params.text("access_token").value_or(""))};
  for (const auto& one : all) {
    if (one.starts_with(head_of_ours)) return one;
  }
  for (const auto& one : all) {
    if (!one.empty()) return one;
  }
  return std::nullopt;
}

// Graph's look the same.
std::string make_trace() { return "A" + random_base32(26); }

void admit(const Call& call, Context&) {
  if (call.route->path.starts_with("/v{") && !is_version(call.path.raw(0))) throw no_object(call);
}

bool may_use(const Call& call, const Sender& number) {
  return !call.token->sender || *call.token->sender == number.id;
}

const Sender* number_with(const std::vector<Sender>& numbers, const Call& call, std::string_view id) {
  for (const Sender& number : numbers) {
    if (!id.empty() && number.phone_number_id == id && may_use(call, number)) return &number;
  }
  return nullptr;
}

const Sender& number_of_path(const std::vector<Sender>& numbers, const Call& call, const char* thing) {
  const auto* const number = number_with(numbers, call, call.path.decoded(1));
  if (number != nullptr) return *number;
  if (std::string_view(thing) == "object") throw no_object(call);
  throw Problem::not_found(thing);
}

const Sender* number_of_account(const std::vector<Sender>& numbers, const Call& call, std::string_view waba) {
  const Sender* found = nullptr;
  for (const Sender& number : numbers) {
    const bool is_it = !waba.empty() && number.waba == waba && may_use(call, number);
    if (is_it && (found == nullptr || (!found->connected && number.connected))) found = &number;
  }
  return found;
}

}  // namespace parley::graph
