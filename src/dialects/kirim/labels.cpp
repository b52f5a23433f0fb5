#include "store/labels.h"

#include "dialects/kirim/bodies.h"
#include "dialects/kirim/kirim.h"
#include "dialects/kirim/lookup.h"
#include "dialects/kirim/once.h"
#include "dialects/kirim/words.h"

namespace parley::kirim {
namespace {

void write_one(const Call& call, http::Reply& reply, const Ids& ids, const LabelRow& row) {
  JsonWriter json(reply.out());
  write_label(open_data(json), ids, row);
  close_data(json, call.request_id);
}

LabelRow label_of(const Reader& from, const Call& call, const Ids& ids) {
  return label_of_path(from, call.token->organization, ids, call.path.decoded(0), "id");
}

}  // namespace

Task<> list_labels(const Call& call, http::Reply& reply, Context& context) {
  const auto organization = call.token->organization;
  const auto ids = ids_of(call, context);
  Scope scope(organization, call.route->path, "");
  const bool is_our_team = read_label_team(call.params, ids, scope);
  const auto page = read_page(call.params, context.store.seal(), scope);

  LabelQuery query{.organization = organization, .limit = page.limit + 1};
  if (page.after) query.after = {from_millis(page.after->at), LabelId{page.after->number}};
  PageWriter out(reply, page);
  const auto write = [&](const LabelRow& row) {
    if (out.takes({to_millis(row.created_at), row.id.value})) write_label(out.json(), ids, row);
  };
  co_await context.store.read(Weight::light, [&](const Reader& from) {
    if (is_our_team) labels(from, query, write);
  });
  out.close(context.store.seal(), scope, call.request_id);
}

Task<> create_label(const Call& call, http::Reply& reply, Context& context) {
  const auto ids = ids_of(call, context);
  const auto asked = attempt(call, [&] { return read_new_label(call.request); });
  co_await answer_once(call, reply, context, [&](Transaction& in) {
    const LabelBody& label = *asked;
    if (label.team && *label.team != ids.team())
      throw Problem::invalid("team_id", "team_id is no team of the organization");
    const auto row =
        add_label(in, call.token->organization, *label.name, label.color.value_or(std::string(usual_color)));
    reply.status = 201;
    write_one(call, reply, ids, row);
  });
}

Task<> get_label(const Call& call, http::Reply& reply, Context& context) {
  const auto ids = ids_of(call, context);
  co_await context.store.read(
      Weight::light, [&](const Reader& from) { write_one(call, reply, ids, label_of(from, call, ids)); });
}

Task<> change_label(const Call& call, http::Reply& reply, Context& context) {
  const auto ids = ids_of(call, context);
  const auto asked = read_label_change(call.request);
  co_await change(call, reply, context, [&](Transaction& in) {
    const auto id = label_of(in, call, ids).id;
    write_one(call, reply, ids,
              parley::change_label(in, call.token->organization, id, asked.name, asked.color));
  });
}

Task<> delete_label(const Call& call, http::Reply& reply, Context& context) {
  const auto ids = ids_of(call, context);
  co_await change(call, reply, context, [&](Transaction& in) {
    const auto id = label_of(in, call, ids).id;
    remove_label(in, call.token->organization, id);
    JsonWriter json(reply.out());
    write_deleted(open_data(json), ids.of(kind::label, id.value), "label");
    close_data(json, call.request_id);
  });
}

}  // namespace parley::kirim
