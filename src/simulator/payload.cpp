#include "simulator/payload.h"

#include "base/json_writer.h"

#include <chrono>

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

// A body with one entry and one change; `fill` writes what follows the metadata in its value.
template <class Fill>
std::string envelope(const Number& number, std::string_view field, Fill fill) {
  std::string out;
  JsonWriter json(out);
  json.open('{').field("object", "whatsapp_business_account").key("entry").open('[').open('{');
  json.field("id", number.waba).key("changes").open('[').open('{');
  json.key("value").open('{').field("messaging_product", "whatsapp").key("metadata").open('{');
  json.field("display_phone_number", number.phone)
      .field("phone_number_id", number.phone_number_id)
      .close('}');
  fill(json);
  json.close('}').field("field", field).close('}').close(']').close('}').close(']').close('}');
  return as_meta_writes(out);
}

void contacts(JsonWriter& json, const Person& person) {
  json.key("contacts").open('[').open('{').key("profile").open('{').field("name", person.name).close('}');
  json.field("wa_id", person.wa_id);
  if (!person.user_id.empty()) json.field("user_id", person.user_id);
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

void error_of(JsonWriter& json) {
  json.key("errors").open('[').open('{').field("code", 131026).field("title", "Message undeliverable");
  json.field("message", "Message undeliverable").key("error_data").open('{');
  json.field("details", "Message Undeliverable.").close('}').close('}').close(']');
}

void pricing(JsonWriter& json) {
  json.key("pricing").open('{').field("billable", false).field("pricing_model", "PMP");
  json.field("type", "free_customer_service").field("category", "service").close('}');
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
      json.field("from", person.wa_id);
      if (!person.user_id.empty()) json.field("from_user_id", person.user_id);
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
    for (const auto& [wamid, word, at] : statuses) {
      json.open('{').field("id", wamid).field("status", word).field("timestamp", seconds_of(at));
      json.field("recipient_id", person.wa_id);
      if (!person.user_id.empty()) json.field("recipient_user_id", person.user_id);
      if (word == "sent") pricing(json);
      if (word == "failed") error_of(json);
      json.close('}');
    }
    json.close(']');
  });
}

std::string number_change(const Number& number, const Person& person, std::string_view new_wa_id,
                          const Message& notice) {
  return envelope(number, "messages", [&](JsonWriter& json) {
    json.key("messages").open('[').open('{').field("from", person.wa_id).field("id", notice.wamid);
    json.field("timestamp", seconds_of(notice.at)).field("type", "system").key("system").open('{');
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
