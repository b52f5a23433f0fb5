// Message templates as they are kept beside Meta's.

#include "store/templates.h"

#include "domain/template.h"
#include "store/conformance/conversations.h"

#include <vector>

namespace parley::conformance {
namespace {

using namespace std::chrono_literals;

MessageTemplate made(std::int64_t id, const std::string& name, const std::string& status = "APPROVED",
                     const std::string& language = "en_US") {
  return {.id = id,
          .name = name,
          .language = language,
          .status = status,
          .category = "UTILITY",
          .quality = "GREEN",
          .reason = {},
          .components = "[]",
          .variables = {},
          .created_at = {},
          .updated_at = {}};
}

struct Templates {
  Bench& bench;
  Conversations on{bench};

  TemplatesKept keep(const std::vector<MessageTemplate>& all, std::chrono::milliseconds ago = 0ms) {
    const auto asked_at = bench.now() - ago;
    return on.make(
        [&](Transaction& in) { return keep_templates(in, bench.organization, "77", all, asked_at); });
  }
  MessageTemplate add(MessageTemplate one) {
    return on.make([&](Transaction& in) {
      keep_template(in, bench.organization, "77", one);
      return one;
    });
  }
  std::string list(TemplateFilter query = {}) {
    query.organization = bench.organization;
    query.waba = "77";
    std::string names;
    std::int64_t total = 0;
    const auto read = [&](const Reader& from) {
      templates(from, query, [&](const MessageTemplate& one) { names += one.name + ' '; });
      total = count_templates(from, query);
    };
    bench.wait(bench.store().read(Weight::light, read));
    return names + std::to_string(total);
  }
  std::optional<TemplatesAge> age() {
    std::optional<TemplatesAge> age;
    const auto read = [&](const Reader& from) { age = templates_age(from, bench.organization, "77"); };
    bench.wait(bench.store().read(Weight::light, read));
    return age;
  }
  std::vector<MessageTemplate> named(const std::string& name) {
    std::vector<MessageTemplate> all;
    const auto read = [&](const Reader& from) {
      all = templates_named(from, bench.organization, "77", name);
    };
    bench.wait(bench.store().read(Weight::light, read));
    return all;
  }
};

}  // namespace

TEST_P(StoreConformance, TemplatesBecomeWhatMetaTells) {
  Templates on{bench};
  EXPECT_FALSE(on.age());
  EXPECT_EQ(on.list(), "0");
  auto kept = on.keep({made(1, "a"), made(2, "b"), made(3, "c", "PENDING")});
  EXPECT_EQ(kept.made, 3);
  EXPECT_EQ(on.age()->pulled_at, bench.now());
  const auto first = bench.now();
  bench.pass(10s);
  const auto events = on.on.events();
  kept = on.keep({made(1, "a"), made(2, "b"), made(3, "c", "PENDING")});
  EXPECT_TRUE(kept.made == 0 && kept.changed == 0 && kept.gone == 0);
  EXPECT_EQ(on.on.events(), events) << "nothing to tell of";
  kept = on.keep({made(2, "b"), made(3, "c"), made(4, "d")});
  EXPECT_EQ(kept.made, 1);
  EXPECT_EQ(kept.changed, 1);
  EXPECT_EQ(kept.gone, 1);
  EXPECT_EQ(on.list(), "d c b 3");
  const auto c = on.named("c").at(0);
  EXPECT_EQ(c.created_at, first);
  EXPECT_EQ(c.updated_at, bench.now());
  EXPECT_EQ(c.status, "APPROVED");
  EXPECT_EQ(on.named("b").at(0).updated_at, first);
}

TEST_P(StoreConformance, ATemplateMadeWhileMetaIsAskedStays) {
  Templates on{bench};
  on.keep({made(1, "a")});
  bench.pass(10s);
  auto mine = made(9, "mine", "PENDING");
  mine.variables = R"(["x"])";
  EXPECT_EQ(on.add(mine).created_at, bench.now());
  on.keep({made(1, "a")}, 1s);
  EXPECT_EQ(on.list(), "mine a 2");
  mine.variables.clear();
  mine.status = "APPROVED";
  on.keep({made(1, "a"), mine});
  EXPECT_EQ(on.named("mine").at(0).variables, R"(["x"])") << "Meta knows nothing of them";
  bench.pass(10s);
  on.keep({made(1, "a")});
  EXPECT_EQ(on.list(), "a 1");
}

TEST_P(StoreConformance, TemplatesAreFilteredAndWalked) {
  Templates on{bench};
  std::vector<MessageTemplate> all;
  for (int i = 1; i <= 6; ++i) {
    auto one = made(i, std::string(1, static_cast<char>('a' + i - 1)), i % 2 ? "APPROVED" : "PAUSED",
                    i < 4 ? "en_US" : "id");
    one.category = i == 6 ? "MARKETING" : "UTILITY";
    all.push_back(one);
    on.keep(all);
    bench.pass(i % 3 ? 0s : 10s);
  }
  EXPECT_EQ(on.list(), "f e d c b a 6");
  EXPECT_EQ(on.list({.status = {"PAUSED", "PENDING"}}), "f d b 3");
  EXPECT_EQ(on.list({.status = {"PAUSE"}}), "0");
  EXPECT_EQ(on.list({.language = "id"}), "f e d 3");
  EXPECT_EQ(on.list({.category = "MARKETING"}), "f 1");
  EXPECT_EQ(on.list({.offset = 2, .limit = 2}), "d c 6");
  std::string walked;
  TemplateFilter query{.limit = 1};
  for (int page = 0; page < 6; ++page) {
    const auto name = on.list(query).substr(0, 1);
    walked += name;
    const auto last = on.named(name).at(0);
    query.after = {to_millis(last.created_at), last.id};
  }
  EXPECT_EQ(walked, "fedcba");
}

TEST_P(StoreConformance, WebhooksTellThatTemplatesChanged) {
  Templates on{bench};
  on.keep({made(1, "a")});
  EXPECT_LT(on.age()->changed_at, on.age()->pulled_at);
  bench.pass(10s);
  bench.record({NoticeFact{"account_update"}});
  EXPECT_LT(on.age()->changed_at, on.age()->pulled_at);
  bench.record({NoticeFact{"message_template_status_update"}});
  EXPECT_EQ(on.age()->changed_at, bench.now());
  bench.pass(10s);
  on.keep({made(1, "a")}, 15s);
  EXPECT_GE(on.age()->changed_at, on.age()->pulled_at) << "it was told while Meta was asked";
  on.on.make([&](Transaction& in) {
    templates_failed(in, bench.organization, "77");
    return 0;
  });
  EXPECT_EQ(on.age()->failed_at, bench.now());
  on.keep({made(1, "a")});
  EXPECT_EQ(on.age()->failed_at, from_millis(0));
}

TEST_P(StoreConformance, AFailureIsKnownOfTemplatesThatNeverCame) {
  Templates on{bench};
  const auto fail = [&] {
    on.on.make([&](Transaction& in) {
      templates_failed(in, bench.organization, "77");
      return 0;
    });
  };
  fail();
  EXPECT_EQ(on.age()->failed_at, bench.now());
  EXPECT_EQ(on.age()->pulled_at, from_millis(0));
  bench.record({NoticeFact{"message_template_status_update"}});
  bench.pass(1s);
  on.keep({made(1, "a")});
  EXPECT_EQ(on.age()->pulled_at, bench.now());
  EXPECT_EQ(on.age()->failed_at, from_millis(0));
}

TEST_P(StoreConformance, OneAsksForTemplatesAtATime) {
  Templates on{bench};
  const auto begin = [&](const std::string& waba = "77") {
    return on.on.make([&](Transaction& in) { return begin_asking(in, bench.organization, waba); });
  };
  EXPECT_TRUE(begin());
  EXPECT_EQ(on.age()->asking_since, bench.now());
  EXPECT_EQ(on.age()->failed_at, from_millis(0));
  EXPECT_FALSE(begin());
  EXPECT_TRUE(begin("78")) << "another account is another matter";
  bench.pass(asking_lasts - 1ms);
  EXPECT_FALSE(begin());
  bench.pass(1ms);
  EXPECT_TRUE(begin()) << "whoever asked is gone";
  on.keep({made(1, "a")});
  EXPECT_EQ(on.age()->asking_since, from_millis(0));
  EXPECT_TRUE(begin());
  on.on.make([&](Transaction& in) {
    templates_failed(in, bench.organization, "77");
    return 0;
  });
  EXPECT_EQ(on.age()->failed_at, bench.now());
  EXPECT_TRUE(begin()) << "when to try again is not the store's to say";
  on.on.make([&](Transaction& in) {
    stop_asking(in, bench.organization, "77");
    return 0;
  });
  EXPECT_EQ(on.age()->asking_since, from_millis(0));
  EXPECT_EQ(on.age()->failed_at, from_millis(0));
  EXPECT_EQ(on.age()->pulled_at, bench.now());
}

TEST_P(StoreConformance, TemplatesOfAnotherAccountAreNotTouched) {
  Templates on{bench};
  on.keep({made(1, "a")});
  on.on.make([&](Transaction& in) {
    return keep_templates(in, bench.organization, "78", {made(2, "b")}, in.now).made;
  });
  bench.pass(1s);
  on.keep({});
  EXPECT_EQ(on.list(), "0");
  TemplateFilter other{.organization = bench.organization, .waba = "78"};
  std::int64_t count = 0;
  const auto read = [&](const Reader& from) { count = count_templates(from, other); };
  bench.wait(bench.store().read(Weight::light, read));
  EXPECT_EQ(count, 1);
}

}  // namespace parley::conformance
