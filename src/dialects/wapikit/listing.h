#pragma once
// The lists of people, roles and invites: a page by number, newest first unless asked otherwise.

#include "dialects/dialect.h"
#include "dialects/wapikit/page.h"
#include "store/members.h"

#include <string_view>

namespace parley::wapikit {

// Answers {name: […], paginationMeta}; `write` writes the page's rows and counts: (Reader, ListPage, JsonWriter).
template <class Write>
Task<> answer_list(const Call& call, http::Reply& reply, Context& context, std::string_view name,
                   Write write) {
  const auto page = read_page(call.params);
  const ListPage wanted{.organization = call.token->organization,
                        .descending = read_descending(call.params, "sortBy"),
                        .offset = page.offset(),
                        .limit = page.size};
  JsonWriter json(reply.out());
  const auto work = [&](const Reader& from) {
    json.open('{').key(name).open('[');
    const PageCount count = write(from, wanted, json);
    json.close(']');
    write_pagination(json, page, count.total);
    json.close('}');
  };
  co_await context.store.read(Weight::light, work);
}

}  // namespace parley::wapikit
