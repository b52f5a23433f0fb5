#pragma once
// POSTs that a caller may repeat under an Idempotency-Key: every outcome but the server's own failures is kept, refusals
// too.

#include "dialects/change.h"

#include <optional>
#include <string_view>

namespace parley::kirim {

constexpr std::string_view key_header = "Idempotency-Key";
constexpr std::string_view replayed_header = "Idempotent-Replayed";
constexpr std::size_t longest_key = 255;

// An empty header counts as none.
inline bool has_key(const http::Request& request) { return !request.header(key_header).value_or("").empty(); }

// What was read of a request, or why it cannot be.
template <class T>
class Attempt {
 public:
  Attempt(T value) : value_(std::move(value)) {}              // NOLINT: the same thing
  Attempt(Problem problem) : problem_(std::move(problem)) {}  // NOLINT: the same thing
  [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }
  const T& operator*() const {
    if (problem_) throw Problem(*problem_);
    return *value_;
  }

 private:
  std::optional<T> value_;
  std::optional<Problem> problem_;
};

// A refusal waits for `answer_once` where it is to be kept, and leaves at once where it is not.
template <class Read>
auto attempt(const Call& call, Read read) -> Attempt<decltype(read())> {
  if (!has_key(call.request)) return read();
  try {
    return read();
  } catch (const Problem& problem) {
    return problem;
  }
}

// What makes it the same request. Problem: invalid "Idempotency-Key".
Once once_of(const http::Request& request);
// Whether it would be refused again, so that the refusal is kept.
bool is_final(const Problem& problem);

// Whether such a request has been answered, so that what it would ask of others need not be asked again. Problems as of the
// next.
Task<bool> is_answered(const Call& call, Context& context);

// Runs `work` in a transaction as `change_once` does, and keeps its refusals as well: so `work` throws before it
// changes anything or not at all. Problems: invalid "Idempotency-Key", conflict "idempotency key".
Task<> answer_once(const Call& call, http::Reply& reply, Context& context,
                   FunctionRef<void(Transaction&)> work,
                   FunctionRef<void(Transaction&)> expect = nothing_expected);

}  // namespace parley::kirim
