// SPDX-License-Identifier: Apache-2.0
// `sluice serve` as a process: flags, readiness, reload, signals, and what it leaves behind.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/process.h"
#include "support/catch.h"
#include "support/certificates.h"
#include "support/http_client.h"

namespace {

using sluice::test::Authority;
using sluice::test::ClientOptions;
using sluice::test::HttpClient;
using sluice::test::HttpResponse;
using sluice::test::Pair;
using sluice::test::PostText;
using sluice::test::Process;
using sluice::test::ReadWhole;
using sluice::test::Soon;
using sluice::test::TempFolder;
using sluice::test::WriteWhole;
using Json = nlohmann::json;
namespace fs = std::filesystem;

std::string Policy(const std::string& profile, const std::string& more = "") {
  return "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: test}\n"
         "spec:\n  profile: " +
         profile + "\n" + more;
}

const std::string kReview =
    R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",)"
    R"("kind":{"group":"flink.apache.org","version":"v1beta1","kind":"FlinkDeployment"},)"
    R"("resource":{"group":"flink.apache.org","version":"v1beta1","resource":"flinkdeployments"},)"
    R"("name":"orders","namespace":"prod","operation":"CREATE","userInfo":{"username":"alice"},)"
    R"("object":{"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",)"
    R"("metadata":{"name":"orders","namespace":"prod"},"spec":{"image":"flink:1.20",)"
    R"("flinkVersion":"v1_20","serviceAccount":"flink","flinkConfiguration":{)"
    R"("state.checkpoints.dir":"file:///tmp/x","s3.secret-key":"CANARY-SECRET"},)"
    R"("jobManager":{"resource":{"cpu":1,"memory":"2048m"}},)"
    R"("taskManager":{"resource":{"cpu":1,"memory":"2048m"}},)"
    R"("job":{"jarURI":"local:///opt/flink/job.jar","parallelism":1,"upgradeMode":"savepoint"}}},)"
    R"("oldObject":null,"dryRun":false}})";

// A folder with policies and certificates, and the server that reads them.
struct Serving {
  explicit Serving(const std::string& policy = Policy("production")) {
    fs::create_directory(folder.path / "policies");
    WriteWhole(folder.path / "policies/a.yaml", policy);
    WritePair(authority.Issue());
  }

  void WritePair(const Pair& pair) const {
    WriteWhole(folder.path / "tls.key", pair.key_pem);
    WriteWhole(folder.path / "tls.crt", pair.certificate_pem);
  }
  // The usual flags, each given once: `more` (pairs of flag and value, or a switch) goes before.
  [[nodiscard]] std::vector<std::string> Args(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> args = {"serve"};
    args.insert(args.end(), more.begin(), more.end());
    for (const auto& [flag, value] : std::vector<std::pair<std::string, std::string>>{
             {"--policy-dir", folder.path / "policies"},
             {"--bind-address", "127.0.0.1"},
             {"--secure-port", "0"},
             {"--tls-cert-file", folder.path / "tls.crt"},
             {"--tls-private-key-file", folder.path / "tls.key"},
             {"--metrics-bind-address", "127.0.0.1:0"}}) {
      if (std::find(more.begin(), more.end(), flag) == more.end()) {
        args.insert(args.end(), {flag, value});
      }
    }
    return args;
  }
  void Start(const std::vector<std::string>& more = {}, int stdout_fd = -1) {
    process = std::make_unique<Process>(Args(more), folder.path / "log", stdout_fd);
  }
  void StartReady(const std::vector<std::string>& more = {}) {
    Start(more);
    if (!Soon([this] { return Lines("ready").size() == 1; })) FAIL(process->Output());
  }

