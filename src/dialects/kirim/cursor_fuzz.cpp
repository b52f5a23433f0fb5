// The first line is a cursor, the rest a query: a cursor that was not made here is refused, parameters are read into
// what the store may be asked, or refused with words.

#include "base/problem.h"
#include "base/text.h"
#include "dialects/kirim/query.h"

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley::kirim;
  static const Seal seal(std::string(32, 'k'));
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = input.substr(0, input.find('\n'));
  const auto rest = input.substr(line.size());
  const auto params = http::Params::of_query(rest.empty() ? rest : rest.substr(1));
  const Ids ids(seal, OrganizationId{1});
  const Scope plain(OrganizationId{1}, "/v1/labels", "");

  attempt([&] {
    const auto place = read_cursor(seal, plain, line);
    require(write_cursor(seal, plain, place) == line);
  });
  attempt([&] {
    auto scope = plain;
    read_conversation_params(params, ids, scope);
    const auto page = read_page(params, seal, scope);
    require(page.limit >= 1 && page.limit <= 100);
  });
  attempt([&] {
    auto scope = plain;
    read_message_params(params, ids, scope);
  });
  attempt([&] {
    auto scope = plain;
    const auto asked = read_contact_params(params, scope);
    require(is_storable_utf8(asked.search) && (asked.phone.empty() || is_digits(asked.phone)));
  });
  attempt([&] {
    auto scope = plain;
    read_label_team(params, ids, scope);
  });
  return 0;
}
