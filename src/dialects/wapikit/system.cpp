// What tells of the server, and families of which there is nothing here but their empty answers.

#include "dialects/wapikit/gather.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/query.h"

namespace parley::wapikit {
namespace {

struct Flag {
  std::string_view name;
  bool is_on;
};

constexpr Flag flags[] = {
    {"isCloudEdition", false},
    {"isEnterpriseEdition", false},
    {"isRoleBasedAccessControlEnabled", true},
    {"isMultiOrganizationEnabled", true},
    {"isApiAccessEnabled", true},
    {"isAiIntegrationEnabled", false},
    {"isPluginIntegrationMarketplaceEnabled", false},
};

}  // namespace

Task<> check_health(const Call&, http::Reply& reply, Context&) {
  write_done(reply.out());
  co_return;
}

Task<> get_metadata(const Call&, http::Reply& reply, Context&) {
  JsonWriter(reply.out())
      .open('{')
      .field("metaTitle", "Parley")
      .field("metaDescription", "A self-hosted WhatsApp conversation server")
      .close('}');
  co_return;
}

Task<> get_feature_flags(const Call&, http::Reply& reply, Context&) {
  JsonWriter json(reply.out());
  json.open('{').key("featureFlags").open('{').key("SystemFeatureFlags").open('{');
  for (const auto& flag : flags) json.field(flag.name, flag.is_on);
  json.close('}').close('}').close('}');
  co_return;
}

// There is nobody here who thinks of answers; which conversation it is about is checked all the same.
Task<> suggest_responses(const Call& call, http::Reply& reply, Context& context) {
  const std::string id(call.params.text("conversationId").value_or(""));
  if (!id.empty()) {
    const Spelling spelling(call, context);
    const auto number = spelling.number(kind::conversation, id);
    const auto senders = co_await context.store.senders(call.token->organization);
    const auto work = [&](const Reader& from) { Gather(from, *call.token, *senders).conversation(number); };
    co_await context.store.read(Weight::light, work);
  }
  JsonWriter(reply.out()).open('{').key("suggestions").open('[').close(']').close('}');
}

Task<> list_integrations(const Call& call, http::Reply& reply, Context&) {
  const auto asked = read_asked_list(call.params, "order", false);
  JsonWriter json(reply.out());
  json.open('{').key("integrations").open('[').close(']');
  write_pagination(json, asked.page, 0);
  json.close('}');
  co_return;
}

}  // namespace parley::wapikit
