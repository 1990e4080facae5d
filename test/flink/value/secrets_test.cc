// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/secrets.h"

#include "support/catch.h"

namespace sluice::flink {
namespace {

TEST_CASE("words of keys that name a secret, by version") {
  CHECK(IsSensitiveKey("security.ssl.Key-PASSWORD", FlinkVersion::k1_15));
  CHECK(IsSensitiveKey("my.token", FlinkVersion::k1_17));
  CHECK_FALSE(IsSensitiveKey("my.token", FlinkVersion::k1_16));
  CHECK(IsSensitiveKey("x.api-key", FlinkVersion::k2_1));
  CHECK_FALSE(IsSensitiveKey("x.api-key", FlinkVersion::k2_0));
  CHECK_FALSE(IsSensitiveKey("taskmanager.memory.size", FlinkVersion::k2_3));
}

TEST_CASE("A word that names a secret is found however it is spelled") {
  for (const char* text :
       {"s3.secret-key", "s3.access-key", "s3.access.key", "AWS_SECRET_ACCESS_KEY", "accessKey",
        "security.ssl.rest.key-password", "fs.azure.account.key.shop.blob.core.windows.net",
        "metrics.reporter.dd.apikey", "x.api-key", "X_API_KEY", "a.ToKeN", "rest.http-headers",
        "security.kerberos.login.jaas.config", "DB_PWD", "db.passphrase", "    - name: DB_PASSWD",
        "my.private_key.pem", "google.credentials", "secret"}) {
    INFO(text);
    CHECK(NamesSecret(text));
  }
  for (const char* text : {"", "state.checkpoints.dir", "pass.word", "accesskid", "api", "p",
                           "taskmanager.numberOfTaskSlots", "env.java.opts.all", "secre"}) {
    INFO(text);
    CHECK_FALSE(NamesSecret(text));
  }
}

TEST_CASE("What Flink hides, we hide") {
  for (const char* key :
       {"password", "secret", "fs.azure.account.key", "apikey", "auth-params", "service-key",
        "token", "basic-auth", "jaas.config", "http-headers", "api-key"}) {
    INFO(key);
    CHECK(IsSensitiveKey(key, kNewestCatalogued));
    CHECK(NamesSecret(key));
  }
  CHECK_FALSE(IsSensitiveKey("s3.access-key", kNewestCatalogued));
}

TEST_CASE("What a value may carry in secret is cut out of it") {
  const auto becomes = [](std::string_view from, std::string_view to) {
    INFO(from);
    CHECK(Redacted(from) == to);
    CHECK(Redacted(to) == to);
  };
  becomes("", "");
  becomes("s3://bucket/path", "s3://bucket/path");
  becomes("s3://id:key@bucket/x", "s3://***@bucket/x");
  becomes("s3://id:k/e/y@bucket/x", "s3://***@bucket/x");
  becomes("ftp://me@host/x", "ftp://***@host/x");
  becomes("abfss://box@account/x", "abfss://box@account/x");
  becomes("abfss://box:key@account/x", "abfss://***@account/x");
  becomes("https://host/a.jar?X-Amz-Signature=abc", "https://host/a.jar?...");
  becomes("a s3://u:p@b \"http://h/?q=1\" z", "a s3://***@b \"http://h/?...\" z");
  becomes("-Xmx1g -Dssl.keyStorePassword=abc -Dx=y", "-Xmx1g -Dssl.keyStorePassword=*** -Dx=y");
  becomes("user=\"me\" password=\"a b\";", "user=\"me\" password=***\";");
  becomes("--db-password abc --x 1", "--db-password *** --x 1");
  becomes("{\"token\": \"abc\", \"x\": 1}", "{\"token\": ***\", \"x\": 1}");
  becomes("apikey:abc,site:eu", "apikey:***,site:eu");
  becomes("local:///my jar.jar?X-Amz-Signature=abc", "local:///my jar.jar?...");
  becomes("what? a=b", "what? a=b");
  becomes("--password", "--password");
  becomes("secret is safe", "secret is safe");
}

}  // namespace
}  // namespace sluice::flink
