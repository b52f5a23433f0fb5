#pragma once
// Bodies that come from a file or from memory, piece by piece.

#include "base/side_thread.h"
#include "http/reply.h"
#include "media/folder.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::media {

// A part of a file. What the system has in memory is read at once, the rest on the side thread.
class FileSource final : public http::BodySource {
 public:
  // `reads` outlives it.
  FileSource(OpenFile file, std::uint64_t from, std::uint64_t count, SideThread& reads)
      : file_(std::move(file)), at_(from), left_(count), reads_(reads) {}

  Task<bool> next(std::string& out) override;

 private:
  OpenFile file_;
  std::uint64_t at_, left_;
  SideThread& reads_;
};

class TextSource final : public http::BodySource {
 public:
  // What is viewed outlives it.
  explicit TextSource(std::string_view text) : left_(text) {}

  Task<bool> next(std::string& out) override;

 private:
  std::string_view left_;
};

}  // namespace parley::media
