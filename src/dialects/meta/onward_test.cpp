// What of a request goes on to Meta.

#include "dialects/meta/onward.h"

#include "base/problem.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::graph {
namespace {

http::Request posting(std::string_view type, std::string_view body, std::string_view query = "") {
  http::Request request{.method = http::Method::post, .method_name = "POST", .target = "/v23.0/1/flows"};
  request.headers.push_back({"Content-Type", type});
  request.body = body;
  request.query = query;
  return request;
}
constexpr auto json = "application/json";
constexpr auto form = "application/x-www-form-urlencoded";
constexpr auto parts = "multipart/form-data; boundary=b";

std::string part(std::string_view name, std::string_view value) {
  return "--b\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" +
         std::string(value) + "\r\n--b--\r\n";
}

// The subject of the Problem; "goes on" without one.
std::string subject_of(const http::Request& request) {
  try {
    need_plain_fields(request);
    body_for_meta(request);
  } catch (const Problem& problem) {
    return problem.subject();
  }
  return "goes on";
}

TEST(GraphFields, NameMembersOfTheObjectItself) {
  for (const auto* fields : {"", "id", "id,name", " id , name ", "id,name,", "preview.invalidate(false)",
                             "thumb.width(2).height(3),id",
                             R"(analytics.start(154).end(155).phone_numbers([]).country_codes(["US","BR"]))"})
    EXPECT_TRUE(are_plain_fields(fields)) << fields;
}

TEST(GraphFields, LeadToNoOtherObject) {
  for (const auto* fields : {"owner{id}", "owner_business{owned_whatsapp_business_accounts{phone_numbers}}",
                             "id,owner{id}", "owner.fields(id)", "owner.Fields(id)", "owner.limit(1){id}",
                             "owner.limit(1).fields(a)", "owner.limit(fields(a))", "owner.limit({a})",
                             "owner.limit(1", "owner.a", "owner/id", R"(["id","owner{id}"])", "owner%7Bid%7D",
                             "owner {id}", "\towner", "owner.limit(1)x", "owner..limit(1)"})
    EXPECT_FALSE(are_plain_fields(fields)) << fields;
}

TEST(GraphFields, AreLookedAtWhereverTheyStand) {
  const auto asking = [](std::string_view query) { return subject_of(posting(json, "", query)); };
  EXPECT_EQ(asking("fields=id,name&limit=1"), "goes on");
  EXPECT_EQ(asking("fields=id&fields=owner%7Bid%7D"), "fields");
  EXPECT_EQ(asking("fields%5B0%5D=owner%7Bid%7D"), "fields");
  EXPECT_EQ(asking("%66ields=owner%7Bid%7D"), "fields");
  EXPECT_EQ(asking("summary=owner%7Bid%7D"), "summary");
  EXPECT_EQ(subject_of(posting(json, R"({"fields":"owner{id}"})")), "fields");
  EXPECT_EQ(subject_of(posting(json, R"({"f\u0069elds":["id","owner{id}"]})")), "fields");
  EXPECT_EQ(subject_of(posting(form, "fields=owner%7Bid%7D")), "fields");
  EXPECT_EQ(subject_of(posting(parts, part("fields", "owner{id}"))), "fields");
  EXPECT_EQ(subject_of(posting(parts, part("name", "{}"))), "goes on");
}

TEST(GraphBody, GoesOnWithoutATokenOrAnotherCall) {
  constexpr std::string_view plain = R"({ "name":"n", "components":[{"id":1,"method":"x"}] })";
  EXPECT_EQ(body_for_meta(posting(json, plain)), plain);
  EXPECT_EQ(
      body_for_meta(posting(json, R"({"method":"get","name":"n","access_token":"t","ids":"1,2","n":1.50})")),
      R"({"name":"n","n":1.50})");
  EXPECT_EQ(body_for_meta(posting(json, R"({"access_token":"t","name":"n","footer":null})")),
            R"({"name":"n","footer":null})");
  EXPECT_EQ(body_for_meta(posting("", plain)), plain);
  EXPECT_EQ(body_for_meta(posting(form, "method=get&name=n&access_token=t&m%65thod=get&method%5B%5D=get")),
            "name=n");
  EXPECT_EQ(body_for_meta(posting(parts, part("name", "n"))), part("name", "n"));
  EXPECT_EQ(subject_of(posting(parts, part("method", "get"))), "body");
  EXPECT_EQ(subject_of(posting(parts, "no parts")), "body");
  EXPECT_EQ(subject_of(posting(json, "[1]")), "body");
  EXPECT_EQ(subject_of(posting("text/plain", "method=get")), "body");
}

TEST(GraphQuery, LosesWhatGraphReadsUnderAnotherSpelling) {
  EXPECT_EQ(query_for_meta("limit=1&access.token=t&access%20token=u&+access_token=v&ids%5B0%5D=1&method=get"),
            "?limit=1");
  EXPECT_EQ(query_for_meta("access_token=t"), "");
}

}  // namespace
}  // namespace parley::graph
