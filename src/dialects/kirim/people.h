#pragma once
// Contacts as Kirim sees them: a person under one account, known by the conversation of both.

#include "dialects/kirim/lookup.h"

namespace parley::kirim {

// A page of an account's contacts, newest first: those with a conversation that is shown.
void write_contacts(const Reader& from, const Sender& account, const Ids& ids, const ContactParams& asked,
                    const Page& page, PageWriter& out);

// Throws not_found "contact" where somebody has deleted it.
void write_contact_of(const Reader& from, const Sender& account, const Ids& ids, const Conversation& with,
                      JsonWriter& json);

// The conversation of that account with that contact, where it is shown.
std::optional<Conversation> conversation_with(const Reader& from, const Sender& account,
                                              std::int64_t contact);

// How many conversations that are shown the contact has with the organization's numbers; two stand for more.
int conversations_of(const Reader& from, OrganizationId organization, std::int64_t contact);

}  // namespace parley::kirim
