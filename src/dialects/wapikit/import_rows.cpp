#include "base/problem.h"
#include "base/text.h"
#include "dialects/imported_file.h"
#include "dialects/wapikit/import.h"
#include "http/multipart.h"

namespace parley::wapikit {
namespace {

enum Column : std::size_t { name, phone, attributes, columns };

char delimiter_of(const std::vector<http::Part>& parts) {
  const auto* part = http::part_named(parts, "delimiter");
  if (part == nullptr || part->body.empty()) return ',';
  const auto c = static_cast<unsigned char>(part->body.front());
  const bool is_fit = part->body.size() == 1 && c != '"' && c != '\r' && c != '\n' && c != 0 && c < 0x80;
  if (!is_fit) throw Problem::invalid("delimiter", "delimiter must be one character");
  return static_cast<char>(c);
}

std::vector<std::string> lists_of(const std::vector<http::Part>& parts) {
  const auto* part = http::part_named(parts, "listIds");
  if (part == nullptr || trimmed(part->body).empty()) return {};
  const auto tree = JsonTree::read_any(part->body);
  if (!tree || !tree->root().is_array())
    throw Problem::invalid("listIds", "listIds must be a JSON array of list ids");
  return read_ids(tree->root(), "listIds", kind::list);
}

// Why the row cannot be taken; empty where it can.
std::string read_fields(const CsvRow& row, ContactText& contact) {
  switch (row.fault) {
    case CsvFault::none: break;
    case CsvFault::quotes: return "quotes do not match";
    case CsvFault::long_field: return "a field is too long";
    case CsvFault::many_fields: return "too many fields";
  }
  if (row.fields.size() < columns) return "name, phone and attributes are required";
  const auto given = trimmed(row.fields[Column::name]);
  if (!is_contact_name(given)) return "name is not valid";
  contact.name = given;
  contact.phone = phone_digits(trimmed(row.fields[Column::phone]));
  if (contact.phone.empty()) return "phone is not a valid phone number";
  const auto json = trimmed(row.fields[Column::attributes]);
  contact.attributes.clear();
  if (json.empty()) return "";
  const auto tree = is_storable_utf8(json) ? JsonTree::read(json) : std::nullopt;
  auto object = tree && tree->is_exact() ? attributes_of(tree->root()) : std::nullopt;
  if (!object) return "attributes are not a JSON object";
  contact.attributes = std::move(*object);
  return "";
}

}  // namespace

ImportForm read_import_form(const http::Request& request) {
  const auto boundary = http::form_boundary(request.header("content-type").value_or(""));
  if (!boundary) throw Problem::invalid("file", "file is required");
  need_importable(request);
  const auto parts = http::form_parts(request.body, *boundary);
  if (!parts) throw Problem::invalid("body", "failed to parse multipart form");
  const auto* file = http::part_named(*parts, "file");
  if (file == nullptr) throw Problem::invalid("file", "file is required");
  return {.file = file->body, .delimiter = delimiter_of(*parts), .lists = lists_of(*parts)};
}

ImportRows::ImportRows(const ImportForm& form)
    : reader_(form.file, {.delimiter = form.delimiter}), lists_(form.lists) {
  reader_.next(fields_);
}

bool ImportRows::next(Row& row) {
  if (!reader_.next(fields_)) return false;
  row.line = fields_.line;
  row.fault = read_fields(fields_, row.contact);
  row.contact.lists = lists_;
  return true;
}

std::int64_t rows_of(const ImportForm& form) {
  CsvReader reader(form.file, {.delimiter = form.delimiter});
  CsvRow row;
  std::int64_t count = 0;
  while (reader.next(row)) ++count;
  return count > 0 ? count - 1 : 0;
}

}  // namespace parley::wapikit
