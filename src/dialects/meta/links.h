#pragma once
// Links to Meta's own pages in what it answers: they are of no use to our clients, and hold the token that Meta was asked
// with. Pure.

#include <string>
#include <string_view>

namespace parley::graph {

// Meta's answer with `paging.next` and `paging.previous`, wherever they stand in it, leading here and without a token.
// `here`: what our own addresses begin with, their version included ("https://parley.test/v23.0"); empty: it is not known,
// and the links are left out. An answer without such links stays as it came, byte for byte.
std::string with_links_to(std::string_view here, std::string body);

}  // namespace parley::graph
