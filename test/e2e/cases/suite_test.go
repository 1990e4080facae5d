// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"sluice.dev/sluice/test/e2e/harness"
)

// storageRoot is the parameter of the best-practice policies of these cases.
const storageRoot = "s3://flink-state"

// policy renders a FlinkPolicy that binds a profile to namespaces.
func policy(name, profile, namespaces, more string) string {
	return fmt.Sprintf("apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\n"+
		"metadata: {name: %s}\nspec:\n  match: {namespaces: [%q]}\n  profile: %s\n%s",
		name, namespaces, profile, more)
}

// onePolicy is a policy directory with one file in it.
func onePolicy(text string) map[string][]byte {
	return map[string][]byte{"policy.yaml": []byte(text)}
}

func bestPractice() map[string][]byte {
	return onePolicy(policy("best", "best-practice", "best-*",
		"  parameters: {storageRoot: "+storageRoot+"}\n"))
}

func production() map[string][]byte {
	return onePolicy(policy("prod", "production", "prod-*", ""))
}

// start starts one replica with the policies and registers it; both end with the test.
func start(t *testing.T, policies map[string][]byte) *harness.Server {
	t.Helper()
	server := startOnly(t, harness.ServerOptions{Policies: policies})
	register(t, server, harness.Registration{})
	return server
}

// startOnly starts a replica that the API server does not know yet.
func startOnly(t *testing.T, options harness.ServerOptions) *harness.Server {
	t.Helper()
	server, err := cluster.StartServer(options)
	must(t, err)
	t.Cleanup(func() {
		if server.EndedByItself() {
			t.Errorf("%s ended by itself; log ends with: %s", server.Name, tail(server.Output(), 10))
		}
		server.Kill()
		for _, report := range []string{"ThreadSanitizer", "AddressSanitizer", "runtime error:"} {
			if at := strings.Index(server.Output(), report); at >= 0 {
				t.Errorf("%s: %.3000s", server.Name, server.Output()[at:])
			}
		}
	})
	return server
}

// register tells the API server of the replica and waits until it is asked.
func register(t *testing.T, server *harness.Server, registration harness.Registration) {
	t.Helper()
	if registration.CABundle == nil {
		registration.CABundle = cluster.CA.PEM
	}
	if registration.Endpoints == nil {
		registration.Endpoints = []harness.Endpoint{server.Endpoint}
	}
	must(t, cluster.Register(registration))
	t.Cleanup(func() { must(t, cluster.Unregister()) })
	must(t, server.WaitRegistered())
}

// changePolicies swaps the policy directory and waits until the replica has loaded it.
func changePolicies(t *testing.T, server *harness.Server, policies map[string][]byte) {
	t.Helper()
	must(t, server.Policies.Swap(policies))
	time.Sleep(policyReload)
}

// policyReload is longer than the product takes to see a changed file: it compares every 500 ms.
const policyReload = 1500 * time.Millisecond

var namespaces atomic.Int64

// namespace makes a namespace that no other case has, named after the case.
func namespace(t *testing.T, prefix string) string {
	t.Helper()
	slug := regexp.MustCompile("[^a-z0-9]+").ReplaceAllString(strings.ToLower(t.Name()), "-")
	slug = strings.TrimPrefix(slug, "test")
	name := fmt.Sprintf("%s-%.40s-%d", prefix, slug, namespaces.Add(1))
	must(t, cluster.EnsureNamespace(name))
	return name
}

// manifest reads a file of testdata.
func manifest(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(cluster.Paths.Root, "test", "e2e", "testdata", name))
	must(t, err)
	return string(text)
}

// article is the article's manifest verbatim, or our own with the same facts where it is not there.
func article(t *testing.T) string {
	t.Helper()
	if cluster.Paths.Shared != "" {
		path := filepath.Join(cluster.Paths.Shared, "corpus", "article", "flinkcluster.yaml")
		if text, err := os.ReadFile(path); err == nil {
			return string(text)
		}
	}
	return manifest(t, "article.yaml")
}

// parse reads one YAML document as an object.
func parse(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	object := &unstructured.Unstructured{}
	must(t, yaml.Unmarshal([]byte(text), &object.Object))
	return object
}

// kubectl runs kubectl in the namespace and expects it to succeed.
func kubectl(t *testing.T, stdin, namespace string, args ...string) harness.Said {
	t.Helper()
	said := tryKubectl(stdin, namespace, args...)
	if said.Code != 0 {
		t.Fatalf("kubectl %s: exit %d\n%s", strings.Join(args, " "), said.Code, said.All())
	}
	return said
}

// refused runs kubectl in the namespace and expects it to fail.
func refused(t *testing.T, stdin, namespace string, args ...string) harness.Said {
	t.Helper()
	said := tryKubectl(stdin, namespace, args...)
	if said.Code == 0 {
		t.Fatalf("kubectl %s: succeeded\n%s", strings.Join(args, " "), said.All())
	}
	return said
}

func tryKubectl(stdin, namespace string, args ...string) harness.Said {
	return cluster.Kubectl(stdin, append([]string{"--namespace", namespace}, args...)...)
}

// get reads an object, which must exist.
func get(t *testing.T, kind schema.GroupVersionResource, namespace, name string) *unstructured.Unstructured {
	t.Helper()
	object, err := cluster.Objects.Resource(kind).Namespace(namespace).Get(context.Background(), name,
		metav1.GetOptions{})
	must(t, err)
	return object
}

// option reads a Flink option of the stored object, "" when it is not set.
func option(object *unstructured.Unstructured, key string) string {
	value, _, _ := unstructured.NestedFieldNoCopy(object.Object, "spec", "flinkConfiguration", key)
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// unchanged expects the stored object to be the very same version.
func unchanged(t *testing.T, before *unstructured.Unstructured, kind schema.GroupVersionResource) {
	t.Helper()
	after := get(t, kind, before.GetNamespace(), before.GetName())
	if after.GetUID() != before.GetUID() {
		t.Errorf("uid was %s, is %s: the object was recreated", before.GetUID(), after.GetUID())
	}
	if after.GetResourceVersion() != before.GetResourceVersion() {
		t.Errorf("resourceVersion was %s, is %s (generation %d, %d)", before.GetResourceVersion(),
			after.GetResourceVersion(), before.GetGeneration(), after.GetGeneration())
	}
}

// logged waits for that many log lines with all of the words, for lines are written a little after
// the answer, and returns them.
func logged(t *testing.T, server *harness.Server, count int, words ...string) []string {
	t.Helper()
	var lines []string
	err := harness.Eventually(3*time.Second, 20*time.Millisecond, func() error {
		lines = server.LogLines(words...)
		if len(lines) < count {
			return fmt.Errorf("%d log lines have %q, want %d", len(lines), words, count)
		}
		return nil
	})
	if err != nil {
		t.Errorf("%v; the log ends with:\n%s", err, tail(server.Output(), 3))
	}
	return lines
}

// contains expects every word in the text.
func contains(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is not in:\n%s", word, text)
		}
	}
}

// lacks expects none of the words in the text.
func lacks(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(text, word) {
			t.Errorf("%q is in:\n%s", word, text)
		}
	}
}

// warnings are kubectl's warning lines.
func warnings(said harness.Said) []string {
	var found []string
	for _, line := range strings.Split(said.Err, "\n") {
		if strings.HasPrefix(line, "Warning:") {
			found = append(found, line)
		}
	}
	return found
}

func needServicePath(t *testing.T) {
	t.Helper()
	if !cluster.Network.Own {
		t.Skip("SKIPPED: no network namespace here, so no Service with endpoints")
	}
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
