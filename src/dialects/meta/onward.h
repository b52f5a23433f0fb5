#pragma once
// What of a client's request goes on to Meta: nothing that makes another call of it, shows a token, or leads out of the
// object that its path names, for our token may see more than one organization's. Pure.

#include "http/request.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::graph {

// The query without what Graph would take as another call or another token, and without the names given. Begins with a
// question mark; empty where nothing is left.
std::string query_for_meta(std::string_view query, std::initializer_list<std::string_view> without = {});

// The body likewise, as it came where there is nothing to leave out. Problems: invalid "body" where it is neither JSON nor a
// form, or a form in parts that has such a field.
std::string body_for_meta(const http::Request& request);

// Whether `fields` names members of the object alone: "id,name", "preview.invalidate(false)". Graph's other spellings,
// "owner{phone_numbers}" and "owner.fields(phone_numbers)", go from one object to the next, as far as the token may.
bool are_plain_fields(std::string_view fields);
// Of the query and the body. Problem invalid with the parameter's name.
void need_plain_fields(const http::Request& request);

// All that the request says under that name, in its query and its body.
std::vector<std::string> said(const http::Request& request, std::string_view name);

}  // namespace parley::graph
