// Which addresses strangers may have this server connect to.

#include "http/public_address.h"

#include <gtest/gtest.h>

namespace parley::http {
namespace {

TEST(PublicAddress, IsOfTheInternet) {
  for (const auto* text :
       {"1.1.1.1",       "8.8.8.8",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255",
        "100.128.0.0",   "126.255.255.255", "128.0.0.0",       "169.253.255.255", "172.15.255.255",
        "172.32.0.0",    "192.0.1.1",       "192.167.255.255", "192.169.0.0",     "198.17.255.255",
        "198.20.0.0",    "223.255.255.255", "2606:4700::1111", "2001:200::1",     "2a00::1",
        "::ffff:8.8.8.8"})
    EXPECT_TRUE(is_public(boost::asio::ip::make_address(text))) << text;
}

TEST(PublicAddress, IsNoneOfAPrivateRange) {
  for (const auto* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.255",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.170",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.0.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.7",
                           "203.0.113.7",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::127.0.0.1",
                           "64:ff9b::7f00:1",
                           "64:ff9b:1::1",
                           "100::1",
                           "fc00::1",
                           "fd12:3456::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "2001::1",
                           "2001:db8::1",
                           "2002:7f00:1::1",
                           "3fff::1",
                           "5f00::1"})
    EXPECT_FALSE(is_public(boost::asio::ip::make_address(text))) << text;
}

}  // namespace
}  // namespace parley::http
