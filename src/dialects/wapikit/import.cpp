#include "dialects/wapikit/import.h"

#include "dialects/wapikit/contact_batch.h"
#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"

namespace parley::wapikit {
namespace {

constexpr std::size_t rows_of_batch = 100;
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

Task<> require_lists(const ImportForm& form, const Spelling& spelling, Context& context) {
  const auto work = [&](const Reader& from) { known_lists(from, spelling, form.lists); };
  co_await context.store.read(Weight::light, work);
}

// Row by row and a transaction a batch, so that a long file takes no more memory than a short one. What is in stays in
// when it breaks off; the same file once more adds the rest.
Task<Progress> import_rows(const ImportForm& form, const Spelling& spelling, Context& context,
                           Listener& listener) {
  Progress progress{.total = rows_of(form)};
  ImportRows rows(form);
  ImportRows::Row row;
  for (bool is_more = true; is_more;) {
    ContactBatch batch(spelling);
    while (batch.size() < rows_of_batch && (is_more = rows.next(row))) {
      ++progress.current;
      if (row.fault.empty()) {
        batch.add(row.contact);
      } else if (++progress.faults <= most_faults_told) {
        listener.fault(progress, row.line, row.fault);
      }
    }
    if (batch.size() == 0) continue;
    std::int64_t added = 0;
    const auto work = [&](Transaction& in) { added = batch.write(in); };
    co_await context.store.write(work);
    progress.added += added;
    listener.batch(progress);
  }
  co_return progress;
}

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

}  // namespace

Task<> import_contact_file(const Call& call, http::Reply& reply, Context& context) {
  const auto form = read_import_form(call.request);
  const Spelling spelling(call, context);
  co_await require_lists(form, spelling, context);
  std::string errors;
  Faults faults(errors);
  const auto progress = co_await import_rows(form, spelling, context, faults);
  faults.end();
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
  const auto form = read_import_form(call.request);
  const Spelling spelling(call, context);
  co_await require_lists(form, spelling, context);
  reply.content_type = "text/plain; charset=utf-8";
  Lines lines(reply.out());
  lines.line("importing", "Importing contacts", {.total = rows_of(form)});
  const auto progress = co_await import_rows(form, spelling, context, lines);
  lines.line("complete", words_of(progress), progress);
}

}  // namespace parley::wapikit
