#include "http/reply.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>

namespace parley::http {
namespace {

// Empty for a status that is not in the list.
constexpr std::string_view known_status_line(int status) {
  switch (status) {
    case 200: return "HTTP/1.1 200 OK\r\n";
    case 201: return "HTTP/1.1 201 Created\r\n";
    case 202: return "HTTP/1.1 202 Accepted\r\n";
    case 204: return "HTTP/1.1 204 No Content\r\n";
    case 206: return "HTTP/1.1 206 Partial Content\r\n";
    case 301: return "HTTP/1.1 301 Moved Permanently\r\n";
    case 302: return "HTTP/1.1 302 Found\r\n";
    case 303: return "HTTP/1.1 303 See Other\r\n";
    case 304: return "HTTP/1.1 304 Not Modified\r\n";
    case 307: return "HTTP/1.1 307 Temporary Redirect\r\n";
    case 308: return "HTTP/1.1 308 Permanent Redirect\r\n";
    case 400: return "HTTP/1.1 400 Bad Request\r\n";
    case 401: return "HTTP/1.1 401 Unauthorized\r\n";
    case 402: return "HTTP/1.1 402 Payment Required\r\n";
    case 403: return "HTTP/1.1 403 Forbidden\r\n";
    case 404: return "HTTP/1.1 404 Not Found\r\n";
    case 405: return "HTTP/1.1 405 Method Not Allowed\r\n";
    case 406: return "HTTP/1.1 406 Not Acceptable\r\n";
    case 408: return "HTTP/1.1 408 Request Timeout\r\n";
    case 409: return "HTTP/1.1 409 Conflict\r\n";
    case 410: return "HTTP/1.1 410 Gone\r\n";
    case 412: return "HTTP/1.1 412 Precondition Failed\r\n";
    case 413: return "HTTP/1.1 413 Content Too Large\r\n";
    case 415: return "HTTP/1.1 415 Unsupported Media Type\r\n";
    case 416: return "HTTP/1.1 416 Range Not Satisfiable\r\n";
    case 422: return "HTTP/1.1 422 Unprocessable Content\r\n";
    case 429: return "HTTP/1.1 429 Too Many Requests\r\n";
    case 431: return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    case 500: return "HTTP/1.1 500 Internal Server Error\r\n";
    case 501: return "HTTP/1.1 501 Not Implemented\r\n";
    case 502: return "HTTP/1.1 502 Bad Gateway\r\n";
    case 503: return "HTTP/1.1 503 Service Unavailable\r\n";
    case 504: return "HTTP/1.1 504 Gateway Timeout\r\n";
    default: return {};
  }
}

std::string status_line_of(int status) {
  return "HTTP/1.1 " + std::to_string(status) + " Status " + std::to_string(status) + "\r\n";
}

std::string_view first_line(std::string_view text) {
  constexpr std::string_view breaks("\r\n\0", 3);
  return text.substr(0, text.find_first_of(breaks));
}

}  // namespace

void Reply::clear() {
  status = 200;
  content_type = "application/json; charset=utf-8";
  headers.clear();
  close = false;
  source.reset();
  source_bytes.reset();
  clear_body();
}

void Reply::clear_body() {
  start_ = headroom;
  bytes_.resize(headroom);
}

void Reply::add_header(std::string_view name, std::string_view value) {
  headers += first_line(name);
  headers += ": ";
  headers += first_line(value);
  headers += "\r\n";
}

std::string_view Reply::finish(bool keep_alive, bool head_only, std::string_view date) {
  const bool bodiless = status == 204 || status == 304 || status < 200;
  char length[64] = "Content-Length: ";
  char* end = std::to_chars(length + std::strlen(length), std::end(length) - 2, body().size()).ptr;
  end = std::copy_n("\r\n", 2, end);
  const auto framing = bodiless ? std::string_view() : std::string_view(length, end);
  const auto size = put_head(keep_alive, framing, date);
  const auto whole = std::string_view(bytes_).substr(start_ - size);
  return bodiless || head_only ? whole.substr(0, size) : whole;
}

std::string_view Reply::finish_head(bool keep_alive, bool chunked, std::string_view date) {
  clear_body();
  const auto framing = source_bytes ? "Content-Length: " + std::to_string(*source_bytes) + "\r\n"
                       : chunked    ? std::string("Transfer-Encoding: chunked\r\n")
                                    : std::string();
  const auto size = put_head(keep_alive, framing, date);
  return std::string_view(bytes_).substr(start_ - size, size);
}

// Right in front of the body; how long it is. `framing` is a header line, or nothing of an answer without a body.
std::size_t Reply::put_head(bool keep_alive, std::string_view framing, std::string_view date) {
  const bool typed = (!framing.empty() || source) && !content_type.empty();
  const auto known = known_status_line(status);
  const auto composed = known.empty() ? status_line_of(status) : std::string();
  // Each piece ends where the next one begins a line, so that the usual head is few copies.
  const std::string_view pieces[] = {
      known.empty() ? composed : known,
      typed ? "Content-Type: " : "",
      typed ? content_type : "",
      typed ? "\r\n" : "",
      framing,
      "Date: ",
      date,
      "\r\n",
      headers,
      keep_alive && !close ? "\r\n" : "Connection: close\r\n\r\n",
  };
  std::size_t size = 0;
  for (const auto piece : pieces) size += piece.size();
  if (size > start_) {
    bytes_.insert(0, size - start_, ' ');
    start_ = size;
  }
  auto* to = bytes_.data() + (start_ - size);
  for (const auto piece : pieces) to = std::copy(piece.begin(), piece.end(), to);
  return size;
}

}  // namespace parley::http
