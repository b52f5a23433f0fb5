#pragma once
// The parts of our OpenAPI document, each in a short notation that openapi_forms.cpp spells out.

#include "base/json_writer.h"

#include <span>
#include <string>
#include <string_view>

namespace parley::kirim {

// What a value is:
//   text int number flag yes map time phone    yes: true; phone: as answers show one
//   text1..50  text..200  map..64              with least and most
//   a|b|c  =a  a|b~b                           one of these words; that word; with the one that stands for none
//   @cnv                                       an id of that kind
//   #Thing  #A/B                               one of the things below; either of two
//   [form]  [form]1..9                         a list, with least and most
// and a ? behind it where it may be null.
void write_form(JsonWriter& json, std::string_view form);

// Lines: a thing's name, then its members, each two blanks in: a name, blanks, a form. A ? in front of the name:
// the member may be missing. A + behind the thing's name: one member at least.
extern const std::string_view openapi_things;

struct Operation {
  std::string_view method, path, tag, summary;
  std::string_view parameters;  // of the query, with blanks between: name:form, or `limit`, `cursor`
  std::string_view body;        // a thing; empty: none
  int status;
  std::string_view answer;  // a thing in an envelope, in brackets: a list of it; empty: an address
  bool is_open = false;     // without a key; then `answer` is a form
};
std::span<const Operation> openapi_operations();

// What the thing is called that an answer holds in its envelope.
std::string envelope_of(std::string_view answer);

// The members of "schemas", of things and of answers, and those of "paths".
void write_schemas(JsonWriter& json);
void write_paths(JsonWriter& json);

}  // namespace parley::kirim
