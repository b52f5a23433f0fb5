#pragma once
// Requests under a key whose effect is Meta's and not ours: what came of one can be kept only behind it, so the key is claimed
// before. One of them goes on at a time; the others wait, and get its answer.

#include "dialects/change.h"

namespace parley {

// True: go on, and end the claim by keep_claimed or drop_claim in the transaction that follows. False: it was done before, and
// the reply is what was answered then. A claim that nobody ends, after a crash, is free again in a minute. Problems: conflict
// "idempotency key" where the key was used for another request, conflict "idempotency in progress" where the other one takes
// longer than half a minute. Without a key always true.
Task<bool> claim(const Call& call, http::Reply& reply, Context& context, const Once& once);

// The answer as it stands in the reply is what the others get.
void keep_claimed(Transaction& in, const Call& call, const http::Reply& reply, const Once& once);
// Whoever comes next tries again.
void drop_claim(Transaction& in, const Call& call, const Once& once);

}  // namespace parley
