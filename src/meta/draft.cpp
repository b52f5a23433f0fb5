#include "meta/draft.h"

#include "base/json_writer.h"
#include "base/text.h"
#include "meta/content.h"
#include "meta/draft_types.h"
#include "meta/graph_codes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parley::meta {
namespace {

constexpr Faults of_envelope{.type = "", .missing_code = 100, .invalid_code = 100};

constexpr std::size_t largest_object =
    256 * 1024;  // bytes of one message's compact JSON; ours: Meta names none
constexpr std::size_t longest_type = 64;
constexpr std::size_t longest_id = 1024;  // of a message or a group; ours, far beyond any of Meta's
constexpr std::size_t fewest_digits = 4;
constexpr std::size_t most_digits = 20;

// What a draft has a member for, and what must never be kept.
constexpr std::string_view envelope[] = {
    "messaging_product", "recipient_type",           "to",           "recipient",      "type",
    "context",           "biz_opaque_callback_data", "access_token", "appsecret_proof"};

bool is_of_envelope(std::string_view name) { return std::ranges::find(envelope, name) != std::end(envelope); }

Refusal one_of(std::string_view name, std::string_view allowed, std::string_view got) {
  std::string words = "must be one of {";
  words.append(allowed).append("} - got \"").append(first_code_points(got, 64)).append("\".");
  return of_envelope.invalid(name, words);
}

Refusal check_product(Json root) {
  const auto product = root["messaging_product"].text();
  if (product.empty()) return of_envelope.missing("messaging_product");
  if (equal_ignoring_case(product, "whatsapp")) return std::nullopt;
  return one_of("messaging_product", "WHATSAPP", product);
}

std::variant<ReadMark, MetaError> read_mark(Json root) {
  const auto status = root["status"].text();
  if (!equal_ignoring_case(status, "read")) return *one_of("status", "READ", status);
  ReadMark mark{.wamid = root["message_id"].text(), .typing = root["typing_indicator"].is_object()};
  if (mark.wamid.empty()) return *of_envelope.missing("message_id");
  if (mark.wamid.size() > longest_id) return *of_envelope.invalid("message_id", "is not a valid message id.");
  return mark;
}

MetaError bad_number() { return meta_error(100, "Parameter Invalid: to is not a phone number"); }

// Digits, with a plus before and blanks, dashes and brackets between them.
std::variant<Identity, MetaError> phone_of(std::string_view to) {
  const auto plus = to.rfind('+');
  const bool has_plus_inside = plus != to.npos && plus > to.find_first_of("0123456789");
  if (has_plus_inside || to.find_first_not_of("0123456789+ -()") != to.npos) return bad_number();
  auto digits = digits_of(to);
  if (digits.size() < fewest_digits || digits.size() > most_digits) return bad_number();
  return Identity{.phone = std::move(digits)};
}

std::variant<Identity, MetaError> user_of(const std::string& recipient) {
  if (looks_like_parent_bsuid(recipient)) return Identity{.parent = recipient};
  if (looks_like_bsuid(recipient)) return Identity{.bsuid = recipient};
  return meta_error(100, "Parameter Invalid: recipient is not a business-scoped user id");
}

// Where both are given, `to` wins.
std::variant<Identity, MetaError> recipient_of(Json root, std::string& input) {
  const auto kind = root["recipient_type"].text();
  const bool is_group = equal_ignoring_case(kind, "group");
  if (!is_group && !kind.empty() && !equal_ignoring_case(kind, "individual"))
    return *one_of("recipient_type", "INDIVIDUAL, GROUP", kind);
  const auto to = root["to"].text();
  const auto recipient = root["recipient"].text();
  input = to.empty() ? recipient : to;
  if (input.empty()) return *of_envelope.missing("to");
  if (input.size() > longest_id) return *of_envelope.invalid("to", "is too long.");
  if (to.empty()) return user_of(recipient);
  if (!is_group) return phone_of(to);
  return Identity{.group = to};
}

Refusal read_context(Json context, std::string& quoted) {
  if (context.is_absent()) return std::nullopt;
  if (!context.is_object()) return of_envelope.invalid("context", "must be a JSON object.");
  quoted = context["message_id"].text();
  return quoted.empty() ? of_envelope.missing("context['message_id']") : std::nullopt;
}

// The envelope's members that a draft has no place of its own for.
std::string more_of(Json root, std::string_view type) {
  std::string more;
  JsonWriter writer(more);
  writer.open('{');
  for (const Json member : root) {
    const auto name = member.name();
    if (name == type || is_of_envelope(name) || member.is_absent()) continue;
    writer.value(name);
    more.append(":").append(member.compact());
  }
  writer.close('}');
  return more == "{}" ? std::string() : more;
}

const std::string& only_name(const Identity& to) {
  if (!to.phone.empty()) return to.phone;
  if (!to.bsuid.empty()) return to.bsuid;
  return to.parent.empty() ? to.group : to.parent;
}

Refusal check_parts(const DraftParts& parts) {
  if (parts.type.size() > longest_type || is_of_envelope(parts.type))
    return of_envelope.invalid("type", "is not a message type.");
  if (parts.object.is_absent()) return of_envelope.missing(parts.type);
  auto refusal = refusal_of(parts.type, parts.object);
  if (refusal) return refusal;
  if (code_points(parts.callback_data) > longest_callback_data)
    return of_envelope.invalid("biz_opaque_callback_data", "must be at most 512 characters long.");
  if (parts.quoted_wamid.size() > longest_id)
    return of_envelope.invalid("context['message_id']", "is not a valid message id.");
  return std::nullopt;
}

template <class To, class From>
To widened(From from) {
  return std::visit([](auto&& one) { return To(std::forward<decltype(one)>(one)); }, std::move(from));
}

}  // namespace

