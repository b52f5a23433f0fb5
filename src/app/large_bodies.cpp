#include "app/large_bodies.h"

#include "base/text.h"
#include "dialects/dialect.h"
#include "http/params.h"
#include "media/sniff.h"

#include <utility>

namespace parley::app {
namespace {

constexpr std::size_t beside_the_file = 1 << 20;
constexpr int unauthorized = 401, too_large = 413;

Task<int> judge(Store& store, Clock now, const http::Request& request) {
  const auto type = ascii_lower(request.header("content-type").value_or(""));
  const auto* const dialect = dialect_of(request.path);
  const bool is_upload =
      request.method == http::Method::post && type.starts_with("multipart/form-data") && dialect != nullptr;
  if (!is_upload) co_return too_large;
  const auto secret = dialect->credential(request, http::Params::of_query(request.query));
  if (!secret) co_return unauthorized;
  const auto token = co_await store.token(*secret);
  const bool is_good = token && token->api == dialect->api && token->usable(now());
  co_return is_good ? 0 : unauthorized;
}

}  // namespace

http::Limits limits_of(const media::Shared* files, Store& store, const Clock& now) {
  http::Limits limits;
  if (files == nullptr) return limits;
  http::LargeBodies large{.folder = files->folder.path() + "/tmp",
                          .most_bytes = media::most_bytes_of_any + beside_the_file};
  large.leaves_free = files->leaves_free;
  large.judge = [&store, now](const http::Request& request) { return judge(store, now, request); };
  limits.large = std::move(large);
  return limits;
}

}  // namespace parley::app