  // The log's lines of one event.
  [[nodiscard]] std::vector<Json> Lines(const std::string& event) const {
    std::vector<Json> found;
    std::istringstream lines(process->Output());
    for (std::string line; std::getline(lines, line);) {
      const Json json = Json::parse(line, nullptr, false);
      if (json.is_object() && json.value("event_type", "") == event) found.push_back(json);
    }
    return found;
  }
  [[nodiscard]] std::uint16_t Port(const std::string& server) const {
    for (const Json& line : Lines("listening")) {
      if (line.at("server") == server) return line.at("port").get<std::uint16_t>();
    }
    return 0;
  }
  [[nodiscard]] std::unique_ptr<HttpClient> Connect() const {
    return HttpClient::Connect({.port = Port("admission"), .ca_pem = authority.pem()});
  }
  // The verdict of one request on a connection of its own; null when anything fails.
  [[nodiscard]] Json Ask() const {
    const auto client = Connect();
    if (!client || !client->Send(PostText("/validate?timeout=5s", kReview))) return nullptr;
    const auto answer = client->Read();
    if (!answer || answer->status != 200) return nullptr;
    return Json::parse(answer->body).at("response");
  }
  [[nodiscard]] std::string Get(const std::string& path) const {
    const auto client = HttpClient::Connect({.port = Port("metrics"), .tls = false});
    if (!client || !client->Send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")) return "";
    const auto answer = client->Read();
    return answer ? std::to_string(answer->status) + " " + answer->body : "";
  }

  TempFolder folder;
  Authority authority;
  std::unique_ptr<Process> process;
};

TEST_CASE("wrong flags, files and addresses end with 2 and one sentence") {
  const Serving serving;
  const fs::path log = serving.folder.path / "log";
  for (const std::vector<std::string>& more :
       std::vector<std::vector<std::string>>{{"--log-level", "loud"},
                                             {"--log-format", "xml"},
                                             {"--drain-max", "soon"},
                                             {"--metrics-bind-address", "8080"},
                                             {"--health-bind-address", "a:b"},
                                             {"--tls-min-version", "1.1"},
                                             {"--max-body-bytes", "1"},
                                             {"--max-connections", "0"},
                                             {"--secure-port", "70000"},
                                             {"--nonsense"},
                                             {"--bind-address", "localhost"}}) {
    fs::remove(log);
    Process process(serving.Args(more), log);
    INFO(more[0] << ": " << process.Output());
    CHECK(process.Wait() == 2);
    std::vector<std::string> said;  // beside log lines, which go to standard output
    std::istringstream output(process.Output());
    for (std::string line; std::getline(output, line);) {
      if (line[0] != '{') said.push_back(line);
    }
    REQUIRE(said.size() == 1);
    CHECK(said[0].substr(0, 6) == "sluice");
  }
}

TEST_CASE("--check-config judges the files") {
  const Serving serving;
  const fs::path log = serving.folder.path / "log";
  CHECK(Process(serving.Args({"--check-config"}), log).Wait() == 0);
  WriteWhole(serving.folder.path / "policies/a.yaml", Policy("productoin"));
  WriteWhole(serving.folder.path / "tls.key", "nothing");
  fs::remove(log);
  Process process(serving.Args({"--check-config"}), log);
  CHECK(process.Wait() == 2);
  CHECK(process.Output().find("policies/a.yaml:5:") != std::string::npos);
  CHECK(process.Output().find("production") != std::string::npos);
  CHECK(process.Output().find("private key") != std::string::npos);
}

TEST_CASE("it becomes ready, judges, and shows what it did; no secret leaves") {
  Serving serving;
  serving.StartReady();
  CHECK(serving.Get("/readyz") == "200 ok\n");
  CHECK(serving.Get("/livez") == "200 ok\n");
  CHECK(serving.Get("/healthz") == "200 ok\n");
  const Json verdict = serving.Ask();
  REQUIRE(verdict.is_object());
  CHECK(verdict.at("allowed") == false);
  const std::string metrics = serving.Get("/metrics");
  CHECK(metrics.find("sluice_policies 1\n") != std::string::npos);
  CHECK(metrics.find("sluice_build_info{") != std::string::npos);
  CHECK(metrics.find("sluice_tls_certificate_expiry_timestamp_seconds 1") != std::string::npos);
  CHECK((metrics + verdict.dump() + serving.process->Output()).find("CANARY") == std::string::npos);
  const std::string limits =
      ReadWhole("/proc/" + std::to_string(serving.process->pid()) + "/limits");
  const std::size_t core = limits.find("Max core file size");
  CHECK((limits.empty() || limits.substr(core + 26, 1) == "0"));
  serving.process->Signal(SIGINT);
  CHECK(serving.process->Wait() == 0);
}

TEST_CASE("a policy edit takes effect without a failure, a bad one changes nothing") {
  Serving serving;
  serving.StartReady();
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0};
  std::thread load([&] {
    while (!stop) {
      if (!serving.Ask().is_object()) ++failures;
    }
  });
  CHECK(serving.Ask().at("allowed") == false);
  WriteWhole(serving.folder.path / "policies/a.yaml", Policy("production", "  actions: [Audit]\n"));
  CHECK(Soon([&] { return serving.Ask().at("allowed") == true; }));
  WriteWhole(serving.folder.path / "policies/a.yaml", Policy("production", "  actoins: [Deny]\n"));
  CHECK(Soon([&] { return !serving.Lines("policies_rejected").empty(); }));
  std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
  CHECK(serving.Lines("policies_rejected").size() == 1);
  CHECK(serving.Lines("policies_rejected")[0].at("message").get<std::string>().find("a.yaml:6:") !=
        std::string::npos);
  CHECK(serving.Lines("policies_rejected")[0].at("line") == 6);
  CHECK(serving.Lines("policies_rejected")[0].at("column") == 3);
  CHECK(serving.Get("/metrics").find("\nsluice_policy_last_reload_successful 0\n") !=
        std::string::npos);
  CHECK(serving.Ask().at("allowed") == true);
  CHECK(serving.Get("/readyz") == "200 ok\n");
  fs::remove_all(serving.folder.path / "policies");
  CHECK(Soon([&] { return serving.Lines("policies_rejected").size() == 2; }));
  CHECK(serving.Ask().at("allowed") == true);
  fs::create_directory(serving.folder.path / "policies");
  WriteWhole(serving.folder.path / "policies/b.yml", Policy("production"));
  CHECK(Soon([&] { return serving.Ask().at("allowed") == false; }));
  stop = true;
  load.join();
  CHECK(failures == 0);
}

TEST_CASE("policies of a ConfigMap, swapped as the kubelet does") {
  Serving serving;
  const fs::path root = serving.folder.path / "policies";
  const auto swap = [&](const std::string& policy, int round) {
    const fs::path fresh = "..2026_" + std::to_string(round);
    fs::create_directory(root / fresh);
    WriteWhole(root / fresh / "a.yaml", policy);
    fs::create_symlink(fresh, root / "..data_tmp");
    fs::rename(root / "..data_tmp", root / "..data");
  };
  swap(Policy("production"), 0);
  fs::remove(root / "a.yaml");
  fs::create_symlink("..data/a.yaml", root / "a.yaml");
  serving.StartReady();
  CHECK(serving.Lines("policies_loaded")[0].at("files") == 1);
  CHECK(serving.Ask().at("allowed") == false);
  swap(Policy("production", "  actions: [Warn]\n"), 1);
  CHECK(Soon([&] { return serving.Ask().at("allowed") == true; }));
  swap(Policy("production", "  actions: [Wran]\n"), 2);
  CHECK(Soon([&] { return !serving.Lines("policies_rejected").empty(); }));
  CHECK(serving.Ask().at("allowed") == true);
  swap(Policy("production"), 3);
  CHECK(Soon([&] { return serving.Ask().at("allowed") == false; }));
  // The line is written a little after the set has changed.
  CHECK(Soon([&] { return serving.Lines("policies_loaded").size() == 3; }));
  CHECK(serving.Get("/metrics").find("\nsluice_policy_last_reload_successful 1\n") !=
        std::string::npos);
}

TEST_CASE("--operator-config is read again when it changes; a bad one changes nothing") {
  Serving serving(Policy("production",
                         "  rules: [{id: checkpoint-dir-not-durable, actions: []},"
                         " {id: plaintext-credentials, actions: []}]\n"));
  const fs::path file = serving.folder.path / "config.yaml";
  WriteWhole(file, "high-availability: {type: none}\n");
  serving.StartReady({"--operator-config", file});
  const auto says = [&](const char* rule) {
    return serving.Ask().dump().find(rule) != std::string::npos;
  };
  CHECK(says("ha-disabled"));
  WriteWhole(file, "high-availability: {type: kubernetes, storageDir: 's3://a/b'}\n");
  CHECK(Soon([&] { return !says("ha-disabled"); }));
  WriteWhole(file, "high-availability:\n");
  CHECK(Soon([&] { return !serving.Lines("policies_rejected").empty(); }));
  CHECK(serving.Lines("policies_rejected")[0].at("message").get<std::string>().find(
            "config.yaml") != std::string::npos);
  CHECK_FALSE(says("ha-disabled"));
  fs::remove(file);
  CHECK(Soon([&] { return serving.Lines("policies_rejected").size() == 2; }));
  CHECK_FALSE(says("ha-disabled"));
  CHECK(serving.Get("/readyz") == "200 ok\n");
  WriteWhole(file, "high-availability: {type: none}\n");
  CHECK(Soon([&] { return says("ha-disabled"); }));
}

TEST_CASE("certificates: swapped as the kubelet does, or rewritten in two steps, under load") {
  Serving serving;
  const fs::path root = serving.folder.path;
  const auto swap = [&](const Pair& pair, int round) {
    const fs::path fresh = root / ("data" + std::to_string(round));
    fs::create_directory(fresh);
    WriteWhole(fresh / "tls.crt", pair.certificate_pem);
    WriteWhole(fresh / "tls.key", pair.key_pem);
    fs::create_symlink(fresh, root / "..data_tmp");
    fs::rename(root / "..data_tmp", root / "..data");
  };
  swap(serving.authority.Issue(), 0);
  for (const char* name : {"tls.crt", "tls.key"}) {
    fs::remove(root / name);
    fs::create_symlink(fs::path("..data") / name, root / name);
  }
  serving.StartReady();
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0};
  std::thread load([&] {
    while (!stop) {
      if (!serving.Ask().is_object()) ++failures;
    }
  });
  const std::string first = serving.Connect()->peer_serial();
  swap(serving.authority.Issue(), 1);
  CHECK(Soon([&] { return serving.Connect()->peer_serial() != first; }));
  const std::string second = serving.Connect()->peer_serial();
  for (const char* name : {"tls.crt", "tls.key"}) fs::remove(root / name);
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  const Pair pair = serving.authority.Issue();
  WriteWhole(root / "tls.key", pair.key_pem);
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  CHECK(serving.Connect()->peer_serial() == second);
  CHECK(serving.Get("/readyz") == "200 ok\n");
  WriteWhole(root / "tls.crt", pair.certificate_pem);
  CHECK(Soon([&] { return serving.Connect()->peer_serial() != second; }));
  stop = true;
  load.join();
  CHECK(failures == 0);
  CHECK_FALSE(serving.Lines("certificate_rejected").empty());
  CHECK(serving.process->Output().find("PRIVATE KEY") == std::string::npos);
}

