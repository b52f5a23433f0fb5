#pragma once
// The embedded engine: one SQLite file in WAL mode, one writing thread, a reading connection a thread.

#include "store/store.h"

#include <memory>
#include <string>

namespace parley::sqlite {

std::unique_ptr<Engine> open(const std::string& path, EngineOptions options);

// Makes the store where there is none, and brings it to this binary's schema. Throws std::runtime_error where it is of a
// newer one.
void migrate(const std::string& path);

// As backup_store and restore_store. A backup is only read; what is no whole one leaves the store as it is.
void backup(const std::string& path, const std::string& file);
void restore(const std::string& path, const std::string& file);

}  // namespace parley::sqlite
