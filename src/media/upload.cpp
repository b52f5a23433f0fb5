// A client's file on its way into our folder and to Meta.

#include "base/problem.h"
#include "media/file_source.h"
#include "media/library.h"
#include "media/sniff.h"
#include "meta/graph_codes.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::media {
namespace {

constexpr std::string_view any_bytes = "application/octet-stream";

// The type that Meta is told. Programs that know none say that it is bytes.
std::string type_of(const NewFile& file) {
  const auto said = file.mime_type.substr(0, file.mime_type.find(';'));
  const bool says_something = !said.empty() && said != any_bytes;
  return says_something ? file.mime_type : std::string(served_mime(file.bytes.substr(0, sniffed_bytes), {}));
}

Attempt refusal(std::string words) {
  return {.outcome = AttemptOutcome::refused, .error = meta::meta_error(131053, std::move(words))};
}

// Of a form that is read through at once: some hundred microseconds.
constexpr std::size_t small_form = 256 << 10;

}  // namespace

Task<std::optional<std::vector<http::Part>>> Library::parts(std::string_view body,
                                                            std::string_view boundary) {
  std::optional<std::vector<http::Part>> found;
  const auto read = [&] { found = http::form_parts(body, boundary); };
  if (body.size() <= small_form) {
    read();
  } else {
    co_await shared_.writes.run(read);
  }
  co_return std::move(found);
}

Task<meta::GraphResult<std::string>> Library::upload(meta::GraphClient& graph, meta::GraphSender from,
                                                     Sender sender, NewFile file) {
  const auto type = type_of(file);
  const auto most = most_bytes(type);
  if (file.bytes.empty()) co_return refusal("The file is empty");
  if (file.bytes.size() > most)
    co_return refusal(fmt::format("The file has {} bytes; a file of the type {} may have {}",
                                  file.bytes.size(), type, most));

  std::unique_ptr<Draft> draft;
  const auto write = [&] {
    if (!shared_.has_room_for(file.bytes.size()))
      throw Problem::unavailable("The disk of the folder for files is nearly full");
    draft = shared_.folder.begin();
    draft->write(file.bytes);
    draft->sha256();
  };
  co_await shared_.writes.run(write);

  meta::Upload going{.mime_type = type, .filename = file.filename, .bytes = file.bytes.size(), .content = {}};
  going.content = std::make_shared<TextSource>(file.bytes);
  auto result = co_await graph.upload(std::move(from), std::move(going));
  const auto* const id = std::get_if<std::string>(&result);
  if (id == nullptr) co_return result;

  const auto keep = [&] { draft->keep(sender.organization); };
  co_await shared_.writes.run(keep);
  const UploadedMedia kept{.id = *id,
                           .filename = std::move(file.filename),
                           .what = {.mime = std::string(served_mime(draft->first_bytes(), type)),
                                    .sha256 = draft->sha256(),
                                    .bytes = static_cast<std::int64_t>(draft->bytes())}};
  const auto work = [&](Transaction& in) { uploaded(in, sender, kept); };
  co_await store_.write(work);
  co_return result;
}

}  // namespace parley::media
