#pragma once
// A message's content between its domain form and its columns: type and text stand alone, the rest is packed.

#include "domain/fact.h"
#include "store/sql/packed.h"
#include "store/sql/stored_message.h"

#include <string>
#include <string_view>

namespace parley::sql {

// Everything of `content` in one blob, as revisions keep it.
std::string pack_content(const Content& content);

// Columns of a message that its content fills: type, text, cold (the parts that are not content are kept) and the
// media's flags.
void put_content(StoredMessage& message, std::string_view packed_content);

// The content of a message's columns, as pack_content would give it.
std::string content_of(const StoredMessage& message);

// The message without anything to read: what a revoke leaves.
void clear_content(StoredMessage& message);

// One cold column changed.
void put_cold(StoredMessage& message, Cold tag, std::string_view text);

// Fills what `packed` lacks from `other`.
std::string filled_content(std::string_view packed, std::string_view other);

}  // namespace parley::sql
