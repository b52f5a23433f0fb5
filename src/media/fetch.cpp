#include "media/fetch.h"

#include "base/text.h"
#include "media/sniff.h"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace parley::media {
namespace {

constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::chrono::minutes until_there_is_room{5};

struct CutShort : std::runtime_error {
  CutShort() : std::runtime_error("the server ends") {}
};

// Hashes and writes on the side thread, some pieces at a time. The draft is its own as well: a call that came to its deadline
// is over while the side thread may still write.
class ToDraft final : public http::BodySink {
 public:
  ToDraft(std::shared_ptr<Draft> draft, SideThread& writes, std::function<bool()> cut_short)
      : draft_(std::move(draft)), writes_(writes), cut_short_(std::move(cut_short)) {}

  Task<> take(std::string_view piece) override {
    if (cut_short_()) throw CutShort();
    waiting_ += piece;
    if (waiting_.size() >= piece_bytes) co_await flush();
  }
  Task<> flush() {
    const auto work = [&] { draft_->write(waiting_); };
    co_await writes_.run(work);
    waiting_.clear();
  }

 private:
  std::shared_ptr<Draft> draft_;
  SideThread& writes_;
  std::function<bool()> cut_short_;
  std::string waiting_;
};

std::string words_of(const Attempt& attempt) {
  const auto& error = attempt.error;
  auto words = error.title.empty() ? std::string("Meta refused it") : error.title;
  if (!error.details.empty()) words += ": " + error.details;
  return error.code != 0 ? fmt::format("{} ({})", words, error.code) : words;
}

bool is_gone(const Attempt& attempt) {
  constexpr int no_such_object = 100;
  return attempt.error.status == 404 || attempt.error.code == no_such_object;
}

FetchResult meaning_of(const Attempt& attempt) {
  switch (attempt.outcome) {
    case AttemptOutcome::no_token: return NoToken{words_of(attempt)};
    case AttemptOutcome::refused:
      if (is_gone(attempt)) return Gone{words_of(attempt)};
      return Wrong{words_of(attempt)};
    case AttemptOutcome::passing: return Waits{attempt.wait, words_of(attempt)};
    case AttemptOutcome::unknown:
    case AttemptOutcome::accepted: break;
  }
  return Waits{{}, words_of(attempt)};  // what only reads may be asked again
}

// What does not fit what Meta says of the file; empty: nothing.
std::string misfit(Draft& draft, const meta::MediaInfo& info, const MediaFile& file) {
  if (draft.bytes() == 0) return "Meta gave an empty file";
  if (info.bytes != 0 && draft.bytes() != info.bytes)
    return fmt::format("{} bytes came of {}", draft.bytes(), info.bytes);
  const auto said = ascii_lower(info.sha256);
  const auto& wanted = said.empty() ? file.said_sha256 : said;
  if (!wanted.empty() && draft.sha256() != wanted) return "its SHA-256 is not the one that Meta tells";
  return {};
}

}  // namespace

Task<FetchResult> fetch(meta::GraphClient& graph, meta::GraphSender from, Shared& shared,
                        OrganizationId organization, MediaFile file, std::function<bool()> cut_short) {
  auto asked = co_await graph.media(from, file.id);
  if (const auto* const attempt = std::get_if<Attempt>(&asked)) co_return meaning_of(*attempt);
  const auto info = std::get<meta::MediaInfo>(std::move(asked));
  if (info.bytes > most_bytes_of_any)
    co_return Wrong{fmt::format("it has {} bytes, more than WhatsApp's files may have", info.bytes), false};

  std::shared_ptr<Draft> draft;
  bool has_room = true;
  const auto begin = [&] {
    has_room = shared.has_room_for(info.bytes);
    if (has_room) draft = shared.folder.begin();
  };
  co_await shared.writes.run(begin);
  if (!has_room) co_return Waits{until_there_is_room, "the disk of the folder for files is nearly full"};

  const auto sink = std::make_shared<ToDraft>(draft, shared.writes, std::move(cut_short));
  const auto came = co_await graph.download(from, info.url, sink, most_bytes_of_any);
  if (const auto* const attempt = std::get_if<Attempt>(&came)) {
    auto meaning = meaning_of(*attempt);
    // The link lives for minutes, the id for days: the next try gets another link.
    if (auto* const gone = std::get_if<Gone>(&meaning)) co_return Wrong{std::move(gone->trouble)};
    co_return meaning;
  }
  if (std::get<meta::Downloaded>(came).is_too_large)
    co_return Wrong{"it has more bytes than WhatsApp's files may have", false};
  co_await sink->flush();
  auto wrong = misfit(*draft, info, file);
  if (!wrong.empty()) co_return Wrong{std::move(wrong)};

  const auto keep = [&] { draft->keep(organization); };
  co_await shared.writes.run(keep);
  const auto& said = info.mime_type.empty() ? file.said_mime : info.mime_type;
  co_return FetchedMedia{.mime = std::string(served_mime(draft->first_bytes(), said)),
                         .sha256 = draft->sha256(),
                         .bytes = static_cast<std::int64_t>(draft->bytes())};
}

}  // namespace parley::media
