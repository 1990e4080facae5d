// SPDX-License-Identifier: Apache-2.0
#include "canary/plant.h"

#include <utility>

namespace sluice::canary {
namespace {

// Options and the form of their value; %% is the canary.
constexpr std::pair<const char*, const char*> kOptions[] = {
    {"s3.access-key", "%%"},
    {"s3.access.key", "%%"},
    {"s3.secret-key", "%%"},
    {"s3.secret.key", "%%"},
    {"fs.s3a.access.key", "%%"},
    {"fs.s3a.secret.key", "%%"},
    {"fs.s3a.session.token", "%%"},
    {"fs.azure.account.key.shop.blob.core.windows.net", "%%"},
    {"fs.azure.account.oauth2.client.secret", "%%"},
    {"fs.azure.sas.box.shop.blob.core.windows.net", "%%"},
    {"fs.oss.accessKeyId", "%%"},
    {"fs.oss.accessKeySecret", "%%"},
    {"fs.oss.credentials.key", "%%"},
    {"fs.gs.auth.service.account.private.key", "%%"},
    {"security.ssl.internal.key-password", "%%"},
    {"security.ssl.internal.keystore-password", "%%"},
    {"security.ssl.internal.truststore-password", "%%"},
    {"security.ssl.rest.key-password", "%%"},
    {"security.ssl.rest.keystore-password", "%%"},
    {"security.ssl.rest.truststore-password", "%%"},
    {"properties.sasl.jaas.config", "PlainLoginModule required username=\"u\" password=\"%%\";"},
    {"kafka.sasl.jaas.config", "%%"},
    {"rest.client.http-headers", "Authorization:Bearer %%"},
    {"history.basic-auth.credentials", "me:%%"},
    {"metrics.reporter.dd.apikey", "%%"},
    {"metrics.reporter.dd.api-key", "%%"},
    {"metrics.reporter.influx.password", "%%"},
    {"metrics.reporter.push.auth-params", "%%"},
    {"my.service-key", "%%"},
    {"my.token", "%%"},
    {"my.passphrase", "%%"},
    {"db.pwd", "%%"},
    {"db.url", "jdbc:postgresql://me:%%@db/shop?password=%%"},
    {"env.java.opts.client", "-Djavax.net.ssl.keyStorePassword=%% -Dx=y"},
    {"env.java.opts.all", "-Djavax.net.ssl.trustStorePassword=%%"},
    {"env.java.opts.jobmanager", "-Ddb.password=%%"},
    {"containerized.master.env.AWS_SECRET_ACCESS_KEY", "%%"},
    {"containerized.taskmanager.env.DB_PASSWORD", "%%"},
    {"pipeline.global-job-parameters", "password:%%,site:eu"},
    {"kubernetes.jobmanager.annotations", "vault/token:%%"},
    {"security.delegation.token.provider.s3.secret-key", "%%"},
};

// Values that do not survive the way to Flink, or that an option cannot be: rules speak of them.
constexpr const char* kForms[] = {"%%",   "%%#tail", " %% ", "%%\nrest.address: %%",
                                  "'%%",  "a: %%",   "{%%",  "%%: b",
                                  "# %%", "[%%, b]", "*%%*", "\"%%\" %%"};

constexpr std::pair<const char*, const char*> kVariables[] = {
    {"AWS_SECRET_ACCESS_KEY", "%%"},
    {"DB_PASSWORD", "%%"},
    {"FLINK_PROPERTIES", "s3.secret-key: %%\ns3.access-key: %%\n"},
    {"JAVA_TOOL_OPTIONS", "-Djavax.net.ssl.keyStorePassword=%%"},
    {"JVM_ARGS", "-Dsecret=%%"},
    {"FLINK_ENV_JAVA_OPTS", "-Dtoken=%%"},
};

constexpr const char* kPodKinds[] = {"podTemplate"};

Json& Member(Json& object, const char* key) {
  if (!object.contains(key) || object[key].is_null()) object[key] = Json::object();
  return object[key];
}

void TaintAll(Json& value, const std::string& canary) {
  if (value.is_structured()) {
    for (Json& inner : value) TaintAll(inner, canary);
    return;
  }
  if (!value.is_string()) return;
  std::string text = value;
  const std::size_t at = text.find("://");
  if (at == std::string::npos || text.find('@') != std::string::npos) return;
  text.insert(at + 3, "AKIA:" + canary + "@");
  if (text.find('?') == std::string::npos) text += "?X-Amz-Signature=" + canary;
  value = text;
}

}  // namespace

std::string Planter::Canary(const std::string& place) {
  ++counts_[place];
  std::string canary = kMark + std::to_string(places_.size() + 1) + "x";
  places_.emplace(canary, place);
  return canary;
}

// `form` with a canary for each %%.
std::string Planter::Filled(std::string form, const std::string& place) {
  for (std::size_t at = form.find("%%"); at != std::string::npos; at = form.find("%%")) {
    form.replace(at, 2, Canary(place));
  }
  return form;
}

std::string Planter::PlaceIn(const std::string& text) const {
  const std::size_t at = text.find(kMark);
  if (at == std::string::npos) return {};
  const auto found = places_.find(text.substr(at, text.find('x', at) - at + 1));
  return found == places_.end() ? "a canary that was cut" : found->second;
}

void Planter::AddOptions(Json& spec, const std::string& field) {
  Json& options = Member(spec, field.c_str());
  if (!options.is_object()) return;
  // Another form each time, so that all of them meet all fixtures' rules.
  const std::string form_of_all = kForms[places_.size() % std::size(kForms)];
  for (const auto& [key, form] : kOptions) {
    if (options.contains(key)) continue;
    options[key] = Filled(std::string(form) == "%%" ? form_of_all : form, key);
  }
  // The nested style: a secret below an object.
  if (!options.contains("vault")) {
    options["vault"] = {{"unseal", {{"secret-id", Canary("nested option")}}},
                        {"tokens", {Canary("list below a secret option")}}};
  }
}

void Planter::AddMetadata(Json& metadata, const std::string& where) {
  Json& annotations = Member(metadata, "annotations");
  annotations["vault.example.com/token"] = Canary(where + " annotation");
  if (where != "object") return;
  annotations["kubectl.kubernetes.io/last-applied-configuration"] =
      R"({"spec":{"flinkConfiguration":{"s3.secret-key":")" + Canary("last-applied-configuration") +
      R"("}}})";
  metadata["managedFields"] = {
      {{"manager", "kubectl"}, {"fieldsV1", {{"f:" + Canary("managedFields"), Json::object()}}}}};
}

