// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	admissionv1 "k8s.io/api/admissionregistration/v1"

	"sluice.dev/sluice/test/e2e/harness"
)

// recorder keeps the calls to /validate of the step that runs now: there the object is complete.
type recorder struct {
	lock  sync.Mutex
	step  string
	calls map[string][]byte
}

func (r *recorder) begin(step string) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.step = step
}

func (r *recorder) keep(call harness.Call) map[string]any {
	r.lock.Lock()
	defer r.lock.Unlock()
	if call.Path == "/validate" && r.step != "" && !bytes.Contains(call.Body, []byte(`"probe-`)) {
		r.calls[r.step] = call.Body
	}
	return nil
}

// TestRecordReviews writes the AdmissionReviews that a real API server sends for our own manifests
// into the directory SLUICE_RECORD_DIR: one file `<manifest>.<step>.json` a call.
func TestRecordReviews(t *testing.T) {
	dir := os.Getenv("SLUICE_RECORD_DIR")
	if dir == "" {
		t.Skip("SKIPPED: set SLUICE_RECORD_DIR to record")
	}
	must(t, os.MkdirAll(dir, 0o755))
	kept := &recorder{calls: map[string][]byte{}}
	hook, err := cluster.StartGoHook(0, kept.keep)
	must(t, err)
	defer hook.Stop()
	must(t, cluster.Register(harness.Registration{
		CABundle: cluster.CA.PEM, Endpoints: []harness.Endpoint{hook.Endpoint},
		Operations: []admissionv1.OperationType{
			admissionv1.Create, admissionv1.Update, admissionv1.Delete},
	}))
	t.Cleanup(func() { must(t, cluster.Unregister()) })

	ns := "streaming"
	must(t, cluster.EnsureNamespace(ns))
	waitRecorder(t, kept, ns)
	for _, file := range ownManifests(t) {
		text, err := os.ReadFile(file)
		must(t, err)
		record(t, kept, ns, strings.TrimSuffix(filepath.Base(file), ".yaml"), string(text))
	}
	delete(kept.calls, "ready")
	for name, body := range kept.calls {
		if !json.Valid(body) {
			t.Errorf("%s is not JSON", name)
		}
		must(t, os.WriteFile(filepath.Join(dir, name+".json"), body, 0o644))
	}
	if len(kept.calls) < 30 {
		t.Errorf("only %d reviews were recorded", len(kept.calls))
	}
	t.Logf("%d reviews written to %s", len(kept.calls), dir)
}

// waitRecorder waits until the API server asks the recorder.
func waitRecorder(t *testing.T, kept *recorder, ns string) {
	t.Helper()
	kept.begin("ready")
	must(t, harness.Eventually(waitLong, waitStep, func() error {
		kubectl(t, article(t), ns, "create", "--dry-run=server", "-f", "-")
		kept.lock.Lock()
		defer kept.lock.Unlock()
		if kept.calls["ready"] == nil {
			return fmt.Errorf("the recorder is not asked")
		}
		return nil
	}))
}

// ownManifests are the single-document manifests that this project wrote.
func ownManifests(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{
		"demo/*.yaml", "test/e2e/testdata/*.yaml", "test/e2e/testdata/manifests/*.yaml",
	} {
		found, err := filepath.Glob(filepath.Join(cluster.Paths.Root, pattern))
		must(t, err)
		files = append(files, found...)
	}
	return files
}

// record walks one manifest through what happens to an object in its life.
func record(t *testing.T, kept *recorder, ns, name, text string) {
	t.Helper()
	object := parse(t, text)
	group, _, _ := strings.Cut(object.GetAPIVersion(), "/")
	target := strings.ToLower(object.GetKind()) + "." + group + "/" + object.GetName()
	for _, step := range []struct {
		name string
		args []string
	}{
		{"apply", []string{"apply", "-f", "-"}},
		{"dryrun-ssa", []string{"apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-"}},
		{"label", []string{"label", target, "recorded=yes"}},
		{"patch", []string{"patch", target, "--type=merge", "-p",
			`{"metadata":{"annotations":{"example.com/note":"a \"quoted\" <note>"}}}`}},
		{"scale", []string{"scale", target, "--replicas=4"}},
		{"delete", []string{"delete", target}},
	} {
		kept.begin(name + "." + step.name)
		said := tryKubectl(text, ns, step.args...)
		if said.Code != 0 && step.name == "apply" {
			t.Logf("SKIPPED: %s: this definition refuses it: %s", name, said.All())
			break
		}
		if said.Code != 0 && step.name != "scale" { // not every kind has it
			t.Errorf("%s: %s", name, said.All())
		}
	}
	kept.begin("")
}
