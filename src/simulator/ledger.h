#pragma once
// What the simulator was asked for and what it took: the newest messages whole, of all the others how many, and of each
// biz_opaque_callback_data how often, so that a test can prove that nothing was sent twice.

#include "base/time.h"
#include "simulator/deliveries.h"
#include "simulator/tag_counts.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace parley::simulator {

struct Entry {
  std::string phone_number_id;
  std::string to;
  std::string type;
  std::string object;         // JSON, of `type`
  std::string callback_data;  // empty: none
  std::string wamid;          // empty: it was refused, or not taken
  std::string outcome;        // accepted, refused, lost_request, lost_answer, half_answer
  int code = 0;               // of what was refused
  Timestamp at;
};

struct Search {
  std::string_view to;             // empty: anybody
  std::string_view callback_data;  // empty: any
  std::string_view wamid;          // empty: any
  std::size_t limit = 100;
};

class Ledger {
 public:
  static constexpr std::size_t most_entries = 10'000;
  static constexpr std::size_t most_repeats = 100;
  static constexpr std::size_t longest_object = 4'096;

  void add(Entry entry);
  void add_read_mark() { ++read_marks_; }

  // {"data":[…]}, newest first.
  [[nodiscard]] std::string messages(const Search& search) const;
  [[nodiscard]] std::string counts(const DeliveryCounts& webhooks, std::size_t waiting) const;

 private:
  struct Count {
    std::uint64_t accepted = 0, refused = 0;
  };

  std::deque<Entry> entries_;
  std::map<std::string, std::uint64_t> outcomes_;
  std::map<int, std::uint64_t> codes_;
  std::map<std::string, Count> numbers_;
  TagCounts tags_;
  std::uint64_t untagged_ = 0, left_out_ = 0;  // taken without callback data; taken when tags_ was full
  std::uint64_t twice_ = 0;                    // taken under a tag that was taken before
  std::map<std::string, std::uint64_t>
      repeats_;  // such tags, the first of them, and how often they were taken
  std::uint64_t read_marks_ = 0;
};

}  // namespace parley::simulator
