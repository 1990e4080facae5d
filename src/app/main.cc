// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <iostream>

#include "app/commands.h"
#include "app/flags.h"
#include "app/serve.h"
#include "sluice/base/version.h"

namespace sluice::app {
namespace {

constexpr const char* kExitCodes =
    "\nExit codes: 0 fine; 1 findings at or above --fail-on; 2 wrong use, unreadable input, bad "
    "policy\n"
    "or nothing to check; 3 internal error.";

void AddCheck(CLI::App& app, CheckFlags& flags, int& exit_code) {
  CLI::App* command = app.add_subcommand("check", "Judge manifests as the webhook would");
  command->alias("lint");
  command->add_option("FILE", flags.paths, "Files, folders, or - for standard input")->required();
  AddPolicyFlags(*command, flags.policy);
  AddRequesterFlags(*command, flags.requester);
  AddNowFlag(*command, flags.now);
  AddNamespaceFlag(*command, flags.namespace_name);
  AddFormatFlag(*command, flags.format);
  AddOutputFlag(*command, flags.output);
  AddFailOnFlag(*command, flags.fail_on);
  AddNoDefaultsFlag(*command, flags.no_defaults);
  AddAllowEmptyFlag(*command, flags.allow_empty);
  command->add_flag(
      "--complete", flags.complete,
      "The input holds every object of its namespaces: what is absent does not exist");
  command->footer(
      "Examples:\n  sluice check deploy/\n  kubectl get flinkdeployments -A -o yaml | sluice check "
      "--no-defaults -\n" +
      std::string(kExitCodes));
  command->callback([&flags, &exit_code] { exit_code = RunCheck(flags); });
}

void AddDiff(CLI::App& app, DiffFlags& flags, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "diff", "Show what an update changes, what becomes of the job, and what is said to it");
  command->add_option("OLD", flags.old_path, "File or folder as it was, or -")->required();
  command->add_option("NEW", flags.new_path, "The same as it will be, or -")->required();
  AddPolicyFlags(*command, flags.policy);
  AddRequesterFlags(*command, flags.requester);
  AddNowFlag(*command, flags.now);
  AddNamespaceFlag(*command, flags.namespace_name);
  AddFormatFlag(*command, flags.format);
  AddOutputFlag(*command, flags.output);
  AddFailOnFlag(*command, flags.fail_on);
  AddNoDefaultsFlag(*command, flags.no_defaults,
                    "Judge the new manifests as they are, without what defaults would restore");
  AddAllowEmptyFlag(*command, flags.allow_empty);
  command->footer(
      "Example:\n  kubectl get flinkdeployment orders -o yaml | sluice diff - orders.yaml\n" +
      std::string(kExitCodes));
  command->callback([&flags, &exit_code] { exit_code = RunDiff(flags); });
}

void AddConfig(CLI::App& app, ConfigFlags& flags, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("config", "Show the configuration and the memory that Flink really gets");
  command->add_option("FILE", flags.path, "File or folder, or - for standard input")->required();
  AddPolicyFlags(*command, flags.policy);
  AddNamespaceFlag(*command, flags.namespace_name);
  command->add_flag("--changed", flags.changed, "Leave out what stands at Flink's default");
  AddFormatFlag(*command, flags.format, {"text", "json", "yaml"}, "Format");
  AddOutputFlag(*command, flags.output, "Write to this file");
  command->footer(
      "Example:\n  sluice config --changed --operator-config flink-conf.yaml deployment.yaml\n\n"
      "Exit codes: 0 shown; 2 wrong use, unreadable input or no Flink object; 3 internal error.");
  command->callback([&flags, &exit_code] { exit_code = RunConfig(flags); });
}

void AddReview(CLI::App& app, ReviewFlags& flags, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "review", "Answer a recorded AdmissionReview with the webhook's own bytes");
  command->add_option("FILE", flags.path, "File with one AdmissionReview, or - for standard input");
  command->add_option("--webhook", flags.webhook, "Which webhook answers")
      ->check(CLI::IsMember({"validate", "mutate"}))
      ->required();
  AddPolicyFlags(*command, flags.policy);
  AddNowFlag(*command, flags.now);
  command->footer(
      "Example:\n  sluice review --webhook validate --policy-dir policies review.json\n\n"
      "Exit codes: 0 the answer was printed, whatever it says; 2 wrong use or unreadable input;\n3 "
      "internal error.");
  command->callback([&flags, &exit_code] { exit_code = RunReview(flags); });
}

