#include "app/organizations.h"

#include "base/problem.h"

#include <algorithm>

namespace parley::app {

Organization organization_of(OpenStore& store, const Config& config) {
  const auto all = store.wait(store->organizations());
  const auto& wanted = config.organization;
  auto found =
      std::ranges::find_if(all, [&](const auto& one) { return std::to_string(one.id.value) == wanted; });
  if (found == all.end()) found = std::ranges::find(all, wanted, &Organization::name);
  if (found != all.end()) return *found;
  throw Problem(Problem::Kind::not_found, "organization",
                "no organization is named '" + wanted +
                    "': `parley org list` shows those there are, `parley org add NAME` adds one");
}

std::vector<Organization> organizations_of(OpenStore& store, const Config& config) {
  if (config.organization.empty()) return store.wait(store->organizations());
  return {organization_of(store, config)};
}

}  // namespace parley::app
