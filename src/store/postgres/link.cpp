#include "store/postgres/link.h"

#include "store/postgres/failure.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <utility>

namespace parley::postgres {
namespace {

constexpr int binary = 1;

std::string without_line_end(std::string words) {
  while (!words.empty() && (words.back() == '\n' || words.back() == ' ')) words.pop_back();
  return words;
}

// What stands before the address ("dbname") it may say otherwise: a server that went silently is noticed within seconds,
// and of several the one that takes writes is meant. What stands behind says which of its servers this time.
constexpr std::array names{"fallback_application_name",
                           "client_encoding",
                           "target_session_attrs",
                           "keepalives_idle",
                           "keepalives_interval",
                           "keepalives_count",
                           "tcp_user_timeout",
                           "dbname",
                           "host",
                           "hostaddr",
                           "port",
                           static_cast<const char*>(nullptr)};

}  // namespace

void Link::open(const std::string& address, Moment deadline) {
  const auto hosts = hosts_of(address);
  std::string failures;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const auto now = std::chrono::steady_clock::now();
    const auto share = (deadline - now) / static_cast<int>(hosts.size() - i);
    const auto at = (last_host_ + i) % hosts.size();
    try {
      open_one(address, hosts[at], std::max(now, now + share));
      last_host_ = at;
      return;
    } catch (const ServerFailure& failure) {
      failures += (failures.empty() ? "" : "; ") + std::string(failure.what());
    }
  }
  throw ServerFailure(failures);
}

void Link::open_one(const std::string& address, const Host& host, Moment deadline) {
  close();
  const std::array<const char*, names.size()> values{"parley",
                                                     "UTF8",
                                                     "read-write",
                                                     "5",
                                                     "2",
                                                     "3",
                                                     "10000",
                                                     address.c_str(),
                                                     host.name.c_str(),
                                                     host.address.c_str(),
                                                     host.port.c_str(),
                                                     nullptr};
  constexpr int address_is_parsed = 1;
  connection_ = PQconnectStartParams(names.data(), values.data(), address_is_parsed);
  if (connection_ == nullptr) throw std::bad_alloc();
  PQsetNoticeReceiver(connection_, note, this);
  if (PQstatus(connection_) == CONNECTION_BAD) break_off();
  for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK; next = PQconnectPoll(connection_)) {
    if (next == PGRES_POLLING_FAILED) break_off();
    wait_to_connect(next == PGRES_POLLING_WRITING, deadline);
  }
  adopt_socket();
  if (PQsetnonblocking(connection_, 1) != 0 || PQenterPipelineMode(connection_) == 0) break_off();
}

void Link::rest() noexcept {
  watch_.cancel();
  is_watched_ = is_too_silent_ = false;
  silent_since_.reset();
}

void Link::close() noexcept {
  rest();
  release_socket();
  if (connection_ != nullptr) PQfinish(std::exchange(connection_, nullptr));
  expected_.clear();
  last_.reset();
  last_taken_ = last_sent_;
  failure_.reset();
  lost_.clear();
}

void Link::break_off() { break_off(without_line_end(PQerrorMessage(connection_))); }

void Link::break_off(const std::string& words) {
  const auto said = words.empty() ? "the connection broke off" : words;
  close();
  throw ServerFailure("PostgreSQL: " + said);
}

void Link::note(void* link, const PGresult* notice) {
  const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  const bool is_warning = severity != nullptr && std::string_view(severity) == "WARNING";
  if (is_warning) ++static_cast<Link*>(link)->warnings_;
  spdlog::log(is_warning ? spdlog::level::warn : spdlog::level::debug, "PostgreSQL: {}",
              without_line_end(PQresultErrorMessage(notice)));
}

// libpq opens a socket for each address that it tries.
void Link::adopt_socket() {
  const int number = PQsocket(connection_);
  if (socket_ && socket_->native_handle() == number) return;
  release_socket();
  if (number < 0) break_off();
  socket_.emplace(context_.get_executor(), number);
}

