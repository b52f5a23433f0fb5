// Files: uploaded for sending, told of and deleted, under the ids that Meta gives.

#include "base/json_writer.h"
#include "base/text.h"
#include "dialects/meta/files.h"
#include "dialects/meta/graph.h"
#include "dialects/meta/way.h"
#include "http/multipart.h"

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

// A request's bytes, as they are sent on; the request outlives the call.
class Bytes final : public http::BodySource {
 public:
  explicit Bytes(std::string_view bytes) : left_(bytes) {}
  Task<bool> next(std::string& out) override {
    constexpr std::size_t piece = 64 << 10;
    out.append(left_.substr(0, piece));
    left_.remove_prefix(std::min(piece, left_.size()));
    co_return !left_.empty();
  }

 private:
  std::string_view left_;
};

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

void write_file(JsonWriter& json, const meta::MediaInfo& info) {
  json.open('{')
      .field("messaging_product", "whatsapp")
      .field("url", info.url)
      .field("mime_type", info.mime_type)
      .field("sha256", info.sha256)
      .field("file_size", info.bytes)
      .field("id", info.id)
      .close('}');
}

}  // namespace

Task<> upload_media(const Call& call, http::Reply& reply, Context& context) {
  const auto numbers = co_await context.store.senders(call.token->organization);
  const Sender& number = number_of_path(*numbers, call, "object");
  const auto boundary = http::form_boundary(call.request.header("content-type").value_or(""));
  const auto parts = boundary ? http::form_parts(call.request.body, *boundary) : std::nullopt;
  if (!parts) throw Problem::invalid("body", "The body must be multipart/form-data");
  need_product(*parts, call);
  const auto form = form_of(*parts);
  auto& upstream = upstream_of(context);
  const auto from = co_await upstream.as(number);
  need_access(from);
  meta::Upload upload{.mime_type = form.mime_type, .filename = std::string(form.file->filename.value_or(""))};
  upload.bytes = form.file->body.size();
  upload.content = std::make_shared<Bytes>(form.file->body);
  const auto result = co_await upstream.graph().upload(from, std::move(upload));
  if (const auto* const failed = std::get_if<Attempt>(&result)) {
    write_error(error_of(*failed), call, reply);
    co_return;
  }
  JsonWriter(reply.out()).open('{').field("id", std::get<std::string>(result)).close('}');
}

Task<bool> tell_file(const Call& call, http::Reply& reply, Context& context,
                     const std::vector<Sender>& numbers) {
  const auto* const number = number_asked(numbers, call);
  if (number == nullptr) throw no_object(call);
  auto& upstream = upstream_of(context);
  const auto from = co_await upstream.as(*number);
  need_access(from);
  const auto result = co_await upstream.graph().media(from, call.path.decoded(1));
  if (const auto* const failed = std::get_if<Attempt>(&result)) {
    if (is_no_file(*failed, call)) co_return false;
    write_error(error_of(*failed), call, reply);
    co_return true;
  }
  JsonWriter json(reply.out());
  write_file(json, std::get<meta::MediaInfo>(result));
  co_return true;
}

Task<bool> delete_file(const Call& call, http::Reply& reply, Context& context,
                       const std::vector<Sender>& numbers) {
  const auto* const number = number_asked(numbers, call);
  if (number == nullptr) throw no_object(call);
  auto& upstream = upstream_of(context);
  const auto from = co_await upstream.as(*number);
  need_access(from);
  // Meta would delete whatever has that id: that it is a file, and of this number, is seen before.
  const auto known = co_await upstream.graph().media(from, call.path.decoded(1));
  auto attempt = std::holds_alternative<Attempt>(known) ? std::get<Attempt>(known) : Attempt();
  if (is_no_file(attempt, call)) co_return false;
  if (std::holds_alternative<meta::MediaInfo>(known))
    attempt = co_await upstream.graph().delete_media(from, call.path.decoded(1));
  if (attempt.outcome == AttemptOutcome::accepted) {
    reply.out() += R"({"success":true})";
  } else {
    write_error(error_of(attempt), call, reply);
  }
  co_return true;
}

}  // namespace parley::graph
