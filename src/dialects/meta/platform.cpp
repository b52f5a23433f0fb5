// The one call of the platform API that an inbox makes beside the others: which numbers there are.

#include "dialects/meta/graph.h"
#include "dialects/meta/mapping.h"

#include <algorithm>
#include <charconv>

namespace parley::graph {
namespace {

std::int64_t number_in(const http::Params& params, std::string_view name, std::int64_t without,
                       std::int64_t most) {
  const auto text = params.text(name).value_or("");
  if (text.empty()) return without;
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || number < 1 || number > most)
    throw Problem::invalid(std::string(name), "Param " + std::string(name) + " must be a number from 1 on");
  return number;
}

}  // namespace

Task<> list_phone_numbers(const Call& call, http::Reply& reply, Context& context) {
  const auto page = number_in(call.params, "page", 1, 1'000'000);
  const auto size = number_in(call.params, "per_page", 20, 100);
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Ids ids(context.store.seal(), call.token->organization);
  std::vector<const Sender*> shown;
  for (const Sender& each : *numbers) {
    if (number_with(*numbers, call, each.phone_number_id) != nullptr) shown.push_back(&each);
  }
  const auto total = std::ssize(shown);
  const auto first = std::min((page - 1) * size, total);
  JsonWriter json(reply.out());
  json.open('{').key("data").open('[');
  for (auto i = first; i < std::min(first + size, total); ++i)
    write_number(json, ids, *shown[static_cast<std::size_t>(i)]);
  json.close(']').key("meta").open('{').field("page", page).field("per_page", size);
  json.field("total_pages", (total + size - 1) / size).field("total_count", total).close('}').close('}');
}

}  // namespace parley::graph
