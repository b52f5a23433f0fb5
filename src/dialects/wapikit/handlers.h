#pragma once
// Handlers of the inbox: conversations, messages, contacts, lists, tags, notifications and what tells of the server.

#include "dialects/dialect.h"

namespace parley::wapikit {

// conversations.cpp
Task<> list_conversations(const Call& call, http::Reply& reply, Context& context);
Task<> start_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> get_conversation(const Call& call, http::Reply& reply, Context& context);

// conversation_acts.cpp
Task<> change_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> delete_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> assign_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> unassign_conversation(const Call& call, http::Reply& reply, Context& context);
Task<> read_conversation(const Call& call, http::Reply& reply, Context& context);

// messages.cpp
Task<> list_conversation_messages(const Call& call, http::Reply& reply, Context& context);
Task<> list_messages(const Call& call, http::Reply& reply, Context& context);
Task<> get_media(const Call& call, http::Reply& reply, Context& context);

// sending.cpp
Task<> send_message(const Call& call, http::Reply& reply, Context& context);

// uploads.cpp
Task<> upload_media(const Call& call, http::Reply& reply, Context& context);

// templates.cpp
Task<> list_templates(const Call& call, http::Reply& reply, Context& context);
Task<> get_template(const Call& call, http::Reply& reply, Context& context);

// summary.cpp
Task<> generate_summary(const Call& call, http::Reply& reply, Context& context);

// contacts.cpp
Task<> list_contacts(const Call& call, http::Reply& reply, Context& context);
Task<> create_contacts(const Call& call, http::Reply& reply, Context& context);
Task<> delete_contacts(const Call& call, http::Reply& reply, Context& context);
Task<> get_contact(const Call& call, http::Reply& reply, Context& context);
Task<> update_contact(const Call& call, http::Reply& reply, Context& context);
Task<> delete_contact(const Call& call, http::Reply& reply, Context& context);

// import.cpp
Task<> import_contact_file(const Call& call, http::Reply& reply, Context& context);
Task<> import_contact_file_with_progress(const Call& call, http::Reply& reply, Context& context);

// lists.cpp
Task<> list_lists(const Call& call, http::Reply& reply, Context& context);
Task<> create_list(const Call& call, http::Reply& reply, Context& context);
Task<> get_list(const Call& call, http::Reply& reply, Context& context);
Task<> update_list(const Call& call, http::Reply& reply, Context& context);
Task<> delete_list(const Call& call, http::Reply& reply, Context& context);

// tags.cpp
Task<> list_tags(const Call& call, http::Reply& reply, Context& context);
Task<> create_tag(const Call& call, http::Reply& reply, Context& context);

// notifications.cpp
Task<> list_notifications(const Call& call, http::Reply& reply, Context& context);

// system.cpp
Task<> check_health(const Call& call, http::Reply& reply, Context& context);
Task<> get_metadata(const Call& call, http::Reply& reply, Context& context);
Task<> get_feature_flags(const Call& call, http::Reply& reply, Context& context);
Task<> suggest_responses(const Call& call, http::Reply& reply, Context& context);
Task<> list_integrations(const Call& call, http::Reply& reply, Context& context);

}  // namespace parley::wapikit
