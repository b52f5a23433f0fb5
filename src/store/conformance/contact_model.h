#pragma once
// What contacts must be after whatever was said, made, changed, removed and joined: plain lists of persons, without any
// store.

#include "store/contacts.h"
#include "store/sql/people.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace parley::conformance {

struct Person {
  std::map<std::string, std::int64_t> phones;  // when each was seen first
  int row = 0;                                 // when the first of them was met: who stays when two join
  std::string name, email;
  std::set<std::int64_t> labels, lists, senders;
  ContactStatus status = ContactStatus::active;
  std::int64_t changed_at = 0, last_inbound_at = 0;
  std::string given_phone;
  std::int64_t given_phone_at = 0;

  [[nodiscard]] std::pair<std::int64_t, std::int64_t> place() const {
    std::pair<std::int64_t, std::string> first{INT64_MAX, ""};
    for (const auto& [phone, at] : phones) first = std::min(first, {at, phone});
    return {first.first, sql::contact_number(0, first.second)};
  }
  [[nodiscard]] std::int64_t number() const { return place().second; }
  [[nodiscard]] std::string newest_phone() const {
    std::pair<std::int64_t, std::string> newest{-1, ""};
    for (const auto& [phone, at] : phones) newest = std::max(newest, {at, phone});
    return newest.second;
  }
  [[nodiscard]] std::string phone() const {
    const auto newest = newest_phone();
    return !given_phone.empty() && given_phone_at >= phones.at(newest) ? given_phone : newest;
  }
  [[nodiscard]] bool is_deleted() const { return status == ContactStatus::deleted; }
};

class ContactModel {
 public:
  std::vector<Person> people;

  Person* of(const std::string& phone) {
    for (auto& person : people) {
      if (person.phones.contains(phone)) return &person;
    }
    return nullptr;
  }
  Person& sight(const std::string& phone, std::int64_t at) {
    auto* person = of(phone);
    if (person == nullptr) {
      people.push_back({.phones = {{phone, at}}, .row = ++rows_});
      return people.back();
    }
    person->phones[phone] = std::min(person->phones[phone], at);
    return *person;
  }
  void hear(const std::string& phone, std::int64_t at, std::int64_t sender) {
    auto& person = sight(phone, at);
    person.senders.insert(sender);
    person.last_inbound_at = std::max(person.last_inbound_at, at);
    if (person.is_deleted() && at >= person.changed_at) person.status = ContactStatus::active;
  }
  void join(const std::string& before, const std::string& after, std::int64_t at) {
    const bool are_known = of(before) != nullptr && of(after) != nullptr;
    sight(before, at);
    sight(after, at);
    auto *one = of(before), *two = of(after);
    if (one == two) return;
    if (one->row > two->row) std::swap(one, two);
    if (!are_known) {
      one->phones.insert(two->phones.begin(), two->phones.end());
    } else {
      take_over(*one, *two);
    }
    people.erase(people.begin() + (two - people.data()));
  }

 private:
  static void take_over(Person& stays, const Person& gone) {
    if (stays.is_deleted()) {
      if (!gone.is_deleted()) stays.status = gone.status;
    } else if (stays.changed_at == 0 && !gone.is_deleted()) {
      stays.status = gone.status;
    }
    if (stays.name.empty()) stays.name = gone.name;
    if (stays.email.empty()) stays.email = gone.email;
    if (gone.given_phone_at > stays.given_phone_at) {
      stays.given_phone = gone.given_phone;
      stays.given_phone_at = gone.given_phone_at;
    }
    stays.phones.insert(gone.phones.begin(), gone.phones.end());
    stays.labels.insert(gone.labels.begin(), gone.labels.end());
    stays.lists.insert(gone.lists.begin(), gone.lists.end());
    stays.senders.insert(gone.senders.begin(), gone.senders.end());
    stays.changed_at = std::max(stays.changed_at, gone.changed_at);
    stays.last_inbound_at = std::max(stays.last_inbound_at, gone.last_inbound_at);
    if (stays.is_deleted() && stays.last_inbound_at >= stays.changed_at) stays.status = ContactStatus::active;
  }

  int rows_ = 0;
};

}  // namespace parley::conformance