SendRequest read_send_request(std::string_view body) {
  const auto tree = JsonTree::read(body);
  if (!tree || !tree->is_exact()) return meta_error(100, "The body is not a JSON object");
  const Json root = tree->root();
  auto refusal = check_product(root);
  if (refusal) return *std::move(refusal);
  if (!root["status"].is_absent()) return widened<SendRequest>(read_mark(root));

  DraftParts parts{.type = root["type"].text()};
  if (parts.type.empty()) parts.type = "text";
  parts.object = root[parts.type];
  auto to = recipient_of(root, parts.input);
  if (auto* const error = std::get_if<MetaError>(&to)) return std::move(*error);
  parts.to = std::get<Identity>(std::move(to));
  refusal = read_context(root["context"], parts.quoted_wamid);
  if (refusal) return *std::move(refusal);
  parts.callback_data = root["biz_opaque_callback_data"].text();
  parts.more = more_of(root, parts.type);
  return widened<SendRequest>(make_draft(std::move(parts)));
}

std::variant<Draft, MetaError> make_draft(DraftParts parts) {
  auto refusal = check_parts(parts);
  if (refusal) return *std::move(refusal);
  Draft draft{.type = std::move(parts.type),
              .object = parts.object.compact(),
              .to = std::move(parts.to),
              .input = std::move(parts.input),
              .quoted_wamid = std::move(parts.quoted_wamid),
              .callback_data = std::move(parts.callback_data),
              .more = std::move(parts.more)};
  if (draft.object.size() + draft.more.size() > largest_object)
    return meta_error(100, "Parameter Invalid: the message is too large");
  draft.content = content_of(draft.type, parts.object);
  if (draft.input.empty()) draft.input = only_name(draft.to);
  if (draft.type == "reaction")
    draft.reaction = {.target = parts.object["message_id"].text(), .emoji = parts.object["emoji"].text()};
  return draft;
}

std::string graph_body(const Draft& draft, std::string_view callback_data) {
  std::string out;
  JsonWriter writer(out);
  const bool is_to_id = !draft.to.bsuid.empty() || !draft.to.parent.empty();
  writer.open('{').field("messaging_product", "whatsapp");
  writer.field("recipient_type", draft.to.group.empty() ? "individual" : "group");
  writer.field(is_to_id ? "recipient" : "to", draft.input).field("type", draft.type);
  writer.value(draft.type);
  out.append(":").append(draft.object);
  if (!draft.quoted_wamid.empty())
    writer.key("context").open('{').field("message_id", draft.quoted_wamid).close('}');
  if (!callback_data.empty()) writer.field("biz_opaque_callback_data", callback_data);
  if (!draft.more.empty()) out.append(",").append(draft.more, 1, draft.more.size() - 2);
  writer.close('}');
  return out;
}

std::string graph_body(const ReadMark& mark) {
  std::string out;
  JsonWriter writer(out);
  writer.open('{')
      .field("messaging_product", "whatsapp")
      .field("status", "read")
      .field("message_id", mark.wamid);
  if (mark.typing) writer.key("typing_indicator").open('{').field("type", "text").close('}');
  writer.close('}');
  return out;
}

}  // namespace parley::meta
