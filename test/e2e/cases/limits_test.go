// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"sluice.dev/sluice/test/e2e/harness"
)

// What a user can cause through the API server is a verdict, 403 Forbidden in words, and never a
// failed call: under failurePolicy Ignore that would be a way around.
func TestLimitsAreVerdicts(t *testing.T) {
	server := start(t, production())
	ns := namespace(t, "prod")
	var deep any = "bottom"
	for range 300 {
		deep = map[string]any{"d": deep}
	}
	many := make([]any, 300_000)
	for i := range many {
		many[i] = int64(1)
	}
	for name, value := range map[string]any{
		"deeper than 256":           deep,
		"more nodes than 262,144":   many,
		"6 times larger on the way": strings.Repeat("<", 2_900_000), // each becomes \u003c
	} {
		t.Run(name, func(t *testing.T) {
			object := parse(t, article(t))
			must(t, unstructured.SetNestedField(object.Object, value, "spec", "extra"))
			err := createArticle(ns, object)
			if !apierrors.IsForbidden(err) || !harness.DeniedByWebhook(err) {
				t.Errorf("got %.500v, want a denial with 403", err)
			} else {
				t.Logf("%.300v", err)
			}
			if !server.Running() {
				t.Fatal("the webhook ended")
			}
		})
	}
	object := parse(t, manifest(t, "safe.yaml"))
	_, err := cluster.Objects.Resource(harness.Deployments).Namespace(ns).Create(
		context.Background(), object, metav1.CreateOptions{})
	if err != nil {
		t.Errorf("an ordinary object afterwards: %v", err)
	}
}

// createArticle posts the object without Go's own escaping of < > &, which would make the user's
// request as large as the API server's.
func createArticle(ns string, object *unstructured.Unstructured) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(object.Object); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	kind := harness.ArticleClusters
	return cluster.Clients.CoreV1().RESTClient().Post().
		AbsPath("/apis", kind.Group, kind.Version, "namespaces", ns, kind.Resource).
		SetHeader("Content-Type", "application/json").Body(body.Bytes()).Do(ctx).Error()
}

// What a manifest holds in secret places comes out nowhere: not in the denial, the log, the metrics
// or the audit annotations.
func TestSecretsComeOutNowhere(t *testing.T) {
	server := start(t, production())
	ns := namespace(t, "prod")
	const canary = "c4n4ry-7f3e"
	object := parse(t, manifest(t, "unsafe.yaml"))
	for key, value := range map[string]any{
		"s3.secret-key":                  canary + "-a",
		"s3.access-key":                  canary + "-b",
		"fs.azure.account.key.x":         canary + "-c",
		"security.ssl.keystore-password": canary + "-d",
		"state.savepoints.dir":           "s3://user:" + canary + "-e@bucket/x?token=" + canary,
	} {
		must(t, unstructured.SetNestedField(object.Object, value, "spec", "flinkConfiguration", key))
	}
	must(t, unstructured.SetNestedStringSlice(object.Object, []string{"--password", canary + "-f"},
		"spec", "job", "args"))
	_, err := cluster.Objects.Resource(harness.Deployments).Namespace(ns).Create(
		context.Background(), object, metav1.CreateOptions{})
	if !harness.DeniedByWebhook(err) {
		t.Fatalf("got %v, want a denial", err)
	}
	metrics, metricsErr := server.MetricsText()
	must(t, metricsErr)
	var annotations strings.Builder
	for key, value := range auditAnnotations(t, ns) {
		annotations.WriteString(key + "=" + value + "\n")
	}
	for where, text := range map[string]string{
		"the denial": err.Error(), "the log": server.Output(), "the metrics": metrics,
		"the audit annotations": annotations.String(),
	} {
		if at := strings.Index(text, canary); at >= 0 {
			t.Errorf("%s shows it: %s", where, text[max(0, at-80):min(len(text), at+40)])
		}
	}
}
