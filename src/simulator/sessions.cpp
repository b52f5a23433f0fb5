// Upload sessions, for the sample files of templates: GET /app, POST /{app_id}/uploads, POST /upload:… (Meta's page "Resumable
// Upload API"). A session's id holds all that is known of it.

#include "base/base64url.h"
#include "base/json_writer.h"
#include "base/secrets.h"
#include "base/text.h"
#include "http/params.h"
#include "meta/graph_codes.h"
#include "simulator/world.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace parley::simulator {
namespace {

using meta::meta_error;

constexpr std::string_view types[] = {"application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"};

}  // namespace

void app_info(World&, Call&, http::Reply& reply) {
  JsonWriter(reply.out()).open('{').field("name", "Simulator").field("id", app_id).close('}');
}

void open_session(World&, Call& call, http::Reply& reply) {
  const auto params = http::Params::of_query(call.request.query);
  const auto type = params.text("file_type").value_or("");
  const auto length = params.text("file_length").value_or("");
  if (std::ranges::find(types, type) == std::end(types))
    return refuse(reply, meta_error(100, "Param file_type must be one of the types that are supported"));
  if (!is_digits(length)) return refuse(reply, meta_error(100, "The parameter file_length is required."));
  const auto id = std::string(session_prefix) + to_base64url(std::string(length) + ' ' + std::string(type));
  JsonWriter(reply.out()).open('{').field("id", id + "?sig=simulated").close('}');
}

void take_file_of_session(World&, Call& call, http::Reply& reply) {
  const auto said = of_base64url(std::string_view(call.id).substr(session_prefix.size())).value_or("");
  std::size_t length = 0;
  std::from_chars(said.data(), said.data() + said.size(), length);
  if (call.request.header("file_offset").value_or("") != "0")
    return refuse(reply, meta_error(100, "The header file_offset must be 0, where this session stands"));
  if (length == 0 || call.request.body.size() != length)
    return refuse(reply, meta_error(100, "The file is not as long as the session says"));
  const auto handle = "4::" + to_base64url(bytes_of(sha256(call.request.body)));
  JsonWriter(reply.out()).open('{').field("h", handle).close('}');
}

}  // namespace parley::simulator
