#pragma once
// A request as it was read: views into the connection's buffer, valid until the handler's coroutine ends.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

struct Header {
  std::string_view name;  // as sent; compared without case
  std::string_view value;
};

struct Request {
  Method method = Method::get;
  std::string_view method_name;  // as sent
  std::string_view target;       // as sent, query and all
  std::string_view path;         // still percent-encoded, without the query
  std::string_view query;        // still percent-encoded, without the question mark
  std::vector<Header> headers;   // in the order sent
  std::string_view body;
  std::string_view remote;  // the peer's address without its port
  bool secure = false;      // came over TLS

  // The first header of that name; nothing where there is none.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

}  // namespace parley::http
