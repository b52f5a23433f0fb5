// What may be asked of the organization, its conversations and messages.

#include "dialects/kirim/openapi.h"

namespace parley::kirim {

constexpr std::string_view openapi_paths = R"json(
 "/health": {
  "get": {
   "summary": "Whether the API answers",
   "tags": ["Meta"],
   "security": [],
   "responses": {
    "200": {
     "description": "Whether the API answers",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
    },
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/openapi.json": {
  "get": {
   "summary": "This document",
   "tags": ["Meta"],
   "security": [],
   "responses": {
    "200": {
     "description": "This document",
     "content": {"application/json": {"schema": {"type": "object", "additionalProperties": true}}}
    },
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/me": {
  "get": {
   "summary": "The organization and key that ask",
   "tags": ["Organization"],
   "responses": {
    "200": {
     "description": "The organization and key that ask",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MeAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/accounts": {
  "get": {
   "summary": "WhatsApp accounts, oldest first",
   "tags": ["Organization"],
   "parameters": [
    {
     "name": "status",
     "in": "query",
     "schema": {"type": "string", "enum": ["connected", "all"], "default": "connected"}
    }
   ],
   "responses": {
    "200": {
     "description": "WhatsApp accounts, oldest first",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AccountList"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/conversations": {
  "get": {
   "summary": "Conversations, the latest active first",
   "tags": ["Conversations"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "status",
     "in": "query",
     "schema": {"type": "string", "enum": ["open", "resolved", "pending"]}
    },
    {
     "name": "contact_id",
     "in": "query",
     "schema": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"}
    },
    {"$ref": "#/components/parameters/limit"},
    {"$ref": "#/components/parameters/cursor"}
   ],
   "responses": {
    "200": {
     "description": "Conversations, the latest active first",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConversationList"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/conversations/{id}": {
  "get": {
   "summary": "A conversation",
   "tags": ["Conversations"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^cnv_[0-9A-HJKMNP-TV-Z]{26}$"}
    }
   ],
   "responses": {
    "200": {
     "description": "A conversation",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConversationAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  },
  "patch": {
   "summary": "Set a conversation's status or assignee",
   "tags": ["Conversations"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^cnv_[0-9A-HJKMNP-TV-Z]{26}$"}
    }
   ],
   "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConversationChange"}}}
   },
   "responses": {
    "200": {
     "description": "Set a conversation's status or assignee",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConversationAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/conversations/{id}/labels": {
  "post": {
   "summary": "Attach a label to a conversation",
   "tags": ["Conversations"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^cnv_[0-9A-HJKMNP-TV-Z]{26}$"}
    },
    {"$ref": "#/components/parameters/idempotency_key"}
   ],
   "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LabelChoice"}}}
   },
   "responses": {
    "200": {
     "description": "Attach a label to a conversation",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConversationLabelAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/conversations/{id}/labels/{label_id}": {
  "delete": {
   "summary": "Detach a label from a conversation",
   "tags": ["Conversations"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^cnv_[0-9A-HJKMNP-TV-Z]{26}$"}
    },
    {"$ref": "#/components/parameters/label_id"}
   ],
   "responses": {
    "200": {
     "description": "Detach a label from a conversation",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConversationLabelAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/messages": {
  "get": {
   "summary": "Messages, newest first",
   "tags": ["Messages"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "conversation_id",
     "in": "query",
     "schema": {"type": "string", "pattern": "^cnv_[0-9A-HJKMNP-TV-Z]{26}$"}
    },
    {"name": "direction", "in": "query", "schema": {"type": "string", "enum": ["inbound", "outbound"]}},
    {
     "name": "status",
     "in": "query",
     "schema": {"type": "string", "enum": ["pending", "sent", "delivered", "read", "failed"]}
    },
    {"name": "created_after", "in": "query", "schema": {"type": "string", "format": "date-time"}},
    {"name": "created_before", "in": "query", "schema": {"type": "string", "format": "date-time"}},
    {"$ref": "#/components/parameters/limit"},
    {"$ref": "#/components/parameters/cursor"}
   ],
   "responses": {
    "200": {
     "description": "Messages, newest first",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MessageList"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  },
  "post": {
   "summary": "Tell that a message was read",
   "tags": ["Messages"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {"$ref": "#/components/parameters/idempotency_key"}
   ],
   "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewReadReceipt"}}}
   },
   "responses": {
    "200": {
     "description": "Tell that a message was read",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ReadReceiptAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/messages/{id}": {
  "get": {
   "summary": "A message",
   "tags": ["Messages"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "description": "msg_ and 26 symbols, or Meta's wamid",
     "schema": {"type": "string"}
    }
   ],
   "responses": {
    "200": {
     "description": "A message",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MessageAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/messages/{id}/media": {
  "get": {
   "summary": "Where a message's media is, once it is downloaded",
   "tags": ["Messages"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "description": "msg_ and 26 symbols, or Meta's wamid",
     "schema": {"type": "string"}
    }
   ],
   "responses": {
    "302": {
     "description": "Where a message's media is, once it is downloaded",
     "headers": {"Location": {"schema": {"type": "string"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 })json";

}  // namespace parley::kirim
