// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/json"
	"strings"
	"testing"

	"sluice.dev/sluice/test/e2e/harness"
)

// Where a policy only audits, people see nothing; the log, the metrics and the API server's audit log
// see everything.
func TestAuditOnlyIsSilentForPeopleAndLoudInRecords(t *testing.T) {
	server := start(t, onePolicy(policy("audit", "production", "audit-*", "  actions: [Audit]\n")))
	ns := namespace(t, "audit")
	said := kubectl(t, manifest(t, "unsafe.yaml"), ns, "apply", "-f", "-")
	if said.Err != "" {
		t.Errorf("kubectl says: %s", said.Err)
	}
	logged(t, server, 1, ns, `"unsafe"`, "ha-disabled")
	for _, line := range server.LogLines(ns) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a log line is not JSON: %s", line)
		}
	}
	metrics, err := server.MetricsText()
	must(t, err)
	counted := false
	for _, line := range strings.Split(metrics, "\n") {
		counted = counted || strings.HasPrefix(line, "sluice_rule_results_total{") &&
			strings.Contains(line, `rule_name="ha-disabled"`)
	}
	if !counted {
		t.Errorf("sluice_rule_results_total does not count ha-disabled in:\n%s", metrics)
	}
	contains(t, auditAnnotations(t, ns)["validate.sluice.dev/audit-violations"], "ha-disabled")
}

// The API server's audit log says which policies judged, and with which digest.
func TestAuditAnnotationsReachTheAuditLog(t *testing.T) {
	start(t, production())
	ns := namespace(t, "prod")
	refused(t, manifest(t, "unsafe.yaml"), ns, "create", "-f", "-")
	annotations := auditAnnotations(t, ns)
	for _, key := range []string{"validate.sluice.dev/enforce-policy", "validate.sluice.dev/policy-digest"} {
		if annotations[key] == "" {
			t.Errorf("%s is missing in %v", key, annotations)
		}
	}
	for key := range annotations {
		if strings.HasPrefix(key, "failed-open") || strings.HasPrefix(key, "invalid") {
			t.Errorf("the API server complains: %s = %s", key, annotations[key])
		}
	}
}

// auditAnnotations are those of the last request in the namespace.
func auditAnnotations(t *testing.T, ns string) map[string]string {
	t.Helper()
	var last harness.AuditEvent
	must(t, harness.Eventually(waitLong, waitStep, func() error {
		events, err := cluster.AuditEvents(ns)
		if err != nil || len(events) == 0 {
			return needs("the audit log has nothing of "+ns, "event")
		}
		last = events[len(events)-1]
		return nil
	}))
	return last.Annotations
}
