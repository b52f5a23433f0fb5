// Things, as answers show them and requests bring them.

#include "dialects/kirim/openapi.h"

namespace parley::kirim {

constexpr std::string_view openapi_things = R"(
ApiErrorEnvelope
  error             #ApiError
ApiError
  type              invalid_request_error|authentication_error|permission_error|not_found|conflict|rate_limit_error|api_error
  code              text
  message           text
  ?param            text
  request_id        @req
Health
  status            =ok
  request_id        @req

Me
  organization      #Organization
  api_key           #ApiKey
  rate_limits       #RateLimits
  teams             [#Team]
Organization
  id                @org
  object            =organization
  name              text
ApiKey
  id                @key
  object            =api_key
  label             text
  last4             text
RateLimits
  tier              text
  write_per_minute  int
  read_per_minute   int
Team
  id                text
  name              text
Account
  object            =account
  phone_number_id   text?
  phone_number      phone?
  name              text?
  status            connected|disconnected|degraded|onboarding
  customer          #Customer?
Customer
  id                @cus
  name              text
WhatsappAccount
  phone_number      phone?
  phone_number_id   text?
  customer          #Customer?

Conversation
  id                @cnv
  object            =conversation
  status            open|resolved|pending
  contact           #ConversationContact
  whatsapp_account  #WhatsappAccount
  assignee          #Assignee?
  unread_count      int
  last_message_at   time?
  last_inbound_at   time?
  created_at        time
  updated_at        time
ConversationContact
  id                @ctc
  phone_number      phone?
  name              text?
Assignee
  id                @usr
  name              text?
  email             text?
ConversationChange +
  ?status           open|resolved|pending
  ?assigned_to      @usr?
ConversationLabel
  conversation_id   @cnv
  label_id          @lbl
  attached          flag

Message
  id                @msg
  object            =message
  direction         inbound|outbound
  type              text|image|video|audio|document|sticker|location|contacts|template|button|interactive|reaction|unsupported
  status            pending|sent|delivered|read|failed
  conversation_id   @cnv
  from              phone?
  to                phone?
  message_id        text?
  content           text?
  media_url         text?
  mime_type         text?
  caption           text?
  filename          text?
  location          #Location?
  contacts          [#ContactCard]?
  interactive       #InteractiveReply?
  reaction          #Reaction?
  button            #Button?
  error             #MessageError?
  created_at        time
  updated_at        time
Location
  latitude          number
  longitude         number
  ?name             text
  ?address          text
ContactCard
  name              text
  ?phone            text
  ?wa_id            text
InteractiveReply
  type              text
  id                text
  title             text
  ?description      text
Reaction
  target_message_id text
  emoji             text
Button
  payload           text
  text              text
MessageError
  code              text
  message           text
  provider_code     int?
NewReadReceipt
  messaging_product =whatsapp
  status            =read
  message_id        text1..512
  ?typing_indicator #TypingIndicator
TypingIndicator
  type              =text
NewMessage
  messaging_product =whatsapp
  ?recipient_type   =individual
  to                text1..64
  type              text|image|video|audio|document|template|interactive
  ?context          #QuotedMessage
  ?text             map
  ?image            map
  ?video            map
  ?audio            map
  ?document         map
  ?template         map
  ?interactive      map
QuotedMessage
  message_id        text1..512
ReadReceipt
  id                @msg
  object            =message
  status            =read
  message_id        text

Contact
  id                @ctc
  object            =contact
  phone_number      phone?
  name              text?
  email             text?
  metadata          map?
  whatsapp_account  #WhatsappAccount
  created_at        time
  updated_at        time
NewContact
  phone_number      new_phone
  ?name             text..200?
  ?email            email?
  ?metadata         map..64?
ContactChange +
  ?name             text..200?
  ?email            email?
  ?metadata         map..64?
DeletedContact
  id                @ctc
  object            =contact
  deleted           yes
ContactLabel
  contact_id        @ctc
  label_id          @lbl
  attached          flag
BulkLabelChange
  contact_ids       [@ctc]1..1000
  label_id          @lbl
  operation         attach|detach
BulkLabel
  applied           int
  skipped_cross_org int
  skipped_team_mismatch int

Template
  id                @tmpl
  object            =template
  name              text
  language          text
  status            approved|pending|rejected
  category          text
  components        [map]
  variables         any
  created_at        time
  updated_at        time
NewTemplate
  name              template_name
  category          MARKETING|UTILITY|AUTHENTICATION
  language          text2..15
  components        [map]1..64
  ?variables        any
  ?messageSendTtlSeconds int
TemplateSync
  created           int
  updated           int
  synced            int

Label
  id                @lbl
  object            =label
  name              text
  color             gray|red|orange|amber|yellow|lime|green|emerald|teal|sky|blue|violet|pink
  team_id           text
  created_at        time
  updated_at        time
NewLabel
  name              text1..50
  ?color            gray|red|orange|amber|yellow|lime|green|emerald|teal|sky|blue|violet|pink~gray
  ?team_id          text1..64
LabelChange +
  ?name             text1..50
  ?color            gray|red|orange|amber|yellow|lime|green|emerald|teal|sky|blue|violet|pink
LabelChoice
  label_id          @lbl
DeletedLabel
  id                @lbl
  object            =label
  deleted           yes
)";

}  // namespace parley::kirim
