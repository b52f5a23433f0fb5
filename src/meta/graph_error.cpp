#include "meta/graph_error.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "meta/graph_codes.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace parley::meta {
namespace {

using namespace std::chrono_literals;
using enum AttemptOutcome;
using std::chrono::milliseconds;

constexpr int something_went_wrong = 131000;
constexpr Backoff for_a_transient{2s, 2, 5min, 8};
constexpr Backoff for_the_network{1s, 2, 60s, 0};

// A number from 0 on, or the text that spells it; nothing for anything else.
std::optional<int> number_in(Json member) {
  const auto text = member.text();
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

int number_of(Json member) { return number_in(member).value_or(0); }

// Without Meta's "(#131047) " in front.
std::string title_in(std::string message) {
  if (!message.starts_with("(#")) return message;
  const auto end = message.find(") ");
  return end == message.npos ? message : message.substr(end + 2);
}

// Nothing where it has no code: gateways and proxies say "error" as well, and none but Meta knows its codes.
std::optional<ReadError> error_in(int status, Json said) {
  const auto code = number_in(said["code"]);
  if (!code) return std::nullopt;
  ReadError read;
  auto& error = read.error;
  error.status = status;
  error.code = *code;
  error.subcode = number_of(said["error_subcode"]);
  error.title = title_in(said["message"].text());
  error.details = said["error_data"]["details"].text();
  if (error.details.empty()) error.details = said["error_user_msg"].text();
  if (auto type = said["type"].text(); !type.empty()) error.type = std::move(type);
  error.trace = said["fbtrace_id"].text();
  read.is_transient = said["is_transient"].is_true();
  return read;
}

ReadError no_error_of_metas(int status) {
  auto error = meta_error(something_went_wrong,
                          "HTTP " + std::to_string(status) + " came back without an error of Meta's");
  error.status = status;
  return {.error = std::move(error), .is_metas = false};
}

// The so many-th time in a row, this one included.
int times(const Streak& before, const Attempt& attempt) {
  return before.code == attempt.error.code && before.reach == attempt.reach ? before.count + 1 : 1;
}

// What was told to a number counts for its hold, and not what this draft was: of many that wait each would begin anew.
void pass(Attempt& attempt, const Backoff& backoff, const Tried& tried, milliseconds retry_after) {
  const auto failures = times(tried.draft, attempt);
  attempt.outcome = may_go_again(backoff, failures) ? passing : refused;
  if (attempt.outcome == refused) return;
  attempt.wait = std::max(wait_after(backoff, failures), retry_after);
  switch (attempt.reach) {
    case AttemptReach::draft:
    case AttemptReach::pair: return;
    case AttemptReach::everything: attempt.hold = attempt.wait; return;
    case AttemptReach::sender:
    case AttemptReach::account:
      attempt.hold = std::max(wait_after(backoff, times(tried.sender, attempt)), retry_after);
  }
}

// An error of Meta's in no table: by its own word, else by its status.
void pass_if_transient(Attempt& attempt, const ReadError& read, const Tried& tried,
                       milliseconds retry_after) {
  attempt.outcome = refused;
  if (read.is_transient || read.error.status >= 500 || read.error.status == 429)
    pass(attempt, for_a_transient, tried, retry_after);
}

// What is no answer of Meta's: where it may have come behind Meta's back (a gateway that got tired of waiting), the
// message may be on its way all the same.
void judge_foreign(Attempt& attempt, int status, const Tried& tried, milliseconds retry_after) {
  attempt.outcome = status >= 500 || status < 300 ? unknown : refused;
  if (status == 429) {
    attempt.reach = AttemptReach::everything;
    pass(attempt, for_the_network, tried, retry_after);
  }
}

Attempt failed(const ReadError& read, const Tried& tried, milliseconds retry_after) {
  Attempt attempt{.error = read.error};
  if (!read.is_metas) {
    judge_foreign(attempt, read.error.status, tried, retry_after);
    return attempt;
  }
  const auto* const known = graph_code(read.error.code);
  attempt.took_token = !known || known->outcome != no_token;
  if (!known) {
    pass_if_transient(attempt, read, tried, retry_after);
    return attempt;
  }
  if (attempt.error.title.empty()) attempt.error.title = known->title;
  attempt.reach = known->reach;
  attempt.outcome = known->outcome;
  if (known->outcome == passing) pass(attempt, known->backoff, tried, retry_after);
  return attempt;
}

// The first contact is the one that it was sent to.
Identity resolved(Json root, Json message) {
  Identity who{.group = message["group_id"].text()};
  for (const Json contact : root["contacts"]) {
    who.phone = contact["wa_id"].text();
    const auto user = contact["user_id"].text();
    (looks_like_parent_bsuid(user) ? who.parent : who.bsuid) = user;
    break;
  }
  return who;
}

Json first_of(Json list) {
  for (const Json element : list) return element;
  return {};
}

void write_members(JsonWriter& writer, const MetaError& error) {
  const auto message = error.code == 0 ? error.title : "(#" + std::to_string(error.code) + ") " + error.title;
  writer.field("message", message);
}

}  // namespace

std::optional<ReadError> read_error(int status, std::string_view body) {
  const auto tree = JsonTree::read(body);
  const Json said = tree ? tree->root()["error"] : Json();
  if (auto metas = error_in(status, said)) return metas;
  const bool says_one = said.is_object();
  if (!says_one && status >= 200 && status < 300) return std::nullopt;
  return no_error_of_metas(status);
}

Attempt read_send_answer(int status, std::string_view body, const Tried& tried, milliseconds retry_after) {
  const auto error = read_error(status, body);
  if (error) return failed(*error, tried, retry_after);
  const auto tree = JsonTree::read(body);
  const Json message = tree ? first_of(tree->root()["messages"]) : Json();
  Attempt attempt{.wamid = message["id"].text()};
  if (attempt.wamid.empty()) {
    attempt.error = no_error_of_metas(status).error;
    attempt.error.details = "Meta's answer names no message";
    return attempt;
  }
  attempt.outcome = accepted;
  attempt.recipient = resolved(tree->root(), message);
  attempt.message_status = message["message_status"].text();
  return attempt;
}

Attempt not_sent(const std::string& reason, const Tried& tried) {
  Attempt attempt{.error = meta_error(something_went_wrong, "Meta could not be reached: " + reason),
                  .reach = AttemptReach::everything};
  attempt.error.status = 0;
  pass(attempt, for_the_network, tried, 0ms);
  return attempt;
}

Attempt no_answer(const std::string& reason) {
  Attempt attempt{.error = meta_error(something_went_wrong, "Meta did not answer: " + reason)};
  attempt.error.status = 0;
  return attempt;
}

std::string error_body(const MetaError& error) {
  std::string out;
  JsonWriter writer(out);
  writer.open('{').key("error").open('{');
  write_members(writer, error);
  writer.field("type", error.type).field("code", error.code);
  if (!error.details.empty()) {
    writer.key("error_data").open('{').field("messaging_product", "whatsapp");
    writer.field("details", error.details).close('}');
  }
  if (error.subcode != 0) writer.field("error_subcode", error.subcode);
  if (!error.trace.empty()) writer.field("fbtrace_id", error.trace);
  writer.close('}').close('}');
  return out;
}

std::string errors_array(const MetaError& error) {
  std::string out;
  JsonWriter writer(out);
  writer.open('[').open('{').field("code", error.code).field("title", error.title);
  writer.field("message", error.title);
  if (!error.details.empty()) writer.key("error_data").open('{').field("details", error.details).close('}');
  if (error.subcode != 0) writer.field("error_subcode", error.subcode);
  if (error.type != MetaError().type) writer.field("type", error.type);
  if (!error.trace.empty()) writer.field("fbtrace_id", error.trace);
  const auto* const known = graph_code(error.code);
  if (error.status != 0 && error.status != (known ? known->status : MetaError().status))
    writer.field("http_status", error.status);
  writer.close('}').close(']');
  return out;
}

MetaError first_error(std::string_view errors) {
  const auto tree = JsonTree::read_any(errors);
  const Json said = tree ? first_of(tree->root()) : Json();
  if (!said.is_object()) return meta_error(something_went_wrong);
  auto error = meta_error(number_in(said["code"]).value_or(something_went_wrong),
                          said["error_data"]["details"].text());
  error.title = title_in((said["title"].is_absent() ? said["message"] : said["title"]).text());
  error.subcode = number_of(said["error_subcode"]);
  if (auto type = said["type"].text(); !type.empty()) error.type = std::move(type);
  error.trace = said["fbtrace_id"].text();
  if (!said["http_status"].is_absent()) error.status = number_of(said["http_status"]);
  if (error.status == 0) error.status = MetaError().status;
  return error;
}

std::string accepted_body(const Draft& draft, const Attempt& attempt) {
  std::string out;
  JsonWriter writer(out);
  const auto& who = attempt.recipient;
  const auto& user = who.bsuid.empty() ? who.parent : who.bsuid;
  writer.open('{').field("messaging_product", "whatsapp");
  writer.key("contacts").open('[').open('{').field("input", draft.input);
  if (!who.phone.empty()) writer.field("wa_id", who.phone);
  if (!user.empty()) writer.field("user_id", user);
  writer.close('}').close(']');
  writer.key("messages").open('[').open('{').field("id", attempt.wamid);
  if (!attempt.message_status.empty()) writer.field("message_status", attempt.message_status);
  if (!who.group.empty()) writer.field("group_id", who.group);
  writer.close('}').close(']').close('}');
  return out;
}

}  // namespace parley::meta
