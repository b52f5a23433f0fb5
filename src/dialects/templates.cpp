#include "dialects/templates.h"

#include "base/json.h"
#include "dialects/ask_meta.h"
#include "http/params.h"

#include <utility>

namespace parley {
namespace {

constexpr int most_pages = 40;
constexpr std::string_view first_page =
    "?limit=250&fields=id,name,language,category,status,components,quality_score,rejected_reason";

std::string target_of(const Sender& sender) {
  if (sender.waba.empty())
    throw Problem::invalid("account", "The number's WhatsApp Business account is not known here");
  return "/" + http::percent_encoded(sender.waba) + "/message_templates";
}

void ask_for(std::string& target, std::string_view name, std::string_view value) {
  if (!value.empty()) target.append("&").append(name).append("=") += http::percent_encoded(value);
}

Template read_template(Json json) {
  const Json quality = json["quality_score"];
  const Json components = json["components"];
  return {.id = json["id"].text(),
          .name = json["name"].text(),
          .language = json["language"].text(),
          .category = json["category"].text(),
          .status = json["status"].text(),
          .components = components.is_array() ? components.compact() : "[]",
          .quality = quality.is_object() ? quality["score"].text() : quality.text(),
          .json = json.compact()};
}

}  // namespace

std::string read_templates(std::string_view body, std::vector<Template>& into) {
  const auto tree = JsonTree::read(body);
  if (!tree) return {};
  for (const Json each : tree->root()["data"]) {
    if (!each["id"].is_empty()) into.push_back(read_template(each));
  }
  const Json paging = tree->root()["paging"];
  return paging["next"].is_empty() ? std::string() : paging["cursors"]["after"].text();
}

Task<std::vector<Template>> templates(const Context& context, Sender sender, TemplateQuery query) {
  auto target = target_of(sender).append(first_page);
  ask_for(target, "name", query.name);
  ask_for(target, "language", query.language);
  ask_for(target, "status", query.status);
  std::vector<Template> all;
  std::string after;
  for (int page = 0; page < most_pages; ++page) {
    auto next = target;
    ask_for(next, "after", after);
    meta::GraphCall call{.target = std::move(next)};
    const auto body = co_await ask_meta_as(context, sender, std::move(call));
    after = read_templates(body, all);
    if (after.empty()) break;
  }
  // Meta finds parts of names, too.
  std::erase_if(all, [&](const Template& one) { return !query.name.empty() && one.name != query.name; });
  co_return all;
}

Task<Template> add_template(const Context& context, Sender sender, std::string body) {
  auto target = target_of(sender);
  auto call = json_call("POST", std::move(target), std::move(body));
  const auto answer = co_await ask_meta_as(context, std::move(sender), std::move(call));
  const auto tree = JsonTree::read(answer);
  co_return read_template(tree ? tree->root() : Json());
}

}  // namespace parley
