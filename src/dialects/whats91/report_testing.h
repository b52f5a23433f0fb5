#pragma once
// For tests of reports: messages that were sent through this server, and what Meta told of them.

#include "dialects/whats91/testing.h"
#include "store/outbox.h"

#include <algorithm>

namespace parley::whats91 {

struct Whats91Reports : Whats91 {
  static constexpr std::string_view reports = "/api/v2/reports";

  static constexpr std::string_view undeliverable =
      R"([{"code":131026,"title":"Message undeliverable","message":"Message undeliverable"}])";

  Answered report(std::string_view rest, std::string with = "w91_live_bound") {
    return get(std::string(reports) + std::string(rest), std::move(with));
  }

  // Keeps a message to that person at that time; Meta takes it as `wamid`, or has not answered where that is empty.
  MessageKey send(const std::string& to, const std::string& type, const std::string& text, Timestamp at,
                  const std::string& wamid) {
    scene.now = at;
    Draft draft{.type = type, .object = "{}", .to = {.phone = to}, .input = to};
    draft.content = {.type = type, .text = text};
    MessageKey key;
    const auto keep = [&](Transaction& in) { key = enqueue(in, first, draft).message; };
    scene.wait(scene.store().write(keep));
    if (wamid.empty()) return key;
    const auto take = [&](Transaction& in) {
      const LeaseTerms terms{.most = 100, .until = at + std::chrono::minutes{1}, .pace = per_second(10'000)};
      for (const auto& each : lease(in, first, terms)) {
        if (each.message != key) continue;
        accepted(in, first, each, {.outcome = AttemptOutcome::accepted, .wamid = wamid});
      }
    };
    scene.wait(scene.store().write(take));
    return key;
  }

  void report_status(const std::string& wamid, MessageStatus status, Timestamp at,
                     std::string_view errors = "") {
    auto told = status_of(wamid, status, at);
    told.errors = errors;
    scene.tell(first, told);
  }

  // Which messages a list holds, by what stands behind the last dot of their ids; "-" for one that has none.
  std::string listed_reports(std::string_view rest) {
    const auto answered = report(rest);
    EXPECT_EQ(answered.status, 200) << rest << ' ' << answered.body;
    constexpr std::string_view key = "\"messageId\":";
    std::string names;
    for (auto at = answered.body.find(key); at != std::string::npos; at = answered.body.find(key, at + 1)) {
      const auto id = answered.body.substr(at + key.size(), answered.body.find(',', at) - at - key.size());
      names += id == "null" ? "-" : id.substr(id.rfind('.') + 1, id.size() - id.rfind('.') - 2);
    }
    return names;
  }

  static std::string person(int number) { return "91980000000" + std::to_string(number); }
  static Timestamp day(int of_june, int hour = 8) {
    return *parse_rfc3339("2026-06-01T00:00:00Z") + std::chrono::days{of_june - 1} + std::chrono::hours{hour};
  }

  // A week: a, b, c and d through this server, e in the WhatsApp Business app, f that Meta has not answered.
  //   a  1 June  template greeting  read      to 1
  //   b  2 June  template greeting  failed    to 2
  //   c  2 June  text               delivered to 1
  //   d  3 June  template bill      sent      to 3
  //   e  3 June  text               sent      to 1
  //   f  4 June  text               pending   to 2
  void tell_week() {
    send(person(1), "template", "greeting", day(1), "wamid.a");
    report_status("wamid.a", MessageStatus::delivered, day(1) + std::chrono::seconds{2});
    report_status("wamid.a", MessageStatus::read, day(1) + std::chrono::seconds{5});
    send(person(2), "template", "greeting", day(2), "wamid.b");
    report_status("wamid.b", MessageStatus::failed, day(2) + std::chrono::seconds{2}, undeliverable);
    send(person(1), "text", "hello", day(2, 9), "wamid.c");
    report_status("wamid.c", MessageStatus::delivered, day(2, 9) + std::chrono::seconds{2});
    send(person(3), "template", "bill", day(3), "wamid.d");
    scene.tell(first, text_to(person(1), "wamid.e", "from the app", day(3, 10)));
    report_status("wamid.e", MessageStatus::sent, day(3, 10));
    send(person(2), "text", "waits", day(4), "");
    scene.tell(first, text_from(person(1), "wamid.in", "an answer", day(4, 9)));
    scene.tell(second_number, text_to(person(1), "wamid.x", "of another number", day(4)));
    scene.now = day(5);
  }
};

}  // namespace parley::whats91
