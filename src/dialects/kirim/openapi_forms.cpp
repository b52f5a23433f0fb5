// The notation of openapi.h, spelt out as JSON Schema.

#include "base/problem.h"
#include "dialects/kirim/openapi.h"

#include <algorithm>
#include <string>
#include <vector>

namespace parley::kirim {
namespace {

struct Named {
  std::string_view name, type;
  std::string_view more = {};  // further members, as JSON
};
constexpr Named named_forms[] = {
    {"text", "string"},
    {"int", "integer"},
    {"number", "number"},
    {"flag", "boolean"},
    {"yes", "boolean", R"("enum":[true])"},
    {"map", "object", R"("additionalProperties":true)"},
    {"time", "string", R"("format":"date-time")"},
    {"email", "string", R"("format":"email","maxLength":254)"},
    {"phone", "string", R"("pattern":"^\\+\\d{1,15}$")"},
    {"full_phone", "string", R"("pattern":"^\\+[1-9]\\d{6,14}$")"},
    {"new_phone", "string", R"("pattern":"^\\+?[1-9]\\d{6,14}$")"},
    {"account_id", "string", R"("pattern":"^\\d{6,20}$")"},
    {"template_name", "string", R"("pattern":"^[a-z0-9_]{1,512}$")"},
    {"any", "", R"("description":"An array, an object, or null")"},
    {"digits", "string", R"("pattern":"^\\d+$")"},
};

// Takes off what stands behind the last `mark`; empty where there is none.
std::string_view take_behind(std::string_view& text, std::string_view mark) {
  const auto at = text.rfind(mark);
  if (at == std::string_view::npos) return {};
  const auto behind = text.substr(at + mark.size());
  text = text.substr(0, at);
  return behind;
}

// Takes digits off the end.
std::string_view take_digits(std::string_view& text) {
  const auto end = text.find_last_not_of("0123456789") + 1;
  const auto digits = text.substr(end);
  text = text.substr(0, end);
  return digits;
}

void write_type(JsonWriter& json, std::string_view type, bool may_be_null) {
  json.key("type");
  if (may_be_null) {
    json.open('[').value(type).value("null").close(']');
  } else {
    json.value(type);
  }
}

void write_bound(JsonWriter& json, const std::string& name, std::string_view digits) {
  if (!digits.empty()) json.key(name).raw(digits);
}

void write_reference(JsonWriter& json, std::string_view thing) {
  json.open('{').field("$ref", "#/components/schemas/" + std::string(thing)).close('}');
}

void write_words(JsonWriter& json, std::string_view words) {
  const auto usual = take_behind(words, "~");
  json.key("enum").open('[');
  while (!words.empty()) {
    const auto end = std::min(words.find('|'), words.size());
    json.value(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  json.close(']');
  if (!usual.empty()) json.field("default", usual);
}

void write_named(JsonWriter& json, std::string_view form, bool may_be_null) {
  const auto most = take_behind(form, "..");
  const auto least = most.empty() ? std::string_view() : take_digits(form);
  const auto* found = std::find_if(std::begin(named_forms), std::end(named_forms),
                                   [&](const Named& each) { return each.name == form; });
  if (found == std::end(named_forms)) throw Problem::internal();
  if (!found->type.empty()) write_type(json, found->type, may_be_null);
  const bool is_text = found->type == "string";
  write_bound(json, is_text ? "minLength" : "minProperties", least);
  write_bound(json, is_text ? "maxLength" : "maxProperties", most);
  if (found->more.empty()) return;
  const auto colon = found->more.find(':');
  json.key(found->more.substr(1, colon - 2)).raw(found->more.substr(colon + 1));
}

void write_list(JsonWriter& json, std::string_view form, bool may_be_null) {
  const auto end = form.rfind(']');
  auto bounds = form.substr(end + 1);
  const auto most = take_behind(bounds, "..");
  write_type(json, "array", may_be_null);
  write_bound(json, "minItems", bounds);
  write_bound(json, "maxItems", most);
  json.key("items");
  write_form(json, form.substr(1, end - 1));
}

}  // namespace

void write_form(JsonWriter& json, std::string_view form) {
  const bool may_be_null = form.ends_with('?');
  if (may_be_null) form.remove_suffix(1);
  const char mark = form.front();
  const auto slash = form.find('/');
  if (mark == '#' && !may_be_null && slash == std::string_view::npos)
    return write_reference(json, form.substr(1));
  json.open('{');
  if (mark == '#' && !may_be_null) {
    json.key("oneOf").open('[');
    write_reference(json, form.substr(1, slash - 1));
    write_reference(json, form.substr(slash + 1));
    json.close(']');
  } else if (mark == '#') {
    json.key("oneOf").open('[');
    write_reference(json, form.substr(1));
    json.open('{').field("type", "null").close('}').close(']');
  } else if (mark == '[') {
    write_list(json, form, may_be_null);
  } else if (mark == '@') {
    write_type(json, "string", may_be_null);
    json.field("pattern", "^" + std::string(form.substr(1)) + "_[0-9A-HJKMNP-TV-Z]{26}$");
  } else if (mark == '=' || form.find('|') != std::string_view::npos) {
    write_type(json, "string", may_be_null);
    write_words(json, form.substr(mark == '=' ? 1 : 0));
  } else {
    write_named(json, form, may_be_null);
  }
  json.close('}');
}

}  // namespace parley::kirim
