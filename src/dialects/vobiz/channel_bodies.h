#pragma once
// What is said of a channel that is made or changed; pure. What is wrong throws Problem::invalid with the words the caller
// reads.

#include "base/json.h"
#include "dialects/vobiz/vobiz.h"

#include <optional>
#include <string>

namespace parley::vobiz {

struct ChannelBody {
  std::string waba, phone_number_id;
  std::string phone;  // digits
  std::string name;   // empty: as Meta has it
  std::string access_token;
  std::string onboarding;  // the vendor's word for whence the number comes
};
ChannelBody read_channel(Json body, State state);

struct ChannelChange {
  std::optional<std::string> access_token, name;
};
ChannelChange read_channel_change(Json body);

}  // namespace parley::vobiz