void AddVerify(CLI::App& app, VerifyFlags& flags, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("verify", "Run the tests of policies that suites (kind Suite) hold");
  command->add_option("PATH", flags.paths, "Suites, or folders that hold some")->required();
  command
      ->add_option("--run", flags.run, "Only cases whose TEST/CASE this expression (RE2) matches")
      ->type_name("REGEX");
  AddFormatFlag(*command, flags.format, {"text", "json", "junit"});
  AddOutputFlag(*command, flags.output);
  command->add_flag("--verbose,-v", flags.verbose, "Print the cases that pass, too");
  command->add_flag("--coverage", flags.coverage,
                    "Say which rules of the policies no case fails, and no case passes");
  command->add_flag("--require-tests", flags.require_tests,
                    "Exit 2 when any PATH has no case that ran");
  command->add_flag("--allow-empty", flags.allow_empty, "Exit 0 although no case ran");
  command->footer(
      "Examples:\n  sluice verify test/suites\n  sluice verify --run 'production/.*image' "
      "--format junit -o report.xml .\n\n"
      "Exit codes: 0 all cases pass; 1 a case fails; 2 wrong use, a suite or policy that cannot be "
      "loaded,\nor no case ran; 3 internal error.");
  command->callback([&flags, &exit_code] { exit_code = RunVerify(flags); });
}

void AddBaseline(CLI::App& app, BaselineFlags& flags, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "baseline", "Write exceptions for today's violations, so that only new mistakes are denied");
  command->add_option("FILE", flags.paths, "Files, folders, or - for standard input")->required();
  AddPolicyFlags(*command, flags.policy);
  AddNowFlag(*command, flags.now);
  command->add_option("--expires", flags.expires, "When they end: 2026-12-31T00:00:00Z, or 90d")
      ->type_name("TIME")
      ->required();
  command->add_option("--owner", flags.owner, "Who answers for them")->required();
  command->add_option("--reason", flags.reason, "Why they are let pass")->required();
  command->add_option("--ticket", flags.ticket, "Where the work on them is tracked");
  command
      ->add_option("--fail-on", flags.fail_on,
                   "Except what would deny, or what would warn too (as in check)")
      ->check(CLI::IsMember({"deny", "warn"}));
  AddNamespaceFlag(*command, flags.namespace_name);
  AddNoDefaultsFlag(*command, flags.no_defaults);
  AddOutputFlag(*command, flags.output, "Write the exceptions to this file");
  command->footer(
      "Example:\n  sluice baseline --policy-dir policies --expires 90d --owner data-team \\\n"
      "    --reason \"before we adopted the policy\" -o exceptions/orders.yaml deploy/\n\n"
      "Exit codes: 0 written; 1 something could not be excepted; 2 wrong use, unreadable input or "
      "bad\npolicy; 3 internal error.");
  command->callback([&flags, &exit_code] { exit_code = RunBaseline(flags); });
}

void AddServeListeners(CLI::App& command, ServeOptions& options) {
  command.add_option("--bind-address", options.bind_address, "IP address of the admission port")
      ->capture_default_str();
  command.add_option("--secure-port", options.secure_port, "Port of the admission server (HTTPS)")
      ->capture_default_str();
  command
      .add_option("--metrics-bind-address", options.metrics_bind_address,
                  "Plain HTTP for /metrics and the probes; 0 = none")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  command
      .add_option("--health-bind-address", options.health_bind_address,
                  "Plain HTTP for the probes alone (default: with the metrics)")
      ->type_name("ADDRESS:PORT");
  command.add_option("--workers", options.workers, "Threads that judge (default: CPUs, at most 4)");
  command.add_option("--max-body-bytes", options.max_body_bytes, "Largest review that is judged")
      ->capture_default_str();
  command.add_option("--max-connections", options.max_connections, "Connections at a time")
      ->capture_default_str();
  command
      .add_option("--drain-max", options.drain_max,
                  "Longest time from SIGTERM to the end; connections that are idle keep it waiting")
      ->type_name("DURATION")
      ->capture_default_str();
}

