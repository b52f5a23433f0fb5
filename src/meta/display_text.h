#pragma once
// The one line by which a message is read in a list.

#include "base/json.h"

#include <string>
#include <string_view>

namespace parley::meta {

// What there is no other text for.
constexpr std::string_view unreadable = "Unsupported message";

// `object` is the member of the message that its type names.
//
//   text          its body
//   button        its text, else its payload
//   interactive   the title of the button or row; the body of a form's answer, else its name; "Call
//   permission: accept";
//                 "Payment method: pix"; of what we sent ourselves the body, else the header, else "Product: id"
//   location      its name, else its address, else "latitude, longitude"
//   contacts      the names of the shared people, else their companies or numbers, joined by ", "
//   order         its text, else "Order (3 items)"
//   system        its body
//   template      its name
//   media, request_welcome, media_placeholder: none
//   unsupported, and whatever is not known: the body, text or title in it, else "Unsupported message"
//
// A known type without its object has none.
std::string display_text(std::string_view type, Json object);

}  // namespace parley::meta
