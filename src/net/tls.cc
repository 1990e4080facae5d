// SPDX-License-Identifier: Apache-2.0
#include "sluice/net/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <iterator>

namespace sluice::net {
namespace {

constexpr long kMaxPeerCertificates = 16L * 1024;  // bytes of a client's chain
constexpr int kMaxPeerDepth = 4;
constexpr std::size_t kMaxChain = 10;

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* value) const {
    Free(value);
  }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using Cert = std::unique_ptr<X509, Deleter<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

base::Result<void> Bad(std::string message) {
  ERR_clear_error();
  return base::Fail(base::Code::kInvalid, std::move(message));
}

// An encrypted key must fail, not ask at a terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

Bio Open(std::string_view pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::vector<Cert> ReadCertificates(std::string_view pem) {
  std::vector<Cert> certificates;
  const Bio bio = Open(pem);
  while (bio && certificates.size() <= kMaxChain) {
    Cert certificate(PEM_read_bio_X509(bio.get(), nullptr, &NoPassphrase, nullptr));
    if (!certificate) break;
    certificates.push_back(std::move(certificate));
  }
  ERR_clear_error();
  return certificates;
}

std::chrono::system_clock::time_point TimeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string SerialOf(X509* certificate) {
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  char* text = number == nullptr ? nullptr : BN_bn2hex(number);
  std::string serial = text == nullptr ? "" : text;
  OPENSSL_free(text);
  BN_free(number);
  return serial;
}

bool HasSubjectAlternativeName(X509* certificate) {
  return X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) >= 0;
}

bool IsP256(const EVP_PKEY* key) {
  std::array<char, 64> group{};
  std::size_t length = 0;
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1 &&
         std::string_view(group.data(), length) == "prime256v1";
}

// The API server speaks http/1.1 to a service; a client that offers only something else is told so
// by an alert.
int SelectProtocol(SSL*, const unsigned char** out, unsigned char* out_length,
                   const unsigned char* offered, unsigned int offered_length, void*) {
  static constexpr std::string_view kProtocol = "http/1.1";
  for (unsigned int at = 0; at + 1 <= offered_length; at += offered[at] + 1U) {
    const auto length = static_cast<unsigned int>(offered[at]);
    if (at + 1 + length > offered_length) break;
    if (length == kProtocol.size() &&
        kProtocol.compare(0, length, std::string(offered + at + 1, offered + at + 1 + length)) ==
            0) {
      *out = offered + at + 1;
      *out_length = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

base::Result<void> Harden(SSL_CTX* context, bool tls13_only) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, &SelectProtocol, nullptr);
  const bool good =
      SSL_CTX_set_min_proto_version(context, tls13_only ? TLS1_3_VERSION : TLS1_2_VERSION) == 1 &&
      SSL_CTX_set_num_tickets(context, 0) == 1 &&
      SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1 &&
      SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL") == 1;
  if (!good) return base::Fail(base::Code::kInternal, "OpenSSL refuses our TLS settings.");
  return {};
}

base::Result<void> UseClientCa(SSL_CTX* context, std::string_view pem) {
  const std::vector<Cert> authorities = ReadCertificates(pem);
  if (authorities.empty()) return Bad("The client CA file holds no PEM certificate.");
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  for (const Cert& authority : authorities) {
    if (X509_STORE_add_cert(store, authority.get()) != 1 ||
        SSL_CTX_add_client_CA(context, authority.get()) != 1) {
      return Bad("A certificate of the client CA file cannot be used.");
    }
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_verify_depth(context, kMaxPeerDepth);
  SSL_CTX_set_max_cert_list(context, kMaxPeerCertificates);
  return {};
}

base::Result<void> UsePair(SSL_CTX* context, const std::vector<Cert>& chain, EVP_PKEY* key) {
  if (SSL_CTX_use_certificate(context, chain[0].get()) != 1) {
    return Bad("The serving certificate cannot be used for TLS.");
  }
  if (SSL_CTX_use_PrivateKey(context, key) != 1 || SSL_CTX_check_private_key(context) != 1) {
    return Bad("The private key does not belong to the certificate.");
  }
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, chain[i].get()) != 1) {
      return Bad("A certificate of the chain cannot be used.");
    }
  }
  return {};
}

base::Result<void> CheckLeaf(X509* leaf, std::chrono::system_clock::time_point now) {
  if (TimeOf(X509_get0_notAfter(leaf)) <= now) return Bad("The serving certificate has expired.");
  if (!HasSubjectAlternativeName(leaf)) {
    return Bad(
        "The serving certificate has no subject alternative name, so every API server refuses it; "
        "issue one for <service>.<namespace>.svc.");
  }
  return {};
}

}  // namespace

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

base::Result<std::shared_ptr<const TlsContext>> TlsContext::Build(
    const TlsMaterial& material, std::chrono::system_clock::time_point now) {
  const std::vector<Cert> chain = ReadCertificates(material.certificate_pem);
  if (chain.empty()) {
    return base::Fail(base::Code::kInvalid, "The certificate file holds no PEM certificate.");
  }
  if (chain.size() > kMaxChain) {
    return base::Fail(base::Code::kInvalid,
                      "The certificate file holds more than 10 certificates.");
  }
  const Bio key_bio = Open(material.key_pem);
  const Key key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, &NoPassphrase, nullptr));
  ERR_clear_error();
  if (!key) {
    return base::Fail(base::Code::kInvalid,
                      "The private key file holds no unencrypted PEM private key.");
  }
  SSL_CTX* native = SSL_CTX_new(TLS_server_method());
  if (native == nullptr) return base::Fail(base::Code::kInternal, "OpenSSL has no memory.");
  std::shared_ptr<TlsContext> context(new TlsContext(native));
  for (const auto& step : {CheckLeaf(chain[0].get(), now), Harden(native, material.tls13_only),
                           UsePair(native, chain, key.get())}) {
    if (!step) return tl::unexpected(step.error());
  }
  if (!material.client_ca_pem.empty()) {
    const auto used = UseClientCa(native, material.client_ca_pem);
    if (!used) return tl::unexpected(used.error());
  }
  context->not_after_ = TimeOf(X509_get0_notAfter(chain[0].get()));
  context->serial_ = SerialOf(chain[0].get());
  if (!IsP256(key.get())) {
    context->advice_.emplace_back("The key is not ECDSA P-256, so handshakes cost more.");
  }
  if (TimeOf(X509_get0_notBefore(chain[0].get())) > now) {
    context->advice_.emplace_back("The serving certificate is not valid yet.");
  }
  return std::shared_ptr<const TlsContext>(std::move(context));
}

}  // namespace sluice::net
