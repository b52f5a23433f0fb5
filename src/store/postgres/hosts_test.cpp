#include "store/postgres/hosts.h"

#include <gtest/gtest.h>

namespace parley::postgres {
namespace {

std::string spelt(const std::string& address) {
  std::string all;
  for (const auto& host : hosts_of(address)) all += host.name + "|" + host.address + "|" + host.port + ";";
  return all;
}

TEST(Hosts, AreThoseOfTheAddressInOrder) {
  EXPECT_EQ(spelt("postgres://u:p@a:5432,b:5433/db"), "a||5432;b||5433;");
  EXPECT_EQ(spelt("postgres://a,b/db?port=6432"), "a||6432;b||6432;");
  EXPECT_EQ(spelt("postgres://u@/db?host=/run/one,/run/two&port=1,2"), "/run/one||1;/run/two||2;");
  EXPECT_EQ(spelt("host=a,b hostaddr=10.0.0.1,10.0.0.2"), "a|10.0.0.1|;b|10.0.0.2|;");
  EXPECT_EQ(spelt("postgres:///db"), "||;");
}

TEST(Hosts, AreLeftToLibpqWhereTheyMakeNoSense) {
  EXPECT_EQ(spelt("postgres://a,b,c/db?port=1,2"), "||;");
  EXPECT_EQ(spelt("host=a port=1,2"), "||;");
  EXPECT_EQ(spelt("no address = at all"), "||;");
}

}  // namespace
}  // namespace parley::postgres
