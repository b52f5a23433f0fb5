#pragma once
// How a session's writes reach the writer and come back. For session*.cpp only.

#include "store/sqlite/await.h"
#include "store/sqlite/session.h"

#include <optional>

namespace parley::sqlite {

template <class Work>
Task<std::invoke_result_t<Work, Batch&>> Session::write(Work work, std::size_t bytes) {
  std::optional<std::invoke_result_t<Work, Batch&>> result;
  const auto start = [&](const Done& done) {
    writer_.submit({.run = [&](Batch& batch) { result = work(batch); }, .done = done, .bytes = bytes});
  };
  co_await await(context_, start);
  end_turn();  // what was just written must be seen by the next read
  co_return std::move(*result);
}

}  // namespace parley::sqlite
