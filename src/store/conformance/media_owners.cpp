// Whose a file is, and when it goes.

#include "store/conformance/media.h"

namespace parley::conformance {

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
