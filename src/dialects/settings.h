#pragma once
// What an operator decides about the dialects.

#include <boost/describe/enum.hpp>

#include <string>

namespace parley {

BOOST_DEFINE_ENUM_CLASS(ErrorStyle, object, string)

struct DialectSettings {
  std::string
      public_url;  // where clients reach this server, without a slash at its end; empty: as their Host says
  ErrorStyle wapikit_errors = ErrorStyle::object;  // {"message": …}, or a bare string as its frontend expects
  // Whether Meta is told of what is read through an API whose vendor does not say (store/read_marks.h).
  bool read_receipts = true;
  // Whether files are fetched from private addresses, too, where a client names one.
  bool private_links = false;
  std::string summary_url;  // an OpenAI-compatible endpoint for summaries; empty: extractive ones
  std::string summary_model;
  std::string summary_key;
  int kirim_reads_per_minute = 6'000;
  int kirim_writes_per_minute = 600;
  std::string kirim_tier = "pro";
  int wapikit_rates = 1;  // how many times Wapikit's own rates who has a token may ask
};

}  // namespace parley
