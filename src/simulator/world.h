#pragma once
// All that the simulator knows and keeps, with a limit for each part: what the calls of the Graph API read and change.

#include "base/task.h"
#include "base/time.h"
#include "http/reply.h"
#include "http/request.h"
#include "simulator/courier.h"
#include "simulator/ledger.h"
#include "simulator/limits.h"
#include "simulator/people.h"
#include "simulator/shelf.h"
#include "simulator/switches.h"
#include "simulator/templates.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parley::simulator {

// A number, and the token that its calls need.
struct Account {
  Number number;
  std::string name;
  std::string access_token;
};

struct Options {
  std::vector<Account> accounts;  // one or more
  std::uint64_t seed = 1;         // who people are, what they say, what goes wrong
  std::uint64_t run = 0;  // where ids must not be those of an earlier run: anything that differs; 0: nothing
  std::string app_secret;
  std::string verify_token;
  Switches switches;
  Clock now = system_now;
};

struct World {
  World(asio::io_context& context, Options options);

  [[nodiscard]] Timestamp now() const { return clock(); }
  // What media and windows go by.
  [[nodiscard]] Timestamp ahead() const { return now() + std::chrono::seconds{switches.clock_ahead}; }
  [[nodiscard]] const Account* account(std::string_view phone_number_id) const;
  [[nodiscard]] bool is_waba(std::string_view id) const;
  // Whether the token is that of the account, by the switches.
  [[nodiscard]] bool opens(std::string_view token, const Account& account) const;
  // What a customer writes to a number.
  void say(const Number& number, const Person& person, Content content);

  std::uint64_t seed;
  std::uint64_t run;  // the seed of what happens in this run
  std::string verify_token;
  Clock clock;
  std::vector<Account> accounts;
  Switches switches;
  People people;
  Shelf shelf;
  Templates templates;
  Limits limits;
  Ledger ledger;
  TagCounts attempts;           // how often the same thing was asked for
  std::uint64_t uncounted = 0;  // behind what attempts has room for
  std::uint64_t said = 0;       // messages that customers wrote by POST /simulator/say
  std::map<std::string, std::map<std::string, std::string>> profiles;  // number → field → JSON
  Courier courier;
};

// One call of the Graph API: whose, and what of it.
struct Call {
  const http::Request& request;
  const Account& caller;  // the first whose token it gave
  std::string id;
  std::string edge;                   // behind the id; empty: the object itself
  std::chrono::milliseconds wait{0};  // before the answer leaves
};

// Answers; a call that cannot be answered throws nothing but what a broken machine does.
using Answerer = void (*)(World& world, Call& call, http::Reply& reply);

void refuse(http::Reply& reply, const MetaError& error);
void succeed(http::Reply& reply);
// "Unsupported … request", as for every path that is none.
MetaError unsupported_call(http::Method method, std::string_view id);

// messages.cpp
void send_message(World& world, Call& call, http::Reply& reply);
// files.cpp
void upload_file(World& world, Call& call, http::Reply& reply);
void file_info(World& world, Call& call, http::Reply& reply);
void delete_file(World& world, Call& call, http::Reply& reply);
void download_file(World& world, const http::Request& request, http::Reply& reply);
// numbers.cpp
void number_info(World& world, Call& call, http::Reply& reply);
void list_numbers(World& world, Call& call, http::Reply& reply);
void get_profile(World& world, Call& call, http::Reply& reply);
void set_profile(World& world, Call& call, http::Reply& reply);
void subscriptions(World& world, Call& call, http::Reply& reply);
void start_sync(World& world, Call& call, http::Reply& reply);
void just_succeed(World& world, Call& call, http::Reply& reply);
// sessions.cpp
constexpr std::string_view app_id = "1000000000000001";
constexpr std::string_view session_prefix = "upload:";
void app_info(World& world, Call& call, http::Reply& reply);
void open_session(World& world, Call& call, http::Reply& reply);
void take_file_of_session(World& world, Call& call, http::Reply& reply);
// template_calls.cpp
void list_templates(World& world, Call& call, http::Reply& reply);
void create_template(World& world, Call& call, http::Reply& reply);
void delete_template(World& world, Call& call, http::Reply& reply);
void template_info(World& world, Call& call, http::Reply& reply);
void change_template(World& world, Call& call, http::Reply& reply);
// control.cpp: what is the simulator's own, at /simulator/…
void control(World& world, const http::Request& request, http::Reply& reply);

}  // namespace parley::simulator
