#include "store/sql/held_messages.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace parley::sql {
namespace {

constexpr std::string_view MessageRow::* texts_of_row[] = {
    &MessageRow::wamid,          &MessageRow::type,
    &MessageRow::text,           &MessageRow::caption,
    &MessageRow::peer_phone,     &MessageRow::sender_phone,
    &MessageRow::media_id,       &MessageRow::media_mime_type,
    &MessageRow::media_filename, &MessageRow::media_url,
    &MessageRow::object,         &MessageRow::quoted_wamid,
    &MessageRow::error,
};

}  // namespace

void HeldMessages::take(const MessageRow& row, const FoundMessage& found) {
  std::size_t size = 0;
  for (const auto text : texts_of_row) size += (row.*text).size();
  Held held{row, found, std::make_unique_for_overwrite<char[]>(size)};
  auto* at = held.texts.get();
  for (const auto text : texts_of_row) {
    auto& view = held.row.*text;
    std::copy(view.begin(), view.end(), at);
    view = {at, view.size()};
    at += view.size();
  }
  held_.push_back(std::move(held));
}

std::int64_t HeldMessages::hand_over(bool descending, std::int64_t skip, std::int64_t limit, Sink sink) {
  std::sort(held_.begin(), held_.end(), [descending](const Held& a, const Held& b) {
    const auto& first = descending ? b.row : a.row;
    const auto& second = descending ? a.row : b.row;
    return std::tie(first.at, first.key) < std::tie(second.at, second.key);
  });
  const auto first = std::min(skip, std::ssize(held_));
  const auto last = first + std::min(limit, std::ssize(held_) - first);
  std::for_each(held_.begin() + first, held_.begin() + last,
                [&](const Held& held) { sink(held.row, held.found); });
  return last - first;
}

}  // namespace parley::sql
