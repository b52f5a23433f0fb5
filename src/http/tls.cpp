#include "http/tls.h"

#include <openssl/ssl.h>

namespace parley::http {

asio::ssl::context server_context(const Tls& tls) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  ::SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_options(asio::ssl::context::default_workarounds | SSL_OP_NO_RENEGOTIATION);
  context.use_certificate_chain_file(tls.certificate_file);
  context.use_private_key_file(tls.key_file, asio::ssl::context::pem);
  return context;
}

asio::ssl::context client_context() {
  asio::ssl::context context(asio::ssl::context::tls_client);
  ::SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_default_verify_paths();
  context.set_verify_mode(asio::ssl::verify_peer);
  return context;
}

}  // namespace parley::http
