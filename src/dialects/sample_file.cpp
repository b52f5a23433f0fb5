#include "dialects/sample_file.h"

#include "base/json.h"
#include "dialects/ask_meta.h"
#include "dialects/budget.h"
#include "dialects/settings.h"
#include "http/params.h"
#include "http/web.h"
#include "media/sniff.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

namespace parley {
namespace {

constexpr std::string_view images[] = {"image/jpeg", "image/png"};
constexpr std::string_view videos[] = {"video/mp4"};
constexpr std::string_view documents[] = {"application/pdf"};

struct Format {
  std::string_view name;
  std::span<const std::string_view> types;
  std::size_t most_bytes;
};
constexpr Format formats[] = {
    {"IMAGE", images, 5 << 20}, {"VIDEO", videos, 16 << 20}, {"DOCUMENT", documents, 16 << 20}};

// What a claim lasts (dialects/claim.h), less the longest that making the template takes.
constexpr std::chrono::seconds longest{18};
constexpr std::chrono::seconds longest_fetch{10};

// At once on one thread: each file is in memory until Meta has it.
constexpr int most_at_once = 4;
thread_local int at_once = 0;

class OneFile {
 public:
  OneFile() { ++at_once; }
  ~OneFile() { --at_once; }
  OneFile(const OneFile&) = delete;
  OneFile& operator=(const OneFile&) = delete;
};

Problem unfit(const std::string& why) { return Problem::invalid("components", "have a sample that " + why); }

using Told = std::variant<std::string, Problem>;

class Handing {
 public:
  Handing(Context& context, const Sender& sender) : context_(context), sender_(sender) {}

  Task<Told> hand_over(SampleFile sample) {
    auto app = co_await ask_for("id", {.target = "/app?fields=id"});
    if (std::holds_alternative<Problem>(app)) co_return std::move(app);
    auto fetched = co_await fetch(std::move(sample));
    if (const auto* const problem = std::get_if<Problem>(&fetched)) co_return *problem;
    auto& file = std::get<Fetched>(fetched);

    auto target = "/" + http::percent_encoded(std::get<std::string>(app)) + "/uploads?file_name=sample";
    target += "&file_length=" + std::to_string(file.bytes.size());
    target += "&file_type=" + http::percent_encoded(file.type);
    auto session = co_await ask_for("id", {.method = "POST", .target = std::move(target)});
    if (std::holds_alternative<Problem>(session)) co_return std::move(session);

    meta::GraphCall going{.method = "POST", .target = "/" + std::get<std::string>(session)};
    going.content_type = file.type;
    going.body = std::move(file.bytes);
    going.is_file_of_session = true;
    co_return co_await ask_for("h", std::move(going));
  }

 private:
  struct Fetched {
    std::string_view type;
    std::string bytes;
  };

  // The text of that member of what Meta answers.
  Task<Told> ask_for(std::string_view member, meta::GraphCall what) {
    what.deadline = budget_.rest(longest);
    const auto answer = co_await call_as(context_, sender_, std::move(what));
    if (const auto failed = failure_of(answer)) co_return problem_with_account(*failed);
    const auto tree = JsonTree::read(std::get<meta::GraphAnswer>(answer).body);
    auto text = tree ? tree->root()[member].text() : std::string();
    if (text.empty())
      co_return Problem(Problem::Kind::unavailable, "meta", "Meta's answer has no " + std::string(member));
    co_return text;
  }

  Task<std::variant<Fetched, Problem>> fetch(SampleFile sample) {
    const auto* const format = std::ranges::find(formats, sample.format, &Format::name);
    const auto place = http::web_place(sample.url);
    if (format == std::end(formats) || !place) co_return unfit("has no https address");
    const http::WebOptions options{.body_bytes = format->most_bytes,
                                   .deadline = budget_.rest(longest_fetch),
                                   .private_too = context_.settings->private_links};
    auto answer = co_await http::get_from_web(*place, options);
    if (const auto* const none = std::get_if<http::NoFile>(&answer)) co_return unfit(none->why);
    auto& file = std::get<http::WebFile>(answer);
    const auto type =
        media::served_mime(std::string_view(file.body).substr(0, media::sniffed_bytes), file.content_type);
    if (std::ranges::find(format->types, type) == format->types.end())
      co_return unfit("is no " + sample.format + " that Meta takes");
    co_return Fetched{type, std::move(file.body)};
  }

  Context& context_;
  const Sender& sender_;
  const Budget budget_{longest};
};

}  // namespace

Task<std::variant<std::string, Problem>> hand_over_sample(Context& context, const Sender& sender,
                                                          SampleFile sample) {
  if (context.upstream == nullptr)
    co_return Problem(Problem::Kind::unavailable, "meta", "This server does not speak to Meta");
  if (at_once >= most_at_once)
    co_return Problem(Problem::Kind::unavailable, "sample", "Too many samples are fetched; try again");
  const OneFile one;
  Handing handing(context, sender);
  co_return co_await handing.hand_over(std::move(sample));
}

}  // namespace parley
