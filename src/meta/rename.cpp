// System messages and the field user_id_update: a person's number or id was replaced.

#include "meta/readers.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace parley::meta {
namespace {

bool tells_something(const RenameFact& rename) {
  return !rename.after.empty() && !rename.before.empty() && rename.before != rename.after;
}

// The BSUID-shaped words of a sentence, without the dot that may end it.
std::vector<std::string> ids_in(std::string_view sentence) {
  constexpr std::string_view separators = " \t\n,;:!?()<>\"'";
  std::vector<std::string> ids;
  while (!sentence.empty()) {
    const auto size = std::min(sentence.find_first_of(separators), sentence.size());
    auto word = sentence.substr(0, size);
    while (word.ends_with('.')) word.remove_suffix(1);
    if (looks_like_bsuid(word)) ids.emplace_back(word);
    sentence.remove_prefix(std::min(size + 1, sentence.size()));
  }
  return ids;
}

// Where the old id stands is not settled: in a member of its own, as the sender, or in the sentence "User A
// changed from US.1 to US.2" only. The sender may be told by the new one already.
void tell_bsuids(RenameFact& rename, Json system) {
  const auto in_sentence = ids_in(system["body"].text());
  auto& [before, after, at] = rename;
  if (after.bsuid.empty() && in_sentence.size() > 1) after.bsuid = in_sentence.back();
  const auto sender = std::exchange(before.bsuid, {});
  const auto first = in_sentence.empty() ? std::string() : in_sentence.front();
  for (const auto& old : {system["previous_user_id"].text(), sender, first}) {
    if (before.bsuid.empty() && old != after.bsuid) before.bsuid = old;
  }
}

}  // namespace

std::optional<RenameFact> rename_of(Json message, Timestamp at) {
  const Json system = message["system"];
  const auto type = system["type"].text();
  const bool is_id = type.find("user_id") != std::string::npos;
  const bool is_number = type.empty() || type.find("number") != std::string::npos;
  if (!is_id && !is_number) return std::nullopt;

  RenameFact rename{.at = at};
  const Json new_phone = system["wa_id"].is_empty() ? system["new_wa_id"] : system["wa_id"];
  const Json old_phone = message["from"].is_empty() ? system["customer"] : message["from"];
  rename.after = identity_of(new_phone, system["user_id"], system["parent_user_id"]);
  rename.before = identity_of(old_phone, message["from_user_id"], message["from_parent_user_id"]);
  if (is_id) tell_bsuids(rename, system);
  return tells_something(rename) ? std::optional(rename) : std::nullopt;
}

void read_id_change(Reading& reading, const Path& path, Json change) {
  const Json user = change["user_id"];
  const Json parent = change["parent_user_id"];
  const RenameFact rename{
      .before = identity_of(change["wa_id"], user["previous"], parent["previous"]),
      .after = identity_of({}, user["current"], parent["current"]),
      .at = reading.moment(change["timestamp"]).at,
  };
  if (!tells_something(rename)) return reading.park(change, path, "no change of an id");
  reading.tell(change, rename);
}

}  // namespace parley::meta
