#pragma once
// The made-up people and words of the benchmarks: every figure follows from a seed and an index, so that one program
// can write to the people whom another one has stored.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::bench {

constexpr std::string_view app_secret = "bench-app-secret";
constexpr std::string_view token_text = "w91_live_0123456789abcdefghijklmnopqrstuvwxyzABCD";
constexpr std::string_view waba = "102290129340398";
constexpr std::string_view main_number = "106540352242922";
constexpr std::string_view main_phone = "919999999999";
constexpr std::string_view other_number = "112233445566778";
constexpr std::string_view other_phone = "551140028922";

// splitmix64: small, fast, and the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  Dice(std::uint64_t seed, std::uint64_t index)
      : state_(seed * 0x9E3779B97F4A7C15U ^ index * 0xD1342543DE82EF95U) {}

  std::uint64_t next() {
    auto mixed = state_ += 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBU;
    return mixed ^ mixed >> 31;
  }
  std::uint64_t below(std::uint64_t end) { return next() % end; }
  bool chance(unsigned percent) { return below(100) < percent; }
  double share() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

inline std::string padded(std::uint64_t number, std::size_t width) {
  auto digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

// Multiplying by a prime that does not divide the range leaves every number its own place.
inline std::string phone_of(std::uint64_t person) {
  constexpr std::uint64_t stride = 7'919;
  switch (person % 4) {
    case 0: return "91" + padded(9'000'000'000 + person * stride % 1'000'000'000, 10);
    case 1: return "55119" + padded(person * stride % 100'000'000, 8);
    case 2: return "628" + padded(person * stride % 1'000'000'000, 10);
    default: return "34" + padded(600'000'000 + person * stride % 100'000'000, 9);
  }
}

inline std::string name_of_person(std::uint64_t person) {
  constexpr std::array first = {"Asha",   "Bruno", "Citra", "Diego", "अनिल", "Eduarda", "Fajar",
                                "Gloria", "سارة",  "Hugo",  "Indah", "João", "Kavita"};
  constexpr std::array last = {"Sharma", "da Silva", "Wijaya", "García", "वर्मा", "Souza", "Pratama",
                               "López",  "حسن",      "Núñez",  "Putri",  "Lima", "Rao"};
  Dice dice(77, person);
  return std::string(first[dice.below(first.size())]) + " " + last[dice.below(last.size())];
}

inline constexpr std::array<std::array<std::string_view, 12>, 6> languages = {{
    {"hello", "order", "please", "delivery", "tomorrow", "thanks", "price", "the", "when", "my", "address",
     "is"},
    {"नमस्ते", "कृपया", "ऑर्डर", "कब", "धन्यवाद", "मेरा", "पता", "है", "कल", "दाम", "आज", "भेजें"},
    {"olá", "pedido", "você", "amanhã", "obrigado", "preço", "entrega", "não", "está", "endereço", "quando",
     "o"},
    {"hola", "pedido", "mañana", "gracias", "precio", "envío", "¿cuándo?", "la", "dirección", "sí", "es",
     "mi"},
    {"halo", "pesanan", "besok", "terima", "kasih", "harga", "kapan", "alamat", "saya", "sudah", "belum",
     "ya"},
    {"مرحبا", "طلب", "غدا", "شكرا", "السعر", "متى", "العنوان", "نعم", "لا", "من", "فضلك", "التوصيل"},
}};

// 10 to 200 characters, short ones more often.
inline std::string words(Dice& dice) {
  const auto& language = languages[dice.below(languages.size())];
  const double share = dice.share();
  const auto wanted = 10 + static_cast<std::size_t>(190 * share * share);
  std::string text;
  std::size_t characters = 0;
  while (characters < wanted) {
    const auto word = language[dice.below(language.size())];
    if (!text.empty()) text += ' ';
    text += word;
    characters +=
        1 + static_cast<std::size_t>(std::ranges::count_if(word, [](char c) { return (c & 0xC0) != 0x80; }));
  }
  return text;
}

// As long as Meta's: a head that a person's messages share, and a tail of chance.
inline std::string wamid_of(std::string_view phone, Dice& dice) {
  constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string wamid = "wamid.HBgM";
  for (const char digit : phone) wamid += symbols[static_cast<unsigned char>(digit) % 64];
  wamid += "FQIAEhgU";
  for (int i = 0; i < 26; ++i) wamid += symbols[dice.below(64)];
  return wamid + "AA==";
}

// Sizes fall with the rank as a power of it; the first is `largest`, and all add up to `messages`.
inline std::vector<std::uint32_t> sizes_of(std::uint64_t messages, std::uint64_t conversations,
                                           std::uint64_t largest) {
  constexpr double power = 0.75;
  double weight = 0;
  for (std::uint64_t rank = 2; rank <= conversations; ++rank)
    weight += std::pow(static_cast<double>(rank), -power);
  const auto rest = static_cast<double>(messages - largest - conversations);
  std::vector<std::uint32_t> sizes{static_cast<std::uint32_t>(largest)};
  double owed = 0;
  for (std::uint64_t rank = 2; rank <= conversations; ++rank) {
    owed += rest * std::pow(static_cast<double>(rank), -power) / weight;
    const auto whole = static_cast<std::uint32_t>(owed);
    owed -= whole;
    sizes.push_back(1 + whole);
  }
  return sizes;
}

}  // namespace parley::bench
