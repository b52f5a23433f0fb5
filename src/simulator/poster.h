#pragma once
// Delivers webhooks as Meta does: signed, and again when the answer is no 200, at once first and then ever
// more rarely.

#include "base/task.h"
#include "http/client.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::simulator {

class Poster {
 public:
  struct Options {
    std::string origin;  // http://host:port
    std::string path = "/webhooks/meta";
    std::string app_secret;
    int tries = 8;                            // of one delivery; Meta goes on for days
    std::chrono::milliseconds patience{250};  // before the third try; doubled at each further one
  };

  Poster(asio::io_context& context, Options options);

  // Whether the delivery was taken in the end. The poster must outlive it.
  Task<bool> deliver(std::string body);
  // Tries that were refused or not answered.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  Task<bool> attempt(const std::string& body, const std::string& signature);

  asio::io_context& context_;
  Options options_;
  http::Client client_;
  std::uint64_t refused_ = 0;
};

}  // namespace parley::simulator
