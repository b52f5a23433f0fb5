#include "simulator/payload.h"

#include "base/json_writer.h"

#include <chrono>
#include <optional>

namespace parley::simulator {
namespace {

constexpr std::string_view hex_symbols = "0123456789abcdef";

std::string seconds_of(Timestamp time) { return std::to_string(to_millis(time) / 1000); }

void append_unit(std::string& out, std::uint32_t unit) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += hex_symbols[unit >> shift & 15];
}

// The code point that starts at `at`, which is moved behind it.
std::uint32_t code_point(std::string_view utf8, std::size_t& at) {
  const auto first = static_cast<unsigned char>(utf8[at++]);
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  auto point = static_cast<std::uint32_t>(first & (0x3F >> more));
  for (int i = 0; i < more && at < utf8.size(); ++i) {
    point = point << 6 | (static_cast<unsigned char>(utf8[at++]) & 0x3FU);
  }
  return point;
}

constexpr std::string_view opening = R"({"object":"whatsapp_business_account","entry":[)";
constexpr std::string_view closing = "]}";

// A body with one entry and one change; `fill` writes the change's value.
template <class Fill>
std::string change(std::string_view waba, std::string_view field, std::optional<Timestamp> at, Fill fill) {
  std::string out(opening);
  JsonWriter json(out);
  json.open('{').field("id", waba);
  if (at) json.field("time", to_millis(*at) / 1000);
  json.key("changes").open('[').open('{').key("value").open('{');
  fill(json);
  json.close('}').field("field", field).close('}').close(']').close('}');
  out += closing;
  return as_meta_writes(out);
}

// `fill` writes what follows the metadata.
template <class Fill>
std::string envelope(const Number& number, std::string_view field, Fill fill) {
  return change(number.waba, field, std::nullopt, [&](JsonWriter& json) {
    json.field("messaging_product", "whatsapp").key("metadata").open('{');
    json.field("display_phone_number", number.phone)
        .field("phone_number_id", number.phone_number_id)
        .close('}');
    fill(json);
  });
}

void named(JsonWriter& json, std::string_view name, std::string_view text) {
  if (!text.empty()) json.field(name, text);
}

void contacts(JsonWriter& json, const Person& person) {
  json.key("contacts").open('[').open('{').key("profile").open('{').field("name", person.name).close('}');
  named(json, "wa_id", person.wa_id);
  named(json, "user_id", person.user_id);
  json.close('}').close(']');
}

void body_of(JsonWriter& json, const Message& message) {
  json.field("id", message.wamid)
      .field("timestamp", seconds_of(message.at))
      .field("type", message.content.type);
  if (message.content.type == "unsupported") {
    json.key("errors").open('[').open('{').field("code", 131051).field("title", "Message type unknown");
    json.field("message", "Message type unknown").key("error_data").open('{');
    json.field("details", "Message type is currently not supported.").close('}').close('}').close(']');
  }
  json.key(message.content.type).raw(message.content.object);
}

void quote(JsonWriter& json, const Message& message, std::string_view author) {
  if (message.quoted.empty()) return;
  json.key("context").open('{').field("from", author).field("id", message.quoted).close('}');
}

void error_of(JsonWriter& json, const MetaError& error) {
  const bool is_said = error.code != 0;
  const std::string_view title = is_said ? std::string_view(error.title) : "Message undeliverable";
  json.key("errors").open('[').open('{').field("code", is_said ? error.code : 131026).field("title", title);
  json.field("message", title).key("error_data").open('{');
  json.field("details", is_said ? std::string_view(error.details) : "Message Undeliverable.");
  json.close('}').close('}').close(']');
}

// With `sent` and one of those behind it.
void pricing(JsonWriter& json, const Status& status) {
  if (status.word != "sent" && status.word != "delivered") return;
  const bool is_free = status.category == "service";
  json.key("pricing").open('{').field("billable", !is_free).field("pricing_model", "PMP");
  json.field("type", is_free ? "free_customer_service" : "regular").field("category", status.category);
  json.close('}');
}

void conversation(JsonWriter& json, const Status& status) {
  if (status.conversation.empty() || status.word == "failed") return;
  json.key("conversation").open('{').field("id", status.conversation);
  if (status.word == "sent")
    json.field("expiration_timestamp", seconds_of(status.at + std::chrono::hours{24}));
  json.key("origin").open('{').field("type", status.category).close('}').close('}');
}

void status_of(JsonWriter& json, const Status& status) {
  json.field("id", status.wamid).field("status", status.word).field("timestamp", seconds_of(status.at));
  named(json, "biz_opaque_callback_data", status.callback_data);
  conversation(json, status);
  pricing(json, status);
  if (status.word == "failed") error_of(json, status.error);
}

// The head of a message that the person did not write.
void notice_of(JsonWriter& json, const Message& notice) {
  json.field("id", notice.wamid).field("timestamp", seconds_of(notice.at)).field("type", "system");
  json.key("system").open('{');
}

}  // namespace

