#pragma once
// Beast's parser, told to leave the bytes where they are: it writes views of the head into a Request, and
// hands the pieces of a chunked body to whoever owns it.

#include "http/request.h"

#include <boost/beast/http/basic_parser.hpp>

#include <string>
#include <string_view>

namespace parley::http {

namespace beast = boost::beast;

class HeadParser final : public beast::http::basic_parser<true> {
 public:
  // `bytes` is where the head will stand; a value that had to be pieced together elsewhere (a folded line) is
  // refused.
  HeadParser(Request& request, std::string_view bytes) : request_(request), bytes_(bytes) {}

  [[nodiscard]] int version() const { return version_; }
  // An encoding of the body other than the one we read.
  [[nodiscard]] bool foreign_encoding() const { return foreign_encoding_; }
  // HTTP/1.1 demands one Host, no more and no less.
  [[nodiscard]] int hosts() const { return hosts_; }
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }

 private:
  using Field = beast::http::field;
  using Text = beast::string_view;
  using Error = beast::error_code;

  void on_request_impl(beast::http::verb verb, Text name, Text target, int version, Error& error) override;
  void on_field_impl(Field field, Text name, Text value, Error& error) override;

  // What a request has not, or what its reader does itself.
  void on_header_impl(Error&) override {}
  void on_response_impl(int, Text, int, Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(Text piece, Error&) override { return piece.size(); }
  std::size_t on_chunk_body_impl(std::uint64_t, Text piece, Error&) override { return piece.size(); }
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  void on_finish_impl(Error&) override {}

  Request& request_;
  std::string_view bytes_;
  int version_ = 11;
  int hosts_ = 0;
  bool foreign_encoding_ = false;
  bool expects_continue_ = false;
};

}  // namespace parley::http
