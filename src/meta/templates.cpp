#include "meta/templates.h"

#include "base/json.h"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <charconv>
#include <utility>

namespace parley::meta {
namespace {

constexpr std::string_view fields =
    "id,name,language,status,category,quality_score,rejected_reason,components";

std::string escaped(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

// Meta's ids are numbers, spelt as texts.
std::int64_t id_of(Json id) {
  const auto text = id.text();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0 ? number : 0;
}

// "NONE" where nothing was rejected.
std::string reason_of(Json template_) {
  auto reason = template_["rejected_reason"].text();
  return reason == "NONE" ? std::string() : reason;
}

// What is being deleted cannot be used, nor made anew for a while; it is none any more.
bool is_gone(const MessageTemplate& one) {
  return one.status == "DELETED" || one.status == "PENDING_DELETION";
}

MessageTemplate template_of(Json said) {
  const auto score = said["quality_score"];
  return {.id = id_of(said["id"]),
          .name = said["name"].text(),
          .language = said["language"].text(),
          .status = said["status"].text(),
          .category = said["category"].text(),
          .quality = score.is_object() ? score["score"].text() : score.text(),
          .reason = reason_of(said),
          .components = said["components"].is_array() ? said["components"].compact() : "[]",
          .variables = {},
          .created_at = {},
          .updated_at = {}};
}

}  // namespace

std::string templates_path(std::string_view waba) { return "/" + escaped(waba) + "/message_templates"; }

std::string templates_target(std::string_view waba, std::string_view after) {
  auto target = templates_path(waba) + "?limit=100&fields=" + escaped(fields);
  if (!after.empty()) target += "&after=" + escaped(after);
  return target;
}

std::optional<TemplatePage> read_template_page(std::string_view body) {
  const auto tree = JsonTree::read(body);
  if (!tree || !tree->root()["data"].is_array()) return std::nullopt;
  TemplatePage page;
  for (const auto one : tree->root()["data"]) {
    auto read = template_of(one);
    if (read.id != 0 && !is_gone(read)) page.templates.push_back(std::move(read));
  }
  // A cursor stands on the last page too; "next" does not.
  const auto paging = tree->root()["paging"];
  if (!paging["next"].is_empty()) page.next = paging["cursors"]["after"].text();
  return page;
}

std::optional<MessageTemplate> read_made_template(std::string_view body, MessageTemplate asked) {
  const auto tree = JsonTree::read(body);
  if (!tree) return std::nullopt;
  asked.id = id_of(tree->root()["id"]);
  if (asked.id == 0) return std::nullopt;
  const auto status = tree->root()["status"].text();
  const auto category = tree->root()["category"].text();
  asked.status = status.empty() ? "PENDING" : status;
  if (!category.empty()) asked.category = category;
  return asked;
}

}  // namespace parley::meta
