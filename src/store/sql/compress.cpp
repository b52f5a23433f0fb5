#include "store/sql/compress.h"

#include <zstd.h>

#include <memory>
#include <stdexcept>

namespace parley::sql {

std::string compressed(std::string_view bytes) {
  // A context costs more than a small body: each thread keeps its own.
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                  ZSTD_freeCCtx);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compressCCtx(context.get(), out.data(), out.size(), bytes.data(), bytes.size(), 1);
  if (ZSTD_isError(size) != 0) throw std::runtime_error("cannot compress a body");
  out.resize(size);
  return out;
}

std::string decompressed(std::string_view bytes, std::size_t size) {
  std::string out(size, '\0');
  const auto read = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(read) != 0 || read != size) throw std::runtime_error("a kept body is damaged");
  return out;
}

}  // namespace parley::sql
