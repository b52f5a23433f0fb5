#pragma once
// Does to the contacts of a store, and to a model of them, whatever can be done to contacts, by chance.

#include "store/conformance/contact_model.h"
#include "store/conformance/contacts.h"

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace parley::conformance {

class ContactPlay {
 public:
  // People have that many numbers among them.
  ContactPlay(Bench& bench, unsigned seed, int phones);

  void step();

  Bench& bench;
  ContactModel model;
  std::vector<std::int64_t> label_ids, list_ids;  // three of each
  int steps = 0;
  std::size_t pick(std::size_t below);

 private:
  std::string phone();
  int second();
  std::set<std::int64_t> some(const std::vector<std::int64_t>& all);
  ContactStatus status();
  Person* someone();

  void say();
  void make();
  void alter();
  void rephone();
  void drop();
  void begin();
  void rename();

  std::mt19937 random_;
  std::size_t phones_;
};

}  // namespace parley::conformance
