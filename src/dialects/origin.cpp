#include "dialects/origin.h"

#include "base/text.h"

#include <algorithm>
#include <string_view>

namespace parley {
namespace {

bool is_fit_for_host(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._:[]").find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

std::string origin_of(const http::Request& request, const DialectSettings& settings) {
  if (!settings.public_url.empty()) return settings.public_url;
  const auto host = request.header("host").value_or("");
  const bool is_fit = !host.empty() && host.size() <= 255 && std::ranges::all_of(host, is_fit_for_host);
  if (!is_fit) return {};
  const auto forwarded = trimmed(request.header("x-forwarded-proto").value_or(""));
  const bool secure = request.secure || equal_ignoring_case(forwarded, "https");
  return (secure ? "https://" : "http://") + std::string(host);
}

}  // namespace parley
