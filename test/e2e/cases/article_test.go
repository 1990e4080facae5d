// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/json"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"sluice.dev/sluice/test/e2e/harness"
)

// The article's manifest lacks high availability and more. Under best-practice that is patched in,
// what the user wrote stays, and a second apply finds nothing to do.
func TestArticleIsAdmittedPatchedAndThenLeftAlone(t *testing.T) {
	start(t, bestPractice())
	for name, apply := range map[string][]string{
		"client-side": {"apply", "-f", "-"},
		"server-side": {"apply", "--server-side", "-f", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			ns := namespace(t, "best")
			text := article(t)
			said := kubectl(t, text, ns, apply...)
			t.Logf("kubectl %s:\n%s", strings.Join(apply, " "), said.All())
			first := get(t, harness.ArticleClusters, ns, "production-flink")
			holdsTheUsersValues(t, parse(t, text), first)
			holdsBestPractice(t, first)
			contains(t, strings.Join(warnings(said), "\n"), "high-availability.storageDir",
				"state.savepoints.dir", "(defaults of policy best)")

			diff := append([]string{"diff"}, apply[1:]...)
			if said := kubectl(t, text, ns, diff...); said.Out != "" {
				t.Errorf("kubectl diff shows:\n%s", said.Out)
			}
			kubectl(t, text, ns, apply...)
			unchanged(t, first, harness.ArticleClusters)
		})
	}
}

// holdsTheUsersValues expects everything below the manifest's spec to be in the stored object.
func holdsTheUsersValues(t *testing.T, written, stored *unstructured.Unstructured) {
	t.Helper()
	var compare func(path string, want, got any)
	compare = func(path string, want, got any) {
		fields, ok := want.(map[string]any)
		if !ok {
			wantText, _ := json.Marshal(want)
			if gotText, _ := json.Marshal(got); string(wantText) != string(gotText) {
				t.Errorf("%s was %s, is %s", path, wantText, gotText)
			}
			return
		}
		gotFields, _ := got.(map[string]any)
		for name, value := range fields {
			compare(path+"."+name, value, gotFields[name])
		}
	}
	compare("spec", written.Object["spec"], stored.Object["spec"])
}

// holdsBestPractice expects what the profile adds, under the names that Flink 1.18 reads.
func holdsBestPractice(t *testing.T, stored *unstructured.Unstructured) {
	t.Helper()
	if got := option(stored, "high-availability.type"); got != "kubernetes" {
		t.Errorf("high-availability.type is %q", got)
	}
	for _, key := range []string{"high-availability.storageDir", "state.savepoints.dir"} {
		got := option(stored, key)
		if !strings.HasPrefix(got, storageRoot+"/") || strings.Contains(got[len("s3://"):], "//") ||
			!strings.Contains(got, stored.GetNamespace()) || !strings.Contains(got, stored.GetName()) {
			t.Errorf("%s is %q", key, got)
		}
	}
	text, err := json.Marshal(stored.Object["spec"])
	must(t, err)
	contains(t, string(text), `"hostNetwork":true`, `"dnsPolicy":"ClusterFirstWithHostNet"`,
		`"execution.checkpointing.timeout"`)
}

// A dry run shows the patch and stores nothing.
func TestDryRunShowsThePatchAndStoresNothing(t *testing.T) {
	start(t, bestPractice())
	ns := namespace(t, "best")
	for _, more := range []string{"--server-side=false", "--server-side=true"} {
		said := kubectl(t, article(t), ns, "apply", "--dry-run=server", "-o", "yaml", more, "-f", "-")
		contains(t, said.Out, "high-availability.type: kubernetes", "s3://my-bucket/flink-checkpoints")
		if said := kubectl(t, "", ns, "get", "flinkclusters.flink.apache.org", "-o", "name"); said.Out != "" {
			t.Errorf("a dry run stored %s", said.Out)
		}
	}
}

// The mutating webhook is asked before the API server has made a name of generateName, so a directory
// that carries the name cannot be added. No two objects may share one, and the person is told.
func TestGeneratedNameGetsNoSharedDirectory(t *testing.T) {
	server := start(t, bestPractice())
	ns := namespace(t, "best")
	text := strings.Replace(article(t), "name: production-flink", "generateName: flink-", 1)
	said := refused(t, text, ns, "create", "-f", "-")
	contains(t, said.Err, `The FlinkCluster "flink-`, "ha-disabled")

	changePolicies(t, server, onePolicy(policy("best", "best-practice", "best-*",
		"  actions: [Warn]\n  parameters: {storageRoot: "+storageRoot+"}\n")))
	owners := map[string]string{}
	for range 2 {
		said := kubectl(t, text, ns, "create", "-o", "name", "-f", "-")
		contains(t, said.Err, "ha-disabled")
		_, name, _ := strings.Cut(strings.TrimSpace(said.Out), "/")
		stored := get(t, harness.ArticleClusters, ns, name)
		for _, key := range []string{"high-availability.storageDir", "state.savepoints.dir"} {
			directory := option(stored, key)
			if owner, taken := owners[directory]; taken && directory != "" {
				t.Errorf("%s and %s share %s = %s", owner, name, key, directory)
			}
			if strings.Contains(strings.TrimPrefix(directory, "s3://"), "//") {
				t.Errorf("%s has %s = %s", name, key, directory)
			}
			owners[directory] = name
		}
	}
}

// Another mutating webhook changes the object afterwards, so the API server asks again. The second
// answer must not undo, repeat or contradict the first.
func TestReinvocationAddsNothing(t *testing.T) {
	server := start(t, bestPractice())
	ns := namespace(t, "best")
	hook, err := cluster.StartGoHook(2, func(call harness.Call) map[string]any {
		if strings.Contains(string(call.Body), `"team"`) {
			return nil
		}
		return map[string]any{"patchType": "JSONPatch",
			"patch": []byte(`[{"op":"add","path":"/metadata/labels","value":{"team":"a"}}]`)}
	})
	must(t, err)
	defer hook.Stop()
	remove, err := cluster.OtherMutator(hook, ns)
	must(t, err)
	defer func() { must(t, remove()) }()

	text := strings.Replace(article(t), "production-flink", "reinvoked", 1)
	must(t, harness.Eventually(waitLong, waitStep, func() error {
		said := kubectl(t, text, ns, "create", "--dry-run=server", "-o", "yaml", "-f", "-")
		return needs(said.Out, "team: a")
	}))
	kubectl(t, text, ns, "create", "-f", "-")
	const real = `"dry_run":false`
	if calls := logged(t, server, 3, ns, "reinvoked", real); len(calls) != 3 {
		t.Errorf("%d calls, want two to /mutate and one to /validate", len(calls))
	}
	holdsBestPractice(t, get(t, harness.ArticleClusters, ns, "reinvoked"))
	events, err := cluster.AuditEvents(ns)
	must(t, err)
	last := events[len(events)-1]
	for key, patch := range last.Annotations {
		if strings.HasPrefix(key, "patch.webhook.admission.k8s.io/round_1_") &&
			strings.Contains(key, "sluice") {
			t.Errorf("the second round patched: %s = %s", key, patch)
		}
	}
}