// The socket is libpq's to close.
void Link::release_socket() noexcept {
  if (!socket_) return;
  socket_->release();
  socket_.reset();
}

void Link::wait_to_connect(bool to_write, Moment deadline) {
  release_socket();  // the number may be the same and the socket another
  adopt_socket();
  const bool is_late = std::chrono::steady_clock::now() >= deadline;
  auto came = std::make_shared<Signal>(context_);
  if (!is_late) {
    socket_->async_wait(to_write ? Descriptor::wait_write : Descriptor::wait_read,
                        [came](const boost::system::error_code& error) {
                          if (!error) came->tell();
                        });
  }
  if (is_late || !came->wait_until(deadline)) {
    close();
    throw ServerFailure("PostgreSQL: the server did not answer in time");
  }
}

// Goes off at the earliest moment at which it could be too late, and looks whether it is.
void Link::watch() {
  if (is_watched_ || longest_silence_.count() == 0) return;
  is_watched_ = true;
  watch_.expires_at(*silent_since_ + longest_silence_);
  watch_.async_wait([this, life = std::weak_ptr<int>(life_)](const boost::system::error_code& error) {
    if (error || life.expired()) return;
    is_watched_ = false;
    if (!silent_since_ || !socket_ || longest_silence_.count() == 0) return;
    if (std::chrono::steady_clock::now() < *silent_since_ + longest_silence_) return watch();
    is_too_silent_ = true;
    socket_->cancel();
  });
}

void Link::wait_for_socket(bool to_write_too) {
  if (!to_write_too) {
    suspend([this](Resume resume) {
      socket_->async_wait(Descriptor::wait_read, [resume = std::move(resume)](
                                                     const boost::system::error_code&) mutable { resume(); });
    });
    return;
  }
  suspend([this](Resume resume) {
    const auto first = std::make_shared<std::optional<Resume>>(std::move(resume));
    const auto go_on = [first](const boost::system::error_code&) {
      if (!first->has_value()) return;
      auto held = std::move(**first);
      first->reset();
      held();
    };
    socket_->async_wait(Descriptor::wait_read, go_on);
    socket_->async_wait(Descriptor::wait_write, go_on);
  });
  if (socket_) socket_->cancel();
}

bool Link::is_well() {
  if (!is_open()) return false;
  // A server that ends says so first: the second look finds the end.
  const bool is_there = PQconsumeInput(connection_) != 0 && PQconsumeInput(connection_) != 0;
  if (is_there && PQstatus(connection_) == CONNECTION_OK) return true;
  close();
  return false;
}

Link::Ticket Link::sent(int accepted, Kind kind) {
  if (accepted == 0) break_off();
  expected_.push_back(kind);
  return ++last_sent_;
}

Link::Ticket Link::prepare(const std::string& name, const std::string& text, const std::vector<Oid>& types) {
  if (!is_open()) throw ServerFailure("PostgreSQL: the connection is closed");
  return sent(
      PQsendPrepare(connection_, name.c_str(), text.c_str(), static_cast<int>(types.size()), types.data()),
      Kind::preparation);
}

Link::Ticket Link::run_prepared(const std::string& name, const Values& values) {
  if (!is_open()) throw ServerFailure("PostgreSQL: the connection is closed");
  const std::vector<int> formats(values.types.size(), binary);
  return sent(PQsendQueryPrepared(connection_, name.c_str(), static_cast<int>(values.types.size()),
                                  values.bytes.data(), values.lengths.data(), formats.data(), binary),
              Kind::command);
}

Link::Ticket Link::run(const std::string& text, const Values& values) {
  if (!is_open()) throw ServerFailure("PostgreSQL: the connection is closed");
  const std::vector<int> formats(values.types.size(), binary);
  return sent(
      PQsendQueryParams(connection_, text.c_str(), static_cast<int>(values.types.size()), values.types.data(),
                        values.bytes.data(), values.lengths.data(), formats.data(), binary),
      Kind::command);
}

