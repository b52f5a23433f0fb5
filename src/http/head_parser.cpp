#include "http/head_parser.h"

#include "base/text.h"

#include <boost/beast/http/error.hpp>

#include <functional>

namespace parley::http {
namespace {

std::string_view view_of(beast::string_view text) { return {text.data(), text.size()}; }

Method method_of(beast::http::verb verb) {
  using enum beast::http::verb;
  switch (verb) {
    case get: return Method::get;
    case head: return Method::head;
    case post: return Method::post;
    case put: return Method::put;
    case patch: return Method::patch;
    case delete_: return Method::del;
    case options: return Method::options;
    default: return Method::other;
  }
}

// What stands behind http://host of a target in absolute form; other targets as they are.
std::string_view origin_form(std::string_view target) {
  if (target.starts_with('/')) return target;
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos) return target;
  const auto path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

bool lies_within(std::string_view whole, std::string_view part) {
  const std::less_equal<const char*> before;
  return before(whole.data(), part.data()) && before(part.data() + part.size(), whole.data() + whole.size());
}

}  // namespace

void HeadParser::on_request_impl(beast::http::verb verb, Text name, Text target, int version, Error&) {
  version_ = version;
  request_.method = method_of(verb);
  request_.method_name = view_of(name);
  request_.target = view_of(target);
  const auto local = origin_form(request_.target);
  const auto mark = local.find('?');
  request_.path = local.substr(0, mark);
  if (request_.path.empty()) request_.path = "/";
  request_.query = mark == std::string_view::npos ? std::string_view() : local.substr(mark + 1);
}

void HeadParser::on_field_impl(Field field, Text name, Text value, Error& error) {
  const auto text = value.empty() ? std::string_view() : view_of(value);
  if (!text.empty() && !lies_within(bytes_, text)) {
    error = beast::http::error::bad_obs_fold;
    return;
  }
  if (field == Field::host) ++hosts_;
  if (field == Field::transfer_encoding) foreign_encoding_ = !equal_ignoring_case(text, "chunked");
  if (field == Field::expect) expects_continue_ = equal_ignoring_case(text, "100-continue");
  request_.headers.push_back({view_of(name), text});
}

}  // namespace parley::http
