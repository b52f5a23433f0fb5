#pragma once
// Meta's webhook bodies, as Meta writes them: compact JSON with every non-ASCII character as \uXXXX and / as
// \/ (Meta's webhook pages). Pure: times and ids are handed in.

#include "base/time.h"
#include "domain/meta_error.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace parley::simulator {

// A number of ours, as Meta names it in `metadata`.
struct Number {
  std::string waba;
  std::string phone_number_id;
  std::string phone;  // digits
};

struct Person {
  std::string wa_id;    // digits; empty: this business may not see them
  std::string user_id;  // business-scoped; empty: not sent
  std::string name;
};

// A message's own part: its type and the JSON of the type's object.
struct Content {
  std::string type;
  std::string object;
};

struct MediaFile {
  std::string id;
  std::string mime_type;
  std::string sha256;    // base64, as webhooks have it
  std::string url = {};  // empty: not sent
};

struct Place {
  double latitude = 0;
  double longitude = 0;
  std::string name;
  std::string address;
};

struct OrderItem {
  std::string product;
  int quantity = 1;
  double price = 0;
  std::string currency;
};

Content text(std::string_view body);
Content image(const MediaFile& file, std::string_view caption);
Content voice(const MediaFile& file);
Content document(const MediaFile& file, std::string_view filename, std::string_view caption);
Content location(const Place& place);
Content contact_card(std::string_view name, std::string_view phone);
Content button_reply(std::string_view id, std::string_view title);
Content list_reply(std::string_view id, std::string_view title, std::string_view description);
Content reaction(std::string_view target, std::string_view emoji);  // an empty emoji takes it back
Content edit(std::string_view target, const Content& replacement);
Content revoke(std::string_view target);
Content order(std::string_view catalog, std::string_view words, std::span<const OrderItem> items);
Content unsupported(std::string_view what);
Content quick_reply(std::string_view payload, std::string_view title);  // a template's button
Content flow_reply(std::string_view body, std::string_view response);   // `response` is JSON

struct Message {
  std::string wamid;
  Timestamp at;
  Content content;
  std::string quoted;  // the wamid it answers; empty: none
};

struct Status {
  std::string wamid;
  std::string word;  // sent, delivered, read, played, failed
  Timestamp at;
  std::string callback_data = {};  // empty: none
  std::string conversation = {};   // its id; empty: without one
  std::string category = "service";
  MetaError error = {};  // of `failed`; code 0: undeliverable
};

// A message of the time before the number was connected.
struct PastMessage {
  Message message;
  bool ours = false;
  std::string status;  // READ, DELIVERED …
};

// What a person wrote, reacted, edited or revoked.
std::string incoming(const Number& number, const Person& person, std::span<const Message> messages);
// What was written in the business' own app.
std::string echo(const Number& number, const Person& person, std::span<const Message> messages);
// What became of messages to that person.
std::string statuses(const Number& number, const Person& person, std::span<const Status> statuses);
// What became of messages to a group.
std::string group_statuses(const Number& number, std::string_view group, std::span<const Status> statuses);
// The person has another business-scoped user id: told by a system message, and by a field of its own.
std::string user_id_change(const Number& number, const Person& person, std::string_view new_user_id,
                           const Message& notice);
std::string user_id_update(const Number& number, const Person& person, std::string_view new_user_id,
                           Timestamp at);
// The person has a new phone number.
std::string number_change(const Number& number, const Person& person, std::string_view new_wa_id,
                          const Message& notice);
// A piece of the past, `progress` per cent of it told by now.
std::string history(const Number& number, const Person& person, std::span<const PastMessage> messages,
                    int progress);

// What became of a template: APPROVED, REJECTED …
struct TemplateEvent {
  std::string id;
  std::string name;
  std::string language;
  std::string event;
  std::string reason;  // empty: none
};
std::string template_update(std::string_view waba, const TemplateEvent& event, Timestamp at);

// Bodies of the above in one, in their order.
std::string batched(std::span<const std::string> bodies);

// JSON as Meta puts it on the wire. `json` is compact and valid UTF-8.
std::string as_meta_writes(std::string_view json);

}  // namespace parley::simulator
