// Files: uploaded for sending, told of and deleted, under the ids that Meta gives.

#include "base/json_writer.h"
#include "base/text.h"
#include "dialects/form.h"
#include "dialects/media_links.h"
#include "dialects/meta/files.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/way.h"
#include "dialects/upload_file.h"

#include <utility>

namespace parley::graph {
namespace {

// The number that a call about a file is made as: the one it names, else the token's, the default one, or any that is
// connected. Null where there is none.
const Sender* number_asked(const std::vector<Sender>& numbers, const Call& call) {
  const auto named = call.params.text("phone_number_id").value_or("");
  if (!named.empty()) {
    const auto* const number = number_with(numbers, call, named);
    if (number == nullptr) throw no_object(call);
    return number;
  }
  const Sender* found = nullptr;
  for (const Sender& each : numbers) {
    const auto* const number = number_with(numbers, call, each.phone_number_id);
    const bool is_better =
        found == nullptr || (number != nullptr && number->is_default && !found->is_default);
    if (number != nullptr && number->connected && is_better) found = number;
  }
  return found;
}

// Meta knows no such id, or knows it as something else.
bool is_no_file(const Attempt& attempt, const Call& call) {
  const auto& error = attempt.error;
  const bool is_other = error.status / 100 == 2 || error.code == 100 || error.code == 33 || error.code == 803;
  return is_other && !call.params.text("phone_number_id");
}

// Clients name the parts in their own ways: the type stands in a field of its own, or with the file.
struct Form {
  std::string mime_type;
  const http::Part* file = nullptr;
};

Form form_of(const std::vector<http::Part>& parts) {
  Form form{.mime_type = {}, .file = http::part_named(parts, "file")};
  for (const auto& part : parts) {
    if (form.file == nullptr && part.filename) form.file = &part;
  }
  if (form.file == nullptr || form.file->body.empty())
    throw Problem::invalid("file", "The parameter file is required");
  const auto* const type = http::part_named(parts, "type");
  form.mime_type = type != nullptr ? trimmed(type->body) : form.file->content_type;
  if (form.mime_type.find('/') == std::string::npos) form.mime_type = form.file->content_type;
  if (form.mime_type.empty()) throw Problem::invalid("type", "The parameter type is required");
  return form;
}

void need_product(const std::vector<http::Part>& parts, const Call& call) {
  const auto* const part = http::part_named(parts, "messaging_product");
  const auto said = part != nullptr ? part->body : call.params.text("messaging_product").value_or("");
  if (trimmed(said) != "whatsapp")
    throw Problem::invalid("messaging_product", "The parameter messaging_product is required");
}

constexpr int no_token_code = 104;  // of a call that was not made, for want of a token

// For how long a link to a file of ours is good. Meta's own are for five minutes.
constexpr std::chrono::hours link_life{1};

// A file as it is told. `link`: ours, which needs no token; empty: there is none, and Meta's is told, which needs Meta's.
void write_file(JsonWriter& json, const meta::MediaInfo& info, const std::string& link, Timestamp until) {
  json.open('{')
      .field("messaging_product", "whatsapp")
      .field("url", link.empty() ? info.url : link)
      .field("mime_type", info.mime_type)
      .field("sha256", info.sha256)
      .field("file_size", info.bytes)
      .field("id", info.id);
  if (!link.empty()) json.field("download_url", link).field("download_url_expires_at", until);
  json.close('}');
}

meta::MediaInfo info_of(const MediaFile& file) {
  meta::MediaInfo info{.id = file.id, .url = {}, .mime_type = file.mime, .sha256 = file.sha256};
  info.bytes = static_cast<std::uint64_t>(file.bytes);
  return info;
}

// The file of that id, where it is kept or fetched here and is of a number that the call may use. Problem not_found "object"
// where it is of another one.
Task<std::optional<MediaFile>> file_here(const Call& call, Context& context, std::vector<Sender> numbers) {
  if (context.media == nullptr) co_return std::nullopt;
  auto file = co_await context.media->find(call.token->organization, call.path.decoded(1));
  if (!file) co_return std::nullopt;
  const auto named = call.params.text("phone_number_id").value_or("");
  for (const Sender& number : numbers) {
    const bool is_its =
        number.id == file->sender && number_with(numbers, call, number.phone_number_id) != nullptr;
    if (is_its && (named.empty() || number.phone_number_id == named)) co_return file;
  }
  throw no_object(call);
}

struct AskedFile {
  std::optional<MediaFile> here;
  Sender number;  // that Meta is asked as
};

// Without a number in the call, a file that is known here is asked for as the number that it is of: Meta shows it to no other.
Task<AskedFile> file_asked(const Call& call, Context& context, const std::vector<Sender>& numbers) {
  const auto* number = number_asked(numbers, call);
  auto file = co_await file_here(call, context, numbers);
  const bool is_named = !call.params.text("phone_number_id").value_or("").empty();
  for (const Sender& each : numbers) {
    if (file && !is_named && each.id == file->sender && each.connected) number = &each;
  }
  if (number == nullptr) throw no_object(call);
  Sender speaker = *number;
  if (!file && !is_named) speaker = co_await speaker_among(call, context, numbers, std::move(speaker));
  AskedFile asked{.here = std::move(file), .number = std::move(speaker)};
  co_return asked;
}

}  // namespace

Task<> upload_media(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "object");
  const auto parts = co_await parts_of_form(call, context);
  if (!parts) throw Problem::invalid("body", "The body must be multipart/form-data");
  need_product(*parts, call);
  const auto form = form_of(*parts);
  upstream_of(context);
  const auto filename = std::string(form.file->filename.value_or(""));
  media::NewFile file{.mime_type = form.mime_type, .filename = filename, .bytes = form.file->body};
  const auto result = co_await upload_file(context, number, std::move(file));
  if (const auto* const failed = std::get_if<Attempt>(&result)) {
    if (failed->error.code == no_token_code) throw no_access();
    write_error(error_of(*failed), call, reply);
    co_return;
  }
  JsonWriter(reply.out()).open('{').field("id", std::get<std::string>(result)).close('}');
}

