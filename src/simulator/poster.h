#pragma once
// Delivers webhooks as Meta does: signed, and again when the answer is no 200, at once first and then ever
// more rarely.

#include "base/task.h"
#include "http/client.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::simulator {

class Poster {
 public:
  struct Options {
    std::string origin;  // http://host:port; anything else throws std::invalid_argument
    std::string path = "/webhooks/meta";
    std::string app_secret;
    int tries = 8;                            // of one delivery; Meta goes on for days
    std::chrono::milliseconds patience{250};  // before the third try; doubled at each further one
    std::size_t connections = 32;             // at most
  };

  Poster(asio::io_context& context, Options options);

  // Whether the delivery was taken in the end. The poster must outlive it.
  Task<bool> deliver(std::string body);
  // The same of one try.
  Task<bool> post(std::string body);
  // Whether the callback answers Meta's question with its challenge, as it must before webhooks come.
  Task<bool> verify(std::string verify_token);
  // Tries that were refused or not answered.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  Task<bool> attempt(const std::string& body, const std::string& signature);
  Task<std::optional<http::ClientReply>> answer(http::ClientRequest request);

  asio::io_context& context_;
  Options options_;
  http::Client client_;
  std::uint64_t refused_ = 0;
};

}  // namespace parley::simulator
