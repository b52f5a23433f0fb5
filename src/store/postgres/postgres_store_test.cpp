#include "store/conformance/members.h"
#include "store/postgres/testing.h"

namespace parley::conformance {

INSTANTIATE_TEST_SUITE_P(Postgres, StoreConformance, testing::Values(MakePlace(postgres::postgres_place)));
INSTANTIATE_TEST_SUITE_P(Postgres, MembersConformance, testing::Values(MakePlace(postgres::postgres_place)));

}  // namespace parley::conformance
