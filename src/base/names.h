#pragma once
// An enumerator's name is its stored and native spelling; these are the two ways between them.

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <optional>
#include <string_view>

namespace parley {

template <class E>
constexpr std::string_view name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

template <class E>
constexpr std::optional<E> from_name(std::string_view name) {
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto entry) {
    if (name == entry.name) found = entry.value;
  });
  return found;
}

}  // namespace parley
