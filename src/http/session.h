#pragma once
// One connection, from its handshake to its end: reads a request, has it answered, sends the answer, and
// again.

#include "base/task.h"
#include "http/request_reader.h"
#include "http/service.h"
#include "http/stream.h"

#include <memory>
#include <string>
#include <string_view>

namespace parley::http {

template <class Stream>
class Session final : public Expiring {
 public:
  Session(Stream stream, std::string remote, std::shared_ptr<Service> service);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Serves until the connection ends. Lets no exception out.
  Task<> run();

  void expire() override;
  void stop_if_idle() override;

 private:
  static constexpr bool secure = std::is_same_v<Stream, TlsStream>;

  enum class Phase { opening, idle, reading, answering, parting };

  Task<bool> shake_hands();
  Task<> serve();
  Task<int> judge();
  Task<> handle(Reply& reply);
  Task<bool> send(std::string_view bytes);
  Task<bool> send_pieces(Reply& reply);
  Task<> refuse();
  Task<> part();

  bool expect_bytes();
  void enter(Phase phase);
  [[nodiscard]] std::chrono::seconds reading_time() const;
  void decide_whether_to_stay(Reply& reply);
  std::string_view finish(Reply& reply);
  bool send_at_once(std::string_view& bytes);

  std::shared_ptr<Service> service_;
  Stream stream_;
  std::string remote_;
  RequestReader reader_;
  Deadlines::Place place_;
  Phase phase_ = Phase::opening;
  SteadyClock::time_point large_due_;  // of a large body, the whole of it
  bool open_ = true;                   // for another request behind this one
};

// Serves `stream` on its own thread, for as long as it takes.
template <class Stream>
void spawn_session(Stream stream, std::string remote, std::shared_ptr<Service> service);

extern template class Session<PlainStream>;
extern template class Session<TlsStream>;

}  // namespace parley::http
