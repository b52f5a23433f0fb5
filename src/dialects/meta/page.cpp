#include "dialects/meta/page.h"

namespace parley::graph {
namespace {

void write_place(JsonWriter& json, std::string_view name, const Seal& seal, const Scope& scope,
                 const std::optional<Place>& place) {
  if (!place) {
    json.field(name, nullptr);
    return;
  }
  json.field(name, write_cursor(seal, scope, *place));
}

}  // namespace

void close_page(JsonWriter& json, const Seal& seal, const Scope& scope, const Paging& paging) {
  json.close(']').key("paging").open('{').key("cursors").open('{');
  write_place(json, "before", seal, scope, paging.before);
  write_place(json, "after", seal, scope, paging.after);
  json.close('}').field("next", nullptr).field("previous", nullptr).close('}').close('}');
}

}  // namespace parley::graph
