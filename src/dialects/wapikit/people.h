#pragma once
// People, roles and organizations in Wapikit's words: left theirs, right ours. And their ids.

#include "base/json_writer.h"
#include "base/seal.h"
#include "domain/conversation.h"
#include "domain/permission.h"
#include "store/members.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wapikit {

// Users and organizations are spelt the same for everybody; what is an organization's own is not.
std::string id_of(const Seal& seal, UserId user);
std::string id_of(const Seal& seal, OrganizationId organization);
std::string id_of(const Seal& seal, OrganizationId organization, MemberId member);
std::string id_of(const Seal& seal, OrganizationId organization, RoleId role);
std::string id_of(const Seal& seal, OrganizationId organization, InviteId invite);
std::string id_of(const Seal& seal, OrganizationId organization, TokenId token);
std::optional<UserId> user_of_id(const Seal& seal, std::string_view text);
std::optional<OrganizationId> organization_of_id(const Seal& seal, std::string_view text);
// Problems: invalid `subject` where the text is no UUID, not_found `subject` where it is not one of ours.
MemberId read_member_id(const Seal& seal, OrganizationId organization, std::string_view text);
RoleId read_role_id(const Seal& seal, OrganizationId organization, std::string_view text);

// "Owner" or "Member", and back; nothing for any other word.
std::string_view access_level(bool is_owner);
std::optional<bool> is_owner_word(std::string_view word);

// Their word of each permission, "Verb:Noun", by its bit; bit back, 0 for no word of theirs.
std::string_view permission_word(Permission permission);
std::uint64_t permission_bit(std::string_view word);

void write_role(JsonWriter& json, const Seal& seal, OrganizationId organization, const Role& role);
void write_member(JsonWriter& json, const Seal& seal, OrganizationId organization, const Member& member);
void write_invite(JsonWriter& json, const Seal& seal, const Invite& invite,
                  std::string_view organization_name);
// `senders`: of the organization.
void write_organization(JsonWriter& json, const Seal& seal, OrganizationId organization,
                        const OrganizationText& text, const std::vector<Sender>& senders);
void write_phone_number(JsonWriter& json, const Sender& sender);

}  // namespace parley::wapikit
