// A demo: a server of its own with customers who write to it by real signed webhooks, first a short past,
// then live; and a Meta of its own that takes what is sent to them.

#include "app/commands.h"
#include "app/demo_ground.h"
#include "app/demo_words.h"
#include "app/files.h"
#include "app/folder_lock.h"
#include "app/print.h"
#include "app/serve.h"
#include "simulator/host.h"
#include "simulator/poster.h"
#include "simulator/scenario.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace parley::app {
namespace {

constexpr std::size_t past_customers = 60;
constexpr int at_once = 32;
constexpr asio::use_awaitable_t<Executor> until_done;

constexpr auto in_use =
    "is the folder of another `parley demo` that runs: end that one, or name another folder by --dir";

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

std::vector<simulator::Number> numbers_of(const DemoGround& ground) {
  std::vector<simulator::Number> numbers;
  numbers.reserve(ground.senders.size());
  for (const Sender& sender : ground.senders)
    numbers.push_back({sender.waba, sender.phone_number_id, sender.phone});
  return numbers;
}

// Whoever is sent something reads it, and answers at times.
simulator::Options metas_options(const DemoGround& ground, const Config& config) {
  simulator::Options options{.seed = config.seed,
                             .run = static_cast<std::uint64_t>(to_millis(system_now())),
                             .app_secret = ground.secrets.app_secret,
                             .verify_token = ground.secrets.verify_token};
  for (const Sender& sender : ground.senders) {
    options.accounts.push_back({.number = {sender.waba, sender.phone_number_id, sender.phone},
                                .name = sender.name,
                                .access_token = ground.secrets.access_token});
  }
  if (config.quiet) options.switches.reply = 0;
  return options;
}

// The demo while it runs; what is spawned shares it. `app` outlives its contexts, and so this.
struct Demo {
  Demo(App& of, DemoGround on, const Config& config)
      : app(of),
        ground(std::move(on)),
        quiet(config.quiet),
        poster(app.context(), {.origin = app.origin(), .app_secret = ground.secrets.app_secret}),
        scenario(config.seed, numbers_of(ground), system_now()) {}

  App& app;
  DemoGround ground;
  bool quiet;
  simulator::Poster poster;
  simulator::Scenario scenario;
  std::vector<simulator::Step> past;
  std::size_t told = 0;   // of the past
  std::size_t lost = 0;   // webhooks that were never taken
  int telling = at_once;  // coroutines that tell it
};

// There is nobody's mailbox to send to: letters are shown to who watches.
class Shown final : public Mailer {
 public:
  bool post(Letter letter) override {
    print(fmt::format("A letter to {}: {}\n", letter.to, letter.text));
    return true;
  }
};

using DemoPtr = std::shared_ptr<Demo>;

void spawn(const DemoPtr& demo, Task<> task) {
  asio::co_spawn(demo->app.context(), std::move(task), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);  // through the context to main
  });
}

Task<> deliver(DemoPtr demo, std::string body) {
  const bool taken = co_await demo->poster.deliver(std::move(body));
  if (taken) co_return;
  ++demo->lost;
  spdlog::warn("demo: a webhook was not taken");
}

// The numbers of a sender's conversations, those with most messages first.
Task<std::vector<std::int64_t>> conversations_of(DemoPtr demo, Store& store, SenderId sender) {
  std::vector<std::int64_t> numbers;
  const ConversationQuery query{
      .filter = {.organization = demo->ground.organization.id, .sender = sender},
      .sort = ConversationSort::total_messages,
  };
  const auto keep = [&](const ConversationRow& row) { numbers.push_back(row.number); };
  co_await store.conversations(query, keep);
  co_return numbers;
}

// One conversation in three gets one of the labels.
Task<> put_labels(DemoPtr demo, Store& store, std::vector<std::int64_t> conversations) {
  const auto& labels = demo->ground.labels;
  for (std::size_t i = 0; i < conversations.size(); i += 3) {
    const auto& uid = labels[i / 3 % labels.size()].uid;
    co_await store.set_label(demo->ground.organization.id, conversations[i], uid, true);
  }
}

// What follows when the past is told: labels, words, and live customers.
Task<> go_on(DemoPtr demo) {
  const auto store = demo->app.engine().open(demo->app.context());
  std::int64_t example = 0;
  for (const Sender& sender : demo->ground.senders) {
    const auto conversations = co_await conversations_of(demo, *store, sender.id);
    if (example == 0 && !conversations.empty()) example = conversations.front();
    if (demo->ground.empty) co_await put_labels(demo, *store, conversations);
  }
  print(demo_words(demo->ground, demo->app.origin(), example));
  if (demo->quiet) co_return;

  print("Customers go on writing. Ctrl-C ends the demo; the next one goes on from here.\n");
  Timer timer(demo->app.context().get_executor());
  for (;;) {
    auto step = demo->scenario.next(system_now());
    co_await deliver(demo, std::move(step.body));
    timer.expires_after(demo->scenario.pause());
    co_await timer.async_wait(until_done);
  }
}

// One of several that tell the past together; the last goes on.
Task<> tell_past(DemoPtr demo) {
  while (demo->told < demo->past.size()) {
    auto& step = demo->past[demo->told++];
    co_await deliver(demo, std::move(step.body));
  }
  if (--demo->telling == 0) spawn(demo, go_on(demo));
}

}  // namespace

int demo(const Config& config) {
  start_log(config);
  auto settings = settings_of(config);
  create_private_folder(config.dir);
  const FolderLock lock(config.dir, in_use);  // before the port is looked at: another port would not help
  refuse_taken(settings.address);             // before anything is put into the folder
  auto ground = prepare_demo(config);
  settings.store = ground.store;
  if (!settings.dialects.mailer) settings.dialects.mailer = std::make_shared<Shown>();
  settings.webhook.app_secrets = {ground.secrets.app_secret};
  settings.webhook.verify_tokens = {ground.secrets.verify_token};

  simulator::Host meta("127.0.0.1", 0, metas_options(ground, config));
  meta.start();
  const auto graph_url = "http://127.0.0.1:" + std::to_string(meta.port());
  settings.dispatch = dispatch_through(graph_url, config, ground.key_file);
  settings.media = MediaSettings{.folder = config.dir + "/media"};

  App app(std::move(settings));
  app.start();
  meta.call_back(app.origin() + "/webhooks/meta");
  announce(app);
  const auto running = std::make_shared<Demo>(app, std::move(ground), config);
  if (running->ground.empty) running->past = running->scenario.past(past_customers);
  for (int i = 0; i < at_once; ++i) spawn(running, tell_past(running));
  run_to_end(app);
  return 0;
}

}  // namespace parley::app
