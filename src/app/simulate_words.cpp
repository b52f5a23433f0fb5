#include "app/simulate_words.h"

#include "base/json_writer.h"

#include <fmt/format.h>

#include <iterator>

namespace parley::app {
namespace {

class Lines {
 public:
  template <class... Args>
  void add(fmt::format_string<Args...> words, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), words, std::forward<Args>(args)...);
    text_ += '\n';
  }
  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

void parley_words(Lines& lines, const Simulated& simulated) {
  const auto& options = simulated.options;
  lines.add("# a Parley that sends through it, with a store of its own");
  lines.add("export PARLEY_STORE=sqlite:simulated.db");
  lines.add("parley org add Simulated");
  for (const auto& [number, name, access_token] : options.accounts) {
    lines.add("printf %s {} > simulated.token", access_token);
    lines.add(
        "parley sender add --org Simulated --phone-number-id {} --phone {} --waba {} --access-token-file "
        "simulated.token",
        number.phone_number_id, number.phone, number.waba);
  }
  lines.add("parley token add --org Simulated --api whats91");
  lines.add("PARLEY_META_APP_SECRET={} PARLEY_META_VERIFY_TOKEN={} parley serve --graph-url {}",
            options.app_secret, options.verify_token, simulated.origin);
  lines.add("");
}

}  // namespace

std::string simulate_words(const Simulated& simulated) {
  const auto& options = simulated.options;
  const auto& first = options.accounts.front();
  Lines lines;
  lines.add("listening on {}", simulated.origin);
  lines.add("");
  for (const auto& [number, name, access_token] : options.accounts) {
    lines.add("number        {}  phone_number_id {}  waba {}", number.phone, number.phone_number_id,
              number.waba);
    lines.add("access token  {}", access_token);
  }
  lines.add("app secret    {}", options.app_secret);
  lines.add("verify token  {}", options.verify_token);
  lines.add("webhooks to   {}", simulated.callback.empty() ? "nobody yet" : simulated.callback);
  lines.add("seed          {}", simulated.seed
                                    ? std::to_string(*simulated.seed)
                                    : "none: ids and fates are others at every start, without --seed N");
  lines.add("\nPaste these:\n");
  parley_words(lines, simulated);
  lines.add("# where webhooks go");
  lines.add("curl -s '{}/simulator/callback' -d '{{\"url\":\"http://127.0.0.1:8080/webhooks/meta\"}}'\n",
            simulated.origin);
  lines.add("# a message, as any program sends it");
  lines.add(
      "curl -s '{}/v23.0/{}/messages' -H 'Authorization: Bearer {}' -d '{{\"messaging_product\":\"whatsapp\","
      "\"to\":\"16505551234\",\"text\":{{\"body\":\"hello\"}}}}'\n",
      simulated.origin, first.number.phone_number_id, first.access_token);
  lines.add("# a customer writes");
  lines.add("curl -s '{}/simulator/say' -d '{{\"from\":\"16505551234\",\"text\":\"hello\"}}'\n",
            simulated.origin);
  lines.add("# what it took, and what goes wrong on purpose");
  lines.add("curl -s '{}/simulator/counts'", simulated.origin);
  lines.add("curl -s '{}/simulator/switches' -d '{{\"lost_answer\":0.1,\"repeat\":0.3,\"reorder\":2000}}'",
            simulated.origin);
  return std::move(lines).text();
}

std::string simulate_json(const Simulated& simulated) {
  const auto& options = simulated.options;
  std::string out;
  JsonWriter json(out);
  json.open('{').field("url", simulated.origin).nullable("callback", simulated.callback);
  json.field("app_secret", options.app_secret).field("verify_token", options.verify_token);
  json.field("seed", simulated.seed).key("numbers").open('[');
  for (const auto& [number, name, access_token] : options.accounts) {
    json.open('{').field("phone_number_id", number.phone_number_id).field("phone", number.phone);
    json.field("waba", number.waba).field("access_token", access_token).close('}');
  }
  json.close(']').key("switches").raw(json_of(options.switches)).close('}');
  return out + "\n";
}

}  // namespace parley::app