Task<bool> tell_file(const Call& call, http::Reply& reply, Context& context,
                     const std::vector<Sender>& numbers) {
  const auto asked = co_await file_asked(call, context, numbers);
  const auto& file = asked.here;
  const MediaLinks links(call, context, link_life);
  const bool may_come = file && file->state != MediaState::expired;
  const auto link = may_come ? links.of(file->id) : std::string();
  JsonWriter json(reply.out());
  if (file && file->state == MediaState::ready && !link.empty()) {
    write_file(json, info_of(*file), link, links.until());
    co_return true;
  }
  auto& upstream = upstream_of(context);
  const auto from = co_await upstream.as(asked.number);
  need_access(from);
  const auto result = co_await upstream.graph().media(from, call.path.decoded(1));
  if (const auto* const failed = std::get_if<Attempt>(&result)) {
    if (is_no_file(*failed, call)) co_return false;
    write_error(error_of(*failed), call, reply);
    co_return true;
  }
  write_file(json, std::get<meta::MediaInfo>(result), link, links.until());
  co_return true;
}

Task<bool> delete_file(const Call& call, http::Reply& reply, Context& context,
                       const std::vector<Sender>& numbers) {
  const auto asked = co_await file_asked(call, context, numbers);
  auto& upstream = upstream_of(context);
  const auto from = co_await upstream.as(asked.number);
  need_access(from);
  // Meta would delete whatever has that id: that it is a file, and of this number, is seen before.
  const auto known = co_await upstream.graph().media(from, call.path.decoded(1));
  auto attempt = std::holds_alternative<Attempt>(known) ? std::get<Attempt>(known) : Attempt();
  if (is_no_file(attempt, call)) co_return false;
  if (std::holds_alternative<meta::MediaInfo>(known))
    attempt = co_await upstream.graph().delete_media(from, call.path.decoded(1));
  if (attempt.outcome == AttemptOutcome::accepted) {
    if (context.media != nullptr)
      co_await context.media->forget(asked.number.organization, call.path.decoded(1));
    reply.out() += R"({"success":true})";
  } else {
    write_error(error_of(attempt), call, reply);
  }
  co_return true;
}

}  // namespace parley::graph
