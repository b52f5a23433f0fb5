// What may be asked of contacts and labels.

#include "dialects/kirim/openapi.h"

namespace parley::kirim {

constexpr std::string_view openapi_contact_paths = R"json(
 "/{phone_number_id}/contacts": {
  "get": {
   "summary": "Contacts, newest first",
   "tags": ["Contacts"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {"name": "phone", "in": "query", "schema": {"type": "string", "pattern": "^\\+[1-9]\\d{6,14}$"}},
    {"name": "search", "in": "query", "schema": {"type": "string", "minLength": 1, "maxLength": 200}},
    {"$ref": "#/components/parameters/limit"},
    {"$ref": "#/components/parameters/cursor"}
   ],
   "responses": {
    "200": {
     "description": "Contacts, newest first",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ContactList"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  },
  "post": {
   "summary": "Add a contact",
   "tags": ["Contacts"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {"$ref": "#/components/parameters/idempotency_key"}
   ],
   "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewContact"}}}
   },
   "responses": {
    "201": {
     "description": "Add a contact",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ContactAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/contacts/bulk_label": {
  "post": {
   "summary": "Attach or detach a label of many contacts",
   "tags": ["Contacts"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {"$ref": "#/components/parameters/idempotency_key"}
   ],
   "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/BulkLabelChange"}}}
   },
   "responses": {
    "200": {
     "description": "Attach or detach a label of many contacts",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/BulkLabelAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/contacts/{id}": {
  "get": {
   "summary": "A contact",
   "tags": ["Contacts"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"}
    }
   ],
   "responses": {
    "200": {
     "description": "A contact",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ContactAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  },
  "patch": {
   "summary": "Change a contact",
   "tags": ["Contacts"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"}
    }
   ],
   "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ContactChange"}}}
   },
   "responses": {
    "200": {
     "description": "Change a contact",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ContactAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  },
  "delete": {
   "summary": "Delete a contact and its conversation",
   "tags": ["Contacts"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"}
    }
   ],
   "responses": {
    "200": {
     "description": "Delete a contact and its conversation",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeletedContactAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/contacts/{id}/labels": {
  "post": {
   "summary": "Attach a label to a contact",
   "tags": ["Contacts"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"}
    },
    {"$ref": "#/components/parameters/idempotency_key"}
   ],
   "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LabelChoice"}}}
   },
   "responses": {
    "200": {
     "description": "Attach a label to a contact",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ContactLabelAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/{phone_number_id}/contacts/{id}/labels/{label_id}": {
  "delete": {
   "summary": "Detach a label from a contact",
   "tags": ["Contacts"],
   "parameters": [
    {"$ref": "#/components/parameters/phone_number_id"},
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^ctc_[0-9A-HJKMNP-TV-Z]{26}$"}
    },
    {"$ref": "#/components/parameters/label_id"}
   ],
   "responses": {
    "200": {
     "description": "Detach a label from a contact",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ContactLabelAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/labels": {
  "get": {
   "summary": "Labels, newest first",
   "tags": ["Labels"],
   "parameters": [
    {"name": "team_id", "in": "query", "schema": {"type": "string", "minLength": 1, "maxLength": 64}},
    {"$ref": "#/components/parameters/limit"},
    {"$ref": "#/components/parameters/cursor"}
   ],
   "responses": {
    "200": {
     "description": "Labels, newest first",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LabelList"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  },
  "post": {
   "summary": "Add a label",
   "tags": ["Labels"],
   "parameters": [{"$ref": "#/components/parameters/idempotency_key"}],
   "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewLabel"}}}
   },
   "responses": {
    "201": {
     "description": "Add a label",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LabelAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 },
 "/labels/{id}": {
  "get": {
   "summary": "A label",
   "tags": ["Labels"],
   "parameters": [
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"}
    }
   ],
   "responses": {
    "200": {
     "description": "A label",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LabelAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  },
  "patch": {
   "summary": "Change a label",
   "tags": ["Labels"],
   "parameters": [
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"}
    }
   ],
   "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LabelChange"}}}
   },
   "responses": {
    "200": {
     "description": "Change a label",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LabelAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  },
  "delete": {
   "summary": "Delete a label; it comes off everything",
   "tags": ["Labels"],
   "parameters": [
    {
     "name": "id",
     "in": "path",
     "required": true,
     "schema": {"type": "string", "pattern": "^lbl_[0-9A-HJKMNP-TV-Z]{26}$"}
    }
   ],
   "responses": {
    "200": {
     "description": "Delete a label; it comes off everything",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeletedLabelAnswer"}}}
    },
    "4XX": {"$ref": "#/components/responses/Refused"},
    "5XX": {"$ref": "#/components/responses/Refused"}
   }
  }
 })json";

}  // namespace parley::kirim
