#include "meta/graph_client.h"

#include "base/json.h"
#include "base/secrets.h"
#include "meta/draft.h"
#include "meta/graph_codes.h"
#include "meta/graph_error.h"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace parley::meta {
namespace {

using http::ClientReply;
using http::ClientRequest;

constexpr std::size_t most_other_hosts = 4;
constexpr std::size_t longest_filename = 200;
constexpr std::string_view blanked = "***";  // in the place of a token
constexpr std::size_t shortest_blanked = 8;  // Meta's have some hundred symbols; a short one may be a word
constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view user_agent =
    "curl/7.88.1 (parley/" PARLEY_VERSION ")";  // Meta's file hosts refuse unknown ones
constexpr std::string_view hosts_of_metas[] = {".facebook.com", ".fbsbx.com", ".fbcdn.net", ".whatsapp.net"};

std::string escaped(std::string_view id) { return boost::urls::encode(id, boost::urls::unreserved_chars); }

// https://host:port and what is behind it.
std::pair<std::string, std::string> parted(std::string_view url) {
  const auto scheme = url.find("://");
  const auto path = scheme == url.npos ? url.npos : url.find_first_of("/?#", scheme + 3);
  if (path == url.npos) return {std::string(url), ""};
  return {std::string(url.substr(0, path)), std::string(url.substr(path))};
}

// Whether a token may be shown to that host: Meta's, over TLS, at its own port.
bool is_metas(std::string_view origin) {
  constexpr std::string_view scheme = "https://";
  constexpr std::string_view of_names = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  if (!origin.starts_with(scheme)) return false;
  const auto host = origin.substr(scheme.size());
  if (host.find_first_not_of(of_names) != host.npos) return false;
  return std::ranges::any_of(hosts_of_metas, [&](auto name) { return host.ends_with(name); });
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

Attempt without_token(std::string_view token) {
  return {.outcome = AttemptOutcome::no_token,
          .error = meta_error(token.empty() ? 104 : 190, token.empty() ? "" : "Malformed access token")};
}

// Meta's links to further pages hold the token that it was asked with, and so do its words about a bad one.
void blank_token(std::string& text, std::string_view token) {
  for (auto at = text.find(token); at != text.npos; at = text.find(token, at + blanked.size()))
    text.replace(at, token.size(), blanked);
}

// Whole seconds; a date is not looked at.
std::chrono::milliseconds retry_after(const ClientReply& reply) {
  const auto said = reply.header("Retry-After").value_or("");
  int seconds = 0;
  std::from_chars(said.data(), said.data() + said.size(), seconds);
  return std::chrono::seconds(std::clamp(seconds, 0, 24 * 3600));
}

std::string quoted(std::string_view filename) {
  std::string out;
  for (const char c : filename.substr(0, longest_filename)) {
    const bool is_plain = static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
    out += is_plain ? c : '_';
  }
  return out;
}

std::string mime_of(std::string_view said) {
  const bool is_one = said.find('/') != said.npos && std::ranges::all_of(said, [](unsigned char c) {
                        return c >= 0x20 && c < 0x7F && c != '"';
                      });
  return is_one ? std::string(said) : "application/octet-stream";
}

std::string form_field(const std::string& boundary, std::string_view name, std::string_view value) {
  std::string part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
  part.append(name).append("\"\r\n\r\n").append(value).append("\r\n");
  return part;
}

void put_form(ClientRequest& request, Upload file) {
  const auto boundary = "parley-" + random_symbols(24);
  const auto mime = mime_of(file.mime_type);
  request.headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + boundary);
  request.body = form_field(boundary, "messaging_product", "whatsapp") + form_field(boundary, "type", mime);
  request.body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"";
  request.body += file.filename.empty() ? "file" : quoted(file.filename);
  request.body += "\"\r\nContent-Type: " + mime + "\r\n\r\n";
  request.source = std::move(file.content);
  request.source_bytes = file.bytes;
  request.tail = "\r\n--" + boundary + "--\r\n";
}

// A number, or a text that spells one.
std::uint64_t size_of(Json member) {
  const auto text = member.text();
  std::uint64_t bytes = 0;
  std::from_chars(text.data(), text.data() + text.size(), bytes);
  return bytes;
}

// Why an answer is none that was hoped for.
Attempt failure_in(const ClientReply& reply) {
  auto attempt = read_send_answer(reply.status, reply.body, {}, retry_after(reply));
  if (attempt.outcome == AttemptOutcome::accepted) attempt.outcome = AttemptOutcome::unknown;
  return attempt;
}

Attempt success_in(const ClientReply& reply) {
  const auto tree = JsonTree::read(reply.body);
  if (reply.status / 100 == 2 && tree && tree->root()["success"].is_true())
    return {.outcome = AttemptOutcome::accepted};
  return failure_in(reply);
}

// Catches, because not being answered is what a caller of Meta has to expect, and what came of it differs.
Task<std::variant<ClientReply, http::CallError>> ask(std::shared_ptr<http::Client> calls,
                                                     ClientRequest request) {
  std::optional<http::CallError> failed;
  try {
    auto reply = co_await calls->call(std::move(request));
    co_return std::move(reply);
  } catch (const http::CallError& error) {
    failed = error;
  }
  co_return *failed;
}

Attempt attempt_of(const http::CallError& failed, const Tried& tried = {}) {
  const auto why = failed.code().message();
  return failed.may_have_arrived() ? no_answer(why) : not_sent(why, tried);
}

class Counted final : public http::BodySink {
 public:
  explicit Counted(std::shared_ptr<http::BodySink> into) : into_(std::move(into)) {}
  Task<> take(std::string_view piece) override {
    bytes_ += piece.size();
    co_await into_->take(piece);
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  std::shared_ptr<http::BodySink> into_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

GraphClient::GraphClient(asio::io_context& context, Options options)
    : context_(context), options_(std::move(options)) {
  std::tie(origin_, prefix_) = parted(options_.url);
  while (prefix_.ends_with('/')) prefix_.pop_back();
  graph_ = std::make_shared<http::Client>(context_, origin_, options_.calls);
  prefix_.append("/").append(graph_version);
}

ClientRequest GraphClient::request_to(std::string method, std::string_view path,
                                      const std::string& access_token) const {
  ClientRequest request{.method = std::move(method), .target = prefix_ + std::string(path)};
  request.headers = {{"Authorization", std::string(bearer) + access_token},
                     {"User-Agent", std::string(user_agent)},
                     {"Accept", "*/*"}};
  return request;
}

Task<GraphResult<ClientReply>> GraphClient::exchange(Calls calls, ClientRequest request, Tried tried) {
  const auto& authorization = request.headers.front().second;
  const auto token = authorization.substr(authorization.find(' ') + 1);
  auto result = co_await ask(std::move(calls), std::move(request));
  if (const auto* const failed = std::get_if<http::CallError>(&result)) co_return attempt_of(*failed, tried);
  auto reply = std::get<ClientReply>(std::move(result));
  if (token.size() >= shortest_blanked) {
    blank_token(reply.body, token);
    blank_token(reply.body, escaped(token));
  }
  co_return reply;
}

Task<Attempt> GraphClient::send(GraphSender from, Draft draft, std::string callback_data, Tried tried) {
  if (!is_token(from.access_token)) co_return without_token(from.access_token);
  auto request = request_to("POST", "/" + escaped(from.phone_number_id) + "/messages", from.access_token);
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = graph_body(draft, callback_data);
  const auto result = co_await exchange(graph_, std::move(request), tried);
  if (const auto* const failed = std::get_if<Attempt>(&result)) co_return *failed;
  const auto& reply = std::get<ClientReply>(result);
  co_return read_send_answer(reply.status, reply.body, tried, retry_after(reply));
}

Task<Attempt> GraphClient::mark_read(GraphSender from, ReadMark mark) {
  if (!is_token(from.access_token)) co_return without_token(from.access_token);
  auto request = request_to("POST", "/" + escaped(from.phone_number_id) + "/messages", from.access_token);
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = graph_body(mark);
  const auto result = co_await exchange(graph_, std::move(request));
  if (const auto* const failed = std::get_if<Attempt>(&result)) co_return *failed;
  co_return success_in(std::get<ClientReply>(result));
}

Task<GraphResult<std::string>> GraphClient::upload(GraphSender from, Upload file) {
  if (!is_token(from.access_token)) co_return without_token(from.access_token);
  auto request = request_to("POST", "/" + escaped(from.phone_number_id) + "/media", from.access_token);
  request.deadline = options_.media_deadline;
  put_form(request, std::move(file));
  const auto result = co_await exchange(graph_, std::move(request));
  if (const auto* const failed = std::get_if<Attempt>(&result)) co_return *failed;
  const auto& reply = std::get<ClientReply>(result);
  const auto tree = JsonTree::read(reply.body);
  auto id = tree ? tree->root()["id"].text() : std::string();
  if (reply.status / 100 != 2 || id.empty()) co_return failure_in(reply);
  co_return id;
}

Task<GraphResult<MediaInfo>> GraphClient::media(GraphSender from, std::string id) {
  if (!is_token(from.access_token)) co_return without_token(from.access_token);
  const auto path = "/" + escaped(id) + "?phone_number_id=" + escaped(from.phone_number_id);
  const auto result = co_await exchange(graph_, request_to("GET", path, from.access_token));
  if (const auto* const failed = std::get_if<Attempt>(&result)) co_return *failed;
  const auto& reply = std::get<ClientReply>(result);
  const auto tree = JsonTree::read(reply.body);
  const Json said = tree ? tree->root() : Json();
  MediaInfo info{.id = said["id"].text(),
                 .url = said["url"].text(),
                 .mime_type = said["mime_type"].text(),
                 .sha256 = said["sha256"].text(),
                 .bytes = size_of(said["file_size"])};
  if (reply.status / 100 != 2 || info.url.empty()) co_return failure_in(reply);
  co_return info;
}

Task<GraphResult<Downloaded>> GraphClient::download(GraphSender from, std::string url,
                                                    std::shared_ptr<http::BodySink> into,
                                                    std::size_t most_bytes) {
  if (!is_token(from.access_token)) co_return without_token(from.access_token);
  auto [origin, target] = parted(url.substr(0, url.find('#')));
  if (origin != origin_ && !is_metas(origin))
    co_return Attempt{.outcome = AttemptOutcome::refused,
                      .error = meta_error(131052, "The file is not at a host of Meta's")};
  auto request = request_to("GET", "", from.access_token);
  request.target = target.starts_with('/') ? std::move(target) : "/" + target;
  request.deadline = options_.media_deadline;
  request.body_bytes = most_bytes;
  const auto counted = std::make_shared<Counted>(std::move(into));
  request.sink = counted;
  const auto result = co_await ask(calls_to(origin), std::move(request));
  if (const auto* const failed = std::get_if<http::CallError>(&result)) {
    if (!failed->is_too_large()) co_return attempt_of(*failed);
    co_return Downloaded{.content_type = {}, .bytes = counted->bytes(), .is_too_large = true};
  }
  const auto& reply = std::get<ClientReply>(result);
  if (reply.status / 100 != 2) co_return failure_in(reply);
  co_return Downloaded{std::string(reply.header("Content-Type").value_or("")), counted->bytes()};
}

Task<Attempt> GraphClient::delete_media(GraphSender from, std::string id) {
  if (!is_token(from.access_token)) co_return without_token(from.access_token);
  const auto path = "/" + escaped(id) + "?phone_number_id=" + escaped(from.phone_number_id);
  const auto result = co_await exchange(graph_, request_to("DELETE", path, from.access_token));
  if (const auto* const failed = std::get_if<Attempt>(&result)) co_return *failed;
  co_return success_in(std::get<ClientReply>(result));
}

Task<GraphResult<GraphAnswer>> GraphClient::call(std::string access_token, GraphCall what) {
  if (!is_token(access_token)) co_return without_token(access_token);
  auto request = request_to(std::move(what.method), what.target, access_token);
  if (!what.content_type.empty()) request.headers.emplace_back("Content-Type", std::move(what.content_type));
  if (what.is_file_of_session) {
    request.headers.front().second = "OAuth " + access_token;
    request.headers.emplace_back("file_offset", "0");
  }
  request.body = std::move(what.body);
  request.deadline = what.deadline;
  auto result = co_await exchange(graph_, std::move(request));
  if (auto* const failed = std::get_if<Attempt>(&result)) co_return std::move(*failed);
  auto& reply = std::get<ClientReply>(result);
  co_return GraphAnswer{reply.status, std::string(reply.header("Content-Type").value_or("")),
                        std::move(reply.body)};
}

// A call under way keeps its client when that is forgotten here.
GraphClient::Calls GraphClient::calls_to(const std::string& origin) {
  if (origin == origin_) return graph_;
  auto found = std::ranges::find(others_, origin, &std::pair<std::string, Calls>::first);
  if (found != others_.end()) {
    std::rotate(found, found + 1, others_.end());
    return others_.back().second;
  }
  if (others_.size() == most_other_hosts) others_.erase(others_.begin());
  others_.emplace_back(origin, std::make_shared<http::Client>(context_, origin, options_.calls));
  return others_.back().second;
}

}  // namespace parley::meta
