#include "store/postgres/hosts.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace parley::postgres {
namespace {

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  for (;;) {
    const auto comma = std::min(list.find(','), list.size());
    parts.emplace_back(list.substr(0, comma));
    if (comma == list.size()) return parts;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

std::vector<Host> hosts_of(const std::string& address) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(address.c_str(), nullptr), PQconninfoFree);
  const auto list_of = [&](std::string_view keyword) {
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) {
      if (keyword == option->keyword && option->val != nullptr) return split(option->val);
    }
    return std::vector<std::string>{""};
  };
  const auto names = list_of("host"), addresses = list_of("hostaddr"), ports = list_of("port");
  const auto count = std::max({names.size(), addresses.size(), ports.size()});
  std::vector<Host> hosts(1);
  const auto serves = [count](const std::vector<std::string>& list) {
    return list.size() == count || list.size() == 1;
  };
  // One port may serve all hosts, but one host is not meant several times.
  const bool is_named = names.size() == count || addresses.size() == count;
  if (!is_named || !serves(names) || !serves(addresses) || !serves(ports)) return hosts;
  const auto of = [](const std::vector<std::string>& list, std::size_t i) {
    return list.size() == 1 ? list.front() : list[i];
  };
  hosts.clear();
  for (std::size_t i = 0; i < count; ++i) hosts.push_back({of(names, i), of(addresses, i), of(ports, i)});
  return hosts;
}

}  // namespace parley::postgres
