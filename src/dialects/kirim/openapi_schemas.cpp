// The schemas of our OpenAPI document: things, and the envelopes they come in.

#include "dialects/kirim/openapi.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace parley::kirim {
namespace {

struct Member {
  std::string_view name, form;
  bool is_required = true;
};
struct Thing {
  std::string_view name;
  bool has_one = false;  // member at least
  std::vector<Member> members;
};

std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

Member member_of(std::string_view line) {
  line.remove_prefix(line.find_first_not_of(' '));
  const bool is_required = !line.starts_with('?');
  if (!is_required) line.remove_prefix(1);
  const auto end = line.find(' ');
  return {line.substr(0, end), line.substr(line.find_first_not_of(' ', end)), is_required};
}

std::vector<Thing> read_things(std::string_view text) {
  std::vector<Thing> things;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.starts_with(' ')) {
      things.back().members.push_back(member_of(line));
    } else if (!line.empty()) {
      things.push_back({.name = line.substr(0, line.find(' ')), .has_one = line.ends_with('+')});
    }
  }
  return things;
}

void write_thing(JsonWriter& json, const Thing& thing) {
  json.key(thing.name).open('{').field("type", "object");
  if (thing.has_one) {
    json.field("minProperties", 1);
  } else {
    json.key("required").open('[');
    for (const auto& member : thing.members) {
      if (member.is_required) json.value(member.name);
    }
    json.close(']');
  }
  json.key("properties").open('{');
  for (const auto& member : thing.members) {
    json.key(member.name);
    write_form(json, member.form);
  }
  json.close('}').close('}');
}

// The thing with the request's id beside it, or a page of such things.
void write_envelope(JsonWriter& json, std::string_view answer) {
  const bool is_list = answer.starts_with('[');
  const auto of = is_list ? answer.substr(1, answer.size() - 2) : answer;
  const auto name = envelope_of(answer);
  const auto form = is_list ? "[#" + std::string(of) + "]" : "#" + std::string(of);
  Thing envelope{.name = name, .members = {{"data", form}}};
  if (is_list) {
    envelope.members.push_back({"has_more", "flag"});
    envelope.members.push_back({"next_cursor", "text?"});
  }
  envelope.members.push_back({"request_id", "@req"});
  write_thing(json, envelope);
}

}  // namespace

std::string envelope_of(std::string_view answer) {
  if (answer.starts_with('[')) return std::string(answer.substr(1, answer.size() - 2)) + "List";
  std::string name(answer);
  if (const auto slash = name.find('/'); slash != std::string::npos) name.replace(slash, 1, "Or");
  return name + "Answer";
}

void write_schemas(JsonWriter& json) {
  for (const auto& thing : read_things(openapi_things)) write_thing(json, thing);
  std::set<std::string_view> written;
  for (const auto& operation : openapi_operations()) {
    const bool has_envelope = !operation.is_open && !operation.answer.empty();
    if (has_envelope && written.insert(operation.answer).second) write_envelope(json, operation.answer);
  }
}

}  // namespace parley::kirim