TEST_CASE("bad files at the start: alive and not ready, until they are good") {
  Serving serving(Policy("nonsense"));
  WriteWhole(serving.folder.path / "tls.crt", "nothing");
  serving.Start();
  CHECK(Soon([&] { return serving.Get("/readyz").substr(0, 3) == "503"; }));
  CHECK(serving.Get("/livez") == "200 ok\n");
  CHECK(serving.Port("admission") == 0);
  serving.WritePair(serving.authority.Issue());
  CHECK(Soon([&] { return serving.Port("admission") != 0; }));
  CHECK(serving.Get("/readyz").find("no policies") != std::string::npos);
  CHECK(serving.Ask().at("status").at("code") == 429);
  WriteWhole(serving.folder.path / "policies/a.yaml", Policy("production"));
  CHECK(Soon([&] { return serving.Get("/readyz") == "200 ok\n"; }));
  CHECK(serving.Ask().at("status").at("code") == 422);
}

TEST_CASE("an address that is taken ends it with 2") {
  Serving serving;
  serving.StartReady();
  const std::string port = std::to_string(serving.Port("admission"));
  const fs::path log = serving.folder.path / "log2";
  Process second(serving.Args({"--secure-port", port}), log);
  CHECK(second.Wait() == 2);
  CHECK(second.Output().find("Address already in use") != std::string::npos);
}

