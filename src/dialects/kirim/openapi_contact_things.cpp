// Contacts and labels, as answers show them.

#include "dialects/kirim/openapi.h"

namespace parley::kirim {

constexpr std::string_view openapi_contact_things = R"json(
 "Contact": {
  "type": "object",
  "required": [
   "id",
   "object",
   "phone_number",
   "name",
   "email",
   "metadata",
   "whatsapp_account",
   "created_at",
   "updated_at"
  ],
  "properties": {
   "id": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"},
   "object": {"type": "string", "enum": ["contact"]},
   "phone_number": {"type": ["string", "null"], "pattern": "^\\+\\d{1,15}$"},
   "name": {"type": ["string", "null"]},
   "email": {"type": ["string", "null"]},
   "metadata": {"type": ["object", "null"], "additionalProperties": true},
   "whatsapp_account": {"$ref": "#/components/schemas/WhatsappAccount"},
   "created_at": {"type": "string", "format": "date-time"},
   "updated_at": {"type": "string", "format": "date-time"}
  }
 },
 "Label": {
  "type": "object",
  "required": ["id", "object", "name", "color", "team_id", "created_at", "updated_at"],
  "properties": {
   "id": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"},
   "object": {"type": "string", "enum": ["label"]},
   "name": {"type": "string"},
   "color": {
    "type": "string",
    "enum": [
     "gray",
     "red",
     "orange",
     "amber",
     "yellow",
     "lime",
     "green",
     "emerald",
     "teal",
     "sky",
     "blue",
     "violet",
     "pink"
    ]
   },
   "team_id": {"type": "string"},
   "created_at": {"type": "string", "format": "date-time"},
   "updated_at": {"type": "string", "format": "date-time"}
  }
 },
 "ConversationLabel": {
  "type": "object",
  "required": ["conversation_id", "label_id", "attached"],
  "properties": {
   "conversation_id": {"type": "string", "pattern": "^cnv_[0-9A-HJKMNP-TV-Z]{26}$"},
   "label_id": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"},
   "attached": {"type": "boolean"}
  }
 },
 "ContactLabel": {
  "type": "object",
  "required": ["contact_id", "label_id", "attached"],
  "properties": {
   "contact_id": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"},
   "label_id": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"},
   "attached": {"type": "boolean"}
  }
 },
 "BulkLabel": {
  "type": "object",
  "required": ["applied", "skipped_cross_org", "skipped_team_mismatch"],
  "properties": {
   "applied": {"type": "integer"},
   "skipped_cross_org": {"type": "integer"},
   "skipped_team_mismatch": {"type": "integer"}
  }
 },
 "DeletedContact": {
  "type": "object",
  "required": ["id", "object", "deleted"],
  "properties": {
   "id": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"},
   "object": {"type": "string", "enum": ["contact"]},
   "deleted": {"type": "boolean", "enum": [true]}
  }
 },
 "DeletedLabel": {
  "type": "object",
  "required": ["id", "object", "deleted"],
  "properties": {
   "id": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"},
   "object": {"type": "string", "enum": ["label"]},
   "deleted": {"type": "boolean", "enum": [true]}
  }
 })json";

}  // namespace parley::kirim
