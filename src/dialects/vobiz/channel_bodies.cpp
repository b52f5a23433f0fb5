#include "dialects/vobiz/channel_bodies.h"

#include "base/problem.h"
#include "base/text.h"
#include "dialects/vobiz/contact_text.h"
#include "dialects/vobiz/drafts.h"

namespace parley::vobiz {
namespace {

constexpr std::size_t longest_id = 64;
constexpr std::size_t longest_name = 256;    // bytes
constexpr std::size_t longest_token = 4096;  // bytes; Meta's have some hundred

std::string read_short(Json body, std::string_view name, std::size_t longest) {
  auto text = need_text(body, name);
  if (text.size() > longest) throw Problem::invalid(std::string(name), std::string(name) + " is too long");
  return text;
}

std::string read_id(Json body, std::string_view name) {
  auto id = read_short(body, name, longest_id);
  if (!is_digits(id)) throw Problem::invalid(std::string(name), std::string(name) + " must be digits");
  return id;
}

std::string need_word(Json body, std::string_view name, std::string_view word, std::string_view other = {}) {
  auto text = need_text(body, name);
  if (text == word || (!other.empty() && text == other)) return text;
  throw Problem::invalid(std::string(name), std::string(name) + " is none that this server can serve");
}

}  // namespace

// Numbers are not sold here.
ChannelBody read_channel(Json body, State state) {
  ChannelBody read{.waba = read_id(body, "waba_id"), .phone_number_id = read_id(body, "phone_number_id")};
  read.phone = read_phone(need_text(body, "phone_number"));
  read.onboarding = need_word(body, "number_onboarding_mode", "bring_your_own", "embedded_signup");
  need_word(body, "number_provider", "meta_direct");
  read.access_token = read_short(body, "access_token", longest_token);
  const bool may_miss = state == State::legacy && body["display_name"].is_empty();
  if (!may_miss) read.name = read_short(body, "display_name", longest_name);
  return read;
}

ChannelChange read_channel_change(Json body) {
  ChannelChange read;
  if (!body["access_token"].is_absent()) read.access_token = read_short(body, "access_token", longest_token);
  if (!body["display_name"].is_absent()) read.name = read_short(body, "display_name", longest_name);
  if (!read.access_token && !read.name)
    throw Problem::invalid("body", "access_token or display_name is required");
  return read;
}

}  // namespace parley::vobiz
