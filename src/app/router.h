#pragma once
// Which part of the program answers a request; one a thread.

#include "dialects/dialect.h"
#include "ingest/webhook.h"
#include "media/library.h"

#include <functional>
#include <string>

namespace parley::app {

class Router {
 public:
  using Metrics = std::function<std::string()>;

  // `options`, `upstream` and `media`, which may be null, must outlive it; `metrics` is called on this thread. What `dialects`
  // holds is of all threads.
  Router(Store& store, const ingest::Options& options, const DialectsShared& dialects, Upstream* upstream,
         media::Library* media, Metrics metrics)
      : context_{store,           options.now,    dialects.buckets, dialects.settings, dialects.passwords,
                 dialects.mailer, dialects.fates, dialects.web,     upstream,          media},
        webhook_(store, options),
        metrics_(std::move(metrics)) {}

  // Both must stay where they are until the task has ended. No exception leaves it.
  Task<> answer(const http::Request& request, http::Reply& reply);
  [[nodiscard]] const ingest::Counts& webhooks() const { return webhook_.counts(); }

 private:
  Task<> route(const http::Request& request, http::Reply& reply);
  Task<> answer_and_log(const http::Request& request, http::Reply& reply);
  Task<> own_page(const http::Request& request, http::Reply& reply);

  Context context_;
  ingest::Webhook webhook_;
  Metrics metrics_;
};

}  // namespace parley::app
