// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sluice.dev/sluice/test/e2e/harness"
)

// caPlaceholder stands in deploy/base/webhooks.yaml where an overlay puts the authority.
const caPlaceholder = "UkVQTEFDRV9NRQ=="

// The API server takes every object of the base, without a warning.
func TestDeployedObjectsAreAccepted(t *testing.T) {
	must(t, cluster.EnsureNamespace(harness.ProductNamespace))
	base := kubectl(t, "", harness.ProductNamespace, "kustomize",
		filepath.Join(cluster.Paths.Root, "deploy", "base")).Out
	apply := []string{"apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-"}
	filled := strings.ReplaceAll(base, caPlaceholder,
		base64.StdEncoding.EncodeToString(cluster.CA.PEM))
	said := kubectl(t, filled, harness.ProductNamespace, apply...)
	contains(t, said.Out, "deployment.apps/sluice", "service/sluice",
		"validatingwebhookconfiguration.admissionregistration.k8s.io/sluice",
		"mutatingwebhookconfiguration.admissionregistration.k8s.io/sluice")
	if found := warnings(said); len(found) > 0 {
		t.Errorf("the API server warns: %q", found)
	}
}

// The overlay for certificates of the script renders as docs/install.md says, and the API server
// accepts all of it, with the CA in both registrations.
func TestOverlayWithScriptCertificatesIsAccepted(t *testing.T) {
	must(t, cluster.EnsureNamespace(harness.ProductNamespace))
	root := t.TempDir()
	run(t, "cp", "-r", filepath.Join(cluster.Paths.Root, "deploy"), root)
	overlay := filepath.Join(root, "deploy", "overlays", "dev-certs")
	must(t, os.RemoveAll(filepath.Join(overlay, "out")))
	run(t, filepath.Join(cluster.Paths.Root, "certs", "make-dev-certs.sh"), filepath.Join(overlay, "out"))
	run(t, filepath.Join(overlay, "ca-bundle.sh"))
	rendered := kubectl(t, "", harness.ProductNamespace, "kustomize", overlay).Out
	ca, err := os.ReadFile(filepath.Join(overlay, "out", "ca.crt"))
	must(t, err)
	if found := strings.Count(rendered, base64.StdEncoding.EncodeToString(ca)); found != 2 {
		t.Errorf("the CA stands in %d registrations, not in two", found)
	}
	said := kubectl(t, rendered, harness.ProductNamespace,
		"apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-")
	contains(t, said.Out, "secret/sluice-tls", "configmap/sluice-policies", "deployment.apps/sluice")
}

// The overlay for cert-manager asks it for the CA and leaves no placeholder behind. Its own kinds
// are not installed here, so it is rendered and not applied.
func TestOverlayForCertManagerRenders(t *testing.T) {
	rendered := kubectl(t, "", harness.ProductNamespace, "kustomize",
		filepath.Join(cluster.Paths.Root, "deploy", "overlays", "cert-manager")).Out
	if found := strings.Count(rendered, "cert-manager.io/inject-ca-from: sluice-system/sluice"); found != 2 {
		t.Errorf("%d registrations ask for the CA, not two", found)
	}
	if strings.Contains(rendered, caPlaceholder) {
		t.Error("the placeholder is left")
	}
}

// The folder of policies becomes the ConfigMap that the deployment mounts.
func TestPolicyFolderBecomesTheConfigMap(t *testing.T) {
	must(t, cluster.EnsureNamespace(harness.ProductNamespace))
	rendered := kubectl(t, "", harness.ProductNamespace, "kustomize",
		filepath.Join(cluster.Paths.Root, "policies")).Out
	contains(t, rendered, "baseline.yaml: |", "production.yaml: |", "kind: FlinkPolicy")
	said := kubectl(t, rendered, harness.ProductNamespace,
		"apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-")
	contains(t, said.Out, "configmap/sluice-policies")
}

// withoutSchema drops the line that tells editors where the schema is, which depends on the folder.
func withoutSchema(text []byte) string {
	first, rest, _ := strings.Cut(string(text), "\n")
	if strings.HasPrefix(first, "# yaml-language-server:") {
		return rest
	}
	return string(text)
}

// A first installation audits with the shipped policy.
func TestBaseInstallsTheShippedAuditPolicy(t *testing.T) {
	shipped, err := os.ReadFile(filepath.Join(cluster.Paths.Root, "policies", "audit.yaml"))
	must(t, err)
	deployed, err := os.ReadFile(filepath.Join(cluster.Paths.Root, "deploy", "base", "policies", "audit.yaml"))
	must(t, err)
	if withoutSchema(shipped) != withoutSchema(deployed) {
		t.Error("deploy/base/policies/audit.yaml is not policies/audit.yaml")
	}
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
