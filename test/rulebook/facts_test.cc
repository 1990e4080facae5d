// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/facts.h"

#include "support/catch.h"

namespace sluice::rulebook {
namespace {

TEST_CASE("A key that may hold a secret is never shown") {
  for (const char* key :
       {"s3.secret-key", "s3.access-key", "s3.access.key", "security.ssl.rest.key-password",
        "fs.azure.account.key.shop.blob.core.windows.net", "metrics.reporter.dd.apikey",
        "metrics.reporter.dd.api-key", "security.kerberos.login.jaas.config", "a.ToKeN",
        "x.BASIC-AUTH", "rest.http-headers", "a.auth-params", "a.service-key"}) {
    INFO(key);
    CHECK_FALSE(MayShow(key));
  }
  for (const char* key : {"state.checkpoints.dir", "high-availability.type", "", "pass.word",
                          "taskmanager.numberOfTaskSlots", "env.java.opts.all"}) {
    INFO(key);
    CHECK(MayShow(key));
  }
}

TEST_CASE("What an entry says holds no secret and is short") {
  CHECK(Says({.key = "state.checkpoints.dir", .value = "file:///tmp"}) ==
        "state.checkpoints.dir is file:///tmp");
  CHECK(Says({.key = "s3.secret-key", .value = "canary"}) == "s3.secret-key is set");
  CHECK(Says({.key = "a", .value = ""}) == "a is empty");
  CHECK(Says({.key = "a", .value = "b", .origin = flink::Origin::kOperator}) ==
        "a is b (operator)");
  CHECK(Says({.key = "a", .value = "s3://id:canary@bucket/x"}) == "a is s3://***@bucket/x");
  CHECK(Says({.key = "a", .value = "s3://bucket/x?sig=canary"}) == "a is s3://bucket/x?...");
  CHECK(Says({.key = "a", .value = "abfss://box@account/x"}) == "a is abfss://box@account/x");
  CHECK(Says({.key = "a", .value = "abfss://box:canary@account/x"}) ==
        "a is abfss://***@account/x");
  CHECK(Says({.key = "a", .value = std::string(5000, 'x')}).size() < 140);
}

TEST_CASE("A storage location in parts") {
  const StorageUri uri = ReadStorageUri("s3://bucket/a/b?c=d");
  CHECK(uri.scheme == "s3");
  CHECK(uri.slashes);
  CHECK(uri.authority == "bucket");
  CHECK(uri.path == "/a/b");
  CHECK(uri.query == "c=d");
  CHECK(ReadStorageUri("/tmp/a:b").scheme.empty());
  CHECK(ReadStorageUri("/tmp/a:b").path == "/tmp/a:b");
  CHECK(ReadStorageUri("file:/tmp").path == "/tmp");
  CHECK_FALSE(ReadStorageUri("file:/tmp").slashes);
  CHECK(ReadStorageUri("hdfs:///flink").authority.empty());
  CHECK(ReadStorageUri("hdfs:///flink").path == "/flink");
  CHECK(ReadStorageUri("s3://bucket").authority == "bucket");
  CHECK(ReadStorageUri("").path.empty());
}

TEST_CASE("A bucket is taken over only from a durable location without secrets") {
  CHECK(BucketOf("s3://my-bucket/flink-checkpoints") == "s3://my-bucket");
  CHECK(BucketOf("gs://b") == "gs://b");
  CHECK(BucketOf("abfss://box@account.dfs.core.windows.net/x") ==
        "abfss://box@account.dfs.core.windows.net");
  for (const char* location : {"file:///tmp", "/tmp", "s3:///x", "s3:/b/x", "s3://k:s@b/x", "",
                               "s3://${BUCKET}/x", "s3://$BUCKET/x", "tape://reel/x"}) {
    INFO(location);
    CHECK(BucketOf(location).empty());
  }
}

TEST_CASE("Placeholders are told from values") {
  for (const char* text : {"${A}", "s3://$A/x", "{{a}}", "<bucket>", "s3://<b>/c"}) {
    INFO(text);
    CHECK(HasPlaceholder(text));
  }
  for (const char* text : {"", "s3://bucket/x", "a$", "5 < 6", "a > b", "$1"}) {
    INFO(text);
    CHECK_FALSE(HasPlaceholder(text));
  }
}

TEST_CASE("A duration is written so that every Flink reads it") {
  CHECK(DurationText({600, 0}) == "10 min");
  CHECK(DurationText({90, 0}) == "90 s");
  CHECK(DurationText({1, 500'000'000}) == "1500 ms");
  CHECK(DurationText({0, 0}) == "0 min");
}

}  // namespace
}  // namespace sluice::rulebook
