#include "dialects/whats91/to_meta.h"

#include "dialects/upload_file.h"
#include "meta/graph_error.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

namespace parley::whats91 {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::chrono::seconds keep_for{60};
constexpr std::chrono::seconds keep_absent_for{5};
constexpr std::size_t most_kept = 1000;

// Meta allows some thousand such questions an hour, and a campaign is as many sends of one template.
class KeptTemplates {
 public:
  // Null where it has to be asked for.
  const std::optional<Template>* find(const std::string& key) {
    const auto at = kept_.find(key);
    if (at == kept_.end() || at->second.until < std::chrono::steady_clock::now()) return nullptr;
    return &at->second.what;
  }
  void keep(const std::string& key, std::optional<Template> what) {
    if (kept_.size() >= most_kept) kept_.clear();
    const auto until = std::chrono::steady_clock::now() + (what ? keep_for : keep_absent_for);
    kept_[key] = {.what = std::move(what), .until = until};
  }
  void drop(const std::string& prefix) {
    std::erase_if(kept_, [&](const auto& each) { return each.first.starts_with(prefix); });
  }

 private:
  struct Kept {
    std::optional<Template> what;
    SteadyTime until;
  };
  std::map<std::string, Kept> kept_;
};

KeptTemplates& kept_templates() {
  static thread_local KeptTemplates kept;
  return kept;
}

std::string key_of(const Sender& sender, std::string_view name) {
  return sender.waba + ' ' + sender.phone_number_id + ' ' + std::string(name) + ' ';
}

// As Meta allows them, so that nothing else stands in the address.
bool is_template_name(std::string_view name) {
  constexpr std::size_t longest = 512;
  return !name.empty() && name.size() <= longest && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Problem setup_incomplete() {
  return {Problem::Kind::conflict, "sender",
          "The number cannot ask Meta: its account or access token is missing"};
}

std::string words_of(const MetaError& error) { return error.details.empty() ? error.title : error.details; }

Problem problem_of(const Attempt& attempt) {
  if (attempt.outcome == AttemptOutcome::no_token) return setup_incomplete();
  if (attempt.outcome == AttemptOutcome::refused) return Problem::invalid("meta", words_of(attempt.error));
  return Problem::unavailable("Meta could not be asked; try again");
}

template <class T>
T taken(meta::GraphResult<T> result) {
  if (const auto* attempt = std::get_if<Attempt>(&result)) throw problem_of(*attempt);
  return std::get<T>(std::move(result));
}

void need_answer(const meta::GraphAnswer& answer) {
  constexpr int bad_token = 190;
  const auto read = meta::read_error(answer.status, answer.body);
  if (!read) return;
  if (read->error.code == bad_token) throw setup_incomplete();
  if (!read->is_metas || read->is_transient || answer.status >= 500 || answer.status == 429)
    throw Problem::unavailable("Meta could not be asked; try again");
  throw Problem::invalid("meta", words_of(read->error));
}

}  // namespace

Task<Template> find_template(Context& context, const Sender& sender, std::string_view name,
                             std::string_view language) {
  if (!is_template_name(name)) throw Problem::not_found("template");
  const auto key = key_of(sender, name) + std::string(language);
  const auto* kept = kept_templates().find(key);
  if (!kept) {
    if (!context.upstream || sender.waba.empty()) throw setup_incomplete();
    const auto from = co_await context.upstream->as(sender);
    meta::GraphCall what;
    what.target = '/' + sender.waba + "/message_templates?name=" + std::string(name) +
                  "&fields=name,language,status,category,parameter_format,components&limit=100";
    const auto answer = taken(co_await context.upstream->graph().call(from.access_token, std::move(what)));
    need_answer(answer);
    const auto tree = JsonTree::read(answer.body);
    auto found = tree ? template_in(tree->root(), name, language) : std::nullopt;
    kept_templates().keep(key, std::move(found));
    kept = kept_templates().find(key);
  }
  if (!kept || !*kept) throw Problem::not_found("template");
  co_return **kept;
}

void forget_template(const Sender& sender, std::string_view name) {
  kept_templates().drop(key_of(sender, name));
}

Task<std::string> upload(Context& context, const Sender& sender, const FormFile& file) {
  if (!context.upstream) throw setup_incomplete();
  media::NewFile going{
      .mime_type = std::string(file.mime_type), .filename = file.filename, .bytes = file.bytes};
  co_return taken(co_await upload_file(context, sender, std::move(going)));
}

}  // namespace parley::whats91
