#include "dialects/upload_file.h"

#include "media/file_source.h"

#include <memory>
#include <utility>

namespace parley {

Task<meta::GraphResult<std::string>> upload_file(Context& context, Sender sender, media::NewFile file) {
  auto& graph = context.upstream->graph();
  auto from = co_await context.upstream->as(sender);
  if (context.media != nullptr) {
    auto kept = co_await context.media->upload(graph, std::move(from), std::move(sender), std::move(file));
    co_return std::move(kept);
  }
  meta::Upload going{
      .mime_type = file.mime_type, .filename = file.filename, .bytes = file.bytes.size(), .content = {}};
  going.content = std::make_shared<media::TextSource>(file.bytes);
  auto taken = co_await graph.upload(std::move(from), std::move(going));
  co_return std::move(taken);
}

}  // namespace parley
