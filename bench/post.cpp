// post PORT FILE CONNECTIONS SECONDS [RATE]: sends the requests of a file that `sign` wrote (or bench/run, for reads)
// over kept connections, each once, until the time or the file is over. With a rate it starts so many a second, whatever
// the answers take, and counts an answer's time from when the request was due. Prints one JSON object.

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parley::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;

class Requests {
 public:
  explicit Requests(const char* file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read the file of requests");
    bytes_.assign(std::istreambuf_iterator<char>(in), {});
  }

  // Empty at the end.
  std::string_view next() {
    std::uint32_t length = 0;
    if (at_ + sizeof length > bytes_.size()) return {};
    std::memcpy(&length, bytes_.data() + at_, sizeof length);
    const std::string_view request(bytes_.data() + at_ + sizeof length, length);
    at_ += sizeof length + length;
    return request;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

struct Run {
  Requests requests;
  Steady::time_point start, end;
  std::chrono::nanoseconds between{0};  // 0: as fast as answers come
  std::uint64_t begun = 0, refused = 0, bytes = 0;
  std::vector<std::uint32_t> micros;
};

class Client {
 public:
  Client(asio::io_context& context, Run& run, std::uint16_t port)
      : run_(run), socket_(context), timer_(context) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    socket_.set_option(tcp::no_delay(true));
  }

  void next() {
    due_ = Steady::now();
    if (run_.between.count() > 0) due_ = run_.start + run_.begun * run_.between;
    if (std::max(due_, Steady::now()) >= run_.end) return;
    ++run_.begun;
    if (due_ <= Steady::now()) return send();
    timer_.expires_at(due_);
    timer_.async_wait([this](boost::system::error_code) { send(); });
  }

 private:
  void send() {
    const auto request = run_.requests.next();
    if (request.empty()) return;
    asio::async_write(socket_, asio::buffer(request), [this](boost::system::error_code error, std::size_t) {
      if (error) throw std::runtime_error("write: " + error.message());
      read_head();
    });
  }

  void read_head() {
    asio::async_read_until(socket_, asio::dynamic_buffer(answer_), "\r\n\r\n",
                           [this](boost::system::error_code error, std::size_t head) {
                             if (error) throw std::runtime_error("read: " + error.message());
                             read_body(head);
                           });
  }

  void read_body(std::size_t head) {
    const auto whole = head + content_length(head);
    if (answer_.size() >= whole) return done(whole);
    asio::async_read(socket_, asio::dynamic_buffer(answer_), asio::transfer_exactly(whole - answer_.size()),
                     [this, whole](boost::system::error_code error, std::size_t) {
                       if (error) throw std::runtime_error("read: " + error.message());
                       done(whole);
                     });
  }

  [[nodiscard]] std::size_t content_length(std::size_t head) const {
    constexpr std::string_view name = "Content-Length: ";
    const auto at = std::string_view(answer_).substr(0, head).find(name);
    return at == std::string_view::npos ? 0 : std::strtoul(answer_.data() + at + name.size(), nullptr, 10);
  }

  void done(std::size_t whole) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - due_);
    run_.micros.push_back(static_cast<std::uint32_t>(took.count()));
    if (!answer_.starts_with("HTTP/1.1 2")) ++run_.refused;
    run_.bytes += whole;
    answer_.erase(0, whole);
    next();
  }

  Run& run_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  std::string answer_;
  Steady::time_point due_;
};

double percentile(const std::vector<std::uint32_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(sorted.size())))] /
         1e3;
}

void post(std::uint16_t port, const char* file, int connections, double seconds, double rate) {
  asio::io_context context{1};
  Run run{.requests = Requests(file), .start = {}, .end = {}, .micros = {}};
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < connections; ++i) clients.push_back(std::make_unique<Client>(context, run, port));
  run.start = Steady::now();
  run.end = run.start + std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
  if (rate > 0) run.between = std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / rate));
  for (const auto& client : clients) client->next();
  context.run();
  const auto took = std::chrono::duration<double>(Steady::now() - run.start).count();
  std::ranges::sort(run.micros);
  fmt::print(
      R"({{"requests":{},"seconds":{:.3f},"per_second":{:.1f},"p50_ms":{:.3f},"p99_ms":{:.3f},"max_ms":{:.3f},)"
      R"("refused":{},"bytes":{}}})"
      "\n",
      run.micros.size(), took, static_cast<double>(run.micros.size()) / took, percentile(run.micros, 0.5),
      percentile(run.micros, 0.99), percentile(run.micros, 1), run.refused, run.bytes);
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** arguments) {
  if (count != 5 && count != 6) {
    fmt::print(stderr, "usage: post PORT FILE CONNECTIONS SECONDS [RATE]\n");
    return 2;
  }
  try {
    parley::bench::post(static_cast<std::uint16_t>(std::atoi(arguments[1])), arguments[2],
                        std::atoi(arguments[3]), std::atof(arguments[4]),
                        count == 6 ? std::atof(arguments[5]) : 0);
  } catch (const std::exception& error) {
    fmt::print(stderr, "post: {}\n", error.what());
    return 1;
  }
}
