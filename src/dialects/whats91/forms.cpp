#include "dialects/whats91/forms.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "base/secrets.h"
#include "base/text.h"
#include "dialects/body.h"
#include "dialects/change.h"
#include "http/multipart.h"

#include <algorithm>
#include <array>

namespace parley::whats91 {
namespace {

constexpr std::size_t largest_file = std::size_t{16} << 20;

constexpr std::array file_names{"mediaFile", "media_file", "uploadFile", "upload_file"};
constexpr std::array texts{"to",           "receiverId",    "receiver_id", "receiver",  "senderId",
                           "templateName", "template_name", "language",    "mediaUrl",  "media_url",
                           "mediaurl",     "mediaId",       "media_id",    "type",      "text",
                           "messageText",  "message_text",  "body",        "message",   "caption",
                           "filename",     "headerText",    "footerText",  "buttonText"};
constexpr std::array lists{"parameters", "buttonParameters", "button_parameters", "buttons", "sections"};

struct Extension {
  std::string_view ending, mime_type;
};
constexpr Extension extensions[] = {
    {"pdf", "application/pdf"},
    {"txt", "text/plain"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"csv", "text/csv"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"png", "image/png"},
    {"gif", "image/gif"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"3gp", "video/3gpp"},
    {"3gpp", "video/3gpp"},
};

bool is_json(const http::Request& request) {
  const auto type = ascii_lower(request.header("content-type").value_or(""));
  return std::string_view(type).starts_with("application/json");
}

std::optional<std::vector<http::Part>> parts_of(const http::Request& request) {
  const auto boundary = http::form_boundary(request.header("content-type").value_or(""));
  return boundary ? http::form_parts(request.body, *boundary) : std::nullopt;
}

FormFile file_of(const http::Part& part) {
  const auto name = std::string_view(*part.filename);
  const auto ending = ascii_lower(name.substr(std::min(name.rfind('.'), name.size() - 1) + 1));
  const auto* const found =
      std::ranges::find(extensions, ending, [](const Extension& each) { return each.ending; });
  if (name.empty() || found == std::end(extensions))
    throw Problem::invalid("mediaFile", "mediaFile has an extension that is not supported");
  if (part.body.empty()) throw Problem::invalid("mediaFile", "mediaFile is empty");
  if (part.body.size() > largest_file)
    throw Problem(Problem::Kind::too_large, "mediaFile", "mediaFile is larger than 16 MB");
  return {.filename = storable_utf8(name), .mime_type = found->mime_type, .bytes = part.body};
}

// The first file under one of their names; a field of that name that holds no file counts as absent.
std::optional<FormFile> file_in(const std::vector<http::Part>& parts) {
  for (const auto* name : file_names) {
    const auto* const part = http::part_named(parts, name);
    if (part != nullptr && part->filename) return file_of(*part);
  }
  return std::nullopt;
}

std::string_view text_of(const http::Part& part) {
  if (!is_storable_utf8(part.body))
    throw Problem::invalid("body", storable_utf8(part.name) + " is no valid text");
  return part.body;
}

// A list is one field of JSON, or a field for each value, with or without [] behind the name.
void write_list(JsonWriter& json, const std::vector<http::Part>& parts, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& part : parts) {
    if (part.filename || (part.name != name && part.name != std::string(name) + "[]")) continue;
    values.push_back(text_of(part));
  }
  if (values.empty()) return;
  const auto tree = JsonTree::read_any(values[0]);
  if (values.size() == 1 && tree && tree->root().is_array() && tree->is_exact()) {
    json.key(name).raw(tree->root().compact());
    return;
  }
  json.key(name).open('[');
  for (const auto value : values) json.value(value);
  json.close(']');
}

std::string json_of(const std::vector<http::Part>& parts) {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  for (const auto* name : texts) {
    const auto* const part = http::part_named(parts, name);
    if (part != nullptr && !part->filename) json.field(name, text_of(*part));
  }
  for (const auto* name : lists) write_list(json, parts, name);
  json.close('}');
  return out;
}

}  // namespace

Form read_form(const http::Request& request) {
  if (is_json(request)) {
    read_body(request);
    return {.json = std::string(request.body), .file = {}, .fingerprint = fingerprint_of(request)};
  }
  if (!http::form_boundary(request.header("content-type").value_or("")))
    throw Problem(Problem::Kind::unsupported_media, "",
                  "Unsupported content type: send JSON or multipart/form-data");
  const auto parts = parts_of(request);
  if (!parts) throw Problem::invalid("body", "The body is no multipart/form-data");
  Form form{.json = json_of(*parts), .file = file_in(*parts), .fingerprint = {}};
  auto all = std::string(request.path) + '\n' + form.json;
  if (form.file) {
    const auto bytes = sha256(form.file->bytes);
    all += '\n' + form.file->filename + '\n';
    all += bytes_of(bytes);
  }
  const auto hash = sha256(all);
  form.fingerprint = bytes_of(hash);
  return form;
}

std::string form_text(const http::Request& request, std::initializer_list<std::string_view> names) {
  const auto parts = parts_of(request);
  for (const auto name : names) {
    const auto* const part = parts ? http::part_named(*parts, name) : nullptr;
    if (part != nullptr && !part->filename && !part->body.empty()) return std::string(part->body);
  }
  return {};
}

}  // namespace parley::whats91
