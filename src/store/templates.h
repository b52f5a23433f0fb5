#pragma once
// Message templates as they were when Meta was last asked, by business account. Meta's word counts: what is kept here is for
// lists that need places, times and filters Meta does not have, and for when Meta cannot be asked.

#include "base/function_ref.h"
#include "domain/template.h"
#include "store/transaction.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace parley {

// A place in the list, newest first.
struct TemplatePlace {
  std::int64_t created_at = std::numeric_limits<std::int64_t>::max();  // milliseconds
  std::int64_t id = std::numeric_limits<std::int64_t>::max();
};

struct TemplateFilter {
  OrganizationId organization;
  std::string waba;
  std::vector<std::string> status;  // one of these words of Meta's; empty: any
  std::string category;             // empty: any
  std::string language;             // empty: any
  TemplatePlace after;
  std::int64_t offset = 0;
  std::int64_t limit = 25;
};
// Meta allows an account some thousands, so that a filter never walks far. Views end with the call.
void templates(const Reader& from, const TemplateFilter& query,
               FunctionRef<void(const MessageTemplate&)> sink);
std::int64_t count_templates(const Reader& from, const TemplateFilter& query);
// In all its languages.
std::vector<MessageTemplate> templates_named(const Reader& from, OrganizationId organization,
                                             const std::string& waba, const std::string& name);
std::optional<MessageTemplate> find_template(const Reader& from, OrganizationId organization,
                                             const std::string& waba, std::int64_t id);

// How old that is.
struct TemplatesAge {
  Timestamp pulled_at;     // when Meta was asked for all of them; the epoch: never
  Timestamp changed_at;    // when it last told that something changed; the epoch: never
  Timestamp failed_at;     // when it last could not be asked, unless it is being asked; the epoch: never
  Timestamp asking_since;  // since when it is being asked; the epoch: it is not
};
// Nothing where nobody ever asked.
std::optional<TemplatesAge> templates_age(const Reader& from, OrganizationId organization,
                                          const std::string& waba);

// For how long one who asks is taken to be asking.
constexpr std::chrono::seconds asking_lasts{60};
// Whether the caller is the one to ask for all of them now; else somebody does already, here or in another process. Ends by
// keep_templates, templates_failed or stop_asking.
bool begin_asking(Transaction& in, OrganizationId organization, const std::string& waba);
// It came to nothing that others should know of.
void stop_asking(Transaction& in, OrganizationId organization, const std::string& waba);

struct TemplatesKept {
  std::int64_t made = 0, changed = 0, gone = 0;
};
// All there are, as Meta told them when it was asked at `asked_at`. What is not among them goes, unless it was made since.
TemplatesKept keep_templates(Transaction& in, OrganizationId organization, const std::string& waba,
                             const std::vector<MessageTemplate>& all, Timestamp asked_at);
// One that was just made; its times are set.
void keep_template(Transaction& in, OrganizationId organization, const std::string& waba,
                   MessageTemplate& made);
// Meta could not be asked.
void templates_failed(Transaction& in, OrganizationId organization, const std::string& waba);

}  // namespace parley
