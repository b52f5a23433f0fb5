#include "store/sql/packed_draft.h"

#include "store/sql/packed.h"

#include <algorithm>

namespace parley::sql {
namespace {

// In the order they are packed in: append only.
template <class AnyDraft, class Take>
void each_text(AnyDraft& draft, const Take& take) {
  for (auto* text : {&draft.type, &draft.object, &draft.to.phone, &draft.to.bsuid, &draft.to.parent,
                     &draft.to.group, &draft.input, &draft.quoted_wamid, &draft.callback_data, &draft.more})
    take(*text);
}

void append(std::string& out, std::string_view text) {
  append_varint(out, text.size());
  out += text;
}

std::string_view take(std::string_view& packed) {
  const auto length = std::min<std::size_t>(take_varint(packed), packed.size());
  const auto text = packed.substr(0, length);
  packed.remove_prefix(length);
  return text;
}

}  // namespace

std::string pack_draft(const Draft& draft) {
  std::string out;
  each_text(draft, [&](const std::string& text) { append(out, text); });
  if (draft.reaction) {
    append(out, draft.reaction->target);
    append(out, draft.reaction->emoji);
  }
  return out;
}

Draft read_draft(std::string_view packed) {
  Draft draft;
  each_text(draft, [&](std::string& text) { text = take(packed); });
  if (packed.empty()) return draft;
  draft.reaction.emplace();
  draft.reaction->target = take(packed);
  draft.reaction->emoji = take(packed);
  return draft;
}

}  // namespace parley::sql
