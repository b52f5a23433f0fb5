// Files: POST /{phone_number_id}/media, GET and DELETE /{media_id}, and where a file's URL leads.

#include "base/json_writer.h"
#include "base/text.h"
#include "http/multipart.h"
#include "http/params.h"
#include "meta/graph_codes.h"
#include "simulator/world.h"

#include <algorithm>
#include <utility>

namespace parley::simulator {
namespace {

using meta::meta_error;

constexpr std::size_t megabyte = 1024 * 1024;
constexpr std::size_t large_document = 100 * megabyte;

struct FileType {
  std::string_view mime_type;
  std::size_t most_bytes;
};

constexpr FileType types[] = {
    {"audio/aac", 16 * megabyte},
    {"audio/amr", 16 * megabyte},
    {"audio/mpeg", 16 * megabyte},
    {"audio/mp4", 16 * megabyte},
    {"audio/ogg", 16 * megabyte},
    {"audio/opus", 16 * megabyte},
    {"image/jpeg", 5 * megabyte},
    {"image/png", 5 * megabyte},
    {"image/webp", megabyte / 2},
    {"video/mp4", 16 * megabyte},
    {"video/3gpp", 16 * megabyte},
    {"text/plain", large_document},
    {"application/pdf", large_document},
    {"application/msword", large_document},
    {"application/vnd.ms-excel", large_document},
    {"application/vnd.ms-powerpoint", large_document},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", large_document},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", large_document},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", large_document},
};

std::string url_of(const World& world, const Call& call) {
  const auto host = call.request.header("host").value_or("127.0.0.1");
  return (call.request.secure ? "https://" : "http://") + std::string(host) + "/simulator/media/" + call.id +
         "?" + world.shelf.ticket(call.id, world.ahead());
}

bool is_of_another(const ShelvedFile& file, const Call& call) {
  const auto params = http::Params::of_query(call.request.query);
  const auto asked = params.text("phone_number_id");
  return asked && !file.phone_number_id.empty() && *asked != file.phone_number_id;
}

}  // namespace

void upload_file(World& world, Call& call, http::Reply& reply) {
  const auto boundary = http::form_boundary(call.request.header("content-type").value_or(""));
  const auto parts = boundary ? http::form_parts(call.request.body, *boundary) : std::nullopt;
  const auto* const file = parts ? http::part_named(*parts, "file") : nullptr;
  if (!file) return refuse(reply, meta_error(100, "The parameter file is required."));
  const auto* const said = http::part_named(*parts, "type");
  const std::string mime_type(trimmed(said ? said->body : file->content_type));
  const auto* const type = std::ranges::find(
      types, trimmed(std::string_view(mime_type).substr(0, mime_type.find(';'))), &FileType::mime_type);
  if (type == std::end(types))
    return refuse(reply, meta_error(131053, "The file's type '" + mime_type + "' is not supported"));
  if (file->body.empty() || file->body.size() > type->most_bytes)
    return refuse(reply, meta_error(131053, "The file is empty or too large"));
  const auto id = world.shelf.put(call.id, mime_type, file->body, world.ahead());
  JsonWriter(reply.out()).open('{').field("id", id).close('}');
}

void file_info(World& world, Call& call, http::Reply& reply) {
  const auto file = world.shelf.find(call.id, world.ahead());
  if (!file || is_of_another(*file, call))
    return refuse(reply, unsupported_call(call.request.method, call.id));
  JsonWriter json(reply.out());
  json.open('{').field("url", url_of(world, call)).field("mime_type", file->mime_type);
  json.field("sha256", file->sha256).field("file_size", file->bytes.size()).field("id", call.id);
  json.field("messaging_product", "whatsapp").close('}');
}

void delete_file(World& world, Call& call, http::Reply& reply) {
  const auto file = world.shelf.find(call.id, world.ahead());
  if (!file || is_of_another(*file, call))
    return refuse(reply, unsupported_call(call.request.method, call.id));
  world.shelf.remove(call.id);
  succeed(reply);
}

void download_file(World& world, const http::Request& request, http::Reply& reply) {
  const auto header = request.header("authorization").value_or("");
  const auto token = header.substr(std::min(header.find(' ') + 1, header.size()));
  const bool is_known = std::ranges::any_of(
      world.accounts, [&](const Account& account) { return world.opens(token, account); });
  const auto path = request.path;
  const auto id = std::string(path.substr(path.rfind('/') + 1));
  const auto params = http::Params::of_query(request.query);
  const auto now = world.ahead();
  const bool is_good =
      world.shelf.is_good(id, params.text("ext").value_or(""), params.text("hash").value_or(""), now);
  const auto file = world.switches.media_gone ? std::nullopt : world.shelf.find(id, now);
  reply.content_type = {};
  if (!is_known || !is_good || !file) {
    reply.status = is_known ? 404 : 401;
    return;
  }
  reply.add_header("Content-Type", file->mime_type);
  reply.out() += file->bytes;
}

}  // namespace parley::simulator
