#pragma once
// Tags are labels of ours, known by their names.

#include "domain/ids.h"
#include "store/transaction.h"

#include <string>
#include <vector>

namespace parley::vobiz {

// The labels of these names; those that there are not yet are made.
std::vector<LabelId> labels_named(Transaction& in, OrganizationId organization,
                                  const std::vector<std::string>& names);

}  // namespace parley::vobiz
