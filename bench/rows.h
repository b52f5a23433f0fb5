#pragma once
// The messages of prepared requests (see sign.cpp), as plain rows: what a rival that only writes them has to know.

#include "meta/parse.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace parley::bench {

struct Row {
  std::string phone, name, wamid, text, raw;
  std::int64_t at = 0;

  [[nodiscard]] std::int64_t key() const {
    return static_cast<std::int64_t>(std::hash<std::string>{}(wamid) >> 1);
  }
};

inline Row row_of(std::string_view request) {
  const auto body = request.substr(request.find("\r\n\r\n") + 4);
  const auto facts = meta::parse_webhook(body, {});
  const auto& fact = facts.value().facts.at(0);
  const auto& message = std::get<MessageFact>(fact.what);
  return {message.peer.phone,
          message.profile.name,
          message.wamid,
          message.content.text,
          std::string(body.substr(fact.raw.offset, fact.raw.length)),
          to_millis(message.at)};
}

inline std::vector<Row> rows_of(const char* file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  std::vector<Row> rows;
  for (std::size_t at = 0; at + 4 <= bytes.size();) {
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data() + at, sizeof length);
    rows.push_back(row_of(std::string_view(bytes).substr(at + 4, length)));
    at += 4 + length;
  }
  return rows;
}

}  // namespace parley::bench
