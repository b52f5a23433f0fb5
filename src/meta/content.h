#pragma once
// What a message says: its type's object, and the text that stands for it in a list.

#include "base/json.h"
#include "domain/message.h"

#include <string>

namespace parley::meta {

// The type as Meta spelt it; where it is missing, the first known type whose object is there, else "unknown".
std::string type_of(Json message);

bool is_media(std::string_view type);

// `message` is a message, or what an edit puts in its place.
Content content_of(Json message);
// What `object`, the member that `type` names, says.
Content content_of(std::string type, Json object);

// Meta's errors as a compact JSON array; empty where there are none.
std::string errors_of(Json errors);

}  // namespace parley::meta
