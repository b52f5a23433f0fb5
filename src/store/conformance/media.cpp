// Files of messages: known with their message, leased by one process at a time, counted, kept when Meta forgets.

#include "store/conformance/media.h"

namespace parley::conformance {

TEST_P(StoreConformance, AFileIsKnownWithItsMessage) {
  Files files{bench};
  EXPECT_FALSE(files.file("m1"));
  bench.record({image_from("919000000001", "wamid.A", 1, "m1"), text_from("919000000001", "wamid.B", 2)});
  const auto file = files.file("m1").value();
  EXPECT_EQ(file.state, MediaState::pending);
  EXPECT_EQ(file.sender, bench.ours.id);
  EXPECT_EQ(file.at, second_of(1));
  EXPECT_EQ(file.said_mime, "image/jpeg");
  EXPECT_EQ(file.said_sha256, hex);
  EXPECT_EQ(file.due_at, bench.now());
  EXPECT_EQ(files.next(), bench.now());
  const auto tally = files.tally();
  EXPECT_EQ(std::tuple(tally.pending, tally.ready, tally.waiting), std::tuple(1, 0, 1));
}

TEST_P(StoreConformance, WhatMessagesSayOfAFileIsAFunctionOfTheirSet) {
  Files files{bench};
  auto second = image_from("919000000002", "wamid.B", 2, "m1");
  second.content.media->filename = "b.jpg";
  auto edit = EditFact{.wamid = "wamid.E", .target = "wamid.A", .at = second_of(3)};
  edit.peer.phone = "919000000001";
  edit.content = image_from("", "", 0, "m2").content;
  std::vector<What> facts{image_from("919000000001", "wamid.A", 1, "m1"), second, edit,
                          image_from("919000000001", "wamid.A", 1, "m1")};
  const auto seen = [](Files& of) {
    std::string all;
    for (const auto* id : {"m1", "m2"}) {
      const auto file = of.file(id).value();
      all += file.id + ' ' + std::to_string(file.message.value) + ' ' + std::to_string(to_millis(file.at)) +
             ' ' + file.said_mime + ' ' + file.said_sha256 + ' ' + file.filename + '\n';
    }
    const auto tally = of.tally();
    return all + std::to_string(tally.pending) + ' ' + std::to_string(tally.waiting);
  };
  bench.record(facts);
  const auto once = seen(files);
  EXPECT_NE(once.find("b.jpg"), once.npos);
  EXPECT_TRUE(once.ends_with("\n2 2")) << once;
  std::ranges::reverse(facts);
  Bench other(GetParam());
  Files there{other};
  for (auto& fact : facts) other.record({fact});
  for (auto& fact : facts) other.record({fact});
  EXPECT_EQ(seen(there), once);
}

TEST_P(StoreConformance, AFileIsLeasedOnceUntilItsLeaseEnds) {
  Files files{bench};
  for (int i = 0; i < 5; ++i)
    bench.record({image_from("919000000001", "wamid." + std::to_string(i), i, "m" + std::to_string(i))});
  const auto some = files.lease(2);
  ASSERT_EQ(some.size(), 2u);
  EXPECT_EQ(some[0].attempt, 1);
  const auto rest = files.lease();
  EXPECT_EQ(rest.size(), 3u);
  EXPECT_TRUE(files.lease().empty());
  EXPECT_EQ(files.next(), bench.now() + 30s);
  bench.pass(20s);
  EXPECT_TRUE(
      files.make([&](Transaction& in) { return renew(in, bench.organization, some[0], bench.now() + 30s); }));
  bench.pass(11s);
  const auto again = files.lease();
  EXPECT_EQ(again.size(), 4u) << "all but the renewed one";
  EXPECT_EQ(again[0].attempt, 2);
  EXPECT_EQ(std::ranges::count(ids(again), some[0].file.id), 0);
  EXPECT_FALSE(files.fetched(some[1])) << "somebody else has it";
  EXPECT_TRUE(files.fetched(some[0]));
  EXPECT_FALSE(files.fetched(some[0]));
}

TEST_P(StoreConformance, AFileThatCameIsToldOfAndCounted) {
  Files files{bench};
  bench.record({image_from("919000000001", "wamid.A", 1, "m1")});
  const auto before = bench.wait(bench.store().events_after(bench.organization, {0}, 1000)).back().sequence;
  const auto lease = files.lease().at(0);
  EXPECT_TRUE(files.events(before).empty()) << "nobody sees a lease";
  EXPECT_TRUE(files.fetched(lease));
  const auto events = bench.wait(bench.store().events_after(bench.organization, before, 1000));
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].kind, EventKind::media_changed);
  EXPECT_EQ(events[0].conversation, files.on.all().at(0).number);
  EXPECT_NE(events[0].message.value, 0);
  const auto file = files.file("m1").value();
  EXPECT_EQ(file.state, MediaState::ready);
  EXPECT_EQ(std::tuple(file.mime, file.sha256, file.bytes), std::tuple("image/jpeg", hex, 1000));
  EXPECT_EQ(file.ready_at, bench.now());
  EXPECT_FALSE(file.due_at);
  EXPECT_FALSE(files.next());
  const auto tally = files.tally();
  EXPECT_EQ(std::tuple(tally.pending, tally.ready, tally.waiting, tally.bytes), std::tuple(0, 1, 0, 1000));
  bench.record({image_from("919000000001", "wamid.B", 2, "m1")});
  EXPECT_EQ(files.file("m1")->state, MediaState::ready);
  EXPECT_EQ(files.tally().pending, 0);
}

