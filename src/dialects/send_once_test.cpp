// Meta's answer to a send, as we tell it again.

#include "dialects/send_once.h"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(MetasAnswer, TellsWhomMetaFoundAndNotWhoWasAskedFor) {
  Draft draft{.type = "text", .to = {.phone = "5511987654321"}, .input = "+55 11 98765-4321"};
  Settled became{.wamid = "wamid.1", .sent_to = "551187654321"};
  EXPECT_EQ(
      metas_answer(draft, became),
      R"({"messaging_product":"whatsapp","contacts":[{"input":"+55 11 98765-4321","wa_id":"551187654321"}],)"
      R"("messages":[{"id":"wamid.1"}]})");
  became.sent_to = "US.13491208655302741918";
  became.message_status = "held_for_quality_assessment";
  EXPECT_EQ(
      metas_answer(draft, became),
      R"({"messaging_product":"whatsapp","contacts":[{"input":"+55 11 98765-4321","wa_id":"5511987654321",)"
      R"("user_id":"US.13491208655302741918"}],)"
      R"("messages":[{"id":"wamid.1","message_status":"held_for_quality_assessment"}]})");
}

TEST(MetasAnswer, IsOursWhileMetaHasSaidNothing) {
  const Draft draft{.type = "text", .to = {.phone = "1650"}, .input = "1650"};
  EXPECT_EQ(metas_answer(draft, {.wamid = "parley.abc"}),
            R"({"messaging_product":"whatsapp","contacts":[{"input":"1650","wa_id":"1650"}],)"
            R"("messages":[{"id":"parley.abc","message_status":"accepted"}]})");
}

}  // namespace
}  // namespace parley
