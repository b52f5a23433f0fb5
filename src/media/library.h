#pragma once
// The files of messages for whoever answers requests: what is known of one, its bytes, and new ones. One a thread.

#include "base/side_thread.h"
#include "base/task.h"
#include "base/time.h"
#include "http/multipart.h"
#include "http/reply.h"
#include "http/request.h"
#include "media/folder.h"
#include "meta/graph_client.h"
#include "store/media.h"
#include "store/store.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::media {

// What all threads of a process share.
struct Shared {
  // Throws as Folder does.
  explicit Shared(std::string path) : folder(std::move(path)) {}
  // Call it while the contexts of those who wait stand.
  void finish() {
    reads.finish();
    writes.finish();
  }

  [[nodiscard]] bool has_room_for(std::uint64_t bytes) const {
    return folder.free_bytes() >= leaves_free + bytes;
  }

  Folder folder;
  std::uint64_t leaves_free = least_free_bytes;  // of the disk; changed by tests alone
  // Of the disk, what may take long. Who reads does not wait for who writes and syncs.
  SideThread reads{{.waiting = 1024, .patience = std::chrono::seconds{30}}};
  SideThread writes{{.waiting = 1024, .patience = std::chrono::seconds{60}}};
};

struct NewFile {
  std::string mime_type;   // as said; may have parameters, may be empty
  std::string filename;    // as said; may be empty
  std::string_view bytes;  // live until the upload has ended
};

class Library {
 public:
  static constexpr std::string_view path = "/parley/v1/media/";

  // All must outlive it, and so must it what it answers.
  Library(Store& store, Shared& shared, Clock now = system_now)
      : store_(store), shared_(shared), now_(std::move(now)) {}

  // `origin` and a path that whoever has it may read the file by, without a token, for `ttl` at least and an hour more at
  // most. Costs no question; the file need not be there yet. For whoever sees one number alone, `sender` is that number: a
  // message of theirs may name a file that came to another one, and opens it no more than Meta would.
  [[nodiscard]] std::string url(std::string_view origin, OrganizationId organization,
                                std::string_view media_id, std::chrono::seconds ttl,
                                std::optional<SenderId> sender = {}) const;

  // Answers a request for a path that begins with `path`. No exception leaves it.
  Task<> answer(const http::Request& request, http::Reply& reply);

  // For a dialect that hands the bytes out itself, under a path and a token of its own.
  // The row; nothing where the organization has none.
  Task<std::optional<MediaFile>> find(OrganizationId organization, std::string media_id);
  // Puts the file's bytes and all headers that belong to them into the reply, whatever range or condition the request asks
  // for; false, and the reply untouched, where there are no bytes: the state tells why, and what the folder has lost is
  // fetched again. The request outlives the reply.
  Task<bool> open_media(OrganizationId organization, const MediaFile& file, const http::Request& request,
                        http::Reply& reply, std::chrono::seconds cached_for);

  // The parts of a form, as http::form_parts gives them. A large one is read through beside this thread, since others wait
  // for it. Borrows both, which live until it has ended and as long as the parts are used.
  Task<std::optional<std::vector<http::Part>>> parts(std::string_view body, std::string_view boundary);

  // Keeps a client's file in our folder and gives it to Meta; gives Meta's id, under which a draft may name it and which is
  // ready for readers at once. Refused with Meta's own error where the file is empty or too large for its type.
  Task<meta::GraphResult<std::string>> upload(meta::GraphClient& graph, meta::GraphSender from, Sender sender,
                                              NewFile file);

  // Meta has deleted the file at its owner's word: it is expired here, and its bytes go where no other file has them. What
  // was kept within the hour goes when that is over, see Folder::remove.
  Task<> forget(OrganizationId organization, std::string media_id);

 private:
  Task<> serve(const http::Request& request, http::Reply& reply);

  Store& store_;
  Shared& shared_;
  Clock now_;
};

// After which time it may be there, of a file that is not ready; nothing: it does not come.
std::optional<std::chrono::seconds> worth_waiting(const MediaFile& file, Timestamp now);

}  // namespace parley::media
