#pragma once
// What a member's roles may allow, one bit each (TokenMember::permissions, Role::permissions).

#include <boost/describe/enum.hpp>

#include <cstdint>

namespace parley {

// Order of declaration is the stored bit: append only.
BOOST_DEFINE_ENUM_CLASS(Permission, read_members, add_members, change_members, remove_members, read_campaigns,
                        add_campaigns, change_campaigns, remove_campaigns, read_conversations,
                        change_conversations, remove_conversations, assign_conversations,
                        unassign_conversations, read_contact_lists, add_contact_lists, change_contact_lists,
                        remove_contact_lists, read_labels, add_labels, change_labels, remove_labels,
                        read_api_keys, renew_api_keys, read_settings, change_settings, read_contacts,
                        add_contacts, change_contacts, remove_contacts, import_contacts, read_statistics,
                        read_further_statistics, read_campaign_statistics, change_organization, read_roles,
                        add_roles, change_roles, remove_roles, change_integrations, read_templates,
                        read_senders)

constexpr int permission_count = static_cast<int>(Permission::read_senders) + 1;

// The bits of some permissions together.
template <class... Permissions>
constexpr std::uint64_t bits_of(Permissions... permissions) {
  return ((std::uint64_t{1} << static_cast<int>(permissions)) | ... | std::uint64_t{0});
}

}  // namespace parley
