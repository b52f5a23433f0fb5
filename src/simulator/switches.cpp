#include "simulator/switches.h"

#include "base/json_writer.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace parley::simulator {
namespace {

using S = Switches;
constexpr std::int64_t most_number = 1'000'000'000;

constexpr Switch table[] = {
    {"error", &S::error, "errors answered in place of taking a message: CODE=SHARE[,…]"},
    {"lost_request", &S::lost_request, "share of sends cut off before the message is taken"},
    {"lost_answer", &S::lost_answer, "share of sends cut off behind it, without an answer"},
    {"half_answer", &S::half_answer, "share of sends cut off in the middle of the answer"},
    {"answer_after", &S::answer_after, "milliseconds that an answer takes: N or LEAST..MOST"},
    {"rate", &S::rate, "messages a second of a number, error 130429 above; 0: any"},
    {"pair_limit", &S::pair_limit,
     "one message in six seconds to one person, 45 at once, error 131056 above"},
    {"window", &S::window, "error 131047 to whom has not written within 24 hours, but for templates"},
    {"check_templates", &S::check_templates, "templates must be there, be approved and get their parameters"},
    {"check_media", &S::check_media, "media ids in messages must be known and not expired"},
    {"token_expired", &S::token_expired, "only TOKEN-renewed is taken in place of TOKEN, error 190 else"},
    {"sent_after", &S::sent_after, "milliseconds until a message is sent"},
    {"delivered_after", &S::delivered_after, "milliseconds from sent to delivered"},
    {"read_after", &S::read_after, "milliseconds from delivered to read"},
    {"fail", &S::fail, "errors told by a status `failed`: CODE=SHARE[,…]"},
    {"undelivered", &S::undelivered, "share of messages that stay sent"},
    {"read", &S::read, "share of delivered messages that are read"},
    {"callback_data", &S::callback_data, "statuses echo biz_opaque_callback_data"},
    {"conversation", &S::conversation, "statuses have a conversation object, as up to Graph v23"},
    {"reply", &S::reply, "share of messages that customers answer"},
    {"reply_after", &S::reply_after, "milliseconds from sent to the answer"},
    {"rotate", &S::rotate, "share of answers behind which the customer has another user id"},
    {"chatter", &S::chatter, "webhooks a minute of customers who write by themselves"},
    {"delay", &S::delay, "milliseconds that webhooks are late"},
    {"repeat", &S::repeat, "share of webhooks that come twice"},
    {"reorder", &S::reorder, "milliseconds within which webhooks change places"},
    {"drop", &S::drop, "share of tries to deliver a webhook that are lost on their way"},
    {"retry", &S::retry, "what is lost or not answered with 200 comes again, later and later, for 7 days"},
    {"retry_after", &S::retry_after, "milliseconds to the third try, doubled for each, and the most"},
    {"batch", &S::batch, "most updates in one webhook"},
    {"media_gone", &S::media_gone, "every media id is unknown"},
    {"template_rejected", &S::template_rejected, "share of new templates that are rejected"},
    {"template_after", &S::template_after, "milliseconds until a new template is judged"},
    {"clock_ahead", &S::clock_ahead, "seconds that media and windows grow older at once"},
};

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool read(std::string_view text, bool& into) {
  const auto word = ascii_lower(text);
  const bool is_yes = word == "on" || word == "true" || word == "1" || word == "yes";
  const bool is_no = word == "off" || word == "false" || word == "0" || word == "no";
  if (is_yes || is_no) into = is_yes;
  return is_yes || is_no;
}

bool read(std::string_view text, double& into) {
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  auto share = number_in<double>(text);
  if (!share) return false;
  if (is_percent) *share /= 100;
  if (!(*share >= 0 && *share <= 1)) return false;
  into = *share;
  return true;
}

bool read(std::string_view text, std::int64_t& into) {
  const auto number = number_in<std::int64_t>(text);
  if (!number || *number < 0 || *number > most_number) return false;
  into = *number;
  return true;
}

bool read(std::string_view text, Range& into) {
  const auto dots = text.find("..");
  Range range;
  if (!read(text.substr(0, dots), range.least)) return false;
  range.most = range.least;
  if (dots != text.npos && !read(text.substr(dots + 2), range.most)) return false;
  if (range.most < range.least) return false;
  into = range;
  return true;
}

bool read(std::string_view text, ErrorShares& into) {
  ErrorShares shares;
  double sum = 0;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const auto one = text.substr(0, comma);
    const auto equals = std::min(one.find('='), one.size());
    ErrorShare share;
    const auto code = number_in<int>(one.substr(0, equals));
    if (!code || *code < 0) return false;
    share.code = *code;
    if (equals < one.size() && !read(one.substr(equals + 1), share.share)) return false;
    sum += share.share;
    shares.push_back(share);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  if (sum > 1 + 1e-9) return false;
  into = std::move(shares);
  return true;
}

// A member of a JSON object in the words of a command line.
std::string text_of(Json value) {
  if (value.is_bool()) return value.is_true() ? "on" : "off";
  if (value.is_array() && value.size() == 2) {
    std::string range;
    for (const Json end : value) range.append(range.empty() ? "" : "..").append(end.text());
    return range;
  }
  if (!value.is_object()) return value.text();
  std::string shares;
  for (const Json share : value)
    shares.append(shares.empty() ? "" : ",").append(share.name()).append("=").append(share.text());
  return shares;
}

void write(JsonWriter& json, std::string_view name, const Range& range) {
  auto text = std::to_string(range.least);
  if (range.most != range.least) text += ".." + std::to_string(range.most);
  json.field(name, text);
}
void write(JsonWriter& json, std::string_view name, const ErrorShares& shares) {
  json.key(name).open('{');
  for (const auto& [code, share] : shares) json.field(std::to_string(code), share);
  json.close('}');
}
template <class T>
void write(JsonWriter& json, std::string_view name, const T& value) {
  json.field(name, value);
}

}  // namespace

std::span<const Switch> all_switches() { return table; }

std::string set_switch(Switches& switches, std::string_view name, std::string_view text) {
  const auto* const found = std::ranges::find(table, name, &Switch::name);
  if (found == std::end(table)) return "there is no switch " + std::string(name);
  const auto set = [&](auto member) { return read(text, switches.*member); };
  if (std::visit(set, found->member)) return {};
  return std::string(name) + ": '" + std::string(text) + "' is none of its values (" +
         std::string(found->words) + ")";
}

std::string set_switches(Switches& switches, Json object) {
  Switches changed = switches;
  for (const Json member : object) {
    auto wrong = set_switch(changed, member.name(), text_of(member));
    if (!wrong.empty()) return wrong;
  }
  switches = std::move(changed);
  return {};
}

std::string json_of(const Switches& switches) {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  for (const auto& one : table)
    std::visit([&](auto member) { write(json, one.name, switches.*member); }, one.member);
  json.close('}');
  return out;
}

}  // namespace parley::simulator
