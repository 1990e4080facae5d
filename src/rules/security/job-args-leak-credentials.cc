// SPDX-License-Identifier: Apache-2.0
// Arguments of a job are shown in Flink's web interface, in its REST answers and in the command
// line of the pod. The value is never printed.
#include "rules/support/credentials.h"
#include "rules/support/helpers.h"
#include "sluice/flink/secrets.h"

namespace sluice::rules {
namespace {

// What an option may be given: no other option, and nothing that a launcher fills in.
bool IsValue(std::string_view text) {
  return !text.starts_with('-') && !rulebook::HasPlaceholder(text) && IsLiteral(text);
}

bool Leaks(std::string_view argument, std::string_view next) {
  if (CarriesCredentials(argument)) return true;
  const std::size_t equals = argument.rfind('=');
  if (equals != std::string_view::npos) {
    const std::string_view option = argument.substr(0, equals);
    return flink::NamesSecret(option) && !NamesNoSecret(option) &&
           IsValue(argument.substr(equals + 1));
  }
  return argument.starts_with('-') && flink::NamesSecret(argument) && !NamesNoSecret(argument) &&
         IsValue(next);
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const doc::Value* args = subject.resource.job.args.node;
  if (args == nullptr) return;
  const auto items = args->items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string_view next = i + 1 < items.size() ? items[i + 1].text() : std::string_view();
    if (!Leaks(items[i].text(), next)) continue;
    findings.Add(At(items[i]), "argument " + std::to_string(i + 1) +
                                   " of the job holds a credential in plain text");
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule job_args_leak_credentials;
constinit const Rule job_args_leak_credentials{
    .meta = {.id = "job-args-leak-credentials",
             .title = "Arguments of a job hold no credentials",
             .category = Category::kSecurity,
             .severity = Severity::kCritical,
             .reason = "Arguments are shown to everyone who sees the web interface, the REST "
                       "endpoint, the pod or the resource.",
             .consequence = "The credential is known to all of them, and to every log and "
                            "backup of the cluster.",
             .remediation = "Mount a Secret and give the job its path, or read it from an "
                            "environment variable; replace the credential since it was stored.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/resource-providers/native_kubernetes/#using-secrets",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
