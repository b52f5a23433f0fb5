#pragma once
// The embedded engine: one SQLite file in WAL mode, one writing thread, a reading connection a thread.

#include "store/store.h"

#include <memory>
#include <string>

namespace parley::sqlite {

std::unique_ptr<Engine> open(const std::string& path, EngineOptions options);
void backup(const std::string& path, const std::string& file);
void restore(const std::string& path, const std::string& file);

}  // namespace parley::sqlite
