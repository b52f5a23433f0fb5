// The import of contacts: a table in a form, written some rows at a time.

#include "dialects/imported_file.h"
#include "dialects/vobiz/contact_table.h"
#include "dialects/vobiz/mapping.h"
#include "dialects/vobiz/tags.h"
#include "http/multipart.h"

namespace parley::vobiz {
namespace {

constexpr std::size_t rows_at_once = 100;
constexpr std::size_t bytes_of_row = 512;        // about, for the writer's queue
constexpr std::size_t most_told_errors = 1'000;  // more are counted

struct RowError {
  std::int64_t row = 0;
  std::string phone_number, reason;
};

struct Tally {
  std::int64_t total = 0, created = 0, updated = 0, failed = 0;
  std::vector<RowError> errors;

  void fail(const ImportedContact& contact, const std::string& reason) {
    ++failed;
    if (errors.size() < most_told_errors) errors.push_back({contact.row, contact.phone_number, reason});
  }
};

using Rows = std::vector<ImportedContact>;

std::string_view file_of(const http::Request& request) {
  const auto boundary = http::form_boundary(request.header("content-type").value_or(""));
  if (!boundary) {
    throw Problem(Problem::Kind::unsupported_media, "body", "The body must be multipart/form-data");
  }
  need_importable(request);
  const auto parts = http::form_parts(request.body, *boundary);
  if (!parts) throw Problem::invalid("body", "The body is no valid multipart/form-data");
  const auto* part = http::part_named(*parts, "file");
  if (!part) throw Problem::invalid("file", "file is required");
  return part->body;
}

std::int64_t number_of(const Reader& from, OrganizationId organization, const std::string& phone) {
  std::int64_t number = 0;
  const ContactQuery query{.organization = organization, .phone = phone, .limit = 1, .counts = false};
  const auto sink = [&](const ContactRow& row) { number = row.number; };
  contacts(from, query, sink);
  return number;
}

// A contact that there is gets the name and the tags besides its own. Whether it had to be made.
bool write_row(Transaction& in, OrganizationId organization, const ImportedContact& contact) {
  const auto number = number_of(in, organization, contact.phone);
  const auto labels = labels_named(in, organization, contact.tags);
  if (number == 0) {
    NewContact made{.phone = contact.phone, .name = contact.name};
    made.labels = labels;
    add_contact(in, organization, made);
    return true;
  }
  if (!contact.name.empty()) {
    ContactChange wanted;
    wanted.name = contact.name;
    change_contact(in, organization, number, wanted);
  }
  for (const auto label : labels) label_contact(in, organization, number, label, true);
  return false;
}

// Writes all of the rows or none. Nothing, or why none.
Task<std::optional<std::string>> write_rows(std::span<const ImportedContact> rows,
                                            OrganizationId organization, Tally& tally, Context& context) {
  std::int64_t created = 0;
  const auto work = [&](Transaction& in) {
    created = 0;
    for (const auto& row : rows) {
      created += write_row(in, organization, row) ? 1 : 0;
      in.settle();  // the next row may be of the same number
    }
  };
  // A row that the store refuses is told, and is not the end of the others.
  try {
    co_await context.store.write(work, rows.size() * bytes_of_row);
  } catch (const Problem& problem) {
    if (problem.kind() == Problem::Kind::unavailable) throw;
    co_return problem.what();
  }
  tally.created += created;
  tally.updated += static_cast<std::int64_t>(rows.size()) - created;
  co_return std::nullopt;
}

// One by one where they do not go together.
Task<> take_rows(const Rows& rows, OrganizationId organization, Tally& tally, Context& context) {
  if (rows.empty()) co_return;
  const auto refused = co_await write_rows(rows, organization, tally, context);
  if (!refused) co_return;
  for (const auto& row : rows) {
    const std::span alone(&row, 1);
    const auto reason = co_await write_rows(alone, organization, tally, context);
    if (reason) tally.fail(row, *reason);
  }
}

void write_tally(JsonWriter& json, const Tally& tally) {
  json.open('{')
      .field("total", tally.total)
      .field("created", tally.created)
      .field("updated", tally.updated)
      .field("failed", tally.failed)
      .key("errors")
      .open('[');
  for (const auto& [row, phone_number, reason] : tally.errors) {
    json.open('{').field("row", row).field("phone_number", phone_number).field("reason", reason).close('}');
  }
  json.close(']').close('}');
}

}  // namespace

Task<> import_contacts(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  ContactTable table(file_of(call.request));
  Tally tally;
  Rows waiting;
  ImportedContact contact;
  while (table.next(contact)) {
    ++tally.total;
    if (!contact.fault.empty()) {
      tally.fail(contact, contact.fault);
      continue;
    }
    waiting.push_back(std::move(contact));
    if (waiting.size() < rows_at_once) continue;
    co_await take_rows(waiting, call.token->organization, tally, context);
    waiting.clear();
  }
  co_await take_rows(waiting, call.token->organization, tally, context);
  JsonWriter json(reply.out());
  write_tally(json, tally);
}

}  // namespace parley::vobiz
