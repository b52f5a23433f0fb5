#pragma once
// Numbers of rows that cannot be handed where another kind of row's is wanted.

#include <compare>
#include <cstdint>

namespace parley {

template <class Tag>
struct Id {
  std::int64_t value = 0;
  auto operator<=>(const Id&) const = default;
};

using OrganizationId = Id<struct OrganizationTag>;
using SenderId = Id<struct SenderTag>;
using ContactId = Id<struct ContactTag>;
using ConversationId = Id<struct ConversationTag>;
using MessageKey =
    Id<struct MessageTag>;  // a hash of sender and wamid: the same whatever the order of arrival
using DeliveryId = Id<struct DeliveryTag>;
using LabelId = Id<struct LabelTag>;
using TokenId = Id<struct TokenTag>;
using UserId = Id<struct UserTag>;
using MemberId = Id<struct MemberTag>;  // a user's membership in one organization
using RoleId = Id<struct RoleTag>;
using ContactListId = Id<struct ContactListTag>;
using CannedResponseId = Id<struct CannedResponseTag>;
using InviteId = Id<struct InviteTag>;
using NotificationId = Id<struct NotificationTag>;
using Sequence = Id<struct SequenceTag>;  // a place in an organization's event log, without gaps from 1

}  // namespace parley
