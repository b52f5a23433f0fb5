#pragma once
// Small files that must be whole, private and on the disk.

#include <string>
#include <string_view>

namespace parley::app {

// Throws std::system_error naming the file.
std::string read_file(const std::string& path);

// Makes a file that only its owner may read, synced to the disk. One that is there already is left as it is,
// also when another process makes it at the same moment.
void create_private_file(const std::string& path, std::string_view content);

// The same, in the place of what is there.
void replace_private_file(const std::string& path, std::string_view content);

// Makes a folder that only its owner may enter, and those above it as any other. One that is there already is left as
// it is.
void create_private_folder(const std::string& path);

}  // namespace parley::app
