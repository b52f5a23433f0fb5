#include "dialects/kirim/once.h"

#include "base/text.h"
#include "dialects/kirim/kirim.h"
#include "store/receipts.h"

namespace parley::kirim {

Once once_of(const http::Request& request) {
  const auto key = request.header(key_header).value_or("");
  if (key.empty()) return {};
  if (key.size() > longest_key || !is_storable_utf8(key))
    throw Problem::invalid(std::string(key_header), "Idempotency-Key must be 1 to 255 characters of text");
  return {.key = std::string(key), .fingerprint = fingerprint_of(request)};
}

bool is_final(const Problem& problem) {
  using enum Problem::Kind;
  return problem.kind() == invalid || problem.kind() == not_found || problem.kind() == conflict;
}

Task<bool> is_answered(const Call& call, Context& context) {
  const auto once = once_of(call.request);
  std::optional<Receipt> kept;
  const auto now = context.now();
  const auto read = [&](const Reader& from) {
    kept = receipt(from, call.token->organization, call.token->api, once.key, now);
  };
  if (!once.key.empty()) co_await context.store.read(Weight::light, read);
  co_return kept.has_value();
}

Task<> answer_once(const Call& call, http::Reply& reply, Context& context,
                   FunctionRef<void(Transaction&)> work, FunctionRef<void(Transaction&)> expect) {
  const auto once = once_of(call.request);
  const auto work_or_refuse = [&](Transaction& in) {
    try {
      work(in);
    } catch (const Problem& problem) {
      if (once.key.empty() || !is_final(problem)) throw;
      reply.clear();
      refuse(problem, call, reply);
    }
  };
  const bool is_repeated = co_await change_once(call, reply, context, once, work_or_refuse, expect);
  if (is_repeated) reply.add_header(replayed_header, "true");
}

}  // namespace parley::kirim
