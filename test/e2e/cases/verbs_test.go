// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"sluice.dev/sluice/test/e2e/harness"
)

const (
	waitLong = 10 * time.Second
	waitStep = 50 * time.Millisecond
)

func needs(text, word string) error {
	if strings.Contains(text, word) {
		return nil
	}
	return fmt.Errorf("%q is not in:\n%s", word, text)
}

// The ratchet: an object that was there before the rule can be labelled, annotated, finalized and
// deleted, and changed as long as that makes it no worse; only what makes it worse is denied.
func TestViolatingObjectIsNeverStuck(t *testing.T) {
	for name, existed := range map[string]func(t *testing.T, ns string) *harness.Server{
		"before the registration": func(t *testing.T, ns string) *harness.Server {
			kubectl(t, manifest(t, "unsafe.yaml"), ns, "create", "-f", "-")
			return start(t, production())
		},
		"before the policy": func(t *testing.T, ns string) *harness.Server {
			server := start(t, onePolicy(policy("prod", "production", "nowhere", "")))
			kubectl(t, manifest(t, "unsafe.yaml"), ns, "create", "-f", "-")
			changePolicies(t, server, production())
			return server
		},
	} {
		t.Run(name, func(t *testing.T) {
			ns := namespace(t, "prod")
			existed(t, ns)
			metadataStaysEditable(t, ns)
			specIsStillGuarded(t, ns)
			finalizerGoes(t, ns)
		})
	}
}

func metadataStaysEditable(t *testing.T, ns string) {
	t.Helper()
	const object = "flinkdeployment/unsafe"
	said := kubectl(t, "", ns, "label", object, "team=orders")
	if len(warnings(said)) == 0 {
		t.Error("labelling a violating object warns of nothing")
	}
	kubectl(t, "", ns, "annotate", object, "note=kept")
	kubectl(t, "", ns, "label", object, "team-")
	kubectl(t, "", ns, "patch", object, "--type=merge", "-p", `{"metadata":{"finalizers":["example.com/hold"]}}`)
	kubectl(t, "", ns, "patch", object, "--type=merge", "--subresource=status", "-p",
		`{"status":{"lifecycleState":"STABLE"}}`)
}

// What keeps or lessens its faults passes and is warned about; what adds one, or makes one worse, does
// not.
func specIsStillGuarded(t *testing.T, ns string) {
	t.Helper()
	patch := func(spec string) []string {
		return []string{"patch", "flinkdeployment/unsafe", "--type=merge", "-p", `{"spec":` + spec + `}`}
	}
	said := kubectl(t, "", ns, patch(`{"image":"flink:1.19.1"}`)...)
	contains(t, strings.Join(warnings(said), "\n"), "ha-disabled")
	kubectl(t, "", ns, patch(
		`{"flinkConfiguration":{"kubernetes.rest-service.exposed.type":"ClusterIP"}}`)...)
	before := get(t, harness.Deployments, ns, "unsafe")
	for _, c := range []struct{ spec, rule string }{
		{`{"flinkConfiguration":{"kubernetes.rest-service.exposed.type":"NodePort"}}`,
			"rest-service-exposed"},
		{`{"taskManager":{"resource":{"memory":"600m"}}}`, "tm-memory-infeasible"},
		{`{"flinkConfiguration":{"s3.secret-key":"hunter2hunter2"}}`, "plaintext-credentials"},
	} {
		said := refused(t, "", ns, patch(c.spec)...)
		contains(t, said.Err, "Forbidden", c.rule)
		unchanged(t, before, harness.Deployments)
	}
}

func finalizerGoes(t *testing.T, ns string) {
	t.Helper()
	kubectl(t, "", ns, "delete", "flinkdeployment/unsafe", "--wait=false")
	kubectl(t, "", ns, "patch", "flinkdeployment/unsafe", "--type=json", "-p",
		`[{"op":"remove","path":"/metadata/finalizers"}]`)
	must(t, gone(harness.Deployments, ns, "unsafe"))
}

func gone(kind schema.GroupVersionResource, ns, name string) error {
	return harness.Eventually(waitLong, waitStep, func() error {
		_, err := cluster.Objects.Resource(kind).Namespace(ns).Get(context.Background(), name,
			metav1.GetOptions{})
		if errors.IsNotFound(err) {
			return nil
		}
		return fmt.Errorf("%s is still there: %v", name, err)
	})
}

// kubectl scale writes through the scale subresource, which a rule on the kind alone does not cover.
func TestScaleReachesTheWebhookAndWorks(t *testing.T) {
	server := start(t, onePolicy(policy("dev", "production", "dev-*", "  actions: [Warn]\n")))
	ns := namespace(t, "dev")
	for _, c := range []struct {
		kind schema.GroupVersionResource
		name string
		text string
	}{
		{harness.Deployments, "safe", manifest(t, "safe.yaml")},
		{harness.ArticleClusters, "production-flink", article(t)},
		{harness.SpotifyClusters, "spotify", manifest(t, "manifests/spotify-session.yaml")},
	} {
		t.Run(c.kind.GroupResource().String(), func(t *testing.T) {
			if !hasScale(t, c.kind) {
				t.Skip("SKIPPED: this definition has no scale subresource")
			}
			kubectl(t, c.text, ns, "apply", "-f", "-")
			kubectl(t, "", ns, "scale", c.kind.GroupResource().String()+"/"+c.name, "--replicas=5")
			logged(t, server, 2, ns, c.name, `"sub_resource":"scale"`)
			replicas, _, _ := unstructured.NestedInt64(get(t, c.kind, ns, c.name).Object,
				"spec", "taskManager", "replicas")
			if replicas != 5 {
				t.Errorf("taskManager.replicas is %d", replicas)
			}
		})
	}
}

