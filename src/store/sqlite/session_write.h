#pragma once
// How a session's writes reach the writer and come back. For session*.cpp only.

#include "store/sqlite/session.h"

#include <optional>

namespace parley::sqlite {

template <class Work>
Task<std::invoke_result_t<Work, Transaction&>> Session::make(Work work, std::size_t bytes) {
  std::optional<std::invoke_result_t<Work, Transaction&>> result;
  const auto keep = [&](Transaction& in) { result = work(in); };
  co_await write(keep, bytes);
  co_return std::move(*result);
}

}  // namespace parley::sqlite
