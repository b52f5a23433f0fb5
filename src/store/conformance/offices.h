#pragma once
// Two organizations whose event logs are looked at while random things happen to both.

#include "base/names.h"
#include "store/conformance/fixture.h"
#include "store/conformance/random_facts.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace parley::conformance {

inline constexpr std::int64_t no_limit = 1'000'000;

inline std::string line_of(const Event& event) {
  return fmt::format("{} {} {} {} {} {}", event.sequence.value, event.organization.value, name_of(event.kind),
                     event.conversation, event.message.value, to_millis(event.at));
}

inline std::vector<std::string> lines_of(const std::vector<Event>& events) {
  std::vector<std::string> lines;
  lines.reserve(events.size());
  for (const auto& event : events) lines.push_back(line_of(event));
  return lines;
}

// What the bell told last of each organization. It rings on the writer's thread.
class Heard {
 public:
  void take(OrganizationId organization, Sequence last) {
    const std::lock_guard lock(mutex_);
    auto& known = last_[organization.value];
    EXPECT_LT(known, last.value) << "rang without anything new";
    known = last.value;
  }
  std::int64_t last(OrganizationId organization) {
    const std::lock_guard lock(mutex_);
    return last_[organization.value];
  }

 private:
  std::mutex mutex_;
  std::map<std::int64_t, std::int64_t> last_;
};

using Portraits = std::map<std::int64_t, std::string>;

// Two organizations of two numbers each, whose people are told of at random.
class Offices {
 public:
  Offices(const MakePlace& make, unsigned seed)
      : random(seed),
        bench(make, [this](OrganizationId organization, Sequence last) { heard.take(organization, last); }) {
    const auto other = bench.wait(bench.store().add_organization("Umbrella")).id;
    organizations = {bench.organization, other};
    senders[0] = {bench.ours, bench.second};
    for (const auto* name : {"1", "2"}) {
      senders[1].push_back(
          bench.wait(bench.store().add_sender({.organization = other,
                                               .phone_number_id = std::string("200") + name,
                                               .phone = std::string("1555000") + name + "0"})));
    }
  }

  // Some facts that Meta tells in one delivery.
  std::pair<std::vector<What>, std::string> news() {
    std::vector<What> facts;
    const std::size_t most = 1 + random.pick(3);
    while (facts.size() < most) facts.push_back(random.one());
    return {std::move(facts), number()};
  }
  std::string number() { return senders[random.pick(2)][random.pick(2)].phone_number_id; }

  std::vector<Event> log(OrganizationId organization, std::int64_t seen = 0, std::int64_t limit = no_limit) {
    return bench.wait(bench.store().events_after(organization, {seen}, limit));
  }
  Portraits portraits(std::size_t of) {
    Portraits all;
    for (const auto& sender : senders[of]) {
      for (auto& [number, text] : conformance::portraits(bench, sender)) all.emplace(number, std::move(text));
    }
    return all;
  }

  // It rings behind the answer to whoever wrote, and before the next one is written for.
  std::int64_t last_heard(OrganizationId organization) {
    const auto nothing = [](Transaction&) {};
    auto write = bench.store().write(nothing);
    bench.wait(std::move(write));
    return heard.last(organization);
  }

  // Numbered from 1 to what the bell said, and the same in slices of any size.
  void expect_gapless(OrganizationId organization) {
    const auto events = log(organization);
    std::int64_t last = 0;
    for (const auto& event : events) ASSERT_EQ(event.sequence.value, ++last);
    EXPECT_EQ(last_heard(organization), last);
    for (const std::int64_t limit : {1, 7, 100}) {
      std::vector<Event> slices;
      for (;;) {
        const auto slice = log(organization, std::ssize(slices), limit);
        slices.insert(slices.end(), slice.begin(), slice.end());
        ASSERT_LE(std::ssize(slice), limit);
        if (std::ssize(slice) < limit || slices.size() > events.size()) break;
      }
      EXPECT_EQ(lines_of(slices), lines_of(events)) << "in slices of " << limit;
    }
  }

  RandomFacts random;
  Heard heard;
  Bench bench;
  std::array<OrganizationId, 2> organizations;
  std::array<std::vector<Sender>, 2> senders;
};

}  // namespace parley::conformance
