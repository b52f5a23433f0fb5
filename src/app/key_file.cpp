#include "app/key_file.h"

#include "app/files.h"
#include "base/secrets.h"
#include "base/text.h"

#include <sodium.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>

namespace parley::app {
namespace {

static_assert(crypto_secretbox_KEYBYTES == 32 && crypto_kdf_KEYBYTES == 32);

constexpr std::string_view version = "v1.";
constexpr char purpose[crypto_kdf_CONTEXTBYTES + 1] = "sealing1";

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string to_base64(std::string_view plain) {
  std::string text(sodium_base64_ENCODED_LEN(plain.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes(plain), plain.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the NUL it ends with
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string plain(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(bytes(plain), plain.size(), text.data(), text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
    return std::nullopt;
  }
  plain.resize(length);
  return plain;
}

}  // namespace

KeyFile KeyFile::open(const std::string& path) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  if (!std::filesystem::exists(path)) create_private_file(path, to_base64(random_bytes(32)) + "\n");
  const auto read = from_base64(trimmed(read_file(path)));
  if (!read || read->size() != std::tuple_size_v<Key>) {
    throw std::runtime_error(path + " holds no key of Parley's: name the right one by --key-file");
  }
  Key key;
  crypto_kdf_derive_from_key(key.data(), key.size(), 1, purpose, bytes(*read));
  return KeyFile(key);
}

KeyFile::~KeyFile() { sodium_memzero(key_.data(), key_.size()); }

std::string KeyFile::seal(std::string_view plain) const {
  auto sealed = random_bytes(crypto_secretbox_NONCEBYTES);
  sealed.resize(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size());
  crypto_secretbox_easy(bytes(sealed) + crypto_secretbox_NONCEBYTES, bytes(plain), plain.size(),
                        bytes(sealed), key_.data());
  return std::string(version) + to_base64(sealed);
}

std::optional<std::string> KeyFile::unseal(std::string_view sealed) const {
  if (!sealed.starts_with(version)) return std::nullopt;
  const auto box = from_base64(sealed.substr(version.size()));
  constexpr auto overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (!box || box->size() < overhead) return std::nullopt;
  std::string plain(box->size() - overhead, '\0');
  const auto* start = bytes(std::string_view(*box));
  const bool opened =
      crypto_secretbox_open_easy(bytes(plain), start + crypto_secretbox_NONCEBYTES,
                                 box->size() - crypto_secretbox_NONCEBYTES, start, key_.data()) == 0;
  return opened ? std::optional(std::move(plain)) : std::nullopt;
}

bool readable_by_others(const std::string& path) {
  struct stat about{};
  return ::stat(path.c_str(), &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

}  // namespace parley::app
