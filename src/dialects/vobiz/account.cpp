#include "dialects/vobiz/mapping.h"
#include "store/members.h"

namespace parley::vobiz {

Task<> get_account(const Call& call, http::Reply& reply, Context& context) {
  const auto organization = call.token->organization;
  std::string name;
  const auto work = [&](const Reader& from) {
    if (auto text = organization_text(from, organization)) name = std::move(text->name);
  };
  co_await context.store.read(Weight::light, work);
  const Ids ids(context.store.seal(), organization);
  JsonWriter json(reply.out());
  json.open('{').field("auth_id", ids.account()).field("name", name).close('}');
}

}  // namespace parley::vobiz
