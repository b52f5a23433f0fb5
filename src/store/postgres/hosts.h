#pragma once
// The servers that an address names. libpq would try them in a row itself, but without a limit for each: one machine that
// is silent would use up the time of all.

#include <string>
#include <vector>

namespace parley::postgres {

// Empty: what the address or libpq says otherwise.
struct Host {
  std::string name, address, port;
};

// Of "postgres://a:5432,b:5433/db" or "host=a,b port=5432,5433": in order, at least one. An address that libpq does not
// understand, or whose lists are not equally long, gives one empty Host: libpq says what is wrong with it.
std::vector<Host> hosts_of(const std::string& address);

}  // namespace parley::postgres