std::string as_meta_writes(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 4);
  for (std::size_t at = 0; at < json.size();) {
    const auto c = static_cast<unsigned char>(json[at]);
    if (c < 0x80) {
      if (c == '/') out += '\\';
      out += json[at++];
      continue;
    }
    const auto point = code_point(json, at);
    if (point < 0x10000) {
      append_unit(out, point);
    } else {
      append_unit(out, 0xD800 + ((point - 0x10000) >> 10));
      append_unit(out, 0xDC00 + ((point - 0x10000) & 0x3FF));
    }
  }
  return out;
}

std::string incoming(const Number& number, const Person& person, std::span<const Message> messages) {
  return envelope(number, "messages", [&](JsonWriter& json) {
    contacts(json, person);
    json.key("messages").open('[');
    for (const Message& message : messages) {
      json.open('{');
      quote(json, message, number.phone);
      named(json, "from", person.wa_id);
      named(json, "from_user_id", person.user_id);
      body_of(json, message);
      json.close('}');
    }
    json.close(']');
  });
}

std::string echo(const Number& number, const Person& person, std::span<const Message> messages) {
  return envelope(number, "smb_message_echoes", [&](JsonWriter& json) {
    contacts(json, person);
    json.key("message_echoes").open('[');
    for (const Message& message : messages) {
      json.open('{');
      quote(json, message, person.wa_id);
      json.field("from", number.phone).field("to", person.wa_id);
      body_of(json, message);
      json.close('}');
    }
    json.close(']');
  });
}

std::string statuses(const Number& number, const Person& person, std::span<const Status> statuses) {
  return envelope(number, "messages", [&](JsonWriter& json) {
    json.key("statuses").open('[');
    for (const Status& status : statuses) {
      json.open('{');
      named(json, "recipient_id", person.wa_id);
      named(json, "recipient_user_id", person.user_id);
      status_of(json, status);
      json.close('}');
    }
    json.close(']');
  });
}

std::string group_statuses(const Number& number, std::string_view group, std::span<const Status> statuses) {
  return envelope(number, "messages", [&](JsonWriter& json) {
    json.key("statuses").open('[');
    for (const Status& status : statuses) {
      json.open('{').field("recipient_id", group).field("recipient_type", "group");
      status_of(json, status);
      json.close('}');
    }
    json.close(']');
  });
}

std::string user_id_change(const Number& number, const Person& person, std::string_view new_user_id,
                           const Message& notice) {
  return envelope(number, "messages", [&](JsonWriter& json) {
    json.key("messages").open('[').open('{');
    named(json, "from", person.wa_id);
    notice_of(json, notice);
    json.field("body",
               "User " + person.name + " changed from " + person.user_id + " to " + std::string(new_user_id));
    json.field("user_id", new_user_id).field("type", "user_changed_user_id");
    json.close('}').close('}').close(']');
  });
}

std::string user_id_update(const Number& number, const Person& person, std::string_view new_user_id,
                           Timestamp at) {
  return envelope(number, "user_id_update", [&](JsonWriter& json) {
    contacts(json, {.wa_id = person.wa_id, .user_id = std::string(new_user_id), .name = person.name});
    json.key("user_id_update").open('[').open('{');
    named(json, "wa_id", person.wa_id);
    json.field("detail", "The user id of a contact has changed.").key("user_id").open('{');
    json.field("previous", person.user_id).field("current", new_user_id).close('}');
    json.field("timestamp", seconds_of(at)).close('}').close(']');
  });
}

std::string template_update(std::string_view waba, const TemplateEvent& event, Timestamp at) {
  return change(waba, "message_template_status_update", at, [&](JsonWriter& json) {
    json.field("event", event.event).key("message_template_id").raw(event.id);
    json.field("message_template_name", event.name).field("message_template_language", event.language);
    json.nullable("reason", event.reason);
  });
}

std::string batched(std::span<const std::string> bodies) {
  std::string out(opening);
  for (const std::string& body : bodies) {
    if (out.size() > opening.size()) out += ',';
    out.append(body, opening.size(), body.size() - opening.size() - closing.size());
  }
  out += closing;
  return out;
}

std::string number_change(const Number& number, const Person& person, std::string_view new_wa_id,
                          const Message& notice) {
  return envelope(number, "messages", [&](JsonWriter& json) {
    json.key("messages").open('[').open('{').field("from", person.wa_id);
    notice_of(json, notice);
    json.field("body",
               "User " + person.name + " changed from " + person.wa_id + " to " + std::string(new_wa_id));
    json.field("wa_id", new_wa_id).field("type", "user_changed_number").close('}').close('}').close(']');
  });
}

std::string history(const Number& number, const Person& person, std::span<const PastMessage> messages,
                    int progress) {
  return envelope(number, "history", [&](JsonWriter& json) {
    json.key("history")
        .open('[')
        .open('{')
        .key("metadata")
        .open('{')
        .field("phase", 1)
        .field("chunk_order", 1);
    json.field("progress", progress).close('}').key("threads").open('[').open('{').field("id", person.wa_id);
    json.key("messages").open('[');
    for (const auto& [message, ours, status] : messages) {
      json.open('{').field("from", ours ? number.phone : person.wa_id);
      if (ours) json.field("to", person.wa_id);
      body_of(json, message);
      json.key("history_context").open('{').field("status", status).close('}').close('}');
    }
    json.close(']').close('}').close(']').close('}').close(']');
  });
}

}  // namespace parley::simulator
