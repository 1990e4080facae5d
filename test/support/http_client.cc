// SPDX-License-Identifier: Apache-2.0
#include "support/http_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

#include "sluice/base/text.h"

namespace sluice::test {
namespace {

void SetTimeout(int fd, std::chrono::milliseconds timeout) {
  timeval value{};
  value.tv_sec = timeout.count() / 1000;
  value.tv_usec = (timeout.count() % 1000) * 1000;
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof(value));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &value, sizeof(value));
}

X509* ReadCertificate(const std::string& pem) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  return certificate;
}

SSL_CTX* NewContext(const ClientOptions& options) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  if (!options.ca_pem.empty()) {
    X509* authority = ReadCertificate(options.ca_pem);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority);
    X509_free(authority);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  }
  if (!options.certificate_pem.empty()) {
    X509* own = ReadCertificate(options.certificate_pem);
    SSL_CTX_use_certificate(context, own);
    X509_free(own);
    BIO* bio = BIO_new_mem_buf(options.key_pem.data(), static_cast<int>(options.key_pem.size()));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    SSL_CTX_use_PrivateKey(context, key);
    EVP_PKEY_free(key);
    BIO_free(bio);
  }
  if (!options.alpn.empty()) {
    const std::string wire = static_cast<char>(options.alpn.size()) + options.alpn;
    SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(wire.data()),
                            static_cast<unsigned>(wire.size()));
  }
  if (options.max_version == "1.1") {
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
  }
  if (options.max_version == "1.2") SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  return context;
}

}  // namespace

int ConnectTcp(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  SetTimeout(fd, std::chrono::milliseconds(5'000));
  const int now = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof(now));
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return fd;
  close(fd);
  return -1;
}

std::string PostText(std::string_view path, std::string_view body, std::string_view extra) {
  std::string text = "POST ";
  text.append(path).append(" HTTP/1.1\r\nHost: sluice.sluice-system.svc:443\r\n");
  text += "User-Agent: kube-apiserver-admission\r\nContent-Length: ";
  text += std::to_string(body.size());
  text += "\r\nAccept: application/json, */*\r\nContent-Type: application/json\r\n";
  text += "Accept-Encoding: gzip\r\n";
  text.append(extra).append("\r\n").append(body);
  return text;
}

struct HttpClient::Impl {
  int fd = -1;
  SSL_CTX* context = nullptr;
  SSL* ssl = nullptr;
  std::string received;
};

HttpClient::HttpClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpClient::~HttpClient() {
  if (impl_->ssl != nullptr && impl_->fd >= 0) SSL_shutdown(impl_->ssl);
  SSL_free(impl_->ssl);
  SSL_CTX_free(impl_->context);
  if (impl_->fd >= 0) close(impl_->fd);
  ERR_clear_error();
}

std::unique_ptr<HttpClient> HttpClient::Connect(const ClientOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  auto impl = std::make_unique<Impl>();
  impl->fd = ConnectTcp(options.port);
  if (impl->fd < 0) return nullptr;
  SetTimeout(impl->fd, options.timeout);
  std::unique_ptr<HttpClient> client(new HttpClient(std::move(impl)));
  if (!options.tls) return client;
  client->impl_->context = NewContext(options);
  client->impl_->ssl = SSL_new(client->impl_->context);
  SSL_set_fd(client->impl_->ssl, client->impl_->fd);
  std::string name = "sluice.sluice-system.svc";  // SSL_set_tlsext_host_name is an old-style cast
  SSL_ctrl(client->impl_->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
           name.data());
  if (!options.ca_pem.empty()) SSL_set1_host(client->impl_->ssl, "sluice.sluice-system.svc");
  if (SSL_connect(client->impl_->ssl) != 1) return nullptr;
  return client;
}

bool HttpClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = impl_->ssl != nullptr
                          ? static_cast<ssize_t>(
                                SSL_write(impl_->ssl, bytes.data(), static_cast<int>(bytes.size())))
                          : send(impl_->fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool HttpClient::Receive() {
  std::array<char, 16384> chunk;
  const auto count =
      impl_->ssl != nullptr
          ? static_cast<ssize_t>(SSL_read(impl_->ssl, chunk.data(), int{chunk.size()}))
          : recv(impl_->fd, chunk.data(), chunk.size(), 0);
  if (count <= 0) return false;
  impl_->received.append(chunk.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<HttpResponse> HttpClient::Read() {
  std::size_t end = 0;
  while ((end = impl_->received.find("\r\n\r\n")) == std::string::npos) {
    if (!Receive()) return std::nullopt;
  }
  HttpResponse response;
  const std::string head = impl_->received.substr(0, end);
  impl_->received.erase(0, end + 4);
  response.status = std::atoi(head.substr(9, 3).c_str());
  for (const auto line : base::Split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.substr(0, 5) == "HTTP/") continue;
    response.fields[base::ToLower(line.substr(0, colon))] =
        std::string(base::JavaTrim(line.substr(colon + 1)));
  }
  const auto length =
      static_cast<std::size_t>(std::atoll(response.fields["content-length"].c_str()));
  while (impl_->received.size() < length) {
    if (!Receive()) return std::nullopt;
  }
  response.body = impl_->received.substr(0, length);
  impl_->received.erase(0, length);
  return response;
}

bool HttpClient::ClosedWithin(std::chrono::milliseconds timeout) {
  SetTimeout(impl_->fd, timeout);
  const auto start = std::chrono::steady_clock::now();
  const bool more = Receive();
  return !more && std::chrono::steady_clock::now() - start < timeout;
}

void HttpClient::HalfClose() { shutdown(impl_->fd, SHUT_WR); }

void HttpClient::Reset() {
  const linger value{.l_onoff = 1, .l_linger = 0};
  setsockopt(impl_->fd, SOL_SOCKET, SO_LINGER, &value, sizeof(value));
  close(impl_->fd);
  impl_->fd = -1;
}

std::string HttpClient::protocol() const { return SSL_get_version(impl_->ssl); }

std::string HttpClient::alpn() const {
  const unsigned char* data = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(impl_->ssl, &data, &length);
  return std::string(data, data + length);
}

std::string HttpClient::peer_serial() const {
  X509* certificate = SSL_get1_peer_certificate(impl_->ssl);
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  char* text = BN_bn2hex(number);
  std::string serial = text;
  OPENSSL_free(text);
  BN_free(number);
  X509_free(certificate);
  return serial;
}

int HttpClient::fd() const { return impl_->fd; }

}  // namespace sluice::test
