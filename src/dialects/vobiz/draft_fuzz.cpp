// Any body of a send or of a channel: read into what Meta takes and the store keeps, or refused with words.

#include "base/text.h"
#include "dialects/body.h"
#include "dialects/vobiz/channel_bodies.h"
#include "dialects/vobiz/drafts.h"

#include <cstdlib>

namespace {

using namespace parley;

void require(bool holds) {
  if (!holds) std::abort();
}

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const Problem& problem) {
    require(problem.kind() == Problem::Kind::invalid && is_storable_utf8(problem.what()));
  }
}

void check(const vobiz::SendBody& read) {
  require(is_storable_utf8(read.channel) && is_storable_utf8(read.draft.input));
  require(!read.draft.to.empty() && JsonTree::read_any(read.draft.object).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley::vobiz;
  http::Request request;
  request.body = {reinterpret_cast<const char*>(data), size};
  for (const auto state : {State::legacy, State::current}) {
    attempt([&] {
      const auto body = read_body(request);
      check(read_send_body(body.root(), state));
    });
    attempt([&] {
      const auto body = read_body(request);
      const auto channel = read_channel(body.root(), state);
      require(is_digits(channel.phone) && is_digits(channel.waba) && !channel.access_token.empty());
    });
  }
  attempt([&] {
    const auto body = read_body(request);
    const auto change = read_channel_change(body.root());
    require(change.name || change.access_token);
  });
  return 0;
}
