#include "http/request_reader.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

using namespace parley::http;

namespace {

// What a reader makes of `bytes` that come `step` at a time.
std::string account_of(std::string_view bytes, std::size_t step) {
  RequestReader reader(2048, 1024, "127.0.0.1", false);
  std::string account;
  for (;;) {
    const auto state = reader.parse();
    if (state == RequestReader::State::refused) return account + "refused";
    if (state == RequestReader::State::ready) {
      const auto& request = reader.request();
      account.append(request.method_name).append(" ").append(request.path).append("?").append(request.query);
      for (const auto& header : request.headers) account.append(header.name).append(":").append(header.value);
      account.append("\n").append(request.body).append(reader.keep_alive() ? "\n" : "close\n");
      if (!reader.keep_alive()) return account;
      reader.next();
      continue;
    }
    if (bytes.empty()) return account;
    const auto room = reader.room();
    if (room.empty()) std::abort();
    const auto count = std::min({step, room.size(), bytes.size()});
    std::memcpy(room.data(), bytes.data(), count);
    bytes.remove_prefix(count);
    reader.took(count);
  }
}

}  // namespace

// However the bytes are cut, the same requests come out. The first byte says how they are cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (account_of(bytes, data[0] % 64 + 1u) != account_of(bytes, bytes.size() + 1)) std::abort();
  return 0;
}
