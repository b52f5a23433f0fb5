#include "store/postgres/searcher.h"

#include "base/problem.h"
#include "store/postgres/reading.h"

#include <boost/asio/post.hpp>

#include <utility>

namespace parley::postgres {
namespace {

constexpr int most_waiting = 64;
// A search is mostly the server's work; a second one may go on beside it.
constexpr Pool::Limits limits{
    .connections = searching_connections, .waiting = most_waiting, .patience = std::chrono::seconds{60}};

}  // namespace

Searcher::Searcher(const Server& server, std::chrono::milliseconds budget)
    : budget_(budget),
      pool_(std::make_shared<Pool>(context_, server, limits)),
      thread_([this] { context_.run(); }) {}

Searcher::~Searcher() { finish(); }

void Searcher::finish() {
  if (!ended_.exchange(true)) asio::post(context_, [this] { guard_.reset(); });
  if (thread_.joinable()) thread_.join();
}

void Searcher::submit(Work work, Done done) {
  if (!try_submit(std::move(work), std::move(done)))
    throw Problem::unavailable("Too many searches at once; try again");
}

bool Searcher::try_submit(Work work, Done done) {
  if (ended_ || waiting_ >= most_waiting) return false;
  ++waiting_;
  asio::post(context_, [this, work = std::move(work), done = std::move(done)] {
    start_fiber([this, work] { read_moment(*pool_, budget_, work); },
                [this, done](const std::exception_ptr& why) {
                  --waiting_;
                  done(why);
                });
  });
  return true;
}

}  // namespace parley::postgres
