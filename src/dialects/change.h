#pragma once
// How a handler changes something: in one transaction, and once even for a caller who repeats the request.

#include "dialects/dialect.h"

#include <string>

namespace parley {

// What makes a repeated request the same: its key, where it has one, and what it asks.
struct Once {
  std::string key;  // empty: not asked for
  std::string fingerprint;
};

// SHA-256 over method, path and the body as canonical JSON: keys in order, no blanks, numbers as they are spelt.
std::string fingerprint_of(const http::Request& request);

// Of work that says nothing ahead, see Store::write.
inline constexpr auto nothing_expected = [](Transaction&) {};

// Runs `work` in a transaction; it writes the answer too, from what it sees there. The reply is emptied before, and
// `work` may run twice: what it does besides must be undone by itself. Durable when it ends.
Task<> change(const Call& call, http::Reply& reply, Context& context, FunctionRef<void(Transaction&)> work,
              FunctionRef<void(Transaction&)> expect = nothing_expected);

// The same for a request that may have been made already: then its answer is given once more, word for word, and true
// comes back. Problem conflict "idempotency key" where the key was used for another request. An answer of 5xx, 401 or
// 429 is not kept; a Problem that `work` throws is not kept either.
Task<bool> change_once(const Call& call, http::Reply& reply, Context& context, const Once& once,
                       FunctionRef<void(Transaction&)> work,
                       FunctionRef<void(Transaction&)> expect = nothing_expected);

}  // namespace parley
