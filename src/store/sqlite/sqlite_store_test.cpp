#include "store/conformance/fixture.h"

namespace parley::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, testing::Values(MakePlace(sqlite_place)));

}  // namespace parley::conformance
