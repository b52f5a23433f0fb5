#include "dialects/wapikit/passwords.h"

#include "base/problem.h"
#include "base/secrets.h"
#include "base/text.h"

namespace parley::wapikit {
namespace {

constexpr std::size_t shortest = 8;
constexpr std::size_t longest = 200;

}  // namespace

std::string read_new_password(Json body) {
  auto password = body["password"].is_text() ? body["password"].text() : "";
  if (password.empty()) throw Problem::invalid("password", "password is required");
  const bool is_fit = first_code_points(password, shortest - 1).size() < password.size() &&
                      first_code_points(password, longest).size() == password.size();
  if (!is_fit) throw Problem::invalid("password", "password must have between 8 and 200 characters");
  return password;
}

Task<std::string> hash_beside(SideThread& side, const std::string& password) {
  std::string hash;
  const auto work = [&] { hash = hash_password(password); };
  co_await side.run(work);
  co_return hash;
}

Task<bool> verify_beside(SideThread& side, const std::string& password, const std::string& hash) {
  bool is_right = false;
  const auto work = [&] {
    static const std::string of_nobody = hash_password(random_symbols(32));
    is_right = verify_password(password, hash.empty() ? of_nobody : hash) && !hash.empty();
  };
  co_await side.run(work);
  co_return is_right;
}

}  // namespace parley::wapikit
