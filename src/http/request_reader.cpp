#include "http/request_reader.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace parley::http {
namespace {

using enum RequestReader::State;

constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::size_t chunk_window = 2 * Chunks::most_line_bytes;  // at least, behind a head
constexpr std::size_t body_piece = 64 * 1024;                      // read at once of a large body
constexpr std::size_t headers_at_rest = 32;

// Where the head that begins `text` ends, looked for from `from` on; npos where it does not.
std::size_t end_of_head(std::string_view text, std::size_t from) {
  const auto* at = ::memmem(text.data() + from, text.size() - from, head_end.data(), head_end.size());
  if (!at) return text.npos;
  return static_cast<std::size_t>(static_cast<const char*>(at) - text.data()) + head_end.size();
}

bool begins_a_method(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

int status_of(const beast::error_code& error) {
  if (error == beast::http::error::body_limit) return 413;
  if (error == beast::http::error::header_limit) return 431;
  return 400;
}

}  // namespace

RequestReader::RequestReader(std::size_t head_limit, std::size_t body_limit, std::string_view remote,
                             bool secure, LargeBodyRoom* large)
    : head_limit_(head_limit),
      body_limit_(body_limit),
      large_room_(large != nullptr && large->rules != nullptr ? large : nullptr),
      buffer_(bytes_at_rest) {
  request_.remote = remote;
  request_.secure = secure;
}

std::span<char> RequestReader::room() {
  if (large_) {
    large_->written(body_filled_);
    return large_->bytes().subspan(body_filled_, std::min(body_piece, body_length_ - body_filled_));
  }
  if (reads_into_body()) {
    body_.resize(std::min(body_length_, body_filled_ + body_piece));
    return {body_.data() + body_filled_, body_.size() - body_filled_};
  }
  if (begin_ == end_ || end_ == buffer_.size()) move_unread_to(parser_ ? head_stop_ : 0);
  if (end_ == buffer_.size() && !parser_) buffer_.resize(buffer_.size() * 2);
  return {buffer_.data() + end_, buffer_.size() - end_};
}

void RequestReader::took(std::size_t count) { (reads_into_body() ? body_filled_ : end_) += count; }

void RequestReader::move_unread_to(std::size_t place) {
  std::memmove(buffer_.data() + place, buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_ - place;
  begin_ = place;
}

RequestReader::State RequestReader::parse() {
  if (!parser_) return parse_head();
  if (parser_->chunked()) return parse_chunks();
  if (body_filled_ < body_length_) {
    const auto until = std::min(body_length_, body_filled_ + body_piece);
    return large_ && !large_->reserve(until) ? refuse(503) : more;
  }
  return ready(large_ ? large_->text() : std::string_view(body_));
}

RequestReader::State RequestReader::parse_head() {
  while (unread().starts_with("\r\n")) begin_ += 2;  // RFC 9112, 2.2
  const auto bytes = unread();
  if (bytes.empty() || bytes == "\r") return more;
  // What cannot begin a request (a TLS hello, say) is not waited for.
  if (!begins_a_method(bytes[0])) return refuse(400);
  const auto size = end_of_head(bytes, scanned_);
  if (std::min(size, bytes.size()) > head_limit_) return refuse(431);
  if (size == bytes.npos) {
    scanned_ = bytes.size() < head_end.size() ? 0 : bytes.size() - head_end.size() + 1;
    return more;
  }
  if (begin_ + size + chunk_window > buffer_.size()) {
    move_unread_to(0);
    buffer_.resize(std::max(buffer_.size(), size + chunk_window));
  }
  const auto head = unread().substr(0, size);
  parser_.emplace(request_, head);
  parser_->header_limit(static_cast<std::uint32_t>(head_limit_));
  parser_->body_limit(large_room_ ? std::max(body_limit_, large_room_->rules->most_bytes) : body_limit_);
  beast::error_code error;
  parser_->put(boost::asio::buffer(head.data(), head.size()), error);
  begin_ += size;
  head_stop_ = begin_;
  scanned_ = 0;
  if (error) return refuse(status_of(error));
  if (const auto fault = fault_of_head()) return refuse(fault);
  return begin_body();
}

// The status a head is refused with that Beast lets pass, or 0.
int RequestReader::fault_of_head() const {
  const bool is_1_0 = parser_->version() == 10;
  if (parser_->hosts() > 1 || (parser_->hosts() == 0 && !is_1_0)) return 400;
  if (parser_->chunked() && is_1_0) return 400;
  return parser_->foreign_encoding() ? 501 : 0;
}

RequestReader::State RequestReader::begin_body() {
  if (parser_->is_done()) return ready({});
  continue_due_ = parser_->expects_continue() && parser_->version() == 11 && begin_ == end_;
  if (parser_->chunked()) return parse_chunks();
  body_length_ = static_cast<std::size_t>(parser_->content_length().value_or(0));
  if (body_length_ > body_limit_) return asks;
  const auto bytes = unread().substr(0, body_length_);
  begin_ += bytes.size();
  if (bytes.size() == body_length_) return ready(bytes);
  body_ = bytes;
  body_filled_ = bytes.size();
  return more;
}

RequestReader::State RequestReader::admit(int refusal) {
  if (refusal != 0) return refuse(refusal);
  auto made = LargeBody::make(*large_room_, body_length_, request_.remote);
  if (!made) return refuse(503);
  large_.emplace(std::move(*made));
  const auto start = unread().substr(0, body_length_);
  if (!large_->reserve(start.size())) return refuse(503);
  std::ranges::copy(start, large_->bytes().begin());
  begin_ += start.size();
  body_filled_ = start.size();
  return parse();
}

bool RequestReader::take_progress() {
  const auto progress = large_ ? body_filled_ >> 20 : 0;
  return std::exchange(told_progress_, progress) < progress;
}

RequestReader::State RequestReader::parse_chunks() {
  auto bytes = unread();
  const auto state = chunks_.decode(bytes, body_, body_limit_);
  begin_ = end_ - bytes.size();
  switch (state) {
    case Chunks::State::more: return more;
    case Chunks::State::done: return ready(body_);
    case Chunks::State::malformed: return refuse(400);
    case Chunks::State::too_large: return refuse(413);
  }
  return refuse(400);
}

RequestReader::State RequestReader::ready(std::string_view body) {
  request_.body = body;
  return State::ready;
}

RequestReader::State RequestReader::refuse(int status) {
  refusal_ = status;
  return refused;
}

bool RequestReader::take_continue() { return std::exchange(continue_due_, false); }

void RequestReader::next() {
  parser_.reset();
  chunks_ = {};
  request_.headers.clear();
  request_.body = {};
  body_filled_ = body_length_ = told_progress_ = 0;
  body_.clear();
  large_.reset();
  continue_due_ = false;
  if (body_.capacity() > bytes_at_rest) body_.shrink_to_fit();
  if (request_.headers.capacity() > headers_at_rest) request_.headers.shrink_to_fit();
  if (buffer_.size() > bytes_at_rest && end_ - begin_ <= bytes_at_rest) {
    move_unread_to(0);
    buffer_.resize(bytes_at_rest);
    buffer_.shrink_to_fit();
  }
}

}  // namespace parley::http
