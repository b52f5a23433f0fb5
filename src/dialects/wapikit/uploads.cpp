// POST /conversation/{id}/upload: a file is given to Meta and kept in our folder, so that a message can name it.

#include "base/json_writer.h"
#include "base/problem.h"
#include "base/text.h"
#include "dialects/ask_meta.h"
#include "dialects/form.h"
#include "dialects/upload_file.h"
#include "dialects/wapikit/gather.h"
#include "dialects/wapikit/handlers.h"

#include <algorithm>
#include <utility>

namespace parley::wapikit {
namespace {

Task<media::NewFile> read_file(const Call& call, Context& context) {
  const auto parts = co_await parts_of_form(call, context);
  if (!parts) throw Problem::invalid("body", "failed to parse multipart form");
  const auto* part = http::part_named(*parts, "file");
  if (part == nullptr || !part->filename || part->body.empty())
    throw Problem::invalid("file", "file is required");
  media::NewFile file{.mime_type = storable_utf8(part->content_type),
                      .filename = storable_utf8(*part->filename),
                      .bytes = part->body};
  co_return std::move(file);
}

// The number of ours that the conversation is of, as the caller may see it.
Task<Sender> sender_of(const Call& call, Context& context, std::int64_t conversation) {
  const auto senders = co_await context.store.senders(call.token->organization);
  SenderId id;
  const auto read = [&](const Reader& from) {
    id = Gather(from, *call.token, *senders).conversation(conversation).sender;
  };
  co_await context.store.read(Weight::light, read);
  const auto at = std::ranges::find(*senders, id, &Sender::id);
  if (at == senders->end() || !at->connected)
    throw Problem::invalid("phone number", "the phone number of this conversation is not connected");
  co_return *at;
}

}  // namespace

Task<> upload_media(const Call& call, http::Reply& reply, Context& context) {
  const Spelling spelling(call, context);
  const auto number = spelling.number(kind::conversation, call.path.decoded(0));
  const auto sender = co_await sender_of(call, context, number);
  auto file = co_await read_file(call, context);
  if (context.media == nullptr || context.upstream == nullptr)
    throw Problem(Problem::Kind::unavailable, "meta", "This server takes no files");
  const auto result = co_await upload_file(context, sender, std::move(file));
  if (const auto* const failed = std::get_if<Attempt>(&result)) {
    const bool is_ours = failed->error.trace.empty() && failed->error.code == 131053;
    const auto problem = problem_of(*failed);
    if (is_ours) throw Problem::invalid("file", problem.what());  // empty, or too large for its type
    throw problem;
  }
  const auto& id = std::get<std::string>(result);
  JsonWriter(reply.out())
      .open('{')
      .field("mediaId", id)
      .field("mediaUrl", spelling.media_link(number, id))
      .close('}');
}

}  // namespace parley::wapikit
