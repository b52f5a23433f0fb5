#pragma once
// Fetches a file from an address that a client named.

#include "base/task.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace parley::http {

// An https address in two: what http::Client is made for, and what is asked for there.
struct WebPlace {
  std::string origin;  // "https://host" or "https://host:port"
  std::string target;  // path and query; begins with a slash
};
// Nothing for anything that is no https address with a host, or names a user.
std::optional<WebPlace> web_place(std::string_view url);
// Where a redirect from there leads: `location` may be relative.
std::optional<WebPlace> redirected(const WebPlace& from, std::string_view location);

struct WebFile {
  std::string content_type;  // as its server says; may be empty
  std::string body;
};

struct WebOptions {
  std::size_t body_bytes = 0;                  // at most
  std::chrono::milliseconds deadline{15'000};  // for all of it, redirects included
  bool private_too = false;                    // addresses that are not public (http/public_address.h)
};

// Why there is no file, for whoever named the address: "leads to a private address".
struct NoFile {
  std::string why;
  bool is_passing = false;  // it may be there the next time: its server is out of reach, or in trouble
};
using Fetched = std::variant<WebFile, NoFile>;

// A thread of its own: a stranger's name is looked up, and a name server that does not answer holds up whatever else is looked
// up by the same context. One of each process.
class Web {
 public:
  Web();
  // Lets go of what is under way: who waits for it is to have gone.
  ~Web();
  Web(const Web&) = delete;
  Web& operator=(const Web&) = delete;

  // By GET, TLS verified, along three redirects at most. From any thread; the thread begins with the first. What it trusts is
  // read then, too.
  Task<Fetched> get(WebPlace place, WebOptions options);

 private:
  struct Line;
  std::once_flag begun_;
  std::shared_ptr<Line> line_;
};

}  // namespace parley::http
