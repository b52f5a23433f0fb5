#include "dialects/meta/links.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "dialects/meta/onward.h"

namespace parley::graph {
namespace {

// Behind the version of a Graph URL: "/1022/message_templates?limit=25"; empty where it is none.
std::string_view behind_version(std::string_view url) {
  const auto scheme = url.find("://");
  const auto host_end = scheme == url.npos ? url.npos : url.find("/v", scheme + 3);
  const auto at = host_end == url.npos ? url.npos : url.find('/', host_end + 2);
  const bool is_first_part = at != url.npos && url.find_first_of("/?#", scheme + 3) == host_end;
  return is_first_part ? url.substr(at) : std::string_view();
}

// Empty: there is none to be told.
std::string link_to(std::string_view here, std::string_view url) {
  const auto target = behind_version(url);
  if (here.empty() || target.empty()) return {};
  const auto mark = target.find('?');
  auto link = std::string(here).append(target.substr(0, mark));
  if (mark != target.npos) link += query_for_meta(target.substr(mark + 1));
  return link;
}

bool is_link(const Json& member) {
  return (member.name() == "next" || member.name() == "previous") && member.is_text();
}

// The same JSON, with other links.
class Rewriting {
 public:
  Rewriting(std::string_view here, std::string& out) : here_(here), json_(out) {}

  // `in_paging`: these are the members of a "paging".
  void write(const Json& at, bool in_paging) {
    if (at.is_object()) {
      json_.open('{');
      for (const Json member : at) write_member(member, in_paging);
      json_.close('}');
    } else if (at.is_array()) {
      json_.open('[');
      for (const Json element : at) write(element, false);
      json_.close(']');
    } else {
      json_.raw(at.compact());
    }
  }
  [[nodiscard]] bool has_links() const { return has_links_; }

 private:
  void write_member(const Json& member, bool in_paging) {
    const bool is_one = in_paging && is_link(member);
    const auto link = is_one ? link_to(here_, member.text()) : std::string();
    has_links_ = has_links_ || is_one;
    if (is_one && link.empty()) return;
    json_.value(member.name());
    json_.out() += ':';
    if (is_one) {
      JsonWriter(json_.out()).value(link);
      return;
    }
    Rewriting inner(here_, json_.out());
    inner.write(member, member.name() == "paging");
    has_links_ = has_links_ || inner.has_links_;
  }

  std::string_view here_;
  JsonWriter json_;
  bool has_links_ = false;
};

}  // namespace

std::string with_links_to(std::string_view here, std::string body) {
  if (body.find("paging") == body.npos) return body;
  const auto tree = JsonTree::read(body);
  if (!tree) return body;
  std::string out;
  Rewriting rewriting(here, out);
  rewriting.write(tree->root(), false);
  if (rewriting.has_links()) return out;
  return body;
}

}  // namespace parley::graph
