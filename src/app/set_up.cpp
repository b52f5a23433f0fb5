// Organizations, senders and labels: what there has to be before anything can come in.

#include "app/commands.h"
#include "app/files.h"
#include "app/key_file.h"
#include "app/organizations.h"
#include "app/print.h"
#include "app/waiting.h"
#include "base/problem.h"
#include "base/text.h"
#include "store/outbox.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::app {
namespace {

Row row_of(const Sender& sender) {
  return {
      {"id", sender.id.value},
      {"organization", sender.organization.value},
      {"phone_number_id", sender.phone_number_id},
      {"phone", sender.phone},
      {"waba", nullable(sender.waba)},
      {"name", nullable(sender.name)},
      {"connected", sender.connected},
      {"default", sender.is_default},
      {"created_at", sender.created_at},
  };
}

std::string sealed_access_token(const Config& config) {
  if (config.access_token_file.empty()) return {};
  const auto content = read_file(config.access_token_file);
  const auto token = trimmed(content);
  if (token.empty()) throw Problem::invalid("access-token-file", config.access_token_file + " is empty");
  return KeyFile::open(key_file_of(config)).seal(token);
}

// The label of that name, which is made where there is none and wanted where it is only to be put somewhere.
Label label_named(OpenStore& store, const Organization& organization, const Config& config) {
  const auto all = store.wait(store->labels(organization.id));
  const auto found = std::ranges::find(all, config.name, &Label::name);
  if (found != all.end() && !config.conversations.empty()) return *found;
  return store.wait(store->add_label(organization.id, config.name));
}

}  // namespace

int add_organization(const Config& config) {
  OpenStore store(config);
  const auto added = store.wait(store->add_organization(config.name));
  print_row({{"id", added.id.value}, {"name", added.name}}, config.json,
            fmt::format("organization {} is {}", added.name, added.id.value));
  return 0;
}

int list_organizations(const Config& config) {
  OpenStore store(config);
  std::vector<Row> rows;
  for (const Organization& one : store.wait(store->organizations())) {
    rows.push_back({
        {"id", one.id.value},
        {"name", one.name},
        {"active", one.active},
        {"created_at", one.created_at},
    });
  }
  print_rows(rows, config.json, "no organizations: `parley org add NAME` adds one");
  return 0;
}

int add_sender(const Config& config) {
  OpenStore store(config);
  apply_waiting(store);  // what one that was killed has left, even where this one is refused
  const auto organization = organization_of(store, config);
  NewSender sender{
      .organization = organization.id,
      .phone_number_id = std::string(trimmed(config.phone_number_id)),
      .phone = digits_of(config.phone),
      .waba = config.waba,
      .name = config.name,
      .sealed_access_token = sealed_access_token(config),
  };
  const auto added = store.wait(store->add_sender(std::move(sender)));
  print_row(
      {{"id", added.id.value}, {"phone_number_id", added.phone_number_id}, {"phone", added.phone}},
      config.json,
      fmt::format("sender {} ({}) belongs to {}", added.phone, added.phone_number_id, organization.name));
  apply_waiting(store);
  return 0;
}

int list_senders(const Config& config) {
  OpenStore store(config);
  std::vector<Row> rows;
  for (const Organization& organization : organizations_of(store, config)) {
    const auto senders = store.wait(store->senders(organization.id));
    for (const Sender& sender : *senders) rows.push_back(row_of(sender));
  }
  print_rows(rows, config.json, "no senders: `parley sender add --help` tells how to add one");
  return 0;
}

int renew_sender(const Config& config) {
  OpenStore store(config);
  const auto sealed = sealed_access_token(config);
  for (const Organization& organization : store.wait(store->organizations())) {
    const auto senders = store.wait(store->senders(organization.id));
    const auto sender = std::ranges::find(*senders, config.phone_number_id, &Sender::phone_number_id);
    if (sender == senders->end()) continue;
    const auto work = [&](Transaction& in) { set_access_token(in, *sender, sealed); };
    store.wait(store->write(work));
    print_row(row_of(*sender), config.json, fmt::format("sender {} has another access token", sender->phone));
    return 0;
  }
  throw Problem::not_found("sender " + config.phone_number_id);
}

int add_label(const Config& config) {
  OpenStore store(config);
  const auto organization = organization_of(store, config);
  const auto label = label_named(store, organization, config);
  for (const auto number : config.conversations) {
    const bool put = store.wait(store->set_label(organization.id, number, label.uid, true));
    if (!put) throw Problem::not_found(fmt::format("conversation {} of {}", number, organization.name));
  }
  print_row({{"id", label.id.value}, {"uid", label.uid}, {"name", label.name}}, config.json,
            fmt::format("label {} is {}", label.name, label.uid));
  return 0;
}

int list_labels(const Config& config) {
  OpenStore store(config);
  std::vector<Row> rows;
  for (const Organization& organization : organizations_of(store, config)) {
    for (const Label& label : store.wait(store->labels(organization.id))) {
      rows.push_back({
          {"id", label.id.value},
          {"organization", organization.id.value},
          {"uid", label.uid},
          {"name", label.name},
      });
    }
  }
  print_rows(rows, config.json, "no labels: `parley label add --org ORG NAME` adds one");
  return 0;
}

}  // namespace parley::app