TEST_P(StoreConformance, AFileThatDoesNotComeIsTriedAgainOrGivenUp) {
  Files files{bench};
  bench.record({image_from("919000000001", "wamid.A", 1, "m1")});
  const auto organization = bench.organization;
  auto lease = files.lease().at(0);
  EXPECT_TRUE(
      files.make([&](Transaction& in) { return put_off(in, organization, lease, in.now + 5s, "no token"); }));
  EXPECT_EQ(files.file("m1")->state, MediaState::pending);
  EXPECT_EQ(files.file("m1")->trouble, "no token");
  EXPECT_EQ(files.file("m1")->failures, 0);
  EXPECT_TRUE(files.lease().empty());
  bench.pass(5s);
  lease = files.lease().at(0);
  EXPECT_TRUE(files.make(
      [&](Transaction& in) { return failed(in, organization, lease, in.now + 9s, "wrong hash"); }));
  EXPECT_EQ(files.file("m1")->state, MediaState::failed);
  EXPECT_EQ(files.file("m1")->failures, 1);
  auto tally = files.tally();
  EXPECT_EQ(std::tuple(tally.pending, tally.failed, tally.waiting), std::tuple(0, 1, 1));
  bench.pass(9s);
  lease = files.lease().at(0);
  EXPECT_TRUE(files.make(
      [&](Transaction& in) { return failed(in, organization, lease, std::nullopt, "too large"); }));
  EXPECT_EQ(files.tally().waiting, 0);
  EXPECT_FALSE(files.next());

  bench.record({image_from("919000000001", "wamid.B", 1, "m2")});
  lease = files.lease().at(0);
  EXPECT_TRUE(files.make([&](Transaction& in) { return expired(in, organization, lease, "gone"); }));
  EXPECT_EQ(files.file("m2")->state, MediaState::expired);
  tally = files.tally();
  EXPECT_EQ(std::tuple(tally.pending, tally.failed, tally.expired, tally.waiting), std::tuple(0, 1, 1, 0));
}

TEST_P(StoreConformance, FilesThatWaitForATokenAreDueWithTheNextOne) {
  Files files{bench};
  bench.record({image_from("919000000001", "wamid.A", 1, "m1")});
  bench.record({image_from("919000000001", "wamid.A", 1, "m2")}, "1002");
  bench.record({image_from("919000000001", "wamid.C", 1, "m3")});
  for (const auto& lease : files.lease()) {
    const auto trouble = lease.file.id == "m3" ? std::string("the disk is full") : no_token;
    files.make([&](Transaction& in) { return put_off(in, bench.organization, lease, in.now + 5h, trouble); });
  }
  EXPECT_EQ(files.next(), bench.now() + 5h);
  files.make([&](Transaction& in) {
    set_access_token(in, bench.ours, "sealed");
    return 0;
  });
  EXPECT_EQ(ids(files.lease()), std::vector<std::string>{"m1"});
}

TEST_P(StoreConformance, FilesThatWaitForATokenAreWokenSomeAtATimeAndNoneThatIsLeased) {
  Files files{bench};
  constexpr int count = 450;
  std::vector<What> facts;
  for (int i = 0; i < count; ++i) {
    const auto name = std::to_string(i);
    facts.emplace_back(image_from("919000000001", "wamid." + name, i, "m" + name));
  }
  bench.record(std::move(facts));
  const auto leases = files.lease(count);
  ASSERT_EQ(leases.size(), std::size_t{count});
  files.make([&](Transaction& in) {
    for (const auto& lease : leases) {
      if (lease.file.id != "m0") put_off(in, bench.organization, lease, in.now + 5h, no_token);
    }
    return 0;
  });
  const auto set = [&](const std::string& sealed) {
    files.make([&](Transaction& in) {
      set_access_token(in, bench.ours, sealed);
      return 0;
    });
  };
  const auto wake = [&] { return files.make([&](Transaction& in) { return wake_media(in, bench.ours); }); };
  set("");
  EXPECT_TRUE(files.lease(count).empty()) << "a number that has none left has nothing to wake for";
  set("sealed");
  const auto first = files.lease(count);
  EXPECT_LT(first.size(), 250u);
  EXPECT_GT(first.size(), 100u);
  while (wake()) continue;
  const auto second = files.lease(count);
  EXPECT_EQ(first.size() + second.size(), std::size_t{count - 1}) << "all but the one that is leased";
  EXPECT_EQ(std::ranges::count(ids(second), "m0"), 0);
}

TEST_P(StoreConformance, FilesOfANumberThatComesBackAreDue) {
  Files files{bench};
  bench.record({image_from("919000000001", "wamid.A", 1, "m1")});
  files.make([&](Transaction& in) {
    disconnect_sender(in, bench.ours);
    return 0;
  });
  for (const auto& lease : files.lease())
    files.make(
        [&](Transaction& in) { return put_off(in, bench.organization, lease, in.now + 5h, no_token); });
  EXPECT_EQ(files.next(), bench.now() + 5h);
  files.make([&](Transaction& in) {
    NewSender back{.organization = bench.organization,
                   .phone_number_id = bench.ours.phone_number_id,
                   .phone = bench.ours.phone};
    back.sealed_access_token = "sealed";
    connect_sender(in, back);
    return 0;
  });
  EXPECT_EQ(ids(files.lease()), std::vector<std::string>{"m1"});
}

}  // namespace parley::conformance
