#include "dialects/wapikit/people.h"

#include "base/problem.h"

#include <algorithm>
#include <array>

namespace parley::wapikit {
namespace {

constexpr std::int64_t everybody = 0;  // ids that are not of one organization

// In the order of Permission.
constexpr std::array<std::string_view, permission_count> permission_words{"Get:OrganizationMember",
                                                                          "Create:OrganizationMember",
                                                                          "Update:OrganizationMember",
                                                                          "Delete:OrganizationMember",
                                                                          "Get:Campaign",
                                                                          "Create:Campaign",
                                                                          "Update:Campaign",
                                                                          "Delete:Campaign",
                                                                          "Get:Conversation",
                                                                          "Update:Conversation",
                                                                          "Delete:Conversation",
                                                                          "Assign:Conversation",
                                                                          "Unassign:Conversation",
                                                                          "Get:List",
                                                                          "Create:List",
                                                                          "Update:List",
                                                                          "Delete:List",
                                                                          "Get:Tag",
                                                                          "Create:Tag",
                                                                          "Update:Tag",
                                                                          "Delete:Tag",
                                                                          "Get:ApiKey",
                                                                          "Regenerate:ApiKey",
                                                                          "Get:AppSettings",
                                                                          "Update:AppSettings",
                                                                          "Get:Contact",
                                                                          "Create:Contact",
                                                                          "Update:Contact",
                                                                          "Delete:Contact",
                                                                          "BulkImport:Contacts",
                                                                          "Get:PrimaryAnalytics",
                                                                          "Get:SecondaryAnalytics",
                                                                          "Get:CampaignAnalytics",
                                                                          "Update:Organization",
                                                                          "Get:OrganizationRole",
                                                                          "Create:OrganizationRole",
                                                                          "Update:OrganizationRole",
                                                                          "Delete:OrganizationRole",
                                                                          "Update:IntegrationSettings",
                                                                          "Get:MessageTemplates",
                                                                          "Get:PhoneNumbers"};
static_assert(!permission_words.back().empty());

std::int64_t read_id(const Seal& seal, std::string_view kind, OrganizationId organization,
                     std::string_view text) {
  if (!is_uuid(text)) throw Problem::invalid(std::string(kind), "invalid " + std::string(kind) + " id");
  const auto number = seal.of_uuid(kind, organization.value, text);
  if (!number) throw Problem::not_found(std::string(kind));
  return *number;
}

// Never a secret of Meta's: whoever may see this may not see that.
void write_business_account(JsonWriter& json, const Sender& sender) {
  json.key("whatsappBusinessAccountDetails")
      .open('{')
      .field("businessAccountId", sender.waba)
      .field("phoneNumberId", sender.phone_number_id)
      .field("accessToken", "")
      .field("webhookSecret", "")
      .field("verificationStatus", sender.connected ? "Verified" : "Unverified")
      .field("isPhoneNumberRegisteredToCloudApi", sender.connected)
      .close('}');
}

}  // namespace

std::string id_of(const Seal& seal, UserId user) { return seal.uuid("user", everybody, user.value); }
std::string id_of(const Seal& seal, OrganizationId organization) {
  return seal.uuid("organization", everybody, organization.value);
}
std::string id_of(const Seal& seal, OrganizationId organization, MemberId member) {
  return seal.uuid("member", organization.value, member.value);
}
std::string id_of(const Seal& seal, OrganizationId organization, RoleId role) {
  return seal.uuid("role", organization.value, role.value);
}
std::string id_of(const Seal& seal, OrganizationId organization, InviteId invite) {
  return seal.uuid("invite", organization.value, invite.value);
}
std::string id_of(const Seal& seal, OrganizationId organization, TokenId token) {
  return seal.uuid("token", organization.value, token.value);
}

std::optional<UserId> user_of_id(const Seal& seal, std::string_view text) {
  const auto number = seal.of_uuid("user", everybody, text);
  if (!number) return std::nullopt;
  return UserId{*number};
}
std::optional<OrganizationId> organization_of_id(const Seal& seal, std::string_view text) {
  const auto number = seal.of_uuid("organization", everybody, text);
  if (!number) return std::nullopt;
  return OrganizationId{*number};
}
MemberId read_member_id(const Seal& seal, OrganizationId organization, std::string_view text) {
  return {read_id(seal, "member", organization, text)};
}
RoleId read_role_id(const Seal& seal, OrganizationId organization, std::string_view text) {
  return {read_id(seal, "role", organization, text)};
}

std::string_view access_level(bool is_owner) { return is_owner ? "Owner" : "Member"; }
std::optional<bool> is_owner_word(std::string_view word) {
  if (word == "Owner") return true;
  if (word == "Member") return false;
  return std::nullopt;
}

std::string_view permission_word(Permission permission) {
  return permission_words[static_cast<std::size_t>(permission)];
}
std::uint64_t permission_bit(std::string_view word) {
  const auto at = std::ranges::find(permission_words, word);
  if (at == permission_words.end()) return 0;
  return bits_of(static_cast<Permission>(at - permission_words.begin()));
}

void write_role(JsonWriter& json, const Seal& seal, OrganizationId organization, const Role& role) {
  json.open('{').field("uniqueId", id_of(seal, organization, role.id)).field("name", role.name);
  if (!role.description.empty()) json.field("description", role.description);
  json.key("permissions").open('[');
  for (int bit = 0; bit < permission_count; ++bit) {
    const auto permission = static_cast<Permission>(bit);
    if ((role.permissions & bits_of(permission)) != 0) json.value(permission_word(permission));
  }
  json.close(']').close('}');
}

void write_member(JsonWriter& json, const Seal& seal, OrganizationId organization, const Member& member) {
  json.open('{')
      .field("uniqueId", id_of(seal, organization, member.id))
      .field("createdAt", member.created_at)
      .field("accessLevel", access_level(member.is_owner))
      .field("name", member.name)
      .field("email", member.email);
  json.key("roles").open('[');
  for (const auto& role : member.roles) write_role(json, seal, organization, role);
  json.close(']').close('}');
}

void write_invite(JsonWriter& json, const Seal& seal, const Invite& invite,
                  std::string_view organization_name) {
  json.open('{')
      .field("uniqueId", id_of(seal, invite.organization, invite.id))
      .field("slug", invite.slug)
      .field("email", invite.email)
      .field("accessLevel", access_level(invite.is_owner))
      .field("createdAt", invite.created_at)
      .field("status", invite.redeemed ? "Redeemed" : "Pending")
      .field("organizationName", organization_name)
      .close('}');
}

void write_organization(JsonWriter& json, const Seal& seal, OrganizationId organization,
                        const OrganizationText& text, const std::vector<Sender>& senders) {
  json.open('{').field("uniqueId", id_of(seal, organization)).field("name", text.name);
  if (!text.description.empty()) json.field("description", text.description);
  if (!text.website.empty()) json.field("websiteUrl", text.website);
  json.field("createdAt", text.created_at);
  json.field("isOnboardingCompleted", !senders.empty()).field("IsAutoHandlingConversationsEnabled", false);
  if (!senders.empty()) {
    json.field("businessAccountId", senders.front().waba);
    write_business_account(json, senders.front());
  }
  json.close('}');
}

void write_phone_number(JsonWriter& json, const Sender& sender) {
  json.open('{')
      .field("id", sender.phone_number_id)
      .field("verified_name", sender.name)
      .field("display_phone_number", '+' + sender.phone)
      .field("phone_number", sender.phone)
      .field("quality_rating", "UNKNOWN")
      .field("code_verification_status", sender.connected ? "VERIFIED" : "NOT_VERIFIED")
      .field("platform_type", "CLOUD_API")
      .close('}');
}

}  // namespace parley::wapikit
