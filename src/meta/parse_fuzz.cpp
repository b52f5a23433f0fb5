// Any body: no crash, every text can be stored, every slice lies in the body, every compact JSON is JSON, and
// whatever a strict parser takes for an object is read.

#include "base/json.h"
#include "base/text.h"
#include "meta/parse.h"

#include <simdjson.h>

#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string>

namespace parley {
namespace {

void require(bool is_so) {
  if (!is_so) std::abort();
}

using Texts = std::initializer_list<std::string_view>;

void require_texts(Texts texts) {
  for (const auto text : texts) require(is_storable_utf8(text));
}

void require_json(Texts texts) {
  for (const auto text : texts) {
    if (text.empty()) continue;
    require(is_storable_utf8(text));
    require(JsonTree::read("{\"a\":" + std::string(text) + '}').has_value());
  }
}

void check(const Identity& who) { require_texts({who.phone, who.bsuid, who.parent, who.group}); }
void check(const Profile& profile) { require_texts({profile.name, profile.username}); }

void check(const Content& content) {
  require_texts({content.type, content.text, content.caption});
  require_json({content.object, content.errors});
  require(!content.type.empty());
  if (!content.media) return;
  const auto& media = *content.media;
  require_texts({media.id, media.mime_type, media.sha256, media.filename, media.url});
}

void check(const MessageFact& fact) {
  require(!fact.wamid.empty() && !fact.peer.empty());
  require_texts({fact.wamid, fact.quoted_wamid});
  require_json({fact.context, fact.referral});
  check(fact.peer);
  check(fact.author);
  check(fact.profile);
  check(fact.content);
}

void check(const StatusFact& fact) {
  require(!fact.wamid.empty() && !fact.word.empty());
  require_texts({fact.wamid, fact.word, fact.participant, fact.callback_data});
  require_json({fact.errors, fact.details});
  check(fact.recipient);
  check(fact.profile);
}

template <class About>
void check_about(const About& fact) {
  require(!fact.wamid.empty() && !fact.target.empty());
  require_texts({fact.wamid, fact.target});
  check(fact.peer);
  check(fact.author);
  check(fact.profile);
}

// An edit and a revocation may name nobody: whom they went to is known from their target.
void check(const ReactionFact& fact) {
  require(!fact.peer.empty());
  require_texts({fact.emoji});
  check_about(fact);
}

void check(const EditFact& fact) {
  check(fact.content);
  check_about(fact);
}

void check(const RevokeFact& fact) { check_about(fact); }

void check(const RenameFact& fact) {
  require(!fact.before.empty() && !fact.after.empty() && fact.before != fact.after);
  check(fact.before);
  check(fact.after);
}

void check(const CallFact& fact) {
  require(!fact.id.empty() && !fact.peer.empty());
  require_texts({fact.id, fact.event});
  check(fact.peer);
  check(fact.profile);
}

void check(const AddressBookFact& fact) {
  require_texts({fact.name});
  check(fact.peer);
  check(fact.profile);
}

void check(const PreferenceFact& fact) {
  check(fact.peer);
  check(fact.profile);
}

void check(const NoticeFact& fact) { require_texts({fact.field}); }

void check(const Slice& slice, std::string_view body) {
  require(slice.length > 0 && std::size_t{slice.offset} + slice.length <= body.size());
}

bool is_strictly_an_object(std::string_view body) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  return parser.parse(simdjson::padded_string(body)).get(root) == simdjson::SUCCESS && root.is_object();
}

}  // namespace
}  // namespace parley

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto facts = meta::parse_webhook(body, from_millis(1'750'000'000'000));
  if (!facts) {
    require(!is_strictly_an_object(body));
    return 0;
  }
  for (const auto& fact : facts->facts) {
    require(fact.scope < facts->scopes.size());
    check(fact.raw, body);
    std::visit([](const auto& what) { check(what); }, fact.what);
  }
  for (const auto& parked : facts->parked) {
    require(parked.scope < facts->scopes.size());
    check(parked.raw, body);
    require_texts({parked.path, parked.reason});
  }
  for (const auto& scope : facts->scopes)
    require_texts({scope.waba, scope.phone_number_id, scope.display_phone});
  return 0;
}
