// What answers are made of things, and what requests say.

#include "dialects/kirim/openapi.h"

namespace parley::kirim {

constexpr std::string_view openapi_bodies = R"json(
 "ConversationChange": {
  "type": "object",
  "minProperties": 1,
  "properties": {
   "status": {"type": "string", "enum": ["open", "resolved", "pending"]},
   "assigned_to": {"type": ["string", "null"], "pattern": "^usr_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "LabelChoice": {
  "type": "object",
  "required": ["label_id"],
  "properties": {"label_id": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"}}
 },
 "NewContact": {
  "type": "object",
  "required": ["phone_number"],
  "properties": {
   "phone_number": {"type": "string", "pattern": "^\\+?[1-9]\\d{6,14}$"},
   "name": {"type": ["string", "null"], "maxLength": 200},
   "email": {"type": ["string", "null"], "format": "email", "maxLength": 254},
   "metadata": {"type": ["object", "null"], "maxProperties": 64, "additionalProperties": true}
  }
 },
 "ContactChange": {
  "type": "object",
  "minProperties": 1,
  "properties": {
   "name": {"type": ["string", "null"], "maxLength": 200},
   "email": {"type": ["string", "null"], "format": "email", "maxLength": 254},
   "metadata": {"type": ["object", "null"], "maxProperties": 64, "additionalProperties": true}
  }
 },
 "BulkLabelChange": {
  "type": "object",
  "required": ["contact_ids", "label_id", "operation"],
  "properties": {
   "contact_ids": {
    "type": "array",
    "minItems": 1,
    "maxItems": 1000,
    "items": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"}
   },
   "label_id": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"},
   "operation": {"type": "string", "enum": ["attach", "detach"]}
  }
 },
 "NewLabel": {
  "type": "object",
  "required": ["name"],
  "properties": {
   "name": {"type": "string", "minLength": 1, "maxLength": 50},
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
    ],
    "default": "gray"
   },
   "team_id": {"type": "string", "minLength": 1, "maxLength": 64}
  }
 },
 "LabelChange": {
  "type": "object",
  "minProperties": 1,
  "properties": {
   "name": {"type": "string", "minLength": 1, "maxLength": 50},
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
   }
  }
 },
 "NewReadReceipt": {
  "type": "object",
  "required": ["messaging_product", "status", "message_id"],
  "properties": {
   "messaging_product": {"type": "string", "enum": ["whatsapp"]},
   "status": {"type": "string", "enum": ["read"]},
   "message_id": {"type": "string", "minLength": 1, "maxLength": 512},
   "typing_indicator": {
    "type": "object",
    "required": ["type"],
    "properties": {"type": {"type": "string", "enum": ["text"]}}
   }
  }
 },
 "MeAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/Me"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "ConversationAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/Conversation"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "MessageAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/Message"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "ReadReceiptAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/ReadReceipt"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "ContactAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/Contact"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "LabelAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/Label"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "ConversationLabelAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/ConversationLabel"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "ContactLabelAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/ContactLabel"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "BulkLabelAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/BulkLabel"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "DeletedContactAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/DeletedContact"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "DeletedLabelAnswer": {
  "type": "object",
  "required": ["data", "request_id"],
  "properties": {
   "data": {"$ref": "#/components/schemas/DeletedLabel"},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "AccountList": {
  "type": "object",
  "required": ["data", "has_more", "next_cursor", "request_id"],
  "properties": {
   "data": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}},
   "has_more": {"type": "boolean"},
   "next_cursor": {"type": ["string", "null"]},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "ConversationList": {
  "type": "object",
  "required": ["data", "has_more", "next_cursor", "request_id"],
  "properties": {
   "data": {"type": "array", "items": {"$ref": "#/components/schemas/Conversation"}},
   "has_more": {"type": "boolean"},
   "next_cursor": {"type": ["string", "null"]},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "MessageList": {
  "type": "object",
  "required": ["data", "has_more", "next_cursor", "request_id"],
  "properties": {
   "data": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
   "has_more": {"type": "boolean"},
   "next_cursor": {"type": ["string", "null"]},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "ContactList": {
  "type": "object",
  "required": ["data", "has_more", "next_cursor", "request_id"],
  "properties": {
   "data": {"type": "array", "items": {"$ref": "#/components/schemas/Contact"}},
   "has_more": {"type": "boolean"},
   "next_cursor": {"type": ["string", "null"]},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "LabelList": {
  "type": "object",
  "required": ["data", "has_more", "next_cursor", "request_id"],
  "properties": {
   "data": {"type": "array", "items": {"$ref": "#/components/schemas/Label"}},
   "has_more": {"type": "boolean"},
   "next_cursor": {"type": ["string", "null"]},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 })json";

}  // namespace parley::kirim
