#pragma once
// Calls to Meta's Graph API, each with the access token of the number that it is for. Tokens go to Meta's hosts only and
// are never logged; where Meta repeats one in its answer, it is blanked.

#include "base/task.h"
#include "domain/attempt.h"
#include "domain/draft.h"
#include "http/client.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parley::meta {

// The version of the Graph API that these calls are written for.
constexpr std::string_view graph_version = "v23.0";

// A number of ours, as Meta knows it.
struct GraphSender {
  std::string phone_number_id;
  std::string access_token;  // empty: no_token, without a call
};

struct Upload {
  std::string mime_type;
  std::string filename;  // of no meaning to Meta but its ending; may be empty
  std::uint64_t bytes = 0;
  std::shared_ptr<http::BodySource> content;  // exactly `bytes`
};

struct MediaInfo {
  std::string id;
  std::string url;  // for five minutes
  std::string mime_type;
  std::string sha256;  // hex
  std::uint64_t bytes = 0;
};

struct Downloaded {
  std::string content_type;
  std::uint64_t bytes = 0;
  bool is_too_large = false;  // more than was allowed: it is not whole
};

// Any other call, as a client made it and as Meta answered.
struct GraphCall {
  std::string method = "GET";
  std::string
      target;  // behind the version: "/106540352242922/message_templates?limit=10"; begins with a slash
  std::string content_type;
  std::string body;
  std::optional<std::chrono::milliseconds> deadline = {};  // in place of the client's own
  // The body is the whole file of an upload session (Meta's page "Resumable Upload API"): such a call names its offset, and
  // shows the token as "OAuth".
  bool is_file_of_session = false;
};
struct GraphAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
};

// Of what is not a send, `unknown` means that it may have been done; what only reads may be asked again.
template <class T>
using GraphResult = std::variant<T, Attempt>;

class GraphClient {
 public:
  struct Options {
    std::string url = "https://graph.facebook.com";  // http or https, a path may follow
    http::Client::Options calls{.deadline = std::chrono::seconds{40},
                                .connections = 64,
                                .connect = std::chrono::seconds{5},
                                .write = std::chrono::seconds{10},
                                .read = std::chrono::seconds{30}};
    std::chrono::milliseconds media_deadline{std::chrono::minutes{10}};
  };

  // Throws std::invalid_argument where the URL is none. Used on the context's thread only, and outlives its calls.
  GraphClient(asio::io_context& context, Options options);

  // `callback_data`: see callback_data_with. Never sends twice.
  Task<Attempt> send(GraphSender from, Draft draft, std::string callback_data, Tried tried);
  // Accepted, without a wamid, or why not.
  Task<Attempt> mark_read(GraphSender from, ReadMark mark);

  // The id under which Meta keeps the file for 30 days.
  Task<GraphResult<std::string>> upload(GraphSender from, Upload file);
  Task<GraphResult<MediaInfo>> media(GraphSender from, std::string id);
  // `url` is MediaInfo's. What the sink took of a file that fails, or has more than `most_bytes`, is to be thrown away.
  Task<GraphResult<Downloaded>> download(GraphSender from, std::string url,
                                         std::shared_ptr<http::BodySink> into, std::size_t most_bytes);
  // Accepted, or why not.
  Task<Attempt> delete_media(GraphSender from, std::string id);

  // Whatever Meta answered, or why it did not.
  Task<GraphResult<GraphAnswer>> call(std::string access_token, GraphCall what);

 private:
  using Calls = std::shared_ptr<http::Client>;

  Task<GraphResult<http::ClientReply>> exchange(Calls calls, http::ClientRequest request, Tried tried = {});
  [[nodiscard]] http::ClientRequest request_to(std::string method, std::string_view path,
                                               const std::string& access_token) const;
  Calls calls_to(const std::string& origin);

  asio::io_context& context_;
  Options options_;
  std::string origin_;
  std::string prefix_;  // of every path: the URL's own and the version
  Calls graph_;
  std::vector<std::pair<std::string, Calls>> others_;  // hosts that files came from, latest last
};

}  // namespace parley::meta
