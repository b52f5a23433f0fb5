// Any body of a send: no crash; what is taken can be stored, and what is made of it is JSON that is read as the same.

#include "base/json.h"
#include "base/text.h"
#include "meta/draft.h"
#include "meta/graph_error.h"

#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string>

namespace parley {
namespace {

void require(bool is_so) {
  if (!is_so) std::abort();
}

void require_texts(std::initializer_list<std::string_view> texts) {
  for (const auto text : texts) require(is_storable_utf8(text));
}

void check(const Draft& draft) {
  const auto& content = draft.content;
  require(!draft.type.empty() && !draft.object.empty() && !draft.to.empty() && content.type == draft.type);
  require_texts({draft.type, draft.object, draft.input, draft.quoted_wamid, draft.callback_data, draft.more});
  require_texts({content.text, content.caption, content.object});
  const auto body = meta::graph_body(draft, draft.callback_data);
  require(JsonTree::read(body).has_value());
  const auto again = meta::read_send_request(body);
  const auto* const same = std::get_if<Draft>(&again);
  require(same != nullptr);
  require(same->object == draft.object && same->to == draft.to && same->more == draft.more);
  require(same->quoted_wamid == draft.quoted_wamid && same->callback_data == draft.callback_data);
  require(meta::graph_body(*same, same->callback_data) == body);
}

void check(const ReadMark& mark) {
  require_texts({mark.wamid});
  require(std::holds_alternative<ReadMark>(meta::read_send_request(meta::graph_body(mark))));
}

void check(const MetaError& error) {
  require(error.code != 0 && error.status == 400 && !error.title.empty());
  require_texts({error.title, error.details});
  require(meta::read_error(400, meta::error_body(error))->error == error);
}

}  // namespace
}  // namespace parley

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  std::visit([](const auto& one) { check(one); }, meta::read_send_request(body));
  meta::read_send_answer(200, body, {});
  meta::read_send_answer(400, body, {.draft = {131000, AttemptReach::draft, 3}});
  return 0;
}
