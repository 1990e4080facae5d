// SPDX-License-Identifier: Apache-2.0
#include "support/certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdlib>

namespace sluice::test {
namespace {

EVP_PKEY* NewKey(bool rsa) {
  return rsa ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(2048))
             : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
}

template <typename Writer>
std::string Pem(Writer writer) {
  BIO* bio = BIO_new(BIO_s_mem());
  if (writer(bio) != 1) std::abort();
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) std::abort();
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* NewCertificate(const std::string& name, EVP_PKEY* key, int from_days, int to_days) {
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U);
  X509_gmtime_adj(X509_getm_notBefore(certificate), from_days * 86400L);
  X509_gmtime_adj(X509_getm_notAfter(certificate), to_days * 86400L);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

}  // namespace

struct Authority::Impl {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  std::string pem;
};

Authority::Authority(const std::string& name) : impl_(std::make_unique<Impl>()) {
  impl_->key = NewKey(false);
  impl_->certificate = NewCertificate(name, impl_->key, -1, 365);
  X509* certificate = impl_->certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  AddExtension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  X509_sign(certificate, impl_->key, EVP_sha256());
  impl_->pem = Pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

Authority::~Authority() {
  X509_free(impl_->certificate);
  EVP_PKEY_free(impl_->key);
}

const std::string& Authority::pem() const { return impl_->pem; }

Pair Authority::Issue(const CertificateOptions& options) const {
  EVP_PKEY* key = NewKey(options.rsa);
  X509* certificate = NewCertificate(options.name, key, options.from_days, options.to_days);
  X509_set_issuer_name(certificate, X509_get_subject_name(impl_->certificate));
  AddExtension(certificate, impl_->certificate, NID_basic_constraints, "critical,CA:FALSE");
  if (options.san) {
    AddExtension(certificate, impl_->certificate, NID_subject_alt_name,
                 "DNS:" + options.name + ",DNS:localhost,IP:127.0.0.1");
  }
  X509_sign(certificate, impl_->key, EVP_sha256());
  Pair pair;
  pair.certificate_pem = Pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
  pair.key_pem = Pem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
  X509_free(certificate);
  EVP_PKEY_free(key);
  return pair;
}

}  // namespace sluice::test
