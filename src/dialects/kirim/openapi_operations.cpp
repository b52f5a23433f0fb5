// What may be asked, and what comes of it.

#include "dialects/kirim/openapi.h"

namespace parley::kirim {
namespace {

constexpr bool open = true;  // no key is asked for

constexpr Operation operations[] = {
    {"get", "/health", "Meta", "Whether the API answers", "", "", 200, "#Health", open},
    {"get", "/openapi.json", "Meta", "This document", "", "", 200, "map", open},
    {"get", "/me", "Organization", "The organization and key that ask", "", "", 200, "Me"},
    {"get", "/accounts", "Organization", "WhatsApp accounts, oldest first", "status:connected|all~connected",
     "", 200, "[Account]"},

    {"get", "/{phone_number_id}/conversations", "Conversations", "Conversations, the latest active first",
     "status:open|resolved|pending contact_id:@ctc limit cursor", "", 200, "[Conversation]"},
    {"get", "/{phone_number_id}/conversations/{id}", "Conversations", "A conversation", "", "", 200,
     "Conversation"},
    {"patch", "/{phone_number_id}/conversations/{id}", "Conversations",
     "Set a conversation's status or assignee", "", "ConversationChange", 200, "Conversation"},
    {"post", "/{phone_number_id}/conversations/{id}/labels", "Conversations",
     "Attach a label to a conversation", "", "LabelChoice", 200, "ConversationLabel"},
    {"delete", "/{phone_number_id}/conversations/{id}/labels/{label_id}", "Conversations",
     "Detach a label from a conversation", "", "", 200, "ConversationLabel"},

    {"get", "/{phone_number_id}/messages", "Messages", "Messages, newest first",
     "conversation_id:@cnv direction:inbound|outbound status:pending|sent|delivered|read|failed "
     "created_after:time created_before:time limit cursor",
     "", 200, "[Message]"},
    {"post", "/{phone_number_id}/messages", "Messages", "Send a message, or tell that one was read", "",
     "NewReadReceipt/NewMessage", 200, "ReadReceipt/Message"},
    {"get", "/{phone_number_id}/messages/{id}", "Messages", "A message", "", "", 200, "Message"},
    {"get", "/{phone_number_id}/messages/{id}/media", "Messages",
     "Where a message's media is, once it is downloaded", "", "", 302, ""},

    {"get", "/{phone_number_id}/contacts", "Contacts", "Contacts, newest first",
     "phone:full_phone search:text1..200 limit cursor", "", 200, "[Contact]"},
    {"post", "/{phone_number_id}/contacts", "Contacts", "Add a contact", "", "NewContact", 201, "Contact"},
    {"post", "/{phone_number_id}/contacts/bulk_label", "Contacts",
     "Attach or detach a label of many contacts", "", "BulkLabelChange", 200, "BulkLabel"},
    {"get", "/{phone_number_id}/contacts/{id}", "Contacts", "A contact", "", "", 200, "Contact"},
    {"patch", "/{phone_number_id}/contacts/{id}", "Contacts", "Change a contact", "", "ContactChange", 200,
     "Contact"},
    {"delete", "/{phone_number_id}/contacts/{id}", "Contacts", "Delete a contact and its conversation", "",
     "", 200, "DeletedContact"},
    {"post", "/{phone_number_id}/contacts/{id}/labels", "Contacts", "Attach a label to a contact", "",
     "LabelChoice", 200, "ContactLabel"},
    {"delete", "/{phone_number_id}/contacts/{id}/labels/{label_id}", "Contacts",
     "Detach a label from a contact", "", "", 200, "ContactLabel"},

    {"get", "/{phone_number_id}/templates", "Templates", "Message templates, newest first",
     "status:approved|pending|rejected|all~approved language:text1..15 limit cursor", "", 200, "[Template]"},
    {"post", "/{phone_number_id}/templates", "Templates", "Have a template made by Meta", "", "NewTemplate",
     201, "Template"},
    {"post", "/{phone_number_id}/templates/sync", "Templates", "Ask Meta for all templates", "", "", 200,
     "TemplateSync"},
    {"get", "/{phone_number_id}/templates/{name}", "Templates", "A template by its name",
     "language:text1..15", "", 200, "Template"},

    {"get", "/labels", "Labels", "Labels, newest first", "team_id:text1..64 limit cursor", "", 200,
     "[Label]"},
    {"post", "/labels", "Labels", "Add a label", "", "NewLabel", 201, "Label"},
    {"get", "/labels/{id}", "Labels", "A label", "", "", 200, "Label"},
    {"patch", "/labels/{id}", "Labels", "Change a label", "", "LabelChange", 200, "Label"},
    {"delete", "/labels/{id}", "Labels", "Delete a label; it comes off everything", "", "", 200,
     "DeletedLabel"},
};

}  // namespace

std::span<const Operation> openapi_operations() { return operations; }

}  // namespace parley::kirim
