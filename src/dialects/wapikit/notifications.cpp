#include "dialects/wapikit/handlers.h"
#include "dialects/wapikit/mapping.h"
#include "dialects/wapikit/query.h"
#include "store/members.h"

namespace parley::wapikit {

// A program's token is nobody's: it has none.
Task<> list_notifications(const Call& call, http::Reply& reply, Context& context) {
  const auto asked = read_asked_list(call.params, "sortBy");
  const Spelling spelling(call, context);
  const auto member = call.token->member ? call.token->member->id : MemberId{};
  call.may_be_kept = false;  // no event tells of them
  const auto work = [&](const Reader& from) {
    const ListPage page{.organization = spelling.organization(),
                        .descending = asked.descending,
                        .offset = asked.page.offset(),
                        .limit = asked.page.size};
    const bool is_somebody = member.value != 0;
    const auto unread = is_somebody ? unread_notifications(from, spelling.organization(), member) : 0;
    PageCount count;
    JsonWriter json(reply.out());
    json.open('{').field("unreadCount", unread).key("notifications").open('[');
    const auto sink = [&](const Notification& each) { write_notification(json, spelling, each); };
    if (is_somebody) count = notifications(from, page, member, sink);
    json.close(']');
    write_pagination(json, asked.page, count.total);
    json.close('}');
  };
  co_await context.store.read(Weight::light, work);
}

}  // namespace parley::wapikit
