// Files of messages: known with their message, leased by one process at a time, counted, kept when Meta forgets.

#include "store/media.h"

#include "store/conformance/outbox.h"
#include "store/senders.h"

#include <algorithm>
#include <map>

namespace parley::conformance {
namespace {

const std::string no_token = std::string(waits_for_token) + "none";

using namespace std::chrono_literals;

const std::string hex(64, 'a');
constexpr auto base64 = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=";

MessageFact image_from(const std::string& phone, const std::string& wamid, int seconds,
                       const std::string& id) {
  auto fact = text_from(phone, wamid, seconds, "");
  fact.content.type = "image";
  fact.content.media =
      Media{.id = id, .mime_type = "image/jpeg", .sha256 = base64, .filename = {}, .url = {}};
  return fact;
}

struct Files {
  Bench& bench;
  Conversations on{bench};

  template <class Work>
  auto make(Work work) {
    return on.make(work);
  }
  std::optional<MediaFile> file(const std::string& id) {
    std::optional<MediaFile> found;
    const auto read = [&](const Reader& from) { found = media_file(from, bench.organization, id); };
    bench.wait(bench.store().read(Weight::light, read));
    return found;
  }
  MediaTally tally() {
    MediaTally found;
    const auto read = [&](const Reader& from) {
      for (const auto& one : media_tallies(from)) found = one;
    };
    bench.wait(bench.store().read(Weight::light, read));
    return found;
  }
  std::optional<Timestamp> next() {
    std::optional<Timestamp> at;
    const auto read = [&](const Reader& from) { at = next_media_at(from, bench.organization); };
    bench.wait(bench.store().read(Weight::light, read));
    return at;
  }
  std::vector<MediaLease> lease(std::int64_t most = 100) {
    return make(
        [&](Transaction& in) { return lease_media(in, bench.organization, most, bench.now() + 30s); });
  }
  bool fetched(const MediaLease& lease, const std::string& content = hex) {
    const FetchedMedia what{.mime = "image/jpeg", .sha256 = content, .bytes = 1000};
    return make([&](Transaction& in) { return parley::fetched(in, bench.organization, lease, what); });
  }
  void uploaded(const std::string& id, const std::string& content = hex) {
    const UploadedMedia file{
        .id = id, .filename = "a.jpg", .what = {.mime = "image/jpeg", .sha256 = content, .bytes = 500}};
    make([&](Transaction& in) {
      parley::uploaded(in, bench.ours, file);
      return 0;
    });
  }
  std::vector<EventKind> events(Sequence since = {}) {
    std::vector<EventKind> kinds;
    for (const auto& event : bench.wait(bench.store().events_after(bench.organization, since, 1000)))
      kinds.push_back(event.kind);
    return kinds;
  }
};

std::vector<std::string> ids(const std::vector<MediaLease>& leases) {
  std::vector<std::string> all;
  for (const auto& lease : leases) all.push_back(lease.file.id);
  std::ranges::sort(all);
  return all;
}

}  // namespace

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
  for (const auto& lease : files.lease())
    files.make(
        [&](Transaction& in) { return put_off(in, bench.organization, lease, in.now + 5h, no_token); });
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

TEST_P(StoreConformance, AnUploadedFileIsReadyAtOnceAndTakesItsMessage) {
  Files files{bench};
  Outbox box{bench};
  files.uploaded("u1");
  EXPECT_EQ(files.file("u1")->state, MediaState::ready);
  EXPECT_EQ(files.file("u1")->message.value, 0);
  auto draft = text_draft("919000000001", "");
  draft.type = draft.content.type = "image";
  draft.content.media = Media{.id = "u1", .mime_type = {}, .sha256 = {}, .filename = {}, .url = {}};
  const auto sent = box.make([&](Transaction& in) { return parley::enqueue(in, bench.ours, draft); });
  const auto file = files.file("u1").value();
  EXPECT_EQ(file.state, MediaState::ready);
  EXPECT_EQ(file.message, sent.message);
  EXPECT_EQ(file.filename, "a.jpg");
  EXPECT_TRUE(files.lease().empty());
  // An id that was uploaded elsewhere is fetched as any other.
  draft.content.media->id = "u2";
  box.make([&](Transaction& in) { return parley::enqueue(in, bench.ours, draft); });
  EXPECT_EQ(ids(files.lease()), std::vector<std::string>{"u2"});
  files.uploaded("u2");
  EXPECT_EQ(files.tally().ready, 2);
  EXPECT_EQ(files.tally().waiting, 0);
}

// Whoever sends a file by its id says nothing that was checked: it stays the number's that it came to.
TEST_P(StoreConformance, ADraftTakesNoFileFromTheNumberItCameTo) {
  Files files{bench};
  auto draft = text_draft("919000000001", "");
  draft.type = draft.content.type = "image";
  draft.content.media = Media{
      .id = {}, .mime_type = "video/mp4", .sha256 = std::string(64, 'f'), .filename = "z.mp4", .url = {}};
  const auto send = [&](const Sender& from, const std::string& id) {
    draft.content.media->id = id;
    files.make([&](Transaction& in) { return parley::enqueue(in, from, draft); });
  };
  const std::pair<const Sender*, const Sender*> numbers[] = {{&bench.ours, &bench.second},
                                                             {&bench.second, &bench.ours}};
  int i = 0;
  for (const auto& [owner, other] : numbers) {
    const auto told_first = "told" + std::to_string(i), sent_first = "sent" + std::to_string(i);
    bench.record({image_from("919000000001", "wamid.t" + std::to_string(i), 1, told_first)},
                 owner->phone_number_id);
    const auto before = files.file(told_first).value();
    send(*other, told_first);
    const auto after = files.file(told_first).value();
    EXPECT_EQ(after.sender, owner->id);
    EXPECT_EQ(after.message, before.message);
    EXPECT_EQ(after.said_mime, "image/jpeg");
    EXPECT_EQ(after.filename, "");

    send(*other, sent_first);
    EXPECT_EQ(files.file(sent_first)->sender, other->id) << "nobody knows better yet";
    bench.record({image_from("919000000001", "wamid.s" + std::to_string(i), 1, sent_first)},
                 owner->phone_number_id);
    send(*other, sent_first);
    EXPECT_EQ(files.file(sent_first)->sender, owner->id);
    EXPECT_EQ(files.file(sent_first)->said_mime, "image/jpeg");
    ++i;
  }
}

TEST_P(StoreConformance, AFileIsOfTheNumberThatUploadedIt) {
  Files files{bench};
  auto draft = text_draft("919000000001", "");
  draft.type = draft.content.type = "image";
  draft.content.media = Media{.id = "u1", .mime_type = {}, .sha256 = {}, .filename = {}, .url = {}};
  const auto send = [&] {
    files.make([&](Transaction& in) { return parley::enqueue(in, bench.second, draft); });
  };
  files.uploaded("u1");
  send();
  EXPECT_EQ(files.file("u1")->sender, bench.ours.id);
  draft.content.media->id = "u2";
  send();
  files.uploaded("u2");
  EXPECT_EQ(files.file("u2")->sender, bench.ours.id);
}

// Two numbers of one organization, and a draft before, between or behind what Meta tells.
TEST_P(StoreConformance, WhoseAFileIsIsAFunctionOfWhatMetaTells) {
  auto draft = text_draft("919000000003", "");
  draft.type = draft.content.type = "image";
  draft.content.media = Media{.id = "m1", .mime_type = {}, .sha256 = {}, .filename = {}, .url = {}};
  std::vector<int> order{0, 1, 2};
  do {
    Bench here(GetParam());
    Files files{here};
    for (const int step : order) {
      if (step == 0) here.record({image_from("919000000001", "wamid.A", 1, "m1")}, "1001");
      if (step == 1) here.record({image_from("919000000002", "wamid.B", 2, "m1")}, "1002");
      if (step == 2) files.make([&](Transaction& in) { return parley::enqueue(in, here.ours, draft); });
    }
    EXPECT_EQ(files.file("m1")->sender, here.second.id);
    EXPECT_EQ(files.file("m1")->at, second_of(2));
  } while (std::ranges::next_permutation(order).found);
}

TEST_P(StoreConformance, AFileThatTheFolderLostIsFetchedAgain) {
  Files files{bench};
  bench.record({image_from("919000000001", "wamid.A", 1, "m1")});
  files.fetched(files.lease().at(0));
  const auto lose = [&](const std::string& content) {
    files.make([&](Transaction& in) {
      lost_media(in, bench.organization, "m1", content);
      return 0;
    });
  };
  lose(std::string(64, 'b'));
  EXPECT_EQ(files.file("m1")->state, MediaState::ready) << "another content";
  lose(hex);
  EXPECT_EQ(files.file("m1")->state, MediaState::pending);
  EXPECT_EQ(files.tally().bytes, 0);
  EXPECT_TRUE(files.fetched(files.lease().at(0)));
  EXPECT_EQ(files.tally().bytes, 1000);
}

TEST_P(StoreConformance, AFileThatItsOwnerDeletedIsExpiredWhateverItWas) {
  Files files{bench};
  const auto deletes = [&](const std::string& id) {
    return files.make([&](Transaction& in) { return delete_media(in, bench.organization, id); });
  };
  EXPECT_EQ(deletes("nobody's"), "");
  files.uploaded("u1");
  files.uploaded("u2");
  EXPECT_EQ(deletes("u1"), "") << "the other one has its content";
  EXPECT_EQ(deletes("u2"), hex);
  EXPECT_EQ(deletes("u2"), "") << "already";
  EXPECT_EQ(files.file("u2")->state, MediaState::expired);
  bench.record({image_from("919000000001", "wamid.A", 1, "m1")});
  const auto lease = files.lease().at(0);
  EXPECT_EQ(deletes("m1"), "");
  EXPECT_FALSE(files.fetched(lease)) << "what is under way comes too late";
  EXPECT_EQ(files.events().back(), EventKind::media_changed);
  const auto tally = files.tally();
  EXPECT_EQ(std::tuple(tally.ready, tally.expired, tally.waiting), std::tuple(0, 3, 0));
}

TEST_P(StoreConformance, FilesAreRetiredByAgeAndTheirContentWhenNobodyHasIt) {
  Files files{bench};
  for (int i = 0; i < 3; ++i) files.uploaded("old" + std::to_string(i), std::string(64, 'a'));
  files.uploaded("single", std::string(64, 'c'));
  bench.pass(48h);
  files.uploaded("young", std::string(64, 'a'));
  const auto has_old = [&] {
    bool has = false;
    const auto read = [&](const Reader& from) {
      has = has_old_media(from, bench.organization, bench.now() - 24h);
    };
    bench.wait(bench.store().read(Weight::light, read));
    return has;
  };
  std::vector<std::string> contents;
  for (const int count : {2, 2, 0}) {
    EXPECT_EQ(has_old(), count > 0);
    const auto retired =
        files.make([&](Transaction& in) { return retire_media(in, bench.organization, in.now - 24h, 2); });
    EXPECT_EQ(retired.files, count);
    contents.insert(contents.end(), retired.contents.begin(), retired.contents.end());
  }
  EXPECT_EQ(contents, std::vector<std::string>{std::string(64, 'c')})
      << "the young one has the other content";
  EXPECT_EQ(files.file("old0")->state, MediaState::expired);
  EXPECT_EQ(files.file("young")->state, MediaState::ready);
  const auto tally = files.tally();
  EXPECT_EQ(std::tuple(tally.ready, tally.expired, tally.bytes), std::tuple(1, 4, 500));
}

TEST_P(StoreConformance, FilesOfAPageAreFoundTogether) {
  std::vector<std::string> names;
  for (int i = 0; i < 120; ++i) names.push_back("m" + std::to_string(i));
  for (int i = 0; i < 110; ++i) bench.record({image_from("919000000001", "wamid." + names[i], i, names[i])});
  std::vector<std::string_view> asked(names.begin(), names.end());
  std::map<std::string, int> seen;
  const auto read = [&](const Reader& from) {
    each_media_file(from, bench.organization, asked, [&](const MediaFile& file) { ++seen[file.id]; });
    each_media_file(from, bench.organization, {}, [](const MediaFile&) { ADD_FAILURE(); });
  };
  bench.wait(bench.store().read(Weight::light, read));
  EXPECT_EQ(seen.size(), 110u);
  EXPECT_TRUE(std::ranges::all_of(seen, [](const auto& one) { return one.second == 1; }));
}

TEST_P(StoreConformance, FilesOfOrganizationsAreApart) {
  Files files{bench};
  const auto other = bench.wait(bench.store().add_organization("Other")).id;
  bench.wait(
      bench.store().add_sender({.organization = other, .phone_number_id = "2001", .phone = "15550009"}));
  bench.record({image_from("919000000001", "wamid.A", 1, "m1")});
  bench.record({image_from("919000000001", "wamid.A", 1, "m1")}, "2001");
  files.fetched(files.lease().at(0));
  std::optional<MediaFile> theirs;
  bool has_content = false;
  const auto read = [&](const Reader& from) {
    theirs = media_file(from, other, "m1");
    has_content = holds_content(from, other, hex);
  };
  bench.wait(bench.store().read(Weight::light, read));
  EXPECT_EQ(theirs->state, MediaState::pending);
  EXPECT_FALSE(has_content);
}

}  // namespace parley::conformance
