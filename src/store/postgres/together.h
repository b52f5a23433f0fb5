#pragma once
// Requests for one conversation each, of one thread: those that wait while others are asked for go to the server in one
// question. Each is asked after it came, so that it is answered with what is there then.

#include "store/postgres/fiber.h"
#include "store/postgres/pool.h"
#include "store/sql/reads.h"

#include <deque>
#include <exception>
#include <memory>

namespace parley::postgres {

class Together {
 public:
  explicit Together(asio::io_context& context) : context_(context) {}

  // In a fiber; as sql::read_conversation.
  bool conversation(Pool& pool, const Sender& sender, std::int64_t number,
                    FunctionRef<void(const ConversationRow&)> sink);

 private:
  struct Asked {
    const Sender& sender;
    std::int64_t number;
    FunctionRef<void(const ConversationRow&)> sink;
    Signal told;
    bool is_over = false, is_there = false;
    std::exception_ptr why = nullptr;
  };
  using Batch = std::deque<std::shared_ptr<Asked>>;

  Batch take();
  static void ask(Pool& pool, Batch& batch);
  void pass_on();

  asio::io_context& context_;
  Batch waiting_;
  bool is_asking_ = false;
};

}  // namespace parley::postgres
