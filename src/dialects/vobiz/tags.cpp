#include "dialects/vobiz/tags.h"

#include "store/labels.h"

namespace parley::vobiz {

std::vector<LabelId> labels_named(Transaction& in, OrganizationId organization,
                                  const std::vector<std::string>& names) {
  constexpr const char* color_of_new_ones = "gray";
  std::vector<LabelId> labels;
  for (const auto& name : names) {
    const auto known = label_named(in, organization, name);
    labels.push_back(known ? known->id : add_label(in, organization, name, color_of_new_ones).id);
  }
  return labels;
}

}  // namespace parley::vobiz
