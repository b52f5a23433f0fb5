// Any body: read into what may be kept, or refused with words.

#include "base/json.h"
#include "base/problem.h"
#include "base/text.h"
#include "dialects/kirim/bodies.h"
#include "dialects/kirim/template_bodies.h"
#include "dialects/kirim/words.h"

#include <cstdlib>

namespace {

using namespace parley;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_storable(const std::optional<std::string>& text) { return !text || is_storable_utf8(*text); }

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const Problem& problem) {
    require(problem.kind() == Problem::Kind::invalid && is_storable_utf8(problem.what()));
  }
}

void check(const kirim::ContactBody& body) {
  require(is_storable(body.name) && is_storable(body.email) && is_storable(body.metadata));
  const bool has_metadata = body.metadata && !body.metadata->empty();
  require(!has_metadata || JsonTree::read(*body.metadata).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parley::kirim;
  http::Request request;
  request.body = {reinterpret_cast<const char*>(data), size};
  attempt([&] { require(is_storable(read_conversation_body(request).assigned_to)); });
  attempt([&] {
    const auto body = read_new_contact(request);
    check(body);
    require(is_digits(body.phone));
  });
  attempt([&] { check(read_contact_change(request)); });
  attempt([&] { require(is_storable_utf8(read_label_id(request))); });
  attempt([&] { require(read_bulk_label(request).contacts.size() <= 1'000); });
  attempt([&] { require(is_storable(read_new_label(request).name)); });
  attempt([&] {
    const auto color = read_label_change(request).color;
    require(!color || is_color(*color));
  });
  attempt([&] { require(is_storable_utf8(read_message_body(request).wamid)); });
  attempt([&] {
    auto made = read_new_template(request);
    if (made.sample) name_sample(made, "4::a\"b");
    require(JsonTree::read(body_for_meta(made)).has_value() && is_template_name(made.asked.name));
    require(is_storable(made.asked.components) && is_storable(made.asked.variables));
  });
  return 0;
}
