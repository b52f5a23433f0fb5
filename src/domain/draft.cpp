#include "domain/draft.h"

#include "base/text.h"

namespace parley {
namespace {

constexpr std::string_view mark = "parley:";  // in front of our tag
constexpr char behind = ' ';                  // between it and the client's

}  // namespace

std::string callback_data_with(std::string_view tag, std::string_view clients) {
  std::string data(mark);
  data += tag;
  const bool fits = data.size() + 1 + code_points(clients) <= longest_callback_data;
  if (!clients.empty() && fits) (data += behind) += clients;
  return data;
}

std::string_view tag_of(std::string_view callback_data) {
  if (!callback_data.starts_with(mark)) return {};
  callback_data.remove_prefix(mark.size());
  return callback_data.substr(0, callback_data.find(behind));
}

}  // namespace parley
