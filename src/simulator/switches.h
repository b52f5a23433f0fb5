#pragma once
// What goes wrong on purpose, how often, and how fast the rest is: by name, in the words of a command line and of JSON.

#include "base/json.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parley::simulator {

// Milliseconds, both ends included.
struct Range {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

struct ErrorShare {
  int code = 0;
  double share = 1;
};
using ErrorShares = std::vector<ErrorShare>;

// Shares are 0 … 1: of all messages, webhooks …, drawn for each.
struct Switches {
  // Answers to sends
  ErrorShares error;
  double lost_request = 0;
  double lost_answer = 0;
  double half_answer = 0;
  Range answer_after{0, 0};

  // What Meta knows and allows
  std::int64_t rate = 80;  // 0: any
  bool pair_limit = true;
  bool window = false;
  bool check_templates = true;
  bool check_media = true;
  bool token_expired = false;

  // What becomes of a message
  Range sent_after{20, 80};
  Range delivered_after{100, 400};
  Range read_after{300, 2'000};
  ErrorShares fail;
  double undelivered = 0;
  double read = 0.9;
  bool callback_data = true;
  bool conversation = true;

  // Customers
  double reply = 0.3;
  Range reply_after{1'000, 4'000};
  double rotate = 0;
  std::int64_t chatter = 0;  // webhooks a minute

  // Webhooks
  Range delay{0, 0};
  double repeat = 0;
  std::int64_t reorder = 0;  // milliseconds
  double drop = 0;
  bool retry = true;
  Range retry_after{250, 60'000};
  std::int64_t batch = 1;

  // Files, templates, and the clock that they and the window go by
  bool media_gone = false;
  double template_rejected = 0;
  Range template_after{500, 1'500};
  std::int64_t clock_ahead = 0;  // seconds
};

using SwitchMember = std::variant<bool Switches::*, double Switches::*, std::int64_t Switches::*,
                                  Range Switches::*, ErrorShares Switches::*>;
struct Switch {
  std::string_view name;  // with underscores; an option has dashes
  SwitchMember member;
  std::string_view words;  // for people
};
std::span<const Switch> all_switches();

// Sets one from text: on, off, 0.25, 25%, 100, 100..500, 131047=0.01,131026=0.5 (a code alone: always; empty: none).
// Gives what is wrong with it, and sets nothing then; empty: it is set.
std::string set_switch(Switches& switches, std::string_view name, std::string_view text);
// Sets what a JSON object names: all of it, or nothing and why.
std::string set_switches(Switches& switches, Json object);

// As JSON that set_switches takes.
std::string json_of(const Switches& switches);

}  // namespace parley::simulator
