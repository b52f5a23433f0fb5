// Setting up: each change is one job of the writer.

#include "store/labels.h"
#include "store/sql/labels.h"
#include "store/sql/organizations.h"
#include "store/sql/senders.h"
#include "store/sql/tokens.h"
#include "store/sqlite/session_write.h"

namespace parley::sqlite {

Task<Organization> Session::add_organization(std::string name) {
  auto work = [&name](Transaction& in) {
    in.changed_setup();
    return sql::add_organization(in.db, name, in.now);
  };
  co_return co_await make(std::move(work));
}

Task<std::vector<Organization>> Session::organizations() { co_return sql::read_organizations(reading()); }

Task<Sender> Session::add_sender(NewSender sender) {
  auto work = [&sender](Transaction& in) {
    in.changed_setup();
    auto added = sql::add_sender(in.db, sender, in.now);
    in.routes.load(in.db);  // for what stands behind it in its transaction
    return added;
  };
  co_return co_await make(std::move(work));
}

Task<Token> Session::add_token(NewToken token) {
  auto work = [&token](Transaction& in) {
    in.changed_setup();
    return sql::add_token(in.db, token, in.now);
  };
  co_return co_await make(std::move(work));
}

Task<std::vector<Token>> Session::tokens(OrganizationId organization) {
  co_return sql::read_tokens(reading(), organization);
}

Task<bool> Session::revoke_token(OrganizationId organization, TokenId id) {
  auto work = [organization, id](Transaction& in) {
    in.changed_setup();
    return sql::revoke_token(in.db, organization, id, in.now);
  };
  co_return co_await make(std::move(work));
}

Task<Label> Session::add_label(OrganizationId organization, std::string name) {
  auto work = [organization, &name](Transaction& in) {
    auto added = parley::add_label(in, organization, name, "");
    return Label{.id = added.id, .uid = std::move(added.uid), .name = std::move(added.name)};
  };
  co_return co_await make(std::move(work));
}

Task<std::vector<Label>> Session::labels(OrganizationId organization) {
  co_return sql::read_labels(reading(), organization);
}

Task<bool> Session::set_label(OrganizationId organization, std::int64_t conversation, std::string label_uid,
                              bool on) {
  auto work = [organization, conversation, &label_uid, on](Transaction& in) {
    const auto label = sql::label_of_uid(in.db, organization, label_uid);
    if (label.value == 0 || in.recorder.threads().by_number(organization.value, conversation) == nullptr)
      return false;
    label_conversation(in, organization, conversation, label, on);
    return true;
  };
  co_return co_await make(std::move(work));
}

Task<std::vector<OrganizationStats>> Session::stats() { co_return sql::read_stats(reading()); }

}  // namespace parley::sqlite
