// Numbers of ours: connected, named, taken away and connected again.

#include "store/senders.h"

#include "base/problem.h"
#include "store/conformance/outbox.h"

#include <algorithm>

namespace parley::conformance {
namespace {

std::vector<Sender> numbers(Bench& bench) { return *bench.wait(bench.store().senders(bench.organization)); }

Sender number(Bench& bench, SenderId id) {
  const auto all = numbers(bench);
  const auto at = std::ranges::find(all, id, &Sender::id);
  return at == all.end() ? Sender{} : *at;
}

NewSender new_number(Bench& bench, std::string phone_number_id, std::string sealed) {
  NewSender made{.organization = bench.organization, .phone_number_id = std::move(phone_number_id)};
  made.phone = "15550009";
  made.waba = "99";
  made.name = "Shop";
  made.sealed_access_token = std::move(sealed);
  return made;
}

}  // namespace

TEST_P(StoreConformance, ANumberIsConnectedAndTakenAwayAndComesBack) {
  Outbox box{bench};
  const auto made =
      box.make([&](Transaction& in) { return connect_sender(in, new_number(bench, "1009", "s1")); });
  EXPECT_EQ(number(bench, made.id).waba, "99");
  EXPECT_FALSE(made.is_default);
  EXPECT_THROW(box.make([&](Transaction& in) { return connect_sender(in, new_number(bench, "1009", "s2")); }),
               Problem);
  EXPECT_EQ(bench.record({text_from("919000000001", "wamid.1", 100'000'000, "hello")}, "1009").unrouted, 0);

  box.act([&](Transaction& in) { rename_sender(in, made, "Shop II"); });
  EXPECT_EQ(number(bench, made.id).name, "Shop II");

  box.act([&](Transaction& in) { disconnect_sender(in, made); });
  EXPECT_FALSE(number(bench, made.id).connected);
  EXPECT_EQ(box.make([&](Transaction& in) { return sealed_access_token(in, made); }), "");
  EXPECT_EQ(bench.record({text_from("919000000001", "wamid.2", 100'000'010, "lost?")}, "1009").unrouted, 1);

  const auto again =
      box.make([&](Transaction& in) { return connect_sender(in, new_number(bench, "1009", "s3")); });
  EXPECT_EQ(again.id, made.id);
  EXPECT_TRUE(number(bench, made.id).connected);
  EXPECT_EQ(number(bench, made.id).name, "Shop");
  EXPECT_EQ(box.make([&](Transaction& in) { return sealed_access_token(in, made); }), "s3");
  EXPECT_EQ(bench.record({text_from("919000000001", "wamid.3", 100'000'020, "back")}, "1009").unrouted, 0);
}

TEST_P(StoreConformance, ANumberOfAnotherOrganizationIsNobodyElses) {
  Outbox box{bench};
  const auto rival = bench.wait(bench.store().add_organization("Rival")).id;
  box.act([&](Transaction& in) { disconnect_sender(in, bench.second); });
  auto wanted = new_number(bench, bench.second.phone_number_id, "s");
  wanted.organization = rival;
  EXPECT_THROW(box.make([&](Transaction& in) { return connect_sender(in, wanted); }), Problem);
  EXPECT_TRUE(bench.wait(bench.store().senders(rival))->empty());
}

TEST_P(StoreConformance, OneOfTheNumbersThatAreLeftIsTheDefault) {
  Outbox box{bench};
  EXPECT_TRUE(number(bench, bench.ours.id).is_default);
  box.act([&](Transaction& in) { disconnect_sender(in, bench.ours); });
  EXPECT_FALSE(number(bench, bench.ours.id).is_default);
  EXPECT_TRUE(number(bench, bench.second.id).is_default);
  box.act([&](Transaction& in) { disconnect_sender(in, bench.second); });
  EXPECT_FALSE(number(bench, bench.second.id).is_default);
  auto back = new_number(bench, bench.ours.phone_number_id, "");
  EXPECT_TRUE(box.make([&](Transaction& in) { return connect_sender(in, back); }).is_default);
}

TEST_P(StoreConformance, WhatWaitsForANumberThatWasTakenAwayIsNotHeld) {
  Outbox box{bench};
  box.enqueue("919000000001", "hello");
  box.act(
      [&](Transaction& in) { hold(in, bench.ours, bench.now() + std::chrono::hours{1}, "no token", true); });
  EXPECT_TRUE(box.lease().empty());
  box.act([&](Transaction& in) { disconnect_sender(in, bench.ours); });
  // Whoever tried it with the number as it was before tells late that there is no token.
  box.act(
      [&](Transaction& in) { hold(in, bench.ours, bench.now() + std::chrono::hours{1}, "no token", true); });
  EXPECT_EQ(box.lease().size(), 1U);
}

}  // namespace parley::conformance
