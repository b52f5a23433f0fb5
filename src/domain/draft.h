#pragma once
// What is to be sent, as a client asked for it: read, checked, and in Meta's shape already. Made by meta/draft.h.

#include "domain/identity.h"
#include "domain/message.h"

#include <optional>
#include <string>
#include <string_view>

namespace parley {

// All texts are valid UTF-8 without NUL.
struct Draft {
  std::string type;    // Meta's word, verbatim: text, image, template …, or one nobody has seen yet
  std::string object;  // compact JSON of the member that `type` names, otherwise as the client wrote it
  // How it is kept and read in the conversation; its type is `type`. Media have what was said of them: an id or a link,
  // a caption, a file name.
  Content content;

  // The one identifier it goes to: digits of a phone, a BSUID, a parent BSUID or a group's id.
  Identity to;
  std::string input;         // the recipient as the client spelt it: goes to Meta so, and back to the client
  std::string quoted_wamid;  // context.message_id; empty: no reply to one
  std::string
      callback_data;  // the client's own biz_opaque_callback_data, at most 512 code points; empty: none
  std::string
      more;  // compact JSON object of the envelope's other members (recipient_identity_key_hash …); or empty

  // A reaction is no line of the conversation. An empty emoji takes it back.
  struct Reaction {
    std::string target;
    std::string emoji;
  };
  std::optional<Reaction> reaction;  // of type "reaction" only
};

// The person's messages up to this one were read by us. Shows that we type, where asked, until the next send or for 25 s.
struct ReadMark {
  std::string wamid;
  bool typing = false;
};

// How long biz_opaque_callback_data may be, in code points.
constexpr std::size_t longest_callback_data = 512;

// What goes to Meta as biz_opaque_callback_data and comes back in each status, so that a message whose answer was lost
// is found again: our tag, then what the client gave where that still fits. `tag` is ours: letters and digits.
std::string callback_data_with(std::string_view tag, std::string_view clients);
// The tag of a status' callback data; empty where it is not ours.
std::string_view tag_of(std::string_view callback_data);

}  // namespace parley
