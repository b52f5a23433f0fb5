// What a message says, as JSON of its type.

#include "base/json_writer.h"
#include "simulator/payload.h"

namespace parley::simulator {
namespace {

// An object's JSON: `fill` writes its members.
template <class Fill>
std::string object_of(Fill fill) {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  fill(json);
  json.close('}');
  return out;
}

void field_if(JsonWriter& json, std::string_view name, std::string_view text) {
  if (!text.empty()) json.field(name, text);
}

void file_fields(JsonWriter& json, const MediaFile& file) {
  json.field("mime_type", file.mime_type).field("sha256", file.sha256).field("id", file.id);
  field_if(json, "url", file.url);
}

}  // namespace

Content text(std::string_view body) {
  return {"text", object_of([&](JsonWriter& json) { json.field("body", body); })};
}

Content image(const MediaFile& file, std::string_view caption) {
  return {"image", object_of([&](JsonWriter& json) {
            field_if(json, "caption", caption);
            file_fields(json, file);
          })};
}

Content voice(const MediaFile& file) {
  return {"audio", object_of([&](JsonWriter& json) {
            file_fields(json, file);
            json.field("voice", true);
          })};
}

Content document(const MediaFile& file, std::string_view filename, std::string_view caption) {
  return {"document", object_of([&](JsonWriter& json) {
            field_if(json, "caption", caption);
            json.field("filename", filename);
            file_fields(json, file);
          })};
}

Content location(const Place& place) {
  return {"location", object_of([&](JsonWriter& json) {
            json.field("latitude", place.latitude).field("longitude", place.longitude);
            field_if(json, "name", place.name);
            field_if(json, "address", place.address);
          })};
}

Content contact_card(std::string_view name, std::string_view phone) {
  std::string out;
  JsonWriter json(out);
  json.open('[').open('{');
  json.key("name").open('{').field("formatted_name", name).field("first_name", name).close('}');
  json.key("phones").open('[').open('{');
  json.field("phone", "+" + std::string(phone)).field("wa_id", phone).field("type", "CELL");
  json.close('}').close(']').close('}').close(']');
  return {"contacts", std::move(out)};
}

Content button_reply(std::string_view id, std::string_view title) {
  return {"interactive", object_of([&](JsonWriter& json) {
            json.field("type", "button_reply");
            json.key("button_reply").open('{').field("id", id).field("title", title).close('}');
          })};
}

Content list_reply(std::string_view id, std::string_view title, std::string_view description) {
  return {
      "interactive", object_of([&](JsonWriter& json) {
        json.field("type", "list_reply").key("list_reply").open('{').field("id", id).field("title", title);
        field_if(json, "description", description);
        json.close('}');
      })};
}

Content reaction(std::string_view target, std::string_view emoji) {
  return {"reaction", object_of([&](JsonWriter& json) {
            json.field("message_id", target);
            field_if(json, "emoji", emoji);
          })};
}

Content edit(std::string_view target, const Content& replacement) {
  return {
      "edit", object_of([&](JsonWriter& json) {
        json.field("original_message_id", target).key("message").open('{').field("type", replacement.type);
        json.key(replacement.type).raw(replacement.object).close('}');
      })};
}

Content revoke(std::string_view target) {
  return {"revoke", object_of([&](JsonWriter& json) { json.field("original_message_id", target); })};
}

Content order(std::string_view catalog, std::string_view words, std::span<const OrderItem> items) {
  return {"order", object_of([&](JsonWriter& json) {
            json.field("catalog_id", catalog).field("text", words).key("product_items").open('[');
            for (const auto& [product, quantity, price, currency] : items) {
              json.open('{').field("product_retailer_id", product).field("quantity", quantity);
              json.field("item_price", price).field("currency", currency).close('}');
            }
            json.close(']');
          })};
}

Content unsupported(std::string_view what) {
  return {"unsupported", object_of([&](JsonWriter& json) { json.field("type", what); })};
}

Content quick_reply(std::string_view payload, std::string_view title) {
  return {"button",
          object_of([&](JsonWriter& json) { json.field("payload", payload).field("text", title); })};
}

Content flow_reply(std::string_view body, std::string_view response) {
  return {"interactive", object_of([&](JsonWriter& json) {
            json.field("type", "nfm_reply").key("nfm_reply").open('{').field("name", "flow");
            json.field("body", body).field("response_json", response).close('}');
          })};
}

}  // namespace parley::simulator
