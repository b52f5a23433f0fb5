#include "media/library.h"

#include "base/json_writer.h"
#include "base/problem.h"
#include "http/range.h"
#include "media/file_name.h"
#include "media/file_source.h"
#include "media/pass.h"
#include "media/sniff.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>

namespace parley::media {
namespace {

constexpr std::chrono::seconds usual_wait{5}, longest_wait{3600};

void refuse(http::Reply& reply, int status, std::string_view code, std::string_view words) {
  reply.clear();
  reply.status = status;
  reply.add_header("Cache-Control", "no-store");
  JsonWriter json(reply.out());
  json.open('{').field("error", code).field("message", words).close('}');
}

// Whoever shows it must not take it for anything but what it is, and run nothing of it. The links are without cookies, so
// pages of any origin may use them.
void add_safe_headers(http::Reply& reply, std::string_view mime) {
  const bool has_viewer =
      mime == "application/pdf";  // of the browser's own, which a sandbox would keep from starting
  reply.add_header("X-Content-Type-Options", "nosniff");
  reply.add_header("Content-Security-Policy",
                   has_viewer ? "default-src 'none'" : "default-src 'none'; sandbox");
  reply.add_header("Cross-Origin-Resource-Policy", "cross-origin");
  reply.add_header("Referrer-Policy", "no-referrer");
}

std::string_view content_type_of(std::string_view mime) {
  if (mime.starts_with("text/")) return "text/plain; charset=utf-8";
  return static_mime(mime);
}

}  // namespace

std::optional<std::chrono::seconds> worth_waiting(const MediaFile& file, Timestamp now) {
  if (file.state == MediaState::expired || !file.due_at) return std::nullopt;
  const auto left = std::chrono::ceil<std::chrono::seconds>(*file.due_at - now);
  return std::clamp(left, usual_wait, longest_wait);
}

std::string Library::url(std::string_view origin, OrganizationId organization, std::string_view media_id,
                         std::chrono::seconds ttl, std::optional<SenderId> sender) const {
  const Pass pass{.organization = organization,
                  .media = std::string(media_id),
                  .until = pass_until(now_(), ttl),
                  .sender = sender.value_or(SenderId{})};
  return std::string(origin).append(path).append(spell(store_.seal(), pass));
}

// Catches, since what answers here is no dialect's: there is nobody above who could.
Task<> Library::answer(const http::Request& request, http::Reply& reply) {
  try {
    co_await serve(request, reply);
    co_return;
  } catch (const Problem& problem) {
    refuse(reply, 503, "unavailable", problem.what());
    reply.add_header("Retry-After", "1");
  } catch (const std::exception& error) {
    spdlog::error("media: {}", error.what());
    refuse(reply, 500, "internal", "The file cannot be read");
  }
}

Task<> Library::serve(const http::Request& request, http::Reply& reply) {
  if (request.method != http::Method::get && request.method != http::Method::head) {
    refuse(reply, 405, "method_not_allowed", "GET and HEAD only");
    reply.add_header("Allow", "GET, HEAD");
    co_return;
  }
  const auto now = now_();
  const auto pass = read_pass(store_.seal(), request.path.substr(path.size()));
  if (!pass) co_return refuse(reply, 404, "not_found", "There is no such link");
  if (pass->until <= now)
    co_return refuse(reply, 410, "link_expired", "The link is too old: ask for the message again");
  const auto file = co_await find(pass->organization, pass->media);
  const bool is_theirs = file && (pass->sender.value == 0 || pass->sender == file->sender);
  if (!is_theirs) co_return refuse(reply, 404, "not_found", "There is no such file");
  const auto left = std::chrono::floor<std::chrono::seconds>(pass->until - now);
  const bool is_there = co_await open_media(pass->organization, *file, request, reply, left);
  if (is_there) co_return reply.add_header("Access-Control-Allow-Origin", "*");
  if (file->state == MediaState::expired)
    co_return refuse(reply, 410, "media_expired", "WhatsApp has the file no more, and it is not kept here");
  const auto wait = file->state == MediaState::ready ? std::optional(usual_wait) : worth_waiting(*file, now);
  if (!wait) co_return refuse(reply, 404, "media_failed", "The file could not be fetched from WhatsApp");
  refuse(reply, 404, "media_pending", "The file is not here yet: it is being fetched from WhatsApp");
  reply.add_header("Retry-After", std::to_string(wait->count()));
}

Task<std::optional<MediaFile>> Library::find(OrganizationId organization, std::string media_id) {
  std::optional<MediaFile> file;
  const auto read = [&](const Reader& from) { file = media_file(from, organization, media_id); };
  co_await store_.read(Weight::light, read);
  co_return file;
}

Task<> Library::forget(OrganizationId organization, std::string media_id) {
  std::string content;
  const auto work = [&](Transaction& in) { content = delete_media(in, organization, media_id); };
  co_await store_.write(work);
  const auto remove = [&] { shared_.folder.remove(organization, content); };
  if (!content.empty()) co_await shared_.writes.run(remove);
}

Task<bool> Library::open_media(OrganizationId organization, const MediaFile& file,
                               const http::Request& request, http::Reply& reply,
                               std::chrono::seconds cached_for) {
  if (file.state != MediaState::ready) co_return false;
  std::optional<OpenFile> opened;
  const auto open = [&] { opened = shared_.folder.open(organization, file.sha256); };
  co_await shared_.reads.run(open);
  if (!opened || opened->bytes != static_cast<std::uint64_t>(file.bytes)) {
    spdlog::warn("media: the file of {} is not in the folder", file.id);
    const auto work = [&](Transaction& in) { lost_media(in, organization, file.id, file.sha256); };
    co_await store_.write(work);
    co_return false;
  }
  reply.clear();
  const auto etag = '"' + file.sha256 + '"';
  reply.content_type = content_type_of(file.mime);
  reply.add_header("ETag", etag);
  reply.add_header("Cache-Control",
                   "private, max-age=" + std::to_string(std::max<std::int64_t>(cached_for.count(), 0)));
  reply.add_header("Accept-Ranges", "bytes");
  add_safe_headers(reply, file.mime);
  if (http::none_match_hits(request.header("if-none-match"), etag)) {
    reply.status = 304;
    co_return true;
  }
  reply.add_header("Content-Disposition",
                   disposition(shows_inline(file.mime), safe_name(file.filename, file.mime)));
  const bool may_be_part = http::if_range_holds(request.header("if-range"), etag);
  const auto range = http::read_range(may_be_part ? request.header("range") : std::nullopt, opened->bytes);
  using Kind = http::RangeAnswer::Kind;
  if (range.kind != Kind::whole) reply.add_header("Content-Range", http::content_range(range, opened->bytes));
  if (range.kind == Kind::unsatisfiable) {
    reply.status = 416;
    reply.content_type = {};
    co_return true;
  }
  reply.status = range.kind == Kind::part ? 206 : 200;
  reply.source_bytes = range.range.count;
  reply.source =
      std::make_unique<FileSource>(std::move(*opened), range.range.first, range.range.count, shared_.reads);
  co_return true;
}

}  // namespace parley::media
