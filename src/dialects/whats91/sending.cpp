// The send family: what is sent is kept, and answered once Meta has taken it.

#include "base/text.h"
#include "dialects/body.h"
#include "dialects/whats91/drafts.h"
#include "dialects/whats91/forms.h"
#include "dialects/whats91/mapping.h"
#include "dialects/whats91/reports.h"
#include "dialects/whats91/sends.h"
#include "dialects/whats91/to_meta.h"
#include "dialects/whats91/whats91.h"

#include <utility>

namespace parley::whats91 {
namespace {

// In the place of an id while nobody knows Meta's: what is asked for is looked at before a file is handed on.
constexpr auto* not_uploaded = "0";

void need_json(const http::Request& request) {
  const auto type = ascii_lower(request.header("content-type").value_or(""));
  if (!std::string_view(type).starts_with("application/json"))
    throw Problem(Problem::Kind::unsupported_media, "", "Unsupported content type: send JSON");
}

void write_timed_metadata(JsonWriter& json, const Call& call, const Sent& sent) {
  json.key("metadata")
      .open('{')
      .field("apiVersion", api_version)
      .field("requestId", call.request_id)
      .field("processingTimeMs", sent.millis())
      .close('}');
}

// What Meta has not answered yet, as it is while a number has to connect anew, is found in the reports by its uid.
void write_sent(JsonWriter& json, const Call& call, Context& context, const Sender& sender, const Sent& sent,
                std::string_view template_name) {
  const auto& draft = sent.draft;
  json.open('{').field("success", true).field("message", "Message accepted by Meta").key("data").open('{');
  json.field("messageId", sent.became.wamid)
      .field("message_id", sent.became.wamid)
      .field("queued", sent.is_queued())
      .field("status", sent.is_queued() ? "waiting_reconnect" : "accepted");
  if (sent.is_queued()) {
    const auto uid = report_uid(context.store.seal(), sender.organization, sent.message);
    json.field("queueUid", uid).field("reportUid", uid);
  }
  json.field("senderId", sender.phone)
      .field("phoneNumberId", sender.phone_number_id)
      .field("receiverId", draft.to.phone.empty() ? draft.input : draft.to.phone)
      .field("messageType", draft.type)
      .nullable("templateName", template_name)
      .key("apiResponse")
      .raw(sent.is_queued() ? std::string("{}") : sent.metas_answer())
      .close('}');
  write_timed_metadata(json, call, sent);
  json.close('}');
}

// A repeat is not looked up, nor is its file handed on: the message is there.
Task<Draft> template_draft(Context& context, const Sender& sender, const Form& form, const Json& body,
                           bool is_known) {
  const auto asked = read_template_asked(body);
  Draft shown{.type = "template", .to = asked.to, .input = asked.input};
  if (is_known) co_return shown;
  const auto of = co_await find_template(context, sender, asked.name, asked.language);
  const bool has_file = form.file && of.wants_media();
  const auto filename = has_file ? form.file->filename : std::string();
  auto draft = read_template(body, of, has_file ? not_uploaded : "", filename);
  if (!has_file) co_return draft;
  const auto media_id = co_await upload(context, sender, *form.file);
  co_return read_template(body, of, media_id, filename);
}

Task<Draft> chat_draft(Context& context, const Sender& sender, const Form& form, const Json& body,
                       bool is_known) {
  auto draft = read_chat(body, form.file ? not_uploaded : "");
  if (!form.file || is_known) co_return draft;
  const auto media_id = co_await upload(context, sender, *form.file);
  co_return read_chat(body, media_id);
}

}  // namespace

Task<> post_template(const Call& call, http::Reply& reply, Context& context) {
  const auto form = read_form(call.request);
  const auto tree = JsonTree::read(form.json);
  const auto body = tree->root();
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, body["senderId"].text());
  const auto name = read_template_asked(body).name;
  const auto once = once_of(call, form.fingerprint, sender);
  const auto ahead = co_await look_ahead(context, sender, Api::whats91, once);
  auto draft = co_await template_draft(context, sender, form, body, ahead.known.has_value());
  const auto sent = co_await send(context, sender, std::move(draft), once, ahead);
  need_taken(sent);
  JsonWriter json(reply.out());
  write_sent(json, call, context, sender, sent, name);
}

Task<> post_chat(const Call& call, http::Reply& reply, Context& context) {
  const auto form = read_form(call.request);
  const auto tree = JsonTree::read(form.json);
  const auto body = tree->root();
  const auto senders = co_await context.store.senders(call.token->organization);
  const Sender& sender = sender_of(*senders, *call.token, body["senderId"].text());
  const auto once = once_of(call, form.fingerprint, sender);
  const auto ahead = co_await look_ahead(context, sender, Api::whats91, once);
  auto draft = co_await chat_draft(context, sender, form, body, ahead.known.has_value());
  const auto sent = co_await send(context, sender, std::move(draft), once, ahead);
  need_taken(sent);
  JsonWriter json(reply.out());
  write_sent(json, call, context, sender, sent, "");
}

Task<> post_message(const Call& call, http::Reply& reply, Context& context) {
  need_json(call.request);
  const auto body = read_body(call.request);
  const auto senders = co_await context.store.senders(call.token->organization);
  const auto named = call.path.size() > 0 ? call.path.decoded(0) : std::string();
  const Sender& sender = named.empty() ? sender_of(*senders, *call.token, body.root()["senderId"].text())
                                       : sender_of_id(*senders, *call.token, named);
  auto draft = read_meta_message(std::string(call.request.body));
  const auto once = once_of(call, fingerprint_of(call.request), sender);
  const auto ahead = co_await look_ahead(context, sender, Api::whats91, once);
  const auto sent = co_await send(context, sender, std::move(draft), once, ahead);
  need_taken(sent);

  auto answer = sent.metas_answer();
  answer.pop_back();  // its last brace: metadata stands in the same object
  reply.out() += answer + ',';
  JsonWriter json(reply.out());
  write_timed_metadata(json, call, sent);
  json.close('}');
}

}  // namespace parley::whats91
