#include "store/postgres/testing.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <vector>

namespace parley::postgres {
namespace {

// Ends with this process, when its input does.
std::string started() {
  std::array<int, 2> input{}, output{};
  if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  const auto child = ::fork();
  if (child == 0) {
    ::dup2(input[0], STDIN_FILENO);
    ::dup2(output[1], STDOUT_FILENO);
    const std::string script = PARLEY_SOURCE_DIR "/tools/with-postgres";
    ::execl(script.c_str(), script.c_str(), static_cast<char*>(nullptr));
    std::_Exit(127);
  }
  ::close(input[0]);
  ::close(output[1]);
  std::string address;
  for (char c = 0; ::read(output[0], &c, 1) == 1 && c != '\n';) address += c;
  ::close(output[0]);
  if (address.empty()) throw std::runtime_error("tools/with-postgres started none");
  return address;
}

const std::string& server() {
  static const std::string address = [] {
    const char* given = std::getenv("PARLEY_TEST_POSTGRES");
    return given != nullptr ? std::string(given) : started();
  }();
  return address;
}

std::string with_database(std::string address, const std::string& name) {
  const auto from = address.find('/', address.find("://") + 3) + 1;
  const auto until = std::min(address.find('?', from), address.size());
  return address.replace(from, until - from, name);
}

class Databases {
 public:
  std::string take() {
    if (free_.empty()) {
      const auto name = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++made_);
      ask(server(), "CREATE DATABASE " + name + " TEMPLATE template0");
      return with_database(server(), name);
    }
    auto store = free_.back();
    free_.pop_back();
    return store;
  }
  // As it was made: what its tables had at first is all they have.
  void give_back(const std::string& store) {
    ask(store, R"sql(
DO $$ DECLARE one text; BEGIN
  IF to_regclass('counter') IS NULL THEN RETURN; END IF;  -- nobody made it a store
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
             AND tablename NOT IN ('schema_version', 'setting', 'counter') LOOP
    EXECUTE format('DELETE FROM %I', one);
  END LOOP;
  DELETE FROM counter WHERE name = 'probe';
  UPDATE counter SET value = CASE name WHEN 'setup' THEN 1 ELSE 0 END;
  ALTER SEQUENCE delivery_id_seq RESTART;
END $$)sql");
    free_.push_back(store);
  }

 private:
  std::vector<std::string> free_;
  int made_ = 0;
};

Databases& databases() {
  static Databases all;
  return all;
}

}  // namespace

std::string ask(const std::string& store, const std::string& statement) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(store.c_str()), PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), statement.c_str()),
                                                             PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

conformance::Place postgres_place() {
  auto* const held = new std::string(databases().take());
  const auto give_back = [](std::string* store) {
    databases().give_back(*store);
    delete store;
  };
  return {.folder = {}, .store = *held, .held = std::shared_ptr<std::string>(held, give_back)};
}

conformance::Place chosen_place() {
  const char* chosen = std::getenv("PARLEY_TEST_STORE");
  const bool is_postgres = chosen != nullptr && std::string_view(chosen) == "postgres";
  return is_postgres ? postgres_place() : conformance::sqlite_place();
}

}  // namespace parley::postgres
