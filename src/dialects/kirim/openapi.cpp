// Our OpenAPI document, put together once.

#include "dialects/kirim/openapi.h"

#include "dialects/kirim/kirim.h"

#include <string>

namespace parley::kirim {
namespace {

struct Parameter {
  std::string_view name, in, form, description = {};
};
constexpr Parameter parameters[] = {
    {"phone_number_id", "path", "account_id"},
    {"label_id", "path", "@lbl"},
    {"name", "path", "template_name"},
    {"limit", "query", "digits", "1 to 100; 25 without it"},
    {"cursor", "query", "text", "next_cursor of the page before"},
    {"Idempotency-Key", "header", "text..255"},
};

constexpr std::string_view head = R"json({
"openapi": "3.1.0",
"info": {
 "title": "Parley, as the Kirim public API",
 "version": "1.0.0",
 "description": "What this server answers of the API: conversations, messages, contacts, templates and labels."
},
"servers": [{"url": "/v1"}],
"security": [{"bearerAuth": []}],
"components": {
 "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}},
 "responses": {
  "Refused": {
   "description": "Why there is no other answer",
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ApiErrorEnvelope"}}}
  }
 },
 "parameters": )json";

void write_parameters(JsonWriter& json) {
  json.open('{');
  for (const auto& [name, in, form, description] : parameters) {
    json.key(in == "header" ? "idempotency_key" : name).open('{').field("name", name).field("in", in);
    if (in == "path") json.field("required", true);
    json.key("schema");
    write_form(json, form);
    if (!description.empty()) json.field("description", description);
    json.close('}');
  }
  json.close('}');
}

std::string put_together() {
  std::string document(head);
  JsonWriter json(document);
  write_parameters(json);
  json.key("schemas").open('{');
  write_schemas(json);
  json.close('}').close('}').key("paths").open('{');
  write_paths(json);
  json.close('}').close('}');
  return document;
}

}  // namespace

std::string_view openapi_document() {
  static const std::string document = put_together();
  return document;
}

}  // namespace parley::kirim
