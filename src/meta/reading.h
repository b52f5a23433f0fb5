#pragma once
// One change's value while it is read: whose it is, who is named in it, and where its facts go.

#include "base/json.h"
#include "domain/fact.h"
#include "meta/people.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace parley::meta {

// Where in the body something stands; spelt only when it is asked for.
struct Path {
  const Path* within = nullptr;
  std::string_view name;
  int index = -1;  // in an array; -1: not in one

  // Of what stands in this place, which must outlive it.
  [[nodiscard]] Path member(std::string_view of) const { return {this, of}; }
  [[nodiscard]] std::string text() const;
};

struct Moment {
  Timestamp at;
  bool is_guess = false;
};

// Who may stand in for a person that an item does not name.
enum class StandIn { nobody, only_contact };

struct Reading {
  Facts& facts;
  Timestamp received;
  Scope scope;
  std::string field;
  Json change;
  Json value;
  OurNumber ours;
  Contacts contacts;

  void tell(Json raw, What what);
  void park(Json raw, const Path& path, std::string reason);

  // The time `text` tells, else that of receipt.
  [[nodiscard]] Moment moment(Json text) const;
  // With what value.contacts adds.
  [[nodiscard]] Person person(Identity said, StandIn stand_in) const;

  // Hands each element of `list` to `read`; a list that is none is parked, absent ones aside.
  template <class Read>
  void each(Json list, const Path& path, Read read) {
    if (list.is_absent()) return;
    if (!list.is_array()) return park(list, path, "not an array");
    Path place = path;
    place.index = 0;
    for (const Json item : list) {
      if (item.is_object()) {
        read(place, item);
      } else {
        park(item, place, "not an object");
      }
      ++place.index;
    }
  }

 private:
  std::uint32_t scope_number();
};

}  // namespace parley::meta
