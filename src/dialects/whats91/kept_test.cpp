// Answers that are asked for again and again come from memory, and are never older than the store.

#include "dialects/whats91/testing.h"

namespace parley::whats91 {
namespace {

// The body with its request's id blanked.
std::string without_id(const std::string& body) {
  const auto at = body.find(R"("requestId":")");
  return at == std::string::npos ? body : body.substr(0, at + 13) + body.substr(at + 13 + 36);
}

std::string id_in(const std::string& body) { return body.substr(body.find(R"("requestId":")") + 13, 36); }

TEST_F(Whats91, AnswersTheSameUntilSomethingChanges) {
  scene.tell(first, text_from(std::string(prashant), "wamid.1", "one", second(1)));
  scene.tell(first, text_from("918000000001", "wamid.other", "elsewhere", second(2)));
  const auto number = number_of(prashant);
  for (const auto& target :
       {std::string(), '/' + number, '/' + number + "/messages", std::string("/summary")}) {
    const auto fresh = list(target).body;
    for (int again = 0; again < 4; ++again) {
      const auto body = list(target).body;
      EXPECT_EQ(without_id(body), without_id(fresh)) << target;
      EXPECT_NE(id_in(body), id_in(fresh)) << target;
    }
  }
}

TEST_F(Whats91, NeverAnswersWithWhatACommitHasMadeOld) {
  scene.tell(first, text_from(std::string(prashant), "wamid.0", "zero", second(0)));
  const auto number = number_of(prashant);
  const std::string targets[] = {"", '/' + number, '/' + number + "/messages"};
  for (int i = 1; i < 6; ++i) {
    for (const auto& target : targets) {
      for (int again = 0; again < 3; ++again) list(target);
    }
    const auto wamid = "wamid." + std::to_string(i);
    scene.tell(first, text_from(std::string(prashant), wamid, "text " + std::to_string(i), second(i)));
    for (const auto& target : targets)
      EXPECT_NE(list(target).body.find(wamid), std::string::npos) << target << i;
  }
}

TEST_F(Whats91, SeesAStatusARenameAndALabelAtOnce) {
  scene.tell(first, text_to(std::string(prashant), "wamid.1", "one", second(1)));
  const auto number = number_of(prashant);
  const auto asked = [&](const std::string& target) {
    for (int again = 0; again < 3; ++again) list(target);
    return list(target).body;
  };
  EXPECT_NE(asked('/' + number + "/messages").find(R"("status":"sent")"), std::string::npos);
  scene.tell(first, status_of("wamid.1", MessageStatus::read, second(2)));
  EXPECT_NE(list('/' + number + "/messages").body.find(R"("status":"read")"), std::string::npos);

  EXPECT_NE(asked('/' + number).find(R"("contactName":null)"), std::string::npos);
  auto named = text_from(std::string(prashant), "wamid.2", "two", second(3));
  named.profile.name = "Prashant";
  scene.tell(first, named);
  EXPECT_NE(list('/' + number).body.find(R"("contactName":"Prashant")"), std::string::npos);

  EXPECT_NE(asked('/' + number).find(R"("labels":[])"), std::string::npos);
  const auto label = scene.wait(scene.store().add_label(first.organization, "VIP"));
  scene.wait(scene.store().set_label(first.organization, std::stoll(number), label.uid, true));
  EXPECT_NE(list('/' + number).body.find(R"("labelName":"VIP")"), std::string::npos);
}

}  // namespace

TEST(KeptAnswers, StayWithinTheirMemory) {
  KeptAnswers kept;
  const std::string body(100'000, 'x');
  for (int i = 0; i < 1000; ++i) kept.keep("key " + std::to_string(i), {.body = body});
  int found = 0;
  for (int i = 0; i < 1000; ++i) found += kept.find("key " + std::to_string(i)) != nullptr ? 1 : 0;
  EXPECT_GT(found, 50);
  EXPECT_LE(found * body.size(), KeptAnswers::most_bytes);
  EXPECT_NE(kept.find("key 999"), nullptr);
  EXPECT_EQ(kept.find("key 0"), nullptr);
}

}  // namespace parley::whats91
