#include "dialects/meta/content.h"

#include "base/json.h"
#include "base/text.h"

namespace parley::graph {
namespace {

Json root_of(const std::optional<JsonTree>& tree) { return tree ? tree->root() : Json(); }

}  // namespace

std::string words_of(const MessageRow& row) {
  if (row.revoked) return {};
  if (row.type == "location") return "Location: " + std::string(row.text);
  if (row.type == "contacts") return "Contact: " + std::string(row.text);
  if (row.type == "template") return "Template: " + std::string(row.text);
  return std::string(row.text.empty() ? row.caption : row.text);
}

std::string with_order_text(std::string_view object) {
  const auto tree = JsonTree::read(object);
  const auto text = root_of(tree)["text"];
  std::string out(object);
  if (text.is_absent() || root_of(tree)["order_text"].is_given()) return out;
  out.pop_back();  // its last brace
  return out + R"(,"order_text":)" + text.compact() + '}';
}

std::string order_text_of(const MessageRow& row) {
  if (row.type != "order" || row.revoked) return {};
  const auto tree = JsonTree::read(row.object);
  const auto ours = root_of(tree)["text"].text();
  return ours.empty() ? root_of(tree)["order_text"].text() : ours;
}

void write_flow(JsonWriter& json, const Fields& fields, const MessageRow& row) {
  if (row.type != "interactive" || row.revoked) return;
  const auto tree = JsonTree::read(row.object);
  const auto reply = root_of(tree)["nfm_reply"];
  if (!reply.is_object()) return;
  const auto said = reply["response_json"].text();
  const auto response = JsonTree::read_any(said);
  if (fields.has("flow_response"))
    json.key("flow_response").raw(response ? response->root().compact() : std::string());
  if (fields.has("flow_token")) json.nullable("flow_token", root_of(response)["flow_token"].text());
  if (fields.has("flow_name")) json.nullable("flow_name", reply["name"].text());
}

std::string status_object(const ToldStatus& status, const MessageRow& of) {
  std::string out;
  JsonWriter json(out);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(status.at.time_since_epoch()).count();
  json.open('{')
      .field("id", of.wamid)
      .field("status", status.word)
      .field("timestamp", std::to_string(seconds));
  if (is_digits(of.peer_phone)) json.field("recipient_id", of.peer_phone);
  if (!status.participant.empty()) json.field("recipient_participant_id", status.participant);
  if (!status.errors.empty()) json.key("errors").raw(status.errors);
  json.close('}');
  const auto tree = JsonTree::read(status.details);
  if (!tree || tree->root().is_empty()) return out;
  out.pop_back();
  const auto details = tree->root().compact();
  return out + ',' + details.substr(1);
}

}  // namespace parley::graph
