#pragma once
// The parts of our OpenAPI document: members of its paths and of its schemas.

#include <string_view>

namespace parley::kirim {

extern const std::string_view openapi_paths;
extern const std::string_view openapi_contact_paths;
extern const std::string_view openapi_things;
extern const std::string_view openapi_contact_things;
extern const std::string_view openapi_bodies;

}  // namespace parley::kirim
