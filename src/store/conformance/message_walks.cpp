// Messages across numbers are listed as plain lists would be, by number of page and from place to place.

#include "store/conformance/conversations.h"

namespace parley::conformance {

TEST_P(StoreConformance, MessagesAreReadAcrossNumbersAndFromAnyPlace) {
  Conversations on{bench};
  std::mt19937 dice(9);
  on.fill(60, 900, dice);
  struct Line {
    Timestamp at;
    std::int64_t key = 0, conversation = 0, sender = 0;
    Direction direction = Direction::inbound;
    std::string wamid;
  };
  const auto ask = [&](OrganizationMessages query) {
    query.organization = bench.organization;
    std::vector<Line> lines;
    const auto take = [&](const MessageRow& row, const FoundMessage& found) {
      lines.push_back({row.at, row.key.value, found.conversation, found.sender.value, row.direction,
                       std::string(row.wamid)});
    };
    std::int64_t total = 0;
    const auto read = [&](const Reader& from) { total = messages(from, query, take).total; };
    bench.wait(bench.store().read(is_light(query) ? Weight::light : Weight::heavy, read));
    return std::pair(lines, total);
  };
  OrganizationMessages whole;
  whole.limit = 10'000;
  const auto model = ask(whole).first;
  ASSERT_EQ(model.size(), 900u);
  ASSERT_TRUE(std::is_sorted(model.begin(), model.end(), [](const Line& a, const Line& b) {
    return std::pair(a.at, a.key) > std::pair(b.at, b.key);
  }));

  const auto check = [&](OrganizationMessages query, const auto& matches) {
    std::vector<std::int64_t> expected;
    for (const auto& line : model) {
      if (matches(line)) expected.push_back(line.key);
    }
    for (const bool descending : {true, false}) {
      query.descending = descending;
      query.limit = 7;
      query.after.reset();
      std::vector<std::int64_t> walked, paged;
      for (query.offset = 0; query.offset < std::ssize(expected) + 7; query.offset += 7) {
        const auto [lines, total] = ask(query);
        ASSERT_EQ(total, std::ssize(expected));
        for (const auto& line : lines) paged.push_back(line.key);
      }
      query.offset = 0;
      for (;;) {
        const auto lines = ask(query).first;
        for (const auto& line : lines) walked.push_back(line.key);
        if (lines.size() < 7) break;
        query.after = std::pair(lines.back().at, MessageKey{lines.back().key});
      }
      ASSERT_EQ(paged, expected);
      ASSERT_EQ(walked, expected);
      std::reverse(expected.begin(), expected.end());
    }
  };
  check({}, [](const Line&) { return true; });
  OrganizationMessages query;
  query.senders = {bench.second.id};
  check(query, [&](const Line& line) { return line.sender == bench.second.id.value; });
  query = {};
  query.direction = Direction::outbound;
  check(query, [](const Line& line) { return line.direction == Direction::outbound; });
  query = {};
  query.from = second_of(1'000);
  query.until = second_of(3'000);
  check(query, [](const Line& line) { return line.at > second_of(1'000) && line.at < second_of(3'000); });
  query = {};
  query.conversation = model[17].conversation;
  check(query, [&](const Line& line) { return line.conversation == model[17].conversation; });

  // By id, and from each place in its conversation.
  for (std::size_t i = 0; i < model.size(); i += 31) {
    bool found = false;
    const auto read = [&](const Reader& from) {
      found = message(from, bench.organization, {model[i].key},
                      [&](const MessageRow& row, const FoundMessage& home) {
                        EXPECT_EQ(row.wamid, model[i].wamid);
                        EXPECT_EQ(home.conversation, model[i].conversation);
                      });
      const auto& sender = model[i].sender == bench.ours.id.value ? bench.ours : bench.second;
      EXPECT_EQ(message_of_wamid(from, sender, model[i].wamid), MessageKey{model[i].key});
      EXPECT_FALSE(message_of_wamid(from, sender, "wamid.unknown"));
      EXPECT_FALSE(message(from, {99}, {model[i].key}, [](const MessageRow&, const FoundMessage&) {}));

      ConversationMessages of{.organization = bench.organization, .conversation = model[i].conversation};
      of.limit = 1'000;
      std::vector<MessagePlace> places;
      const auto take = [&](const MessageRow& row) { places.push_back({row.at, std::string(row.wamid)}); };
      ASSERT_TRUE(messages(from, of, take));
      const auto down = std::exchange(places, {});
      of.descending = false;
      ASSERT_TRUE(messages(from, of, take));
      const auto up = std::exchange(places, {});
      ASSERT_TRUE(
          std::equal(down.begin(), down.end(), up.rbegin(), up.rend(),
                     [](const MessagePlace& a, const MessagePlace& b) { return a.wamid == b.wamid; }));
      for (std::size_t at = 0; at < down.size(); ++at) {
        of.descending = true;
        of.after = down[at];
        ASSERT_TRUE(messages(from, of, take));
        ASSERT_EQ(std::exchange(places, {}).size(), down.size() - at - 1);
        of.descending = false;
        ASSERT_TRUE(messages(from, of, take));
        ASSERT_EQ(std::exchange(places, {}).size(), at);
      }
    };
    bench.wait(bench.store().read(Weight::light, read));
    EXPECT_TRUE(found);
  }
}

}  // namespace parley::conformance
