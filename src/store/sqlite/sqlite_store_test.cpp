#include "store/conformance/members.h"

namespace parley::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, testing::Values(MakePlace(sqlite_place)));
INSTANTIATE_TEST_SUITE_P(Sqlite, MembersConformance, testing::Values(MakePlace(sqlite_place)));

}  // namespace parley::conformance
