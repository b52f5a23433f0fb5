// Conversations across numbers are listed as plain lists would be.

#include "store/conformance/conversations.h"

#include <functional>
#include <iterator>

namespace parley::conformance {
namespace {

void expect_walks(
    const std::vector<SeenConversation>& expected, OrganizationConversations query,
    const std::function<std::pair<std::vector<SeenConversation>, std::int64_t>(OrganizationConversations)>&
        list) {
  for (const std::int64_t limit : {1, 7, 50}) {
    query.limit = limit;
    query.after.reset();
    const std::int64_t step = limit == 1 ? 97 : limit;
    for (query.offset = 0; query.offset < std::ssize(expected) + step; query.offset += step) {
      const auto [rows, total] = list(query);
      ASSERT_EQ(total, std::ssize(expected));
      const auto first = std::min(query.offset, std::ssize(expected));
      const auto last = std::min(first + limit, std::ssize(expected));
      ASSERT_EQ(rows, std::vector(expected.begin() + first, expected.begin() + last)) << query.offset;
    }
    query.offset = 0;
    std::vector<SeenConversation> walked;
    for (;;) {
      const auto [rows, total] = list(query);
      ASSERT_EQ(total, std::ssize(expected));
      walked.insert(walked.end(), rows.begin(), rows.end());
      if (std::ssize(rows) < limit || walked.size() > expected.size()) break;
      query.after = ConversationPlace{rows.back().last_at, rows.back().number};
    }
    ASSERT_EQ(walked, expected) << "limit " << limit;
  }
}

}  // namespace

TEST_P(StoreConformance, ConversationsOfAllNumbersAreListedAsAModelSortsThem) {
  Conversations on{bench};
  std::mt19937 dice(3);
  on.fill(1'500, 4'000, dice);
  auto model = on.all();
  ASSERT_GT(model.size(), 1'800u);
  std::sort(model.begin(), model.end(),
            [](const SeenConversation& a, const SeenConversation& b) { return a.place() > b.place(); });
  ASSERT_EQ(on.all(), model);
  // Some are closed, deleted, archived.
  for (std::size_t i = 0; i < model.size(); i += 5) {
    const auto to = static_cast<ConversationStatus>(1 + dice() % 4);
    EXPECT_TRUE(on.status(model[i].number, to));
    model[i].status = to;
  }
  ASSERT_EQ(on.all(), model);

  const auto ask = [&](const OrganizationConversations& query) { return on.list(query); };
  const std::vector<std::vector<SenderId>> senders{{}, {bench.ours.id}, {bench.second.id}};
  const std::vector<std::vector<ConversationStatus>> statuses{
      {}, {ConversationStatus::open}, {ConversationStatus::resolved, ConversationStatus::deleted}};
  for (const auto& of : senders) {
    for (const auto& wanted : statuses) {
      for (const bool descending : {true, false}) {
        OrganizationConversations query;
        query.senders = of;
        query.status = wanted;
        query.descending = descending;
        std::vector<SeenConversation> expected;
        std::copy_if(model.begin(), model.end(), std::back_inserter(expected),
                     [&](const SeenConversation& told) {
                       if (!of.empty() && told.sender != of[0].value) return false;
                       if (wanted.empty()) return told.status != ConversationStatus::deleted;
                       return std::find(wanted.begin(), wanted.end(), told.status) != wanted.end();
                     });
        if (!descending) std::reverse(expected.begin(), expected.end());
        ASSERT_NO_FATAL_FAILURE(expect_walks(expected, query, ask));
      }
    }
  }
}

TEST_P(StoreConformance, ConversationsAreFoundByContact) {
  Conversations on{bench};
  std::mt19937 dice(5);
  on.fill(40, 300, dice);
  const auto model = on.all();
  for (const auto& told : model) {
    OrganizationConversations query;
    query.contact = told.contact;
    const auto [rows, total] = on.list(query);
    const auto same = std::count_if(model.begin(), model.end(),
                                    [&](const SeenConversation& t) { return t.contact == told.contact; });
    EXPECT_EQ(total, same);
    EXPECT_TRUE(std::all_of(rows.begin(), rows.end(),
                            [&](const SeenConversation& t) { return t.contact == told.contact; }));
    bool found = false;
    const auto read = [&](const Reader& from) {
      found = conversation(from, bench.organization, told.number, [&](const ConversationRow& row) {
        EXPECT_EQ(row.contact, told.contact);
        EXPECT_EQ(row.sender_phone, row.sender == bench.ours.id ? bench.ours.phone : bench.second.phone);
      });
    };
    bench.wait(bench.store().read(Weight::light, read));
    EXPECT_TRUE(found);
  }
  OrganizationConversations nobody;
  nobody.contact = 4711;
  EXPECT_EQ(on.list(nobody).second, 0);
}

}  // namespace parley::conformance
