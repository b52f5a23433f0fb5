#include "dialects/change.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "base/secrets.h"
#include "store/receipts.h"

#include <map>

namespace parley {
namespace {

void append_canonical(std::string& out, const Json& json) {
  if (json.is_object()) {
    std::multimap<std::string, Json> members;
    for (const auto member : json) members.emplace(member.name(), member);
    out += '{';
    for (const auto& [name, member] : members) {
      JsonWriter(out).value(name);
      out += ':';
      append_canonical(out, member);
      out += ',';
    }
    out += '}';
  } else if (json.is_array()) {
    out += '[';
    for (const auto element : json) {
      append_canonical(out, element);
      out += ',';
    }
    out += ']';
  } else {
    out += json.is_absent() ? "null" : json.compact();
  }
}

bool is_worth_keeping(int status) { return status < 500 && status != 401 && status != 429; }

}  // namespace

std::string fingerprint_of(const http::Request& request) {
  auto text = std::string(request.method_name) + '\n' + std::string(request.path) + '\n';
  const auto tree = JsonTree::read_any(request.body);
  if (tree) {
    append_canonical(text, tree->root());
  } else {
    text += request.body;
  }
  return std::string(bytes_of(sha256(text)));
}

Task<> change(const Call&, http::Reply& reply, Context& context, FunctionRef<void(Transaction&)> work,
              FunctionRef<void(Transaction&)> expect) {
  const auto run = [&](Transaction& in) {
    reply.clear();
    work(in);
  };
  co_await context.store.write(run, expect);
}

Task<bool> change_once(const Call& call, http::Reply& reply, Context& context, const Once& once,
                       FunctionRef<void(Transaction&)> work, FunctionRef<void(Transaction&)> expect) {
  bool is_repeated = false;
  if (once.key.empty()) {
    co_await change(call, reply, context, work, expect);
    co_return is_repeated;
  }
  const auto run = [&](Transaction& in) {
    const auto organization = call.token->organization;
    const auto api = call.token->api;
    is_repeated = false;
    reply.clear();
    if (const auto kept = receipt(in, organization, api, once.key, in.now)) {
      if (kept->fingerprint != once.fingerprint) {
        throw Problem(Problem::Kind::conflict, "idempotency key", "The key was used for another request");
      }
      is_repeated = true;
      reply.status = kept->status;
      reply.out() += kept->body;
      return;
    }
    work(in);
    if (!is_worth_keeping(reply.status)) return;
    keep_receipt(
        in, organization, api, once.key,
        {.fingerprint = once.fingerprint, .status = reply.status, .body = std::string(reply.body())});
  };
  const auto expect_all = [&](Transaction& in) {
    expect_receipt(in, call.token->organization, call.token->api, once.key);
    expect(in);
  };
  co_await context.store.write(run, expect_all);
  co_return is_repeated;
}

}  // namespace parley
