#include "dialects/whats91/to_meta.h"

#include "dialects/ask_meta.h"
#include "dialects/kept_templates.h"

#include <memory>
#include <utility>
#include <variant>

namespace parley::whats91 {
namespace {

// To this dialect's clients a server without Meta is a number that is not set up.
Upstream& upstream_of(const Context& context) {
  if (context.upstream != nullptr) return *context.upstream;
  throw Problem(Problem::Kind::forbidden, "account", "This server does not speak to Meta");
}

// The whole body at once.
class OnePiece final : public http::BodySource {
 public:
  explicit OnePiece(std::string_view bytes) : bytes_(bytes) {}
  Task<bool> next(std::string& out) override {
    out += bytes_;
    co_return !std::exchange(bytes_, std::string()).empty();
  }

 private:
  std::string bytes_;
};

}  // namespace

Task<Template> find_template(Context& context, const Sender& sender, const std::string& name,
                             std::string_view language) {
  if (!is_template_name(name)) throw Problem::not_found("template");
  const auto from = co_await upstream_of(context).as(sender);
  if (from.access_token.empty())
    throw Problem(Problem::Kind::forbidden, "access token", "The number has no access token to send with");
  const auto all = co_await find_templates(context, sender, name, language);
  auto found = template_in(all, language);
  if (!found) throw Problem::not_found("template");
  co_return *std::move(found);
}

Task<std::string> upload(Context& context, const Sender& sender, const FormFile& file) {
  const auto& upstream = upstream_of(context);
  auto from = co_await upstream.as(sender);
  meta::Upload what{.mime_type = std::string(file.mime_type), .filename = file.filename};
  what.bytes = file.bytes.size();
  what.content = std::make_shared<OnePiece>(file.bytes);
  auto result = co_await upstream.graph().upload(std::move(from), std::move(what));
  if (const auto* const failed = std::get_if<Attempt>(&result)) throw problem_of(*failed);
  co_return std::get<std::string>(std::move(result));
}

}  // namespace parley::whats91
