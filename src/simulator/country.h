#pragma once
// Where customers come from: how their numbers look, what they are called, what they ask and are told.

#include <span>
#include <string_view>

namespace parley::simulator {

struct Dialogue {
  std::string_view question;
  std::string_view answer;
};

struct Country {
  std::string_view code;      // ISO 3166, as business-scoped user ids start
  std::string_view language;  // ISO 639
  std::string_view dial;      // what mobile numbers start with, country code and all
  int digits;                 // of a whole number
  std::span<const std::string_view> names;
  std::span<const Dialogue> dialogues;
  std::string_view more;      // written behind a question
  std::string_view mistyped;  // is corrected to `corrected`
  std::string_view corrected;
  std::string_view caption;  // under a photo
  std::string_view filename;
  std::string_view yes;     // on a button
  std::string_view thanks;  // answers what is no question
  std::string_view place;
  double latitude;
  double longitude;
  std::string_view currency;
};

std::span<const Country> countries();

}  // namespace parley::simulator
