#pragma once
// Files that hold what people wrote to each other, and so are for their owner alone.

#include <string>

namespace parley::sqlite {

// Makes an empty file that only its owner may read, whatever the umask. One that is there already is not even opened.
// Where it cannot be made nothing is said: SQLite, which opens it next, has words for that.
void make_private(const std::string& path);

}  // namespace parley::sqlite
