// The organization's tags: our labels.

#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/wapikit/bodies.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/query.h"
#include "store/labels.h"

namespace parley::wapikit {

Task<> list_tags(const Call& call, http::Reply& reply, Context& context) {
  const auto asked = read_asked_list(call.params, "sortBy");
  const Spelling spelling(call, context);
  const auto work = [&](const Reader& from) {
    LabelQuery query{.organization = spelling.organization(), .descending = asked.descending};
    query.offset = asked.page.offset();
    query.limit = asked.page.size;
    JsonWriter json(reply.out());
    json.open('{').key("tags").open('[');
    const auto sink = [&](const LabelRow& row) { write_tag(json, spelling, {row.id, row.name}); };
    const auto count = labels(from, query, sink);
    json.close(']');
    write_pagination(json, asked.page, count.total);
    json.close('}');
  };
  co_await context.store.read(Weight::light, work);
}

Task<> create_tag(const Call& call, http::Reply& reply, Context& context) {
  const auto body = read_body(call.request);
  const auto name = read_tag_label(body.root());
  const Spelling spelling(call, context);
  const auto work = [&](Transaction& in) {
    const auto row = add_label(in, spelling.organization(), name, "");
    JsonWriter json(reply.out());
    json.open('{').key("tag");
    write_tag(json, spelling, {row.id, row.name});
    json.close('}');
  };
  co_await change(call, reply, context, work);
}

}  // namespace parley::wapikit
