// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/java_uri.h"

#include "support/catch.h"

namespace sluice::flink {
namespace {

std::string Error(std::string_view text) {
  const auto error = JavaUriError(text);
  return error ? error->chain.front().message : "";
}

TEST_CASE("URIs that java.net.URI takes") {
  for (const std::string_view good : {"local:///opt/x.jar", "s3://b/x%20y.jar", "https://h:1/p?q#f",
                                      "x.jar", "", "mailto:a@b", "s3://b/ü.jar"}) {
    CHECK(Error(good).empty());
  }
  CHECK(JavaUriScheme("local:///a") == "local");
  CHECK(JavaUriScheme("a/b:c").empty());
}

TEST_CASE("URIs that it refuses") {
  CHECK(Error("not a uri") == "Illegal character in path at index 3: not a uri");
  CHECK(Error("s3:") == "Expected scheme-specific part at index 3: s3:");
  CHECK(Error("s3://b/%zz") == "Malformed escape pair at index 7: s3://b/%zz");
  CHECK(Error(":a") == "Expected scheme name at index 0: :a");
}

TEST_CASE("Authorities are taken apart as server, else they are a registry's name") {
  const auto host = [](std::string_view text) {
    const auto uri = ParseJavaUri(text);
    return uri ? std::string(uri->host) : "error: " + uri.error().Message();
  };
  CHECK(host("https://u:p@Host.example.org:8443/x") == "Host.example.org");
  CHECK(host("https://10.0.0.1:80/x") == "10.0.0.1");
  CHECK(host("https://2130706433/x") == "2130706433");
  CHECK(host("https://[fe80::1%eth0]:1/x") == "[fe80::1%eth0]");
  for (const std::string_view nameless :
       {"https://a_b.example.org/x", "https://127.1/x", "https://h\xC3\xBC.example.org/x",
        "https://a..b/x", "https://-a/x", "https:///x", "file:/x", "https://256.1.1.1/x"}) {
    INFO(nameless);
    CHECK(host(nameless).empty());
  }
  CHECK(host("https://").starts_with("error: Expected authority at index 8"));
  CHECK(host("https://a b/x").starts_with("error: Illegal character in authority at index 9"));
  CHECK(host("https://h/\xE2\x80\xA8").starts_with("error: Illegal character in path"));
  CHECK(host("1a:b").starts_with("error: Illegal character in scheme name at index 0"));
  CHECK(host("https://[::zz]/x").starts_with("error:"));
}

TEST_CASE("Addresses that are written out") {
  for (const std::string_view inside :
       {"127.0.0.1", "2130706433", "10.255.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "169.254.169.254", "0.0.0.0", "224.0.0.1", "239.1.1.1", "[::1]", "[::]", "[fe80::1%eth0]",
        "fec0::1", "ff02::1", "[::ffff:10.0.0.1]"}) {
    INFO(inside);
    CHECK(ReadJavaAddress(inside).literal);
    CHECK(ReadJavaAddress(inside).restricted);
  }
  for (const std::string_view outside :
       {"8.8.8.8", "172.32.0.1", "100.64.0.7", "255.255.255.255", "fd00::1", "[2606:2800::1]"}) {
    INFO(outside);
    CHECK(ReadJavaAddress(outside).literal);
    CHECK_FALSE(ReadJavaAddress(outside).restricted);
  }
  for (const std::string_view name : {"example.org", "", "1.2.3.4.5", "4294967296", "0x7f000001"}) {
    INFO(name);
    CHECK_FALSE(ReadJavaAddress(name).literal);
  }
}

TEST_CASE("java.net.URL looks at ports and IPv6 addresses") {
  const auto error = [](std::string_view text) {
    const auto found = JavaUrlError(text);
    return found ? found->Message() : std::string();
  };
  for (const std::string_view good :
       {"http://", "http://h", "http://a b", "http://h:65536/x", "http://h:-1", "http://h:",
        "http://u@h:1?x:y", "http://a@b@c:port", "https://[::1]:80/", "http://h#:x"}) {
    INFO(good);
    CHECK(error(good).empty());
  }
  CHECK(error("http://h:port/x") == "Error at index 0 in: \"port\"");
  CHECK(error("http://mailto:me") == "Error at index 0 in: \"me\"");
  CHECK(error("http://h:-2") == "Invalid port number :-2");
  CHECK(error("http://[::zz]/") == "Invalid host: [::zz]");
  CHECK(error("http://[::1]x/").starts_with("Invalid authority field"));
  CHECK(error("http://\thttp://h") == "Illegal character found in host: control char (code=9)");
  CHECK(error("http://u\t@h/\t").empty());
}

}  // namespace
}  // namespace sluice::flink
