#pragma once
// What a demo stands on: its folder, its organization, its numbers, labels and tokens. Making it again
// changes nothing.

#include "app/config.h"
#include "app/demo_files.h"
#include "domain/conversation.h"
#include "store/store.h"

#include <string>
#include <string_view>
#include <vector>

namespace parley::app {

inline constexpr std::string_view demo_email = "owner@demo.example";

struct DemoGround {
  std::string store;  // as --store would name it
  std::string key_file;
  DemoSecrets secrets;
  Organization organization;
  std::vector<Sender> senders;
  std::vector<Label> labels;
  bool empty = true;  // no message yet
};

// Makes what is missing in the folder; that is there.
DemoGround prepare_demo(const Config& config);

}  // namespace parley::app
