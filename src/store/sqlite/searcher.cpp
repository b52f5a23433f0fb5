#include "store/sqlite/searcher.h"

namespace parley::sqlite {
namespace {

constexpr int most_waiting = 64;

}  // namespace

Searcher::Searcher(std::string path, std::chrono::milliseconds budget)
    : path_(std::move(path)), budget_(budget) {}

Searcher::~Searcher() { finish(); }

void Searcher::finish() {
  ended_ = true;
  pool_.join();
  db_.reset();
}

void Searcher::submit(std::function<void(sql::Connection&)> work,
                      std::function<void(std::exception_ptr)> done) {
  if (ended_ || waiting_ >= most_waiting) throw Problem::unavailable("Too many searches at once; try again");
  ++waiting_;
  boost::asio::post(pool_, [this, work = std::move(work), done = std::move(done)] {
    std::exception_ptr why;
    try {
      run(work);
    } catch (const Interrupted&) {
      why = std::make_exception_ptr(Problem::unavailable("The search took too long; narrow it"));
    } catch (...) {
      why = std::current_exception();
    }
    --waiting_;
    done(why);
  });
}

void Searcher::run(const std::function<void(sql::Connection&)>& work) {
  if (!db_) db_ = std::make_unique<Connection>(path_, Access::read);
  db_->limit(std::chrono::steady_clock::now() + budget_);
  db_->execute("BEGIN");
  try {
    work(*db_);
  } catch (...) {
    db_->limit(std::nullopt);
    db_->execute("ROLLBACK");
    throw;
  }
  db_->limit(std::nullopt);
  db_->execute("COMMIT");
}

}  // namespace parley::sqlite
