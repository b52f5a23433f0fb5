#include "dialects/whats91/objects.h"

#include <gtest/gtest.h>

namespace parley::whats91 {
namespace {

using Write = void (*)(JsonWriter&, std::string_view);

std::string written(Write write, std::string_view from) {
  std::string out;
  JsonWriter json(out);
  write(json, from);
  return out;
}

TEST(Whats91Objects, SayTheFirstErrorInMetasFullestWords) {
  const struct {
    std::string_view errors, words;
  } cases[] = {
      {R"([{"code":131026,"title":"T","message":"M","error_data":{"details":"D"}}])", R"("D")"},
      {R"([{"code":131026,"title":"T","message":"M","error_data":{"details":""}}])", R"("M")"},
      {R"([{"code":131026,"title":"T","message":"M","error_data":"D"}])", R"("M")"},
      {R"([{"code":131026,"title":"T","message":null}])", R"("T")"},
      {R"([{"code":131026}])", "null"},
      {R"([{"title":"A \"quoted\" one"},{"title":"B"}])", R"("A \"quoted\" one")"},
      {"[]", "null"},
      {"{}", "null"},
      {"[7]", "null"},
      {"7", "null"},
      {"", "null"},
      {"[{", "null"},
      {"\xff", "null"},
  };
  for (const auto& [errors, words] : cases) EXPECT_EQ(written(write_error, errors), words) << errors;
}

TEST(Whats91Objects, PlaceALocation) {
  const struct {
    std::string_view object, written;
  } cases[] = {
      {R"({"latitude":44.5,"longitude":-122,"name":"N","address":"A","url":"U"})",
       R"({"latitude":44.5,"longitude":-122,"name":"N","address":"A"})"},
      {R"({"latitude":"44.53","longitude":"-122.5"})", R"({"latitude":44.53,"longitude":-122.5})"},
      {R"({"address":"A","longitude":1,"latitude":2,"name":null})",
       R"({"latitude":2,"longitude":1,"address":"A"})"},
      {R"({"latitude":"44.53N","longitude":1})", "null"},
      {R"({"latitude":"nan","longitude":1})", "null"},
      {R"({"latitude":1})", "null"},
      {"[]", "null"},
      {"", "null"},
      {"{", "null"},
  };
  for (const auto& [object, expected] : cases) EXPECT_EQ(written(write_location, object), expected) << object;
}

TEST(Whats91Objects, NameContacts) {
  const struct {
    std::string_view object, written;
  } cases[] = {
      {R"([{"addresses":[],"birthday":"2000-01-01","emails":[{"email":"a@b","type":"WORK"}],)"
       R"("name":{"formatted_name":"B. J.","first_name":"B","last_name":"J","suffix":"Sr"},"org":{},)"
       R"("phones":[{"phone":"+1 415","wa_id":"1415","type":"MOBILE"},{"phone":"+2"}]}])",
       R"([{"name":{"firstName":"B","lastName":"J","formattedName":"B. J."},)"
       R"("phones":[{"phone":"+1 415","type":"MOBILE","wa_id":"1415"},{"phone":"+2"}],)"
       R"("emails":[{"email":"a@b","type":"WORK"}]}])"},
      {"[{}, 7]", R"([{"name":{},"phones":[],"emails":[]},{"name":{},"phones":[],"emails":[]}])"},
      {R"([{"name":"B","phones":{},"emails":[1]}])", R"([{"name":{},"phones":[],"emails":[{}]}])"},
      {"[]", "[]"},
      {"{}", "null"},
      {"", "null"},
      {"[", "null"},
  };
  for (const auto& [object, expected] : cases) EXPECT_EQ(written(write_contacts, object), expected) << object;
}

}  // namespace
}  // namespace parley::whats91
