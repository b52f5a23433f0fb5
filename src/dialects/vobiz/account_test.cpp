#include "dialects/vobiz/testing.h"

namespace parley::vobiz {
namespace {

TEST_F(Vobiz, NamesTheAccountTheSameForAllItsTokens) {
  const auto me = get("/api/v1/auth/me");
  expect_form("account", me);
  EXPECT_EQ(at(me.body, "/name"), "Acme");
  EXPECT_EQ(get("/api/v1/auth/me", bound_headers()).body, me.body);
  EXPECT_NE(at(get("/api/v1/auth/me", rival_headers()).body, "/auth_id"), at(me.body, "/auth_id"));
  EXPECT_EQ(at(get(current + "/channels/whatsapp").body, "/items/0/account_id"), at(me.body, "/auth_id"));
  expect_refusal(get("/api/v1/auth/me", {}), 401, "UNAUTHORIZED");
}

}  // namespace
}  // namespace parley::vobiz
