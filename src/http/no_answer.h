#pragma once
// An answer that does not come, for servers that stand in for troubled ones.

namespace parley::http {

// As a Reply's status: the connection ends without a byte of an answer.
constexpr int no_answer = 0;

}  // namespace parley::http