void AddServe(CLI::App& app, ServeOptions& options, int& exit_code) {
  CLI::App* command = app.add_subcommand("serve", "Serve admission reviews over HTTPS");
  command
      ->add_option("--policy-dir", options.policy_dir,
                   "Folder of FlinkPolicy and FlinkProfile files, read again when it changes")
      ->type_name("DIR")
      ->required();
  command
      ->add_option("--operator-config", options.operator_config,
                   std::string(kOperatorConfigHelp) + "; read again when it changes")
      ->type_name("FILE");
  AddExceptionFlag(*command, options.exception_dirs,
                   "Folder of FlinkPolicyException files, read again when it changes; may be "
                   "repeated");
  command
      ->add_option("--exception-expiring-days", options.exception_expiring_days,
                   "Say aloud which exceptions end within so many days")
      ->capture_default_str();
  command->add_option("--tls-cert-file", options.tls_cert_file, "Serving certificate and its chain")
      ->type_name("FILE")
      ->required();
  command->add_option("--tls-private-key-file", options.tls_private_key_file, "Its private key")
      ->type_name("FILE")
      ->required();
  command
      ->add_option("--client-ca-file", options.client_ca_file,
                   "Only clients with a certificate of this CA are served")
      ->type_name("FILE");
  command->add_option("--tls-min-version", options.tls_min_version, "1.2 or 1.3")
      ->capture_default_str();
  AddServeListeners(*command, options);
  command->add_option("--log-level", options.log_level, "debug, info, warn or error")
      ->capture_default_str();
  command->add_option("--log-format", options.log_format, "json or text")->capture_default_str();
  command->add_flag("--metrics-namespace-label", options.metrics_namespace_label,
                    "Put resource_namespace on metrics: one series more per namespace");
  command->add_flag("--check-config", options.check_config,
                    "Check flags and files, say what is wrong, and exit with 0 or 2");
  command->footer(
      "Example:\n  sluice serve --policy-dir policies --tls-cert-file tls.crt "
      "--tls-private-key-file tls.key\n\nExit codes: 0 after SIGTERM or SIGINT; 2 wrong flags, or "
      "an address that cannot be had;\n3 internal error.");
  command->callback([&options, &exit_code] { exit_code = RunServe(options); });
}

// Flags of all commands; each command's callback runs while they live.
struct Flags {
  CheckFlags check;
  DiffFlags diff;
  BaselineFlags baseline;
  ReviewFlags review;
  ConfigFlags config;
  VerifyFlags verify;
  ServeOptions serve;
  std::string rules_format = "text";
  std::string rule_id;
  std::string flink_version;
  std::string schema_kind;
  std::string schema_output;
};

void AddSchema(CLI::App& app, Flags& flags, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "schema", "Print the JSON Schema of policy and suite files, for editors and other checkers");
  command
      ->add_option("KIND", flags.schema_kind,
                   "FlinkPolicy, FlinkProfile, FlinkPolicyException or Suite; none = all in one")
      ->type_name("KIND");
  AddOutputFlag(*command, flags.schema_output, "Write to this file");
  command->footer("Example:\n  sluice schema FlinkPolicy -o policies/schema/FlinkPolicy.json");
  command->callback(
      [&flags, &exit_code] { exit_code = RunSchema(flags.schema_kind, flags.schema_output); });
}

void AddRules(CLI::App& app, Flags& flags, int& exit_code) {
  CLI::App* rules = app.add_subcommand("rules", "What Sluice knows: list the rules, explain one");
  rules->require_subcommand(1);
  CLI::App* list = rules->add_subcommand("list", "All rules and defaults, one a line");
  AddFormatFlag(*list, flags.rules_format, {"text", "json"}, "Format");
  list->callback([&flags, &exit_code] { exit_code = RunRulesList(flags.rules_format); });
  CLI::App* explain = rules->add_subcommand("explain", "Everything about one rule or default");
  explain->add_option("RULE", flags.rule_id, "Its id, as in a denial")->required();
  explain
      ->add_option("--flink-version", flags.flink_version,
                   "Whose documentation to name: 1.20 or v1_20 (default: the newest known)")
      ->type_name("VERSION");
  explain->footer("Example:\n  sluice rules explain checkpoint-dir-missing");
  explain->callback(
      [&flags, &exit_code] { exit_code = RunRulesExplain(flags.rule_id, flags.flink_version); });
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Sluice guards Apache Flink on Kubernetes: it judges and completes Flink resources "
      "at\nadmission and on the command line.",
      "sluice");
  app.require_subcommand(1);
  int exit_code = kExitFine;
  Flags flags;
  AddCheck(app, flags.check, exit_code);
  AddDiff(app, flags.diff, exit_code);
  AddBaseline(app, flags.baseline, exit_code);
  AddConfig(app, flags.config, exit_code);
  AddReview(app, flags.review, exit_code);
  AddVerify(app, flags.verify, exit_code);
  AddServe(app, flags.serve, exit_code);
  AddRules(app, flags, exit_code);
  AddPolicyCommands(app, exit_code);
  AddSchema(app, flags, exit_code);
  app.add_subcommand("version", "Print version and commit")->callback([] {
    std::cout << "sluice " << base::Version() << " (" << base::Commit() << ")\n";
  });
  app.set_version_flag("--version", std::string(base::Version()));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version end with 0; everything else is wrong use, in one sentence on stderr.
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << "sluice: " << error.what() << "; see sluice --help\n";
    return kExitUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace sluice::app

int main(int argc, char** argv) {
  try {
    return sluice::app::Main(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "sluice: internal error: " << error.what() << "\n";
    return sluice::app::kExitInternal;
  }
}
