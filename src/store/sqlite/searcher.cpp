#include "store/sqlite/searcher.h"

namespace parley::sqlite {
namespace {

constexpr int most_waiting = 64;

// One search: a read transaction with a deadline, both of which end with it, however it ends.
class Search {
 public:
  Search(Connection& db, std::chrono::milliseconds budget) : db_(db) {
    db_.execute("BEGIN");
    db_.limit(std::chrono::steady_clock::now() + budget);
  }
  ~Search() {
    db_.limit(std::nullopt);
    db_.abandon();
  }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

 private:
  Connection& db_;
};

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
  const Search search(*db_, budget_);
  work(*db_);
}

}  // namespace parley::sqlite
