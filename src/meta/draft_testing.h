#pragma once
// For tests of what may be sent: bodies around what matters, and what they were read as.

#include "meta/draft.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::meta {

// A body to 16505551234 with these further members.
inline std::string send_body(const std::string& members) {
  return R"({"messaging_product":"whatsapp","to":"16505551234",)" + members + '}';
}
inline std::string send_body(const std::string& type, const std::string& object) {
  return send_body(R"("type":")" + type + R"(",")" + type + "\":" + object);
}

inline Draft draft_in(const std::string& body) {
  auto request = read_send_request(body);
  if (const auto* const error = std::get_if<MetaError>(&request))
    ADD_FAILURE() << error->code << ' ' << error->title << ": " << error->details << "\n" << body;
  auto* const draft = std::get_if<Draft>(&request);
  return draft ? std::move(*draft) : Draft{};
}

// "131009 details", or "100 title" where there are none; empty where it is taken.
inline std::string refusal_in(const std::string& body) {
  const auto request = read_send_request(body);
  const auto* const error = std::get_if<MetaError>(&request);
  if (!error) return {};
  return std::to_string(error->code) + ' ' + (error->details.empty() ? error->title : error->details);
}

inline std::string times(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}
// "[element,element,…]"
inline std::string list_of(std::size_t count, const std::string& element) {
  auto all = times(count, element + ',');
  if (count > 0) all.pop_back();
  return '[' + all + ']';
}

}  // namespace parley::meta
