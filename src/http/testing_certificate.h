#pragma once
// A certificate for localhost and 127.0.0.1 that signs itself, made for one test and gone with it.

#include "http/server.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace parley::http::testing {

class Certificate {
 public:
  Certificate() {
    const auto stem =
        (std::filesystem::temp_directory_path() / ("parley-" + std::to_string(::getpid()))).string();
    files_ = {stem + "-certificate.pem", stem + "-key.pem"};
    const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key(::EVP_EC_gen("P-256"), &::EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&::X509_free)> certificate(::X509_new(), &::X509_free);
    describe(certificate.get());
    ::X509_set_pubkey(certificate.get(), key.get());
    ::X509_sign(certificate.get(), key.get(), ::EVP_sha256());
    write(files_.certificate_file, [&](std::FILE* to) { ::PEM_write_X509(to, certificate.get()); });
    write(files_.key_file, [&](std::FILE* to) {
      ::PEM_write_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  ~Certificate() {
    std::filesystem::remove(files_.certificate_file);
    std::filesystem::remove(files_.key_file);
  }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  [[nodiscard]] const Tls& files() const { return files_; }

 private:
  static void describe(X509* certificate) {
    ::X509_set_version(certificate, 2);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate), 1);
    ::X509_gmtime_adj(::X509_getm_notBefore(certificate), -60);
    ::X509_gmtime_adj(::X509_getm_notAfter(certificate), 3600);
    auto* name = ::X509_get_subject_name(certificate);
    const auto* words = reinterpret_cast<const unsigned char*>("localhost");
    ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, words, -1, -1, 0);
    ::X509_set_issuer_name(certificate, name);
    add_extension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    add_extension(certificate, NID_basic_constraints, "CA:TRUE");
  }

  static void add_extension(X509* certificate, int which, const char* value) {
    auto* extension = ::X509V3_EXT_conf_nid(nullptr, nullptr, which, value);
    ::X509_add_ext(certificate, extension, -1);
    ::X509_EXTENSION_free(extension);
  }

  template <class Writing>
  static void write(const std::string& file, Writing writing) {
    auto* to = std::fopen(file.c_str(), "w");
    writing(to);
    std::fclose(to);
  }

  Tls files_;
};

}  // namespace parley::http::testing
