#include "base/text.h"
#include "dialects/body.h"
#include "dialects/change.h"
#include "dialects/vobiz/mapping.h"

namespace parley::vobiz {
namespace {

constexpr std::size_t longest_shortcut = 64;   // bytes
constexpr std::size_t longest_content = 4096;  // code points, as WhatsApp's texts

std::string read_member(Json body, std::string_view name) {
  const auto member = body[name];
  if (!member.is_text() || trimmed(member.text()).empty()) {
    throw Problem::invalid(std::string(name), std::string(name) + " is required");
  }
  return member.text();
}

std::string read_shortcut(Json body) {
  const auto text = read_member(body, "shortcut");
  const auto shortcut = trimmed(text);
  if (shortcut.size() > longest_shortcut) throw Problem::invalid("shortcut", "shortcut is too long");
  return std::string(shortcut);
}

std::string read_content(Json body) {
  auto content = read_member(body, "content");
  if (first_code_points(content, longest_content).size() < content.size()) {
    throw Problem::invalid("content", "content is too long");
  }
  return content;
}

}  // namespace

Task<> list_canned_responses(const Call& call, http::Reply& reply, Context& context) {
  const Ids ids(context.store.seal(), call.token->organization);
  JsonWriter json(reply.out());
  open_list(json, state_of(call));
  const auto work = [&](const Reader& from) {
    for (const auto& response : canned_responses(from, call.token->organization)) {
      write_canned_response(json, ids, response);
    }
  };
  co_await context.store.read(Weight::light, work);
  close_list(json);
}

Task<> add_canned_response(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const auto tree = read_body(call.request);
  const auto shortcut = read_shortcut(tree.root());
  const auto content = read_content(tree.root());
  const Ids ids(context.store.seal(), call.token->organization);
  const auto work = [&](Transaction& in) {
    const auto made = parley::add_canned_response(in, call.token->organization, shortcut, content);
    reply.status = 201;
    JsonWriter json(reply.out());
    write_canned_response(json, ids, made);
  };
  co_await change(call, reply, context, work);
}

Task<> remove_canned_response(const Call& call, http::Reply& reply, Context& context) {
  need_whole_account(call);
  const Ids ids(context.store.seal(), call.token->organization);
  const auto id = ids.canned_response_of(call.path.decoded(0));
  const auto work = [&](Transaction& in) {
    parley::remove_canned_response(in, call.token->organization, id);
    answer_nothing(reply);
  };
  co_await change(call, reply, context, work);
}

}  // namespace parley::vobiz
