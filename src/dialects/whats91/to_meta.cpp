#include "dialects/whats91/to_meta.h"

#include "dialects/ask_meta.h"
#include "dialects/kept_templates.h"
#include "dialects/upload_file.h"

#include <utility>
#include <variant>

namespace parley::whats91 {
namespace {

// To this dialect's clients a server without Meta is a number that is not set up.
Upstream& upstream_of(const Context& context) {
  if (context.upstream != nullptr) return *context.upstream;
  throw Problem(Problem::Kind::forbidden, "account", "This server does not speak to Meta");
}

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
  upstream_of(context);
  media::NewFile going{
      .mime_type = std::string(file.mime_type), .filename = file.filename, .bytes = file.bytes};
  auto result = co_await upload_file(context, sender, std::move(going));
  if (const auto* const failed = std::get_if<Attempt>(&result)) throw problem_of(*failed);
  co_return std::get<std::string>(std::move(result));
}

}  // namespace parley::whats91
