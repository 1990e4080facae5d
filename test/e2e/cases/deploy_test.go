// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/base64"
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
