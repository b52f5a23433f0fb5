#pragma once
// Which members of the `kapso` object are wanted: the query's `fields`.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::graph {

// Without `kapso(…)` in it, or where it cannot be read, all are: so do kapso(default), kapso(*) and kapso(all). kapso() is none
// at all, kapso(a,b) those two. Names that are not ours are of no effect.
class Fields {
 public:
  Fields() = default;
  static Fields read(std::optional<std::string_view> text);

  [[nodiscard]] bool none() const { return !all_ && names_.empty(); }
  [[nodiscard]] bool has(std::string_view name) const;

 private:
  bool all_ = true;
  std::vector<std::string> names_;
};

}  // namespace parley::graph
