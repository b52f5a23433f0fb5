#include "dialects/wapikit/import.h"

#include "base/problem.h"
#include "dialects/wapikit/contact_batch.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

namespace parley::wapikit {
namespace {

constexpr std::size_t rows_of_batch = 100;
constexpr std::size_t rows_of_step = 1'000;  // wrong ones included
constexpr std::int64_t most_faults_told = 1'000;

// What comes of an import as it goes; told to the caller in one way or the other.
struct Progress {
  std::int64_t total = 0, current = 0, added = 0, faults = 0;
  [[nodiscard]] std::int64_t known() const { return current - added - faults; }
};

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void fault(const Progress& progress, std::size_t line, std::string_view why) = 0;
  virtual void batch(const Progress&) {}
};

Task<> require_lists(const ImportForm& form, const Call& call, Context& context) {
  const Spelling spelling(call, context);
  const auto work = [&](const Reader& from) { known_lists(from, spelling, form.lists); };
  co_await context.store.read(Weight::light, work);
}

// Batch by batch and a transaction each, so that a long file takes no more memory than a short one. What is in stays in
// when it breaks off; the same file once more adds the rest.
class Import {
 public:
  // Borrows the request's body and `context`, not the call.
  Import(ImportForm form, const Call& call, Context& context)
      : form_(std::move(form)),
        spelling_(context.store.seal(), call.token->organization),
        context_(context),
        rows_(form_),
        progress_{.total = rows_of(form_)} {}
  Import(const Import&) = delete;
  Import& operator=(const Import&) = delete;

  // Takes some more rows; false where they were the last.
  Task<bool> step(Listener& listener) {
    ContactBatch batch(spelling_);
    const bool is_more = read_into(batch, listener);
    if (batch.size() == 0) co_return is_more;
    std::int64_t added = 0;
    const auto work = [&](Transaction& in) { added = batch.write(in); };
    co_await context_.store.write(work);
    progress_.added += added;
    listener.batch(progress_);
    co_return is_more;
  }

  [[nodiscard]] const Progress& progress() const { return progress_; }

 private:
  bool read_into(ContactBatch& batch, Listener& listener) {
    ImportRows::Row row;
    for (std::size_t read = 0; batch.size() < rows_of_batch && read < rows_of_step; ++read) {
      if (!rows_.next(row)) return false;
      ++progress_.current;
      if (row.fault.empty()) {
        batch.add(row.contact);
      } else if (++progress_.faults <= most_faults_told) {
        listener.fault(progress_, row.line, row.fault);
      }
    }
    return true;
  }

  ImportForm form_;
  Spelling spelling_;
  Context& context_;
  ImportRows rows_;
  Progress progress_;
};

std::string words_of(const Progress& progress) {
  return std::to_string(progress.added) + " contacts imported, " + std::to_string(progress.known()) +
         " known already, " + std::to_string(progress.faults) + " rows with errors";
}

// The member "errors" of one answer.
class Faults final : public Listener {
 public:
  explicit Faults(std::string& out) : json_(out) { json_.open('['); }
  void fault(const Progress&, std::size_t line, std::string_view why) override {
    json_.open('{').field("row", line).field("message", why).close('}');
  }
  void end() { json_.close(']'); }

 private:
  JsonWriter json_;
};

// Lines of JSON, one a step.
class Lines final : public Listener {
 public:
  explicit Lines(std::string& out) : out_(out) {}
  void line(std::string_view type, std::string_view message, const Progress& progress) {
    JsonWriter(out_)
        .open('{')
        .field("type", type)
        .field("message", message)
        .field("current", progress.current)
        .field("total", progress.total)
        .close('}');
    out_ += '\n';
  }
  void fault(const Progress& progress, std::size_t at, std::string_view why) override {
    line("error", "Row " + std::to_string(at) + ": " + std::string(why), progress);
  }
  void batch(const Progress& progress) override { line("progress", "Importing contacts", progress); }

 private:
  std::string& out_;
};

// The lines, each batch's when the client has taken those before: who reads slowly keeps the writer from nothing. The
// status has left by then, so that what stops an import is its last line.
class ImportLines final : public http::BodySource {
 public:
  ImportLines(ImportForm form, const Call& call, Context& context)
      : import_(std::move(form), call, context) {}

  Task<bool> next(std::string& out) override {
    Lines lines(out);
    const auto stage = std::exchange(stage_, Stage::importing);
    if (stage == Stage::ended) {
      stage_ = Stage::ended;
      co_return false;
    }
    if (stage == Stage::opening) {
      lines.line("importing", "Importing contacts", import_.progress());
      co_return true;
    }
    bool is_more = false;
    std::string fault;
    try {
      is_more = co_await import_.step(lines);
    } catch (const Problem& problem) {
      fault = problem.what();
    } catch (const std::exception& error) {
      spdlog::error("wapikit: an import broke off: {}", error.what());
      fault = "Internal server error";
    }
    if (!is_more) {
      stage_ = Stage::ended;
      const auto& progress = import_.progress();
      lines.line(fault.empty() ? "complete" : "error", fault.empty() ? words_of(progress) : fault, progress);
    }
    co_return true;
  }

 private:
  enum class Stage { opening, importing, ended };

  Import import_;
  Stage stage_ = Stage::opening;
};

}  // namespace

Task<> import_contact_file(const Call& call, http::Reply& reply, Context& context) {
  auto form = read_import_form(call.request);
  co_await require_lists(form, call, context);
  std::string errors;
  Faults faults(errors);
  Import import(std::move(form), call, context);
  for (bool is_more = true; is_more;) is_more = co_await import.step(faults);
  faults.end();
  const auto& progress = import.progress();
  JsonWriter(reply.out())
      .open('{')
      .field("message", words_of(progress))
      .field("total", progress.total)
      .field("imported", progress.added)
      .field("skipped", progress.known())
      .field("failed", progress.faults)
      .key("errors")
      .raw(errors)
      .close('}');
}

Task<> import_contact_file_with_progress(const Call& call, http::Reply& reply, Context& context) {
  auto form = read_import_form(call.request);
  co_await require_lists(form, call, context);
  reply.content_type = "text/plain; charset=utf-8";
  reply.source = std::make_unique<ImportLines>(std::move(form), call, context);
}

}  // namespace parley::wapikit
