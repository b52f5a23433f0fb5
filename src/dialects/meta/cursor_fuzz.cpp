// The first line is a cursor, the second a path, the rest a query: a cursor that was not made here is refused, `fields` and
// filters are read into what the store may be asked, or refused with words.

#include "base/problem.h"
#include "base/text.h"
#include "dialects/meta/fields.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/onward.h"
#include "dialects/meta/query.h"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace parley;

void require(bool holds) {
  if (!holds) std::abort();
}

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const Problem& problem) {
    require(problem.kind() == Problem::Kind::invalid && is_storable_utf8(problem.what()));
  }
}

std::string_view cut_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley::graph;
  static const Seal seal(std::string(32, 'k'));
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto line = cut_line(rest);
  const auto path = cut_line(rest);
  const auto params = http::Params::of_query(rest);
  const graph::Scope plain(OrganizationId{1}, "messages", "106");

  attempt([&] { require(write_cursor(seal, plain, read_cursor(seal, plain, line)) == line); });
  attempt([&] {
    auto scope = plain;
    read_conversation_params(params, scope);
    const auto page = read_page(params, seal, scope);
    require(page.limit >= 1 && page.limit <= 100 && !(page.after && page.before));
  });
  attempt([&] {
    auto scope = plain;
    read_message_params(params, scope);
  });
  attempt([&] {
    auto scope = plain;
    require(is_storable_utf8(read_contact_params(params, scope).person));
  });
  attempt([&] {
    auto scope = plain;
    read_call_params(params, scope);
  });
  const auto fields = Fields::read(params.text("fields"));
  require(!fields.none() || !fields.has("content"));

  // What goes on to Meta holds neither a token nor another call.
  const auto query = query_for_meta(rest);
  const auto passed = http::Params::of_query(query.empty() ? query : query.substr(1));
  for (const auto* name : {"access_token", "method", "ids"})
    require(!passed.text(name) || passed.size() >= http::Params::most);
  if (are_plain_fields(rest)) require(rest.find('{') == rest.npos && rest.find(".fields(") == rest.npos);
  if (is_versioned(path)) require(path.size() > 5);
  return 0;
}
