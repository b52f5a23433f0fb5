#include "dialects/numbers_at_meta.h"

#include "base/json.h"
#include "base/text.h"
#include "dialects/ask_meta.h"
#include "dialects/budget.h"
#include "http/params.h"

namespace parley {
namespace {

constexpr int most_pages = 20;
constexpr std::string_view fields = "?fields=id,display_phone_number,verified_name";

NumberAtMeta read_number(Json json) {
  return {.phone = digits_of(json["display_phone_number"].text()), .name = json["verified_name"].text()};
}

}  // namespace

Task<NumberAtMeta> number_at_meta(const Context& context, std::string access_token, std::string waba,
                                  std::string phone_number_id) {
  const auto target =
      "/" + http::percent_encoded(waba) + "/phone_numbers" + std::string(fields) + "&limit=100";
  std::string after;
  const Budget budget;
  for (int page = 0; page < most_pages; ++page) {
    meta::GraphCall call{.target =
                             after.empty() ? target : target + "&after=" + http::percent_encoded(after)};
    call.deadline = budget.left();
    const auto body = co_await ask_meta(context, access_token, std::move(call));
    const auto tree = JsonTree::read(body);
    const Json root = tree ? tree->root() : Json();
    for (const Json each : root["data"]) {
      if (each["id"].text() == phone_number_id) co_return read_number(each);
    }
    after = root["paging"]["next"].is_empty() ? std::string() : root["paging"]["cursors"]["after"].text();
    if (after.empty()) break;
  }
  throw Problem::invalid("phone_number_id", "The business account has no number of that id");
}

Task<NumberAtMeta> number_at_meta(const Context& context, std::string access_token,
                                  std::string phone_number_id) {
  meta::GraphCall call{.target = "/" + http::percent_encoded(phone_number_id) + std::string(fields)};
  const auto body = co_await ask_meta(context, std::move(access_token), std::move(call));
  const auto tree = JsonTree::read(body);
  const Json root = tree ? tree->root() : Json();
  if (root["id"].text() != phone_number_id)
    throw Problem::invalid("access token", "The access token is not of this number");
  co_return read_number(root);
}

}  // namespace parley