void Planter::AddPod(Json& pod, const std::string& where) {
  AddMetadata(Member(pod, "metadata"), where);
  Json& spec = Member(pod, "spec");
  if (!spec.contains("containers")) {
    spec["containers"] = {{{"name", "flink-main-container"}}};
  }
  for (Json& container : spec["containers"]) {
    if (!container.is_object() || container.contains("env")) continue;
    container["env"] = Json::array();
    for (const auto& [name, form] : kVariables) {
      container["env"].push_back({{"name", name}, {"value", Filled(form, where + " env " + name)}});
    }
  }
  if (!spec.contains("initContainers")) {
    spec["initContainers"] = {
        {{"name", "fetch"},
         {"image", "registry.example.com/fetch:1.0"},
         {"command", {"sh", "-c", "curl -H 'X-Token: " + Canary(where + " command") + "' x"}},
         {"args", {"--password", Canary(where + " argument")}}}};
  }
}

void Planter::AddJob(Json& job) {
  if (!job.contains("args")) {
    job["args"] = {"--db-password", Canary("job argument after its option"),
                   "--api-key=" + Canary("job argument"),
                   "jdbc:mysql://me:" + Canary("job argument with a URL") + "@db/x"};
  }
}

void Planter::Add(Json& object) {
  AddMetadata(Member(object, "metadata"), "object");
  Json* spec = &Member(object, "spec");
  const std::string kind = object.value("kind", "");
  if (kind == "FlinkBlueGreenDeployment") spec = &Member(Member(*spec, "template"), "spec");
  if (!spec->is_object() || kind == "FlinkStateSnapshot") return;
  const bool spotify = object.value("apiVersion", "").starts_with("flinkoperator.k8s.io");
  AddOptions(*spec, spotify || spec->contains("flinkProperties") ? "flinkProperties"
                                                                 : "flinkConfiguration");
  if (spec->contains("job") && (*spec)["job"].is_object()) AddJob((*spec)["job"]);
  if (kind == "FlinkSessionJob") return;
  (*spec)["logConfiguration"] = {
      {"log4j-console.properties", "appender.http.password=" + Canary("logConfiguration")}};
  (*spec)["ingress"]["annotations"]["auth.example.com/secret"] = Canary("ingress annotation");
  if (spotify) return;
  for (const char* pod : kPodKinds) AddPod(Member(*spec, pod), "common pod");
  for (const char* role : {"jobManager", "taskManager"}) {
    Json& node = Member(*spec, role);
    if (node.is_object() && node.contains("podTemplate")) {
      AddPod(node["podTemplate"], std::string(role) + " pod");
    }
  }
}

void Planter::Taint(Json& object) {
  TaintAll(Member(object, "spec"), Canary("credentials in a URI"));
}

}  // namespace sluice::canary
