#include "http/service.h"

#include <utility>

namespace parley::http {

std::unique_ptr<Reply> SpareReplies::take() {
  if (spare_.empty()) return std::make_unique<Reply>();
  auto reply = std::move(spare_.back());
  spare_.pop_back();
  return reply;
}

void SpareReplies::give_back(std::unique_ptr<Reply> reply) {
  if (spare_.size() == most || reply->out().capacity() > most_bytes) return;
  reply->clear();
  spare_.push_back(std::move(reply));
}

}  // namespace parley::http
