// Any body and any header: no crash, what is signed is recognised, and what is not is not.

#include "base/text.h"
#include "meta/signature.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

constexpr std::string_view scheme = "sha256=";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The first line is the header, the rest the body.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(input.find('\n'), size);
  const auto header = input.substr(0, line);
  const auto body = input.substr(std::min(line + 1, size));

  const std::vector<std::string> secrets{"s3cr3t-app"};
  const auto signature = parley::meta::signature_of(body, secrets[0]);
  const std::string_view ours = signature;
  if (parley::meta::signed_by(body, ours, secrets) != 0U) std::abort();
  const bool is_signed = parley::meta::signed_by(body, header, secrets).has_value();
  const bool is_plain = std::all_of(body.begin(), body.end(), [](char c) { return c >= 0 && c <= 0x7E; });
  const bool is_same = header.starts_with(scheme) &&
                       parley::equal_ignoring_case(header.substr(scheme.size()), ours.substr(scheme.size()));
  if (is_plain && is_signed != is_same) std::abort();
  return 0;
}
