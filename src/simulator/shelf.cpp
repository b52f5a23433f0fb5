#include "simulator/shelf.h"

#include "base/secrets.h"
#include "simulator/dice.h"
#include "simulator/samples.h"

#include <charconv>

namespace parley::simulator {
namespace {

using std::chrono::hours;
constexpr auto uploads_live = hours{30 * 24};
constexpr auto received_live = hours{7 * 24};
constexpr auto urls_live = std::chrono::minutes{5};
constexpr std::size_t most_removed = 10'000;

}  // namespace

std::string Shelf::put(std::string phone_number_id, std::string mime_type, std::string_view bytes,
                       Timestamp now) {
  const auto hash = sha256(bytes);
  Dice dice(mixed(mixed(seed_, stable_hash(bytes_of(hash))), ++count_));
  auto id = "1" + dice.digits(15);
  while (!has_room(bytes.size()) && !order_.empty()) {
    drop(order_.front());
    order_.pop_front();
  }
  bytes_ += bytes.size();
  order_.push_back(id);
  ShelvedFile file{.mime_type = std::move(mime_type),
                   .sha256 = to_hex(bytes_of(hash)),
                   .bytes = std::string(bytes),
                   .phone_number_id = std::move(phone_number_id)};
  uploads_.insert_or_assign(id, Upload{std::move(file), now});
  return id;
}

const Shelf::Upload* Shelf::upload(const std::string& id, Timestamp now) const {
  const auto found = uploads_.find(id);
  return found != uploads_.end() && now - found->second.at < uploads_live ? &found->second : nullptr;
}

bool Shelf::is_known(const std::string& id, Timestamp now) const {
  if (upload(id, now)) return true;
  const auto sample = sample_of(id);
  return sample && now - sample->at < received_live && !removed_.contains(id);
}

std::optional<ShelvedFile> Shelf::find(const std::string& id, Timestamp now) const {
  if (const auto* const found = upload(id, now)) return found->file;
  if (!is_known(id, now)) return std::nullopt;
  ShelvedFile file{.mime_type = sample_of(id)->mime_type, .bytes = sample_bytes(id)};
  file.sha256 = to_hex(bytes_of(sha256(file.bytes)));
  return file;
}

void Shelf::drop(const std::string& id) {
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) return;
  bytes_ -= found->second.file.bytes.size();
  uploads_.erase(found);
}

bool Shelf::remove(const std::string& id) {
  if (uploads_.contains(id)) {
    drop(id);
    std::erase(order_, id);
    return true;
  }
  if (!sample_of(id)) return false;
  if (removed_.size() >= most_removed) removed_.clear();
  return removed_.try_emplace(id).second;
}

std::string Shelf::ticket(std::string_view id, Timestamp now) const {
  const auto expires = std::to_string(to_millis(now + urls_live));
  const auto key = std::to_string(seed_);
  const auto hash = hmac_sha256(key, std::string(id) + '\n' + expires);
  return "ext=" + expires + "&hash=" + to_hex(bytes_of(hash));
}

bool Shelf::is_good(std::string_view id, std::string_view expires, std::string_view hash,
                    Timestamp now) const {
  std::int64_t millis = 0;
  std::from_chars(expires.data(), expires.data() + expires.size(), millis);
  const auto until = from_millis(millis);
  return now < until &&
         ticket(id, until - urls_live) == "ext=" + std::string(expires) + "&hash=" + std::string(hash);
}

}  // namespace parley::simulator
