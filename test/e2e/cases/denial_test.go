// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"strings"
	"testing"

	"sluice.dev/sluice/test/e2e/harness"
)

// unsafeFindings are the rules that testdata/unsafe.yaml breaks and that production denies.
var unsafeFindings = []string{
	"ha-disabled", "jm-replicas-without-ha", "checkpoint-dir-not-durable", "rest-service-exposed",
	"checkpoint-options-contradict",
}

// A person sees every finding at once, each with its field, in kubectl's own list.
func TestUnsafeIsDeniedOnCreateWithAllFindings(t *testing.T) {
	start(t, production())
	for name, args := range map[string][]string{
		"create":         {"create", "-f", "-"},
		"apply":          {"apply", "-f", "-"},
		"server-side":    {"apply", "--server-side", "-f", "-"},
		"server dry run": {"apply", "--dry-run=server", "-f", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			ns := namespace(t, "prod")
			said := refused(t, manifest(t, "unsafe.yaml"), ns, args...)
			t.Logf("kubectl %s:\n%s", strings.Join(args, " "), said.All())
			contains(t, said.Err, `The FlinkDeployment "unsafe" is invalid`)
			contains(t, said.Err, unsafeFindings...)
			for _, finding := range unsafeFindings {
				listed(t, said.Err, finding)
			}
			if said := kubectl(t, "", ns, "get", "flinkdeployments", "-o", "name"); said.Out != "" {
				t.Errorf("a denied object was stored: %s", said.Out)
			}
		})
	}
}

// listed expects a line of kubectl's list that starts with a field of the spec and names the rule.
func listed(t *testing.T, text, finding string) {
	t.Helper()
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "* spec.") && strings.Contains(line, finding) {
			return
		}
	}
	t.Errorf("no line of the list shows a field of the spec and %s", finding)
}

// With several objects in one apply kubectl shows only the message, so that carries the list too.
func TestUnsafeAmongOthersIsDeniedWithAllFindings(t *testing.T) {
	start(t, production())
	ns := namespace(t, "prod")
	both := manifest(t, "safe.yaml") + "\n---\n" + manifest(t, "unsafe.yaml")
	said := refused(t, both, ns, "apply", "-f", "-")
	contains(t, said.Out, "flinkdeployment.flink.apache.org/safe created")
	contains(t, said.Err, unsafeFindings...)
}

// A change for the worse is denied as Forbidden, in whatever way it comes; the object stays as it is.
func TestUpdateForTheWorseIsForbiddenAndLeavesTheObjectAlone(t *testing.T) {
	start(t, production())
	ns := namespace(t, "prod")
	safe := manifest(t, "safe.yaml")
	kubectl(t, safe, ns, "apply", "-f", "-")
	before := get(t, harness.Deployments, ns, "safe")
	worse := strings.Replace(safe, "s3://flink-state/orders/checkpoints", "file:///tmp/checkpoints", 1)
	patch := `{"spec":{"flinkConfiguration":{"state.checkpoints.dir":"file:///tmp/checkpoints"}}}`
	for name, c := range map[string]struct {
		stdin string
		args  []string
	}{
		"apply":             {worse, []string{"apply", "-f", "-"}},
		"apply --force":     {worse, []string{"apply", "--force", "-f", "-"}},
		"server-side":       {worse, []string{"apply", "--server-side", "--force-conflicts", "-f", "-"}},
		"replace":           {worse, []string{"replace", "-f", "-"}},
		"patch":             {"", []string{"patch", "flinkdeployment", "safe", "--type=merge", "-p", patch}},
		"patch as dry run":  {"", []string{"patch", "flinkdeployment", "safe", "--type=merge", "--dry-run=server", "-p", patch}},
		"json patch":        {"", []string{"patch", "flinkdeployment", "safe", "--type=json", "-p", `[{"op":"replace","path":"/spec/flinkConfiguration/state.checkpoints.dir","value":"file:///tmp"}]`}},
		"removal of an key": {"", []string{"patch", "flinkdeployment", "safe", "--type=merge", "-p", `{"spec":{"flinkConfiguration":{"high-availability.type":"NONE"}}}`}},
	} {
		t.Run(name, func(t *testing.T) {
			said := refused(t, c.stdin, ns, c.args...)
			contains(t, said.Err, "Forbidden", "denied the request")
			lacks(t, said.Err, "is invalid", "Conflict", "immutable")
			unchanged(t, before, harness.Deployments)
		})
	}
}

// Warn findings reach the person, and the object is stored.
func TestWarningsAreShownAndTheObjectIsStored(t *testing.T) {
	start(t, onePolicy(policy("dev", "baseline", "dev-*", "")))
	ns := namespace(t, "dev")
	text := strings.Replace(manifest(t, "safe.yaml"), "high-availability.type: kubernetes",
		"high-availability.type: NONE", 1)
	said := kubectl(t, text, ns, "apply", "-f", "-")
	found := warnings(said)
	t.Logf("kubectl apply:\n%s", said.All())
	if len(found) == 0 || !strings.Contains(strings.Join(found, "\n"), "ha-disabled") {
		t.Errorf("warnings are %q, want one of ha-disabled", found)
	}
	get(t, harness.Deployments, ns, "safe")
}

// A kind of the groups that nobody knows is said aloud, never passed in silence.
func TestUnknownKindWarns(t *testing.T) {
	start(t, onePolicy(policy("dev", "baseline", "dev-*", "")))
	ns := namespace(t, "dev")
	said := kubectl(t, "apiVersion: flink.apache.org/v1beta1\nkind: FlinkGadget\n"+
		"metadata: {name: gadget}\nspec: {}\n", ns, "apply", "-f", "-")
	contains(t, strings.Join(warnings(said), "\n"), "kind-unknown")
}

// Namespaces that no policy matches are none of the product's business.
func TestUnmatchedNamespaceIsAdmittedInSilence(t *testing.T) {
	start(t, production())
	ns := namespace(t, "free")
	said := kubectl(t, manifest(t, "unsafe.yaml"), ns, "apply", "-f", "-")
	if said.Err != "" {
		t.Errorf("kubectl says: %s", said.Err)
	}
}
