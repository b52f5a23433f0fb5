#pragma once
// The files of messages: what is known of each, and what is still to be fetched from Meta. The bytes are no part of the
// store; see media/folder.h. A row is made in the transaction that keeps a message with a media id (inbound, echo, history,
// an edit, or a draft), so the message is there before its file, and for each id there is one file, however many messages
// name it. Each verb that changes what a reader sees writes an event. See docs/decisions/2026-11-21-media.md.

#include "base/function_ref.h"
#include "base/time.h"
#include "domain/conversation.h"
#include "store/transaction.h"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// pending  not here yet, and being tried
// ready    its bytes are in the folder, whatever Meta still knows of it
// expired  Meta has it no more, or our own retention deleted it; it does not come back
// failed   the last try went wrong; tried again at `due_at`, or given up where there is none
// Order of declaration is the stored number.
BOOST_DEFINE_ENUM_CLASS(MediaState, pending, ready, expired, failed)

struct MediaFile {
  std::string id;   // Meta's
  SenderId sender;  // whose access token fetches it
  MediaState state = MediaState::pending;
  MessageKey message;  // one that names it; 0: it was uploaded, and no message names it yet
  Timestamp at;        // of that message, or of the upload
  // As the message or the uploader said; empty: nothing was said. The name is not to be trusted as a path.
  std::string said_mime, said_sha256, filename;  // sha256: 64 small hexadecimal digits

  // Of one that is ready.
  std::string mime;    // as its bytes show it; what may be served
  std::string sha256;  // likewise 64 digits
  std::int64_t bytes = 0;
  std::optional<Timestamp> ready_at;

  // Of one that is not.
  std::int64_t failures = 0;
  std::optional<Timestamp> due_at;  // when it is tried (again); nothing: never
  std::string trouble;              // why it is not here, for a person; empty: nothing is wrong
};

// Nothing: no message of the organization named that id, or none since files are kept.
std::optional<MediaFile> media_file(const Reader& from, OrganizationId organization, std::string_view id);

// Those of the ids that are known, in any order: one statement for fifty ids, none for no ids. What a page that tells of
// sizes or states asks; a page that only links to files needs no question (dialects/media_links.h).
void each_media_file(const Reader& from, OrganizationId organization, std::span<const std::string_view> ids,
                     FunctionRef<void(const MediaFile&)> sink);

// The right to fetch a file, until somebody else may.
struct MediaLease {
  MediaFile file;
  std::int64_t attempt = 0;  // from 1; what came of it is taken for this attempt alone
};

// Those that are due, longest first. A lease that ends without a word makes its file due again. Leases are for less than a
// minute at a time.
std::vector<MediaLease> lease_media(Transaction& in, OrganizationId organization, std::int64_t most,
                                    Timestamp until);

// What came of a lease. Each does nothing, and gives false, where the lease is no longer the last word on the file.
bool renew(Transaction& in, OrganizationId organization, const MediaLease& lease, Timestamp until);
struct FetchedMedia {
  std::string mime, sha256;  // see MediaFile
  std::int64_t bytes = 0;
};
bool fetched(Transaction& in, OrganizationId organization, const MediaLease& lease, const FetchedMedia& what);
bool expired(Transaction& in, OrganizationId organization, const MediaLease& lease,
             const std::string& trouble);
// `again`: when it is tried again; nothing: it is given up.
bool failed(Transaction& in, OrganizationId organization, const MediaLease& lease,
            std::optional<Timestamp> again, const std::string& trouble);
// It was not the file's fault (no access token, a full disk): it keeps its state and its number of failures.
bool put_off(Transaction& in, OrganizationId organization, const MediaLease& lease, Timestamp until,
             const std::string& trouble);

// How the trouble begins of what was put off until its number has another access token.
constexpr std::string_view waits_for_token = "no good access token: ";

// Some of that number that wait for such a one for more than a minute are due now, so none that is leased: it has one.
// Whether there are more of them, for the next call. Nothing where the number has no token.
bool wake_media(Transaction& in, const Sender& sender);

// A file of ours that Meta took under that id; ready at once.
struct UploadedMedia {
  std::string id, filename;
  FetchedMedia what;
};
void uploaded(Transaction& in, const Sender& sender, const UploadedMedia& file);

// Its owner has deleted it at Meta: it is expired here as well, whatever it was. Gives the content that no file has any more;
// empty: there is none.
std::string delete_media(Transaction& in, OrganizationId organization, const std::string& id);

// The row says ready, and the folder has no such bytes: it is fetched again, as long as Meta has it.
void lost_media(Transaction& in, OrganizationId organization, const std::string& id,
                const std::string& sha256);

// Whether some are ready since before then.
bool has_old_media(const Reader& from, OrganizationId organization, Timestamp before);
// Makes those expired, `most` at a time, the oldest first.
struct RetiredMedia {
  std::int64_t files = 0;
  std::vector<std::string> contents;  // sha256, of those that no file has any more
};
RetiredMedia retire_media(Transaction& in, OrganizationId organization, Timestamp before, std::int64_t most);

// Whether a file that is ready has these bytes.
bool holds_content(const Reader& from, OrganizationId organization, std::string_view sha256);

// How many files an organization has in which state. `waiting`: are tried at some time, of pending and failed.
struct MediaTally {
  OrganizationId organization;
  std::int64_t pending = 0, ready = 0, expired = 0, failed = 0, waiting = 0;
  std::int64_t bytes = 0;  // of those that are ready; the same content under two ids counts twice
};
std::vector<MediaTally> media_tallies(const Reader& from);
// When the next file of the organization is due; nothing: none is.
std::optional<Timestamp> next_media_at(const Reader& from, OrganizationId organization);

}  // namespace parley
