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
#include <map>
#include <mutex>
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

// At once: each file is in memory until Meta has it, twice while it goes there.
constexpr int most_at_once = 8;
constexpr int most_of_one = 2;  // organization

class Places {
 public:
  // False where there is none.
  bool take(OrganizationId of) {
    const std::lock_guard lock(mutex_);
    if (taken_ >= most_at_once || taken_of_[of.value] >= most_of_one) return false;
    ++taken_;
    ++taken_of_[of.value];
    return true;
  }
  void give_back(OrganizationId of) {
    const std::lock_guard lock(mutex_);
    --taken_;
    if (--taken_of_[of.value] == 0) taken_of_.erase(of.value);
  }

 private:
  std::mutex mutex_;
  int taken_ = 0;
  std::map<std::int64_t, int> taken_of_;
};
Places places;

class Place {
 public:
  explicit Place(OrganizationId of) : of_(of) {}
  ~Place() { places.give_back(of_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  OrganizationId of_;
};

Problem unfit(const std::string& why) {
  return Problem::invalid("components", "components have a sample that " + why);
}
Problem unavailable(const std::string& why) { return {Problem::Kind::unavailable, "sample", why}; }

using Told = std::variant<std::string, Problem>;

class Handing {
 public:
  Handing(Context& context, const Sender& sender) : context_(context), sender_(sender) {}

  Task<Told> hand_over(SampleFile sample) {
    meta::GraphCall whose{.target = "/app?fields=id"};
    auto app = co_await ask_for("id", std::move(whose));
    if (std::holds_alternative<Problem>(app)) co_return std::move(app);
    auto fetched = co_await fetch(std::move(sample));
    if (const auto* const problem = std::get_if<Problem>(&fetched)) co_return *problem;
    auto& file = std::get<Fetched>(fetched);

    auto target = "/" + http::percent_encoded(std::get<std::string>(app)) + "/uploads?file_name=sample";
    target += "&file_length=" + std::to_string(file.bytes.size());
    target += "&file_type=" + http::percent_encoded(file.type);
    meta::GraphCall opening{.method = "POST", .target = std::move(target)};
    auto session = co_await ask_for("id", std::move(opening));
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
    auto answer = co_await context_.web->get(*place, options);
    if (const auto* const none = std::get_if<http::NoFile>(&answer))
      co_return none->is_passing ? unavailable("The sample " + none->why) : unfit(none->why);
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
  if (!places.take(sender.organization)) co_return unavailable("Too many samples are fetched; try again");
  const Place one(sender.organization);
  Handing handing(context, sender);
  co_return co_await handing.hand_over(std::move(sample));
}

}  // namespace parley