func hasScale(t *testing.T, kind schema.GroupVersionResource) bool {
	t.Helper()
	list, err := cluster.Clients.Discovery().ServerResourcesForGroupVersion(
		kind.GroupVersion().String())
	must(t, err)
	for _, resource := range list.APIResources {
		if resource.Name == kind.Resource+"/scale" {
			return true
		}
	}
	return false
}

// Defaults are for new objects: an update gets none that the object did not have, so that a label or
// an image never turns high availability on under a running job.
func TestUpdateIntroducesNoDefaults(t *testing.T) {
	server := start(t, onePolicy(policy("best", "best-practice", "nowhere", "")))
	ns := namespace(t, "best")
	kubectl(t, article(t), ns, "apply", "-f", "-")
	changePolicies(t, server, onePolicy(policy("best", "best-practice", "best-*",
		"  actions: [Warn]\n  parameters: {storageRoot: "+storageRoot+"}\n")))
	for _, patch := range []string{
		`{"metadata":{"labels":{"team":"orders"}}}`,
		`{"spec":{"taskManager":{"replicas":4}}}`,
	} {
		kubectl(t, "", ns, "patch", "flinkclusters.flink.apache.org/production-flink",
			"--type=merge", "-p", patch)
		stored := get(t, harness.ArticleClusters, ns, "production-flink")
		for _, key := range []string{"high-availability.type", "high-availability.storageDir",
			"state.savepoints.dir"} {
			if got := option(stored, key); got != "" {
				t.Errorf("%s: %s became %q", patch, key, got)
			}
		}
	}
}

// kubectl replace sends the whole object without what was patched in at its creation: it is put back.
func TestReplaceRestoresWhatItDrops(t *testing.T) {
	start(t, bestPractice())
	ns := namespace(t, "best")
	kubectl(t, article(t), ns, "create", "-f", "-")
	before := get(t, harness.ArticleClusters, ns, "production-flink")
	text := strings.Replace(article(t), "flink:1.18", "flink:1.18.1", 1)
	said := kubectl(t, text, ns, "replace", "-f", "-")
	if len(warnings(said)) == 0 {
		t.Error("no warning says what was restored")
	}
	after := get(t, harness.ArticleClusters, ns, "production-flink")
	holdsBestPractice(t, after)
	for _, key := range []string{"high-availability.storageDir", "state.savepoints.dir",
		"execution.checkpointing.timeout"} {
		if was, is := option(before, key), option(after, key); was != is {
			t.Errorf("%s was %q, is %q", key, was, is)
		}
	}
	if got, _, _ := unstructured.NestedString(after.Object, "spec", "image"); got != "flink:1.18.1" {
		t.Errorf("image is %q", got)
	}
}

// A DELETE is never denied, even when somebody registers it.
func TestDeleteIsNeverDenied(t *testing.T) {
	server := startOnly(t, harness.ServerOptions{Policies: production()})
	ns := namespace(t, "prod")
	kubectl(t, manifest(t, "unsafe.yaml"), ns, "create", "-f", "-")
	register(t, server, harness.Registration{Operations: []admissionv1.OperationType{
		admissionv1.Create, admissionv1.Update, admissionv1.Delete}})
	kubectl(t, "", ns, "delete", "flinkdeployment/unsafe")
	must(t, gone(harness.Deployments, ns, "unsafe"))
}

// A namespace with violating objects, one held by a finalizer, goes away.
func TestNamespaceWithViolatingObjectsIsDeleted(t *testing.T) {
	server := start(t, onePolicy(policy("prod", "production", "nowhere", "")))
	ns := namespace(t, "prod")
	kubectl(t, manifest(t, "unsafe.yaml"), ns, "create", "-f", "-")
	kubectl(t, article(t), ns, "create", "-f", "-")
	kubectl(t, "", ns, "patch", "flinkdeployment/unsafe", "--type=merge", "-p",
		`{"metadata":{"finalizers":["example.com/hold"]}}`)
	changePolicies(t, server, production())
	kubectl(t, "", ns, "delete", "namespace", ns, "--wait=false")
	must(t, gone(harness.ArticleClusters, ns, "production-flink"))
	kubectl(t, "", ns, "patch", "flinkdeployment/unsafe", "--type=json", "-p",
		`[{"op":"remove","path":"/metadata/finalizers"}]`)
	must(t, harness.Eventually(waitLong, waitStep, func() error {
		_, err := cluster.Clients.CoreV1().Namespaces().Get(context.Background(), ns,
			metav1.GetOptions{})
		if errors.IsNotFound(err) {
			return nil
		}
		return fmt.Errorf("the namespace is still there: %v", err)
	}))
}
