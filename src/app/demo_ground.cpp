#include "app/demo_ground.h"

#include "app/key_file.h"
#include "app/open_store.h"
#include "app/people.h"
#include "app/token_text.h"
#include "base/names.h"
#include "base/secrets.h"
#include "dialects/dialect.h"
#include "store/members.h"
#include "store/outbox.h"

#include <algorithm>
#include <filesystem>

namespace parley::app {
namespace {

constexpr std::string_view waba = "102290129340398";

struct DemoNumber {
  std::string_view phone_number_id, phone, name;
};

constexpr DemoNumber numbers[] = {
    {"106540352242922", "919999999999", "Demo India"},
    {"112233445566778", "551140028922", "Demo Brasil"},
};

constexpr std::string_view label_names[] = {"New customer", "Waiting for stock", "Refund"};

Organization demo_organization(OpenStore& store) {
  const auto all = store.wait(store->organizations());
  const auto found = std::ranges::find(all, "Demo", &Organization::name);
  return found != all.end() ? *found : store.wait(store->add_organization("Demo"));
}

void add_missing_senders(OpenStore& store, DemoGround& ground) {
  const auto there = store.wait(store->senders(ground.organization.id));
  for (const auto& [phone_number_id, phone, name] : numbers) {
    const auto found = std::ranges::find(*there, phone_number_id, &Sender::phone_number_id);
    if (found != there->end()) {
      ground.senders.push_back(*found);
      continue;
    }
    NewSender sender{
        .organization = ground.organization.id,
        .phone_number_id = std::string(phone_number_id),
        .phone = std::string(phone),
        .waba = std::string(waba),
        .name = std::string(name),
    };
    ground.senders.push_back(store.wait(store->add_sender(std::move(sender))));
  }
}

// What the demo's Meta wants to see; sealed again at every start, for the key may be another one.
void give_access_tokens(OpenStore& store, DemoGround& ground, const KeyFile& key) {
  auto& token = ground.secrets.access_token;
  if (token.empty()) token = "EAA" + random_symbols(40);
  const auto sealed = key.seal(token);
  const auto give = [&](Transaction& in) {
    for (const Sender& sender : ground.senders) set_access_token(in, sender, sealed);
  };
  store.wait(store->write(give));
}

void add_missing_labels(OpenStore& store, DemoGround& ground) {
  ground.labels = store.wait(store->labels(ground.organization.id));
  for (const auto name : label_names) {
    if (std::ranges::find(ground.labels, name, &Label::name) != ground.labels.end()) continue;
    ground.labels.push_back(store.wait(store->add_label(ground.organization.id, std::string(name))));
  }
}

// Somebody to log in as.
void add_missing_owner(OpenStore& store, DemoGround& ground) {
  if (ground.secrets.password.empty()) ground.secrets.password = random_symbols(16);
  bool is_there = false;
  const auto look = [&](const Reader& from) { is_there = user_of_email(from, demo_email).has_value(); };
  store.wait(store->read(Weight::light, look));
  if (is_there) return;
  const NewPerson owner{.organization = ground.organization.id,
                        .email = std::string(demo_email),
                        .username = "demo",
                        .name = "Demo Owner",
                        .password = ground.secrets.password,
                        .is_owner = true};
  add_person(store, owner);
}

void add_missing_persons_token(OpenStore& store, DemoGround& ground) {
  auto& text = ground.secrets.tokens[std::string(name_of(Api::wapikit))];
  if (!text.empty() && store.wait(store->token(text))) return;
  const PersonsToken wanted{.organization = ground.organization.id, .email = std::string(demo_email)};
  text = make_persons_token(store, wanted);
}

// A token for each API that there is a dialect of. One that the folder knows and the store does not is added
// again.
void add_missing_tokens(OpenStore& store, DemoGround& ground) {
  for (const Dialect* dialect : all_dialects()) {
    if (dialect->api == Api::wapikit) {
      add_missing_persons_token(store, ground);
      continue;
    }
    auto& secret = ground.secrets.tokens[std::string(name_of(dialect->api))];
    if (secret.empty()) secret = make_token_text(dialect->api).secret;
    if (store.wait(store->token(secret))) continue;
    NewToken token{
        .organization = ground.organization.id, .api = dialect->api, .secret = secret, .name = "demo"};
    store.wait(store->add_token(std::move(token)));
  }
}

bool is_empty(OpenStore& store, const DemoGround& ground) {
  const auto stats = store.wait(store->stats());
  return std::ranges::none_of(stats, [&](const OrganizationStats& one) {
    return one.organization.id == ground.organization.id && one.messages > 0;
  });
}

}  // namespace

DemoGround prepare_demo(const Config& config) {
  const std::filesystem::path folder(config.dir);
  const auto secrets_file = (folder / "demo.json").string();

  Config own = config;
  own.store = "sqlite:" + (folder / "parley.db").string();
  const auto key = KeyFile::open(key_file_of(own));
  OpenStore store(own);
  DemoGround ground{
      .store = own.store, .key_file = key_file_of(own), .secrets = read_demo_secrets(secrets_file)};
  ground.organization = demo_organization(store);
  add_missing_senders(store, ground);
  give_access_tokens(store, ground, key);
  add_missing_labels(store, ground);
  add_missing_owner(store, ground);
  add_missing_tokens(store, ground);
  write_demo_secrets(secrets_file, ground.secrets);
  ground.empty = is_empty(store, ground);
  return ground;
}

}  // namespace parley::app
