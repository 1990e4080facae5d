// SPDX-License-Identifier: Apache-2.0
// A session job's jar is fetched by the operator's own pod, from wherever the resource says; an
// unencrypted or internal address makes that a way to run foreign code or to reach what only the
// operator can. Names are matched, never resolved.
#include "rules/support/operator.h"
#include "sluice/flink/java_uri.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kSchemes, kHosts, kOperatorChecksOnly };
constexpr Param kParams[] = {
    {"allowedJarSchemes", ParamType::kStringList, "https local s3 s3a gs abfs abfss hdfs oss file",
     "Schemes that jars may come from."},
    {"allowedJarHosts", ParamType::kStringList, "",
     "Hosts that jars may come from over http and https; empty = any but addresses of the cluster "
     "and its nodes."},
    kOperatorChecksOnlyParam,
};

// The host of an authority: without user and port.
std::string_view HostOf(std::string_view authority) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

// An address in place of a name: what is behind it depends on who asks.
bool IsAddress(std::string_view host) {
  if (host.starts_with('[')) return true;
  return !host.empty() &&
         host.find_first_not_of("0123456789.xXabcdefABCDEF") == std::string_view::npos &&
         host.front() >= '0' && host.front() <= '9';
}

bool IsInternalName(std::string_view host) {
  return base::EqualsIgnoringCase(host, "localhost") || host.ends_with(".localhost") ||
         host == "metadata.google.internal" || host == "kubernetes.default.svc" ||
         host.starts_with("kubernetes.default.svc.");
}

std::string Fault(const rulebook::StorageUri& uri, const Params& params) {
  const std::string scheme = base::ToLower(uri.scheme);
  if (scheme == "http" && !params.Contains(kSchemes, "http")) return "it is fetched unencrypted";
  if (!scheme.empty() && !params.Contains(kSchemes, scheme)) {
    return "the scheme is not in the list of this policy";
  }
  if (scheme != "http" && scheme != "https") return {};
  const std::string_view host = HostOf(uri.authority);
  if (params.Contains(kHosts, host)) return {};
  if (!params.Strings(kHosts).empty()) return "the host is not in the list of this policy";
  if (uri.authority.find('@') != std::string_view::npos) return "it carries credentials";
  if (IsAddress(host) || IsInternalName(host)) return "the host is a bare or internal address";
  return {};
}

// Whether the operator fetches over this scheme: its own list, https without one
// (kubernetes.operator.user.artifacts.allowed-schemes, 1.16-SNAPSHOT).
bool OperatorTakes(const Subject& subject, std::string_view scheme) {
  const std::string_view own =
      OperatorsOwn(subject, "kubernetes.operator.user.artifacts.allowed-schemes");
  if (own.data() == nullptr) return base::EqualsIgnoringCase(scheme, "https");
  const auto schemes = flink::ParseList(own, true);
  return schemes && std::ranges::any_of(*schemes, [scheme](const std::string& one) {
           return base::EqualsIgnoringCase(one, scheme);
         });
}

// What the operator holds against the host: where it is known, what the name means decides.
std::string HostFault(const Subject& subject, std::string_view host) {
  if (host.empty()) return "it names no host";
  flink::JavaAddress address = flink::ReadJavaAddress(host);
  if (!address.literal && subject.related.addresses != nullptr) {
    const auto known = subject.related.addresses->find(base::ToLower(host));
    if (known == subject.related.addresses->end()) return "the host cannot be resolved";
    address = flink::ReadJavaAddress(known->second);
  }
  if (address.restricted || (!address.literal && IsInternalName(host))) {
    return "the host is a bare or internal address";
  }
  return {};
}

// What the operator's webhook refuses of a session job's jar
// (DefaultValidator.validateJarUri, 1.16-SNAPSHOT).
std::string OperatorsFault(const Subject& subject, std::string_view text) {
  const auto uri = flink::ParseJavaUri(text);
  if (!uri) return "it is no URI: " + uri.error().Message();
  if (uri->scheme.empty()) return "it has no scheme";
  if (!OperatorTakes(subject, uri->scheme)) return "the operator does not fetch over this scheme";
  const bool web = base::EqualsIgnoringCase(uri->scheme, "http") ||
                   base::EqualsIgnoringCase(uri->scheme, "https");
  const std::string_view checked =
      OperatorsOwn(subject, "kubernetes.operator.user.artifacts.disallow-restricted-hosts");
  if (!web || !flink::ParseBoolean(checked).value_or(true)) return {};
  return HostFault(subject, uri->host);
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const flink::Field& jar = subject.resource.job.jar_uri;
  if (!jar.present()) return;
  const bool only = params.Bool(kOperatorChecksOnly);
  std::string fault;
  if (only && subject.resource.kind == ResourceKind::kFlinkSessionJob) {
    fault = OperatorsFault(subject, jar.text());
  }
  const bool refused = !fault.empty();
  if (!refused) {
    if (jar.text().empty() || rulebook::HasPlaceholder(jar.text())) return;
    fault = Fault(rulebook::ReadStorageUri(jar.text()), params);
  }
  if (fault.empty()) return;
  const bool spotify = subject.resource.kind == ResourceKind::kSpotifyFlinkCluster;
  findings.Add(At(*jar.node),
               std::string(spotify ? "job.jarFile" : "job.jarURI") + " is " + Shown(jar.text()) +
                   ": " + fault,
               {.at_most = Ceiling(refused, only)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule jar_uri_untrusted;
constinit const Rule jar_uri_untrusted{
    .meta = {.id = "jar-uri-untrusted",
             .title = "Jars come from where the platform team trusts",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "The operator's pod, or the job manager, downloads and runs what this "
                       "address returns.",
             .consequence = "Whoever controls the network path or the address runs code with "
                            "the rights of the pods; an internal address lets the author reach "
                            "what only the operator may.",
             .remediation = "Use https from an artifact store of your own, object storage, or a "
                            "jar inside the image (local://).",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
