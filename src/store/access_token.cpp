#include "store/access_token.h"

#include "store/outbox.h"

namespace parley {

Task<std::string> access_token(Store& store, Sender sender, const Unseal& unseal) {
  std::string sealed;
  const auto read = [&](const Reader& from) { sealed = sealed_access_token(from, sender); };
  co_await store.read(Weight::light, read);
  if (sealed.empty()) co_return sealed;
  co_return unseal(sealed).value_or("");
}

}  // namespace parley
