#include "dialects/kirim/openapi.h"

#include "dialects/kirim/kirim.h"

#include <string>

namespace parley::kirim {
namespace {

constexpr std::string_view head = R"json({
"openapi": "3.1.0",
"info": {
 "title": "Parley, as the Kirim public API",
 "version": "1.0.0",
 "description": "What this server answers of the API: conversations, messages, contacts and labels."
},
"servers": [{"url": "/v1"}],
"security": [{"bearerAuth": []}],
"components": {
 "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}},
 "parameters": {
  "phone_number_id": {
   "name": "phone_number_id",
   "in": "path",
   "required": true,
   "schema": {"type": "string", "pattern": "^\\d{6,20}$"}
  },
  "label_id": {
   "name": "label_id",
   "in": "path",
   "required": true,
   "schema": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"}
  },
  "limit": {
   "name": "limit",
   "in": "query",
   "schema": {"type": "string", "pattern": "^\\d+$"},
   "description": "1 to 100; 25 without it"
  },
  "cursor": {
   "name": "cursor",
   "in": "query",
   "schema": {"type": "string"},
   "description": "next_cursor of the page before"
  },
  "idempotency_key": {
   "name": "Idempotency-Key",
   "in": "header",
   "schema": {"type": "string", "maxLength": 255}
  }
 },
 "responses": {
  "Refused": {
   "description": "Why there is no other answer",
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ApiErrorEnvelope"}}}
  }
 },
 "schemas": {)json";

std::string put_together() {
  std::string document(head);
  document.append(openapi_things).append(",").append(openapi_contact_things).append(",");
  document.append(openapi_bodies).append("}},\n\"paths\": {");
  return document.append(openapi_paths).append(",").append(openapi_contact_paths).append("}}\n");
}

}  // namespace

std::string_view openapi_document() {
  static const std::string document = put_together();
  return document;
}

}  // namespace parley::kirim
