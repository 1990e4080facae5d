// SPDX-License-Identifier: Apache-2.0
// The operator makes the host and path of an ingress from a template, as an address of Java's
// (IngressUtils.getIngressUrl, 1.16-SNAPSHOT): http:// is put before it where it names no
// protocol, and {{name}} and {{namespace}} are filled in.
#include "rules/support/operator.h"
#include "sluice/flink/java_uri.h"

namespace sluice::rules {
namespace {

// `text` with every {{word}} replaced, the word in any case.
std::string Filled(std::string_view text, std::string_view word, std::string_view value) {
  const std::string pattern = "{{" + std::string(word) + "}}";
  std::string out;
  while (!text.empty()) {
    if (base::EqualsIgnoringCase(text.substr(0, pattern.size()), pattern)) {
      out += value;
      text.remove_prefix(pattern.size());
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

bool NamesProtocol(std::string_view text) {
  return base::EqualsIgnoringCase(text.substr(0, 7), "http://") ||
         base::EqualsIgnoringCase(text.substr(0, 8), "https://");
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const doc::Value* ingress = subject.resource.ingress;
  if (ingress == nullptr) return;
  const doc::Value* node = PresentMember(ingress, "template");
  if (node == nullptr) {
    findings.Add(Place{.node = ingress, .missing = {"template"}}, "ingress.template is not set");
    return;
  }
  std::string url = (NamesProtocol(node->text()) ? "" : "http://") + std::string(node->text());
  url = Filled(url, "name", subject.name);
  url = Filled(url, "namespace", subject.namespace_name);
  const auto error = flink::JavaUrlError(url);
  if (!error) return;
  findings.Add(At(*node), "ingress.template is " + Shown(node->text()) +
                              ", and the address made of it cannot be read: " + error->Message());
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule ingress_template_invalid;
constinit const Rule ingress_template_invalid{
    .meta = {.id = "ingress-template-invalid",
             .title = "The template of the ingress yields a valid address",
             .category = Category::kNetworking,
             .severity = Severity::kHigh,
             .reason =
                 "The operator makes the host and the path of the ingress from this template.",
             .consequence = "The operator refuses the resource.",
             .remediation = "Set spec.ingress.template to a host, such as "
                            "{{name}}.{{namespace}}.flink.example.com, or a path below one.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/operations/ingress/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
