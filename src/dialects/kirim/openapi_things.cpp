// Things, as answers show them; contacts and labels stand beside.

#include "dialects/kirim/openapi.h"

namespace parley::kirim {

constexpr std::string_view openapi_things = R"json(
 "ApiErrorEnvelope": {
  "type": "object",
  "required": ["error"],
  "properties": {
   "error": {
    "type": "object",
    "required": ["type", "code", "message", "request_id"],
    "properties": {
     "type": {
      "type": "string",
      "enum": [
       "invalid_request_error",
       "authentication_error",
       "permission_error",
       "not_found",
       "conflict",
       "rate_limit_error",
       "api_error"
      ]
     },
     "code": {"type": "string"},
     "message": {"type": "string"},
     "param": {"type": "string"},
     "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
    }
   }
  }
 },
 "Health": {
  "type": "object",
  "required": ["status", "request_id"],
  "properties": {
   "status": {"type": "string", "enum": ["ok"]},
   "request_id": {"type": "string", "pattern": "^req_[0-9A-HJKMNP-TV-Z]{26}$"}
  }
 },
 "Me": {
  "type": "object",
  "required": ["organization", "api_key", "rate_limits", "teams"],
  "properties": {
   "organization": {
    "type": "object",
    "required": ["id", "object", "name"],
    "properties": {
     "id": {"type": "string", "pattern": "^org_[0-9A-HJKMNP-TV-Z]{26}$"},
     "object": {"type": "string", "enum": ["organization"]},
     "name": {"type": "string"}
    }
   },
   "api_key": {
    "type": "object",
    "required": ["id", "object", "label", "last4"],
    "properties": {
     "id": {"type": "string", "pattern": "^key_[0-9A-HJKMNP-TV-Z]{26}$"},
     "object": {"type": "string", "enum": ["api_key"]},
     "label": {"type": "string"},
     "last4": {"type": "string"}
    }
   },
   "rate_limits": {
    "type": "object",
    "required": ["tier", "write_per_minute", "read_per_minute"],
    "properties": {
     "tier": {"type": "string"},
     "write_per_minute": {"type": "integer"},
     "read_per_minute": {"type": "integer"}
    }
   },
   "teams": {
    "type": "array",
    "items": {
     "type": "object",
     "required": ["id", "name"],
     "properties": {"id": {"type": "string"}, "name": {"type": "string"}}
    }
   }
  }
 },
 "Account": {
  "type": "object",
  "required": ["object", "phone_number_id", "phone_number", "name", "status", "customer"],
  "properties": {
   "object": {"type": "string", "enum": ["account"]},
   "phone_number_id": {"type": ["string", "null"]},
   "phone_number": {"type": ["string", "null"], "pattern": "^\\+\\d{1,15}$"},
   "name": {"type": ["string", "null"]},
   "status": {"type": "string", "enum": ["connected", "disconnected", "degraded", "onboarding"]},
   "customer": {
    "type": ["object", "null"],
    "properties": {
     "id": {"type": "string", "pattern": "^cus_[0-9A-HJKMNP-TV-Z]{26}$"},
     "name": {"type": "string"}
    },
    "required": ["id", "name"]
   }
  }
 },
 "WhatsappAccount": {
  "type": "object",
  "required": ["phone_number", "phone_number_id", "customer"],
  "properties": {
   "phone_number": {"type": ["string", "null"], "pattern": "^\\+\\d{1,15}$"},
   "phone_number_id": {"type": ["string", "null"]},
   "customer": {
    "type": ["object", "null"],
    "properties": {
     "id": {"type": "string", "pattern": "^cus_[0-9A-HJKMNP-TV-Z]{26}$"},
     "name": {"type": "string"}
    },
    "required": ["id", "name"]
   }
  }
 },
 "Assignee": {
  "type": "object",
  "required": ["id", "name", "email"],
  "properties": {
   "id": {"type": "string", "pattern": "^usr_[0-9A-HJKMNP-TV-Z]{26}$"},
   "name": {"type": ["string", "null"]},
   "email": {"type": ["string", "null"]}
  }
 },
 "Conversation": {
  "type": "object",
  "required": [
   "id",
   "object",
   "status",
   "contact",
   "whatsapp_account",
   "assignee",
   "unread_count",
   "last_message_at",
   "last_inbound_at",
   "created_at",
   "updated_at"
  ],
  "properties": {
   "id": {"type": "string", "pattern": "^cnv_[0-9A-HJKMNP-TV-Z]{26}$"},
   "object": {"type": "string", "enum": ["conversation"]},
   "status": {"type": "string", "enum": ["open", "resolved", "pending"]},
   "contact": {
    "type": "object",
    "required": ["id", "phone_number", "name"],
    "properties": {
     "id": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"},
     "phone_number": {"type": ["string", "null"], "pattern": "^\\+\\d{1,15}$"},
     "name": {"type": ["string", "null"]}
    }
   },
   "whatsapp_account": {"$ref": "#/components/schemas/WhatsappAccount"},
   "assignee": {"oneOf": [{"$ref": "#/components/schemas/Assignee"}, {"type": "null"}]},
   "unread_count": {"type": "integer"},
   "last_message_at": {"type": ["string", "null"], "format": "date-time"},
   "last_inbound_at": {"type": ["string", "null"], "format": "date-time"},
   "created_at": {"type": "string", "format": "date-time"},
   "updated_at": {"type": "string", "format": "date-time"}
  }
 },
 "MessageError": {
  "type": "object",
  "required": ["code", "message", "provider_code"],
  "properties": {
   "code": {"type": "string"},
   "message": {"type": "string"},
   "provider_code": {"type": ["integer", "null"]}
  }
 },
 "Message": {
  "type": "object",
  "required": [
   "id",
   "object",
   "direction",
   "type",
   "status",
   "conversation_id",
   "from",
   "to",
   "message_id",
   "content",
   "media_url",
   "mime_type",
   "caption",
   "filename",
   "location",
   "contacts",
   "interactive",
   "reaction",
   "button",
   "error",
   "created_at",
   "updated_at"
  ],
  "properties": {
   "id": {"type": "string", "pattern": "^msg_[0-9A-HJKMNP-TV-Z]{26}$"},
   "object": {"type": "string", "enum": ["message"]},
   "direction": {"type": "string", "enum": ["inbound", "outbound"]},
   "type": {
    "type": "string",
    "enum": [
     "text",
     "image",
     "video",
     "audio",
     "document",
     "sticker",
     "location",
     "contacts",
     "template",
     "button",
     "interactive",
     "reaction",
     "unsupported"
    ]
   },
   "status": {"type": "string", "enum": ["pending", "sent", "delivered", "read", "failed"]},
   "conversation_id": {"type": "string", "pattern": "^cnv_[0-9A-HJKMNP-TV-Z]{26}$"},
   "from": {"type": ["string", "null"], "pattern": "^\\+\\d{1,15}$"},
   "to": {"type": ["string", "null"], "pattern": "^\\+\\d{1,15}$"},
   "message_id": {"type": ["string", "null"]},
   "content": {"type": ["string", "null"]},
   "media_url": {"type": ["string", "null"]},
   "mime_type": {"type": ["string", "null"]},
   "caption": {"type": ["string", "null"]},
   "filename": {"type": ["string", "null"]},
   "location": {
    "type": ["object", "null"],
    "required": ["latitude", "longitude"],
    "properties": {
     "latitude": {"type": "number"},
     "longitude": {"type": "number"},
     "name": {"type": "string"},
     "address": {"type": "string"}
    }
   },
   "contacts": {
    "type": ["array", "null"],
    "items": {
     "type": "object",
     "required": ["name"],
     "properties": {"name": {"type": "string"}, "phone": {"type": "string"}, "wa_id": {"type": "string"}}
    }
   },
   "interactive": {
    "type": ["object", "null"],
    "required": ["type", "id", "title"],
    "properties": {
     "type": {"type": "string"},
     "id": {"type": "string"},
     "title": {"type": "string"},
     "description": {"type": "string"}
    }
   },
   "reaction": {
    "type": ["object", "null"],
    "required": ["target_message_id", "emoji"],
    "properties": {"target_message_id": {"type": "string"}, "emoji": {"type": "string"}}
   },
   "button": {
    "type": ["object", "null"],
    "required": ["payload", "text"],
    "properties": {"payload": {"type": "string"}, "text": {"type": "string"}}
   },
   "error": {"oneOf": [{"$ref": "#/components/schemas/MessageError"}, {"type": "null"}]},
   "created_at": {"type": "string", "format": "date-time"},
   "updated_at": {"type": "string", "format": "date-time"}
  }
 },
 "ReadReceipt": {
  "type": "object",
  "required": ["id", "object", "status", "message_id"],
  "properties": {
   "id": {"type": "string", "pattern": "^msg_[0-9A-HJKMNP-TV-Z]{26}$"},
   "object": {"type": "string", "enum": ["message"]},
   "status": {"type": "string", "enum": ["read"]},
   "message_id": {"type": "string"}
  }
 })json";

}  // namespace parley::kirim
