#include "simulator/ledger.h"

#include "base/json_writer.h"

#include <utility>

namespace parley::simulator {
namespace {

bool is_asked_for(const Entry& entry, const Search& search) {
  return (search.to.empty() || entry.to == search.to) &&
         (search.callback_data.empty() || entry.callback_data == search.callback_data) &&
         (search.wamid.empty() || entry.wamid == search.wamid);
}

void write(JsonWriter& json, const Entry& entry) {
  json.open('{').nullable("wamid", entry.wamid).field("phone_number_id", entry.phone_number_id);
  json.field("to", entry.to).field("type", entry.type).key("object").raw(entry.object);
  json.nullable("biz_opaque_callback_data", entry.callback_data).field("outcome", entry.outcome);
  if (entry.code != 0) json.field("code", entry.code);
  json.field("at", entry.at).close('}');
}

template <class Map>
void write_counts(JsonWriter& json, std::string_view name, const Map& counts) {
  json.key(name).open('{');
  for (const auto& [key, count] : counts) {
    if constexpr (std::is_same_v<decltype(key), const int>) {
      json.field(std::to_string(key), count);
    } else {
      json.value(key);
      json.out() += ':';
      json.out() += std::to_string(count);
    }
  }
  json.close('}');
}

}  // namespace

void Ledger::add(Entry entry) {
  ++outcomes_[entry.outcome];
  if (entry.code != 0) ++codes_[entry.code];
  auto& number = numbers_[entry.phone_number_id];
  ++(entry.wamid.empty() ? number.refused : number.accepted);
  if (!entry.wamid.empty() && entry.callback_data.empty()) ++untagged_;
  if (!entry.wamid.empty() && !entry.callback_data.empty()) {
    const auto seen = tags_.add(tag_hash(entry.callback_data));
    if (seen == 0) ++left_out_;
    if (seen > 1) ++twice_;
    const bool is_told = repeats_.size() < most_repeats || repeats_.contains(entry.callback_data);
    if (seen > 1 && is_told) repeats_[entry.callback_data] = seen;
  }
  if (entry.object.size() > longest_object) entry.object = "null";
  entries_.push_back(std::move(entry));
  if (entries_.size() > most_entries) entries_.pop_front();
}

std::string Ledger::messages(const Search& search) const {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  if (!search.callback_data.empty()) json.field("taken", tags_.seen(tag_hash(search.callback_data)));
  json.key("data").open('[');
  std::size_t found = 0;
  for (auto entry = entries_.rbegin(); entry != entries_.rend() && found < search.limit; ++entry) {
    if (!is_asked_for(*entry, search)) continue;
    write(json, *entry);
    ++found;
  }
  json.close(']').close('}');
  return out;
}

std::string Ledger::counts(const DeliveryCounts& webhooks, std::size_t waiting) const {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  write_counts(json, "messages", outcomes_);
  write_counts(json, "errors", codes_);
  json.key("numbers").open('{');
  for (const auto& [id, count] : numbers_) {
    json.value(id);
    out += ':';
    JsonWriter own(out);
    own.open('{').field("accepted", count.accepted).field("refused", count.refused).close('}');
  }
  json.close('}').key("callback_data").open('{').field("different", tags_.size());
  json.field("taken_again", twice_).field("without", untagged_).field("left_out", left_out_);
  write_counts(json, "repeats", repeats_);
  json.close('}').field("read_marks", read_marks_);
  json.key("webhooks").open('{').field("made", webhooks.made).field("repeated", webhooks.repeated);
  json.field("taken", webhooks.taken).field("failed", webhooks.failed).field("dropped", webhooks.dropped);
  json.field("given_up", webhooks.given_up).field("waiting", waiting).close('}').close('}');
  return out;
}

}  // namespace parley::simulator