TEST_CASE("SIGTERM under load: no request fails, exit 0") {
  Serving serving;
  serving.StartReady();
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0};
  std::atomic<int> closing{0};
  std::vector<std::thread> load;
  for (int i = 0; i < 3; ++i) {
    load.emplace_back([&] {
      std::unique_ptr<HttpClient> client;
      while (!stop) {
        if (!client) client = serving.Connect();
        std::optional<HttpResponse> answer;
        if (client && client->Send(PostText("/validate", kReview))) answer = client->Read();
        if (!answer || answer->status != 200) ++failures;
        const bool close = !answer || answer->fields.count("connection") == 1;
        if (close) client.reset();
        if (answer && close) ++closing;
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  serving.process->Signal(SIGTERM);
  CHECK(Soon([&] { return serving.Get("/readyz") == "503 not ready: ending\n"; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(1'000));
  stop = true;
  for (auto& thread : load) thread.join();
  CHECK(failures == 0);
  CHECK(closing > 3);
  CHECK(serving.process->Wait() == 0);
  REQUIRE(serving.Lines("ended").size() == 1);
  CHECK(serving.Lines("ended")[0].at("connections_cut") == 0);
}

TEST_CASE("an idle connection keeps it waiting, up to --drain-max or a second signal") {
  for (const bool twice : {true, false}) {
    Serving serving;
    serving.StartReady({"--drain-max", twice ? "60s" : "1500ms"});
    const auto idle = serving.Connect();
    REQUIRE(idle != nullptr);
    const auto start = std::chrono::steady_clock::now();
    serving.process->Signal(SIGTERM);
    std::this_thread::sleep_for(std::chrono::milliseconds(1'000));
    REQUIRE(idle->Send(PostText("/validate", kReview)));
    CHECK(idle->Read().value().fields.at("connection") == "close");
    const auto another = serving.Connect();
    CHECK(another != nullptr);
    if (twice) serving.process->Signal(SIGTERM);
    CHECK(serving.process->Wait() == 0);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  }
}

TEST_CASE("signals at the worst moments") {
  for (const int delay_ms : {0, 2, 5, 10, 20, 50}) {
    Serving serving;
    serving.Start({"--drain-max", "100ms"});
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
    serving.process->Signal(SIGTERM);
    serving.process->Signal(SIGHUP);
    serving.process->Signal(SIGTERM);
    const int code = serving.process->Wait().value_or(-1);
    // Before the process takes signals itself, their default ends it.
    CHECK((code == 0 || code == 1000 + SIGTERM || code == 1000 + SIGHUP));
  }
}

// A port that was free a moment ago: the log cannot tell which one the system chose here.
int FreePort() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(probe, raw, size) == 0 && getsockname(probe, raw, &size) == 0;
  close(probe);
  return bound ? ntohs(address.sin_port) : 0;
}

TEST_CASE("a standard output that nobody reads, or that is gone, stops nothing") {
  for (const bool closed : {true, false}) {
    Serving serving;
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const int port = FreePort();
    serving.Start({"--secure-port", std::to_string(port)}, ends[1]);
    close(ends[1]);
    if (closed) close(ends[0]);
    const auto ask = [&] {
      const auto client = HttpClient::Connect(
          {.port = static_cast<std::uint16_t>(port), .ca_pem = serving.authority.pem()});
      return client && client->Send(PostText("/validate", kReview)) && client->Read().has_value();
    };
    REQUIRE(Soon(ask));
    for (int i = 0; i < 500; ++i) REQUIRE(ask());  // more than a pipe holds
    serving.process->Signal(SIGINT);
    CHECK(serving.process->Wait() == 0);
    if (!closed) close(ends[0]);
  }
}

}  // namespace
