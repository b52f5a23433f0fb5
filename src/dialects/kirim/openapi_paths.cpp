// The paths of our OpenAPI document, out of the table of operations.

#include "dialects/kirim/openapi.h"

#include <algorithm>
#include <string>

namespace parley::kirim {
namespace {

// What {id} is, by the part in front of it.
constexpr std::pair<std::string_view, std::string_view> ids[] = {
    {"/conversations/{id}", "@cnv"}, {"/contacts/{id}", "@ctc"}, {"/labels/{id}", "@lbl"}};

void write_component(JsonWriter& json, std::string_view name) {
  json.open('{').field("$ref", "#/components/parameters/" + std::string(name)).close('}');
}

void write_id(JsonWriter& json, std::string_view path) {
  const auto* known =
      std::ranges::find_if(ids, [path](const auto& each) { return path.find(each.first) != path.npos; });
  const bool is_message = known == std::end(ids);
  json.open('{').field("name", "id").field("in", "path").field("required", true);
  if (is_message) json.field("description", "msg_ and 26 symbols, or Meta's wamid");
  json.key("schema");
  write_form(json, is_message ? "text" : known->second);
  json.close('}');
}

void write_query(JsonWriter& json, std::string_view parameters) {
  while (!parameters.empty()) {
    const auto end = std::min(parameters.find(' '), parameters.size());
    const auto one = parameters.substr(0, end);
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
    const auto colon = one.find(':');
    if (colon == std::string_view::npos) {
      write_component(json, one);
      continue;
    }
    json.open('{').field("name", one.substr(0, colon)).field("in", "query").key("schema");
    write_form(json, one.substr(colon + 1));
    json.close('}');
  }
}

void write_parameters(JsonWriter& json, const Operation& operation) {
  json.key("parameters").open('[');
  const auto has = [&](std::string_view brace) {
    return operation.path.find(brace) != std::string_view::npos;
  };
  if (has("{phone_number_id}")) write_component(json, "phone_number_id");
  if (has("{id}")) write_id(json, operation.path);
  if (has("{name}")) write_component(json, "name");
  if (has("{label_id}")) write_component(json, "label_id");
  write_query(json, operation.parameters);
  if (operation.method == "post") write_component(json, "idempotency_key");
  json.close(']');
}

void write_content(JsonWriter& json, std::string_view form) {
  json.key("content").open('{').key("application/json").open('{').key("schema");
  write_form(json, form);
  json.close('}').close('}');
}

std::string form_of_answer(const Operation& operation) {
  const auto answer = operation.answer;
  if (operation.is_open) return std::string(answer);
  return "#" + envelope_of(answer);
}

void write_responses(JsonWriter& json, const Operation& operation) {
  json.key("responses").open('{').key(std::to_string(operation.status)).open('{');
  json.field("description", operation.summary);
  if (operation.answer.empty()) {
    json.key("headers").raw(R"({"Location":{"schema":{"type":"string"}}})");
  } else {
    write_content(json, form_of_answer(operation));
  }
  json.close('}');
  for (const auto* refusals : {"4XX", "5XX"}) {
    if (operation.is_open && refusals[0] == '4') continue;
    json.key(refusals).raw(R"({"$ref":"#/components/responses/Refused"})");
  }
  json.close('}');
}

void write_operation(JsonWriter& json, const Operation& operation) {
  json.key(operation.method).open('{').field("summary", operation.summary);
  json.key("tags").open('[').value(operation.tag).close(']');
  if (operation.is_open) json.key("security").raw("[]");
  const bool has_parameters = operation.path.find('{') != std::string_view::npos ||
                              !operation.parameters.empty() || operation.method == "post";
  if (has_parameters) write_parameters(json, operation);
  if (!operation.body.empty()) {
    json.key("requestBody").open('{').field("required", true);
    write_content(json, "#" + std::string(operation.body));
    json.close('}');
  }
  write_responses(json, operation);
  json.close('}');
}

}  // namespace

// The operations of one path stand together in the table.
void write_paths(JsonWriter& json) {
  std::string_view path;
  for (const auto& operation : openapi_operations()) {
    if (operation.path != path) {
      if (!path.empty()) json.close('}');
      path = operation.path;
      json.key(path).open('{');
    }
    write_operation(json, operation);
  }
  if (!path.empty()) json.close('}');
}

}  // namespace parley::kirim
