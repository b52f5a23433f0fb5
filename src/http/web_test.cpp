// Files from addresses that a client named.

#include "http/web.h"

#include "http/client_testing.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace parley::http {
namespace {

std::string place(std::string_view url) {
  const auto found = web_place(url);
  return found ? found->origin + " " + found->target : "";
}

TEST(WebPlace, IsAnHttpsAddress) {
  EXPECT_EQ(place("https://a.example"), "https://a.example /");
  EXPECT_EQ(place("https://a.example:8443/b/c.png?d=e%20f#g"), "https://a.example:8443 /b/c.png?d=e%20f");
  EXPECT_EQ(place("HTTPS://[2606:4700::1111]/x"), "https://[2606:4700::1111] /x");
  for (const auto* none : {"", "http://a.example/b", "ftp://a.example/b", "https:///b", "//a.example/b",
                           "a.example/b", "https://me@a.example/", "https://me:word@a.example/",
                           "https://a b/", "https://a/b c", "file:///etc/passwd", "https:a"})
    EXPECT_EQ(place(none), "") << none;
  EXPECT_EQ(place("https://a/" + std::string(5'000, 'x')), "");
}

TEST(WebPlace, IsWhereARedirectLeads) {
  const auto from = *web_place("https://a.example/b/c.png?d");
  const auto to = [&](std::string_view location) {
    const auto found = redirected(from, location);
    return found ? found->origin + " " + found->target : "";
  };
  EXPECT_EQ(to("e.png"), "https://a.example /b/e.png");
  EXPECT_EQ(to("/e.png?f"), "https://a.example /e.png?f");
  EXPECT_EQ(to("//b.example/e"), "https://b.example /e");
  EXPECT_EQ(to("https://b.example:444/e"), "https://b.example:444 /e");
  EXPECT_EQ(to("http://b.example/e"), "");
  EXPECT_EQ(to("file:///etc/passwd"), "");
  EXPECT_EQ(to("a b"), "");
}

Task<> serve(const Request& request, Reply& reply) {
  const auto go = [&](int status, std::string_view to) {
    reply.status = status;
    reply.add_header("Location", to);
  };
  if (request.path == "/one") go(302, "two");
  if (request.path == "/two") go(301, "/three");
  if (request.path == "/three") go(307, "/file.png");
  if (request.path == "/loop") go(308, "/loop");
  if (request.path == "/plain") go(302, "http://127.0.0.1/file.png");
  if (request.path == "/nowhere") reply.status = 302;
  if (request.path == "/missing") reply.status = 404;
  if (request.path == "/busy") reply.status = 503;
  if (request.path == "/large") reply.out().append(100'001, 'x');
  if (request.path == "/file.png") {
    reply.content_type = "image/png";
    reply.out() += "png";
  }
  co_return;
}

TEST(Web, IsFetchedAlongRedirectsFromPublicPlacesOnly) {
  const testing::Certificate certificate;
  Serving serving(serve, {}, &certificate.files());
  const Serving other([](const Request&, Reply& reply) -> Task<> {
    reply.out() += "png";
    co_return;
  });
  ::setenv("SSL_CERT_FILE", certificate.files().certificate_file.c_str(), 1);
  Web web;
  const auto get = [&](const std::string& host, std::string_view path, bool private_too = true,
                       std::uint16_t port = 0) -> std::string {
    const auto origin = "https://" + host + ":" + std::to_string(port != 0 ? port : serving.port());
    const WebOptions options{.body_bytes = 100'000, .deadline = 5s, .private_too = private_too};
    asio::io_context io(1);
    auto answer =
        asio::co_spawn(io, web.get(*web_place(origin + std::string(path)), options), asio::use_future);
    io.run();
    const auto found = answer.get();
    if (const auto* const none = std::get_if<NoFile>(&found))
      return none->why + (none->is_passing ? "; for now" : "");
    const auto& file = std::get<WebFile>(found);
    return file.content_type + " " + file.body;
  };
  EXPECT_EQ(get("localhost", "/file.png"), "image/png png");
  EXPECT_EQ(get("127.0.0.1", "/one"), "image/png png") << "three redirects";
  EXPECT_EQ(get("localhost", "/loop"), "leads from one address to the next");
  EXPECT_EQ(get("localhost", "/plain"), "leads to an address that is not https");
  EXPECT_EQ(get("localhost", "/nowhere"), "leads nowhere: its server redirects without an address");
  EXPECT_EQ(get("localhost", "/busy"), "cannot be fetched: its server answers 503; for now");
  EXPECT_EQ(get("localhost", "/missing"), "cannot be fetched: its server answers 404");
  EXPECT_EQ(get("localhost", "/large"), "is too large");
  EXPECT_TRUE(get("localhost", "/file.png", true, other.port()).starts_with("cannot be fetched: "));
  for (const auto* host :
       {"localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "0x7f000001"}) {
    EXPECT_EQ(get(host, "/file.png", false), "leads to a private address") << host;
  }
  ::unsetenv("SSL_CERT_FILE");
}

}  // namespace
}  // namespace parley::http