void Link::push() {
  if (!is_open()) throw ServerFailure("PostgreSQL: the connection is closed");
  if (PQflush(connection_) < 0) break_off();
}

void Link::sync() {
  if (!is_open()) throw ServerFailure("PostgreSQL: the connection is closed");
  sent(PQpipelineSync(connection_), Kind::sync);
}

Result Link::take() {
  for (;;) {
    const int left = PQflush(connection_);
    if (left < 0) break_off();
    if (PQisBusy(connection_) == 0) return Result(PQgetResult(connection_));
    if (!silent_since_) silent_since_ = std::chrono::steady_clock::now();
    watch();
    wait_for_socket(left > 0);
    if (!is_open()) throw ServerFailure("PostgreSQL: the connection was closed");
    if (is_too_silent_) break_off("the server says nothing");
    silent_since_.reset();
    if (PQconsumeInput(connection_) == 0) break_off();
  }
}

// A command gives one result, then none, which ends it.
Result Link::take_reply() {
  auto result = take();
  if (!result) break_off();
  while (auto more = take()) result = std::move(more);
  return result;
}

void Link::take_next() {
  const auto kind = expected_.front();
  auto result = kind == Kind::sync ? take() : take_reply();
  expected_.pop_front();
  ++last_taken_;
  const auto status = PQresultStatus(result.get());
  const bool is_good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
  if (!is_good && kind == Kind::preparation) lost_.insert(last_taken_);
  if (!is_good && status != PGRES_PIPELINE_SYNC && status != PGRES_PIPELINE_ABORTED) note_failure(*result);
  if (!is_good) result.reset();
  last_ = std::move(result);
}

void Link::note_failure(const PGresult& result) {
  const auto field = [&result](int name) {
    const char* text = PQresultErrorField(&result, name);
    return std::string(text ? text : "");
  };
  auto words = without_line_end(PQresultErrorMessage(&result));
  const auto severity = field(PG_DIAG_SEVERITY_NONLOCALIZED);
  const bool is_end = severity == "FATAL" || severity == "PANIC" || PQstatus(connection_) == CONNECTION_BAD;
  if (is_end) break_off(words);
  if (!failure_) failure_ = Failure{.state = field(PG_DIAG_SQLSTATE), .words = std::move(words)};
}

Result Link::wait(Ticket ticket) {
  if (!is_open()) throw ServerFailure("PostgreSQL: the connection is closed");
  while (last_taken_ < ticket) take_next();
  if (failure_) fail(failure_->state, failure_->words);
  return std::move(last_);
}

void Link::wait_for_all() { wait(last_sent_); }

void Link::recover() {
  if (!is_open()) return;
  if (!expected_.empty() && expected_.back() != Kind::sync) sync();
  while (!expected_.empty()) take_next();
  failure_.reset();
  if (PQtransactionStatus(connection_) == PQTRANS_IDLE) return;
  run("ROLLBACK", {});
  sync();
  wait_for_all();
}

bool Link::wait_for_news(Moment deadline) {
  if (!is_open()) throw ServerFailure("PostgreSQL: the connection is closed");
  auto came = std::make_shared<Signal>(context_);
  socket_->async_wait(Descriptor::wait_read, [came](const boost::system::error_code&) { came->tell(); });
  const bool is_there = came->wait_until(deadline);
  if (!is_open()) throw ServerFailure("PostgreSQL: the connection was closed");
  if (!is_there) socket_->cancel();
  if (is_there && PQconsumeInput(connection_) == 0) break_off();
  return is_there;
}

std::optional<std::string> Link::notification() {
  if (!is_open()) return std::nullopt;
  const std::unique_ptr<PGnotify, decltype(&PQfreemem)> note(PQnotifies(connection_), PQfreemem);
  if (!note) return std::nullopt;
  return std::string(note->extra);
}

}  // namespace parley::postgres
