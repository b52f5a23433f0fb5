#pragma once
// One turn of a conversation: what a customer sends, what is answered, and what becomes of the answer.

#include "simulator/scenario.h"

#include <boost/describe/enum.hpp>

#include <vector>

namespace parley::simulator {

// What a customer does.
BOOST_DEFINE_ENUM_CLASS(Deed, ask, ask_in_two, ask_and_react, ask_and_edit, ask_and_revoke, send_photo,
                        send_voice, send_document, send_place, send_contact, press_button, pick_row, buy,
                        send_unsupported, change_number)

// As many of each as there are to be among fifty.
std::vector<int> new_deck();

// How fast people are, in seconds.
struct Pace {
  std::int64_t least;
  std::int64_t most;
};

class Exchange {
 public:
  Exchange(Dice& dice, Customer& customer, Timestamp start, Pace pace)
      : dice_(dice), customer_(customer), now_(start), pace_(pace) {}

  // The steps of it, not in order: a status may be told before what came before it.
  std::vector<Step> play(Deed deed);
  // What both wrote before the number was connected.
  std::vector<Step> remember(int messages);

 private:
  void ask_again(std::string_view words);
  void correct();
  void take_back();
  void change_number();
  void answer(std::string_view words);
  void react();
  std::string say(Content content, std::string quoted = {});
  Content content_of(Deed deed);
  void wait() { now_ += dice_.seconds(pace_.least, pace_.most); }
  void step(std::string body) { steps_.push_back({now_, std::move(body)}); }
  void step_of_theirs(std::string body) {
    steps_.push_back({now_, std::move(body), customer_.number.phone_number_id, customer_.person.wa_id});
  }
  std::string wamid() { return new_wamid(dice_); }
  MediaFile file(std::string_view mime_type);

  Dice& dice_;
  Customer& customer_;
  Timestamp now_;
  Pace pace_;
  std::vector<Step> steps_;
};

}  // namespace parley::simulator
