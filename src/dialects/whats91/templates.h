#pragma once
// Templates as Meta tells them, and what is sent of one: who names a template gives its values in order, and everything
// else is in its definition. Pure.

#include "domain/template.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::whats91 {

struct Template {
  struct Button {
    std::string type;  // Meta's word: URL, QUICK_REPLY, COPY_CODE, OTP, FLOW …
    bool is_variable = false;
  };

  std::string name;
  std::string language;
  std::string category;
  std::string header;  // its format: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION; empty: it has none
  std::vector<std::string> header_variables, body_variables;  // as they stand in the text: "1" or a name
  std::vector<Button> buttons;
  bool is_carousel = false;
  bool is_named = false;  // its variables have names

  // Whether it wants a file in its header.
  [[nodiscard]] bool wants_media() const {
    return header == "IMAGE" || header == "VIDEO" || header == "DOCUMENT";
  }
};

// Of a template in all its languages the one to be sent: in `language` (empty: any), an approved one before others. Nothing
// where there is none.
std::optional<Template> template_in(const std::vector<MessageTemplate>& all, std::string_view language);

struct TemplateValues {
  std::vector<std::string>
      parameters;  // of the body; of the header's text before it, where there are as many as both have
  std::vector<std::string> button_parameters;  // of the buttons that need one, then of quick replies
  std::string link, media_id, filename;        // of the header's file: one of the first two
};

// What stands in the member `template` of a message. Problems: invalid "carousel", invalid "header media".
std::string template_object(const Template& of, const TemplateValues& values);

}  // namespace parley::whats91
