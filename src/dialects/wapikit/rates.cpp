#include "dialects/wapikit/rates.h"

namespace parley::wapikit {
namespace {

using namespace std::chrono_literals;

struct Row {
  std::string_view path;  // a whole one, or the beginning of several where it ends in a star
  Rate rate;
};

// The first that fits counts. Theirs, but for those of logging in and registering, which they do not limit.
constexpr Row rows[] = {
    {"/api/auth/login", {60, 1min}},
    {"/api/auth/register", {20, 1min}},
    {"/api/auth/verify-email", {60, 1h}},
    {"/api/auth/reset-password/init", {5, 15min}},
    {"/api/auth/reset-password/verify", {20, 1h}},
    {"/api/auth/reset-password/complete", {10, 1h}},
    {"/api/auth/api-keys*", {60, 1h}},
    {"/api/auth/join-organization", {60, 1h}},
    {"/api/organization/invite/*", {60, 1h}},
    {"/api/conversation/{id}/read", {}},
    {"/api/conversation/{id}/media/*", {}},
    {"/api/conversation/{id}/media", {30, 1min}},
    {"/api/conversation/{id}/upload", {30, 1min}},
    {"/api/conversation*", {600, 1h}},
    {"/api/contacts", {600, 1min}},
    {"/api/contacts/*", {60, 1min}},
    {"/api/lists*", {60, 1min}},
    {"/api/organization*", {60, 1min}},
    {"/api/rbac/*", {60, 1min}},
    {"/api/ai/*", {60, 1min}},
    {"/api/integrations*", {60, 1min}},
    {"/api/user/notifications", {100, 1h}},
    {"/api/user", {120, 1h}},
    {"/api/campaigns*", {100, 1h}},
};

bool fits(std::string_view pattern, std::string_view path) {
  if (!pattern.ends_with('*')) return pattern == path;
  return path.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace

Rate rate_of(std::string_view path) {
  for (const auto& [pattern, rate] : rows) {
    if (fits(pattern, path)) return rate;
  }
  return {};
}

}  // namespace parley::wapikit
