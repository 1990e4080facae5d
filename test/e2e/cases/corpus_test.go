// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sluice.dev/sluice/test/e2e/harness"
)

// recorded is a review as an API server sent it.
type recorded struct {
	name string
	text []byte
}

// readReviews reads the corpus beside the checkout, else the reviews that this project recorded.
func readReviews(t *testing.T) []recorded {
	t.Helper()
	dirs := []string{filepath.Join(cluster.Paths.Root, "bench", "corpus")}
	if cluster.Paths.Shared != "" {
		dirs = append([]string{filepath.Join(cluster.Paths.Shared, "corpus", "reviews")}, dirs...)
	}
	for _, dir := range dirs {
		files, _ := filepath.Glob(filepath.Join(dir, "*.json"))
		var reviews []recorded
		for _, file := range files {
			text, err := os.ReadFile(file)
			must(t, err)
			reviews = append(reviews, recorded{filepath.Base(file), text})
		}
		if len(reviews) > 0 {
			t.Logf("%d reviews of %s", len(reviews), dir)
			return reviews
		}
	}
	if os.Getenv("SLUICE_REQUIRE_SHARED") == "1" {
		t.Fatal("no recorded reviews, and SLUICE_REQUIRE_SHARED=1")
	}
	t.Skip("SKIPPED: no recorded reviews here")
	return nil
}

// asker posts reviews over one kept connection, as the API server does.
type asker struct {
	client *http.Client
	base   string
	took   map[string][]time.Duration // by path
}

func newAsker(server *harness.Server) *asker {
	return &asker{
		client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
			TLSClientConfig: harness.ClientTLS(cluster.CA.PEM)}},
		base: "https://" + server.Endpoint.String(),
		took: map[string][]time.Duration{},
	}
}

// ask posts a review and holds the answer to the contract.
func (a *asker) ask(path string, review []byte) (*harness.Answer, error) {
	begin := time.Now()
	response, err := a.client.Post(a.base+path+"?timeout=5s", "application/json",
		bytes.NewReader(review))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	a.took[path] = append(a.took[path], time.Since(begin))
	if err != nil {
		return nil, err
	}
	answer, err := harness.CheckAnswer(review, path == "/mutate", response.StatusCode,
		response.Header, body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w\nanswer: %.2000s", path, err, body)
	}
	return answer, nil
}

// askBoth asks /mutate, then /mutate again with the patched object, then /validate, as the API server
// does when a later webhook changes the object.
func (a *asker) askBoth(review []byte) (patched bool, err error) {
	first, err := a.ask("/mutate", review)
	if err != nil {
		return false, err
	}
	if !first.Allowed {
		return false, fmt.Errorf("/mutate denies with %d: %s", first.Code, first.Message)
	}
	next, err := withObject(review, first.Object)
	if err != nil {
		return false, err
	}
	second, err := a.ask("/mutate", next)
	if err != nil {
		return false, fmt.Errorf("second call: %w", err)
	}
	if second.Patch != nil {
		return false, fmt.Errorf("the second call patches: %s\nthe first: %s", second.Patch, first.Patch)
	}
	for key, value := range second.Annotations {
		if before, ok := first.Annotations[key]; ok && before != value {
			return false, fmt.Errorf("audit annotation %s was %q, is %q", key, before, value)
		}
	}
	_, err = a.ask("/validate", next)
	return first.Patch != nil, err
}

// withObject replaces request.object of a review.
func withObject(review, object []byte) ([]byte, error) {
	if object == nil {
		return review, nil
	}
	var top, request map[string]json.RawMessage
	if err := json.Unmarshal(review, &top); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(top["request"], &request); err != nil {
		return nil, err
	}
	request["object"] = object
	var err error
	if top["request"], err = json.Marshal(request); err != nil {
		return nil, err
	}
	return json.Marshal(top)
}

// Whatever API servers have sent gets a valid answer under every shipped profile; a patch applies, and
// the second call leaves its result alone.
func TestCorpusReviewsGetValidAnswers(t *testing.T) {
	reviews := readReviews(t)
	for _, profile := range []struct{ name, more string }{
		{"baseline", ""},
		{"production", ""},
		{"restricted", ""},
		{"best-practice", "  parameters: {storageRoot: " + storageRoot + "}\n"},
	} {
		t.Run(profile.name, func(t *testing.T) {
			server := startOnly(t, harness.ServerOptions{
				Policies: onePolicy(policy("all", profile.name, "*", profile.more))})
			asker := newAsker(server)
			bad, patched := 0, 0
			for _, review := range reviews {
				didPatch, err := asker.askBoth(review.text)
				if err != nil {
					if bad++; bad <= 10 {
						t.Errorf("%s: %v", review.name, err)
					}
				}
				if didPatch {
					patched++
				}
			}
			t.Logf("%d reviews, %d patched, %d bad", len(reviews), patched, bad)
			if bad > 10 {
				t.Errorf("%d bad answers in all", bad)
			}
			if (profile.name == "best-practice") != (patched > 0) {
				t.Errorf("%d reviews were patched under %s", patched, profile.name)
			}
			reportLatency(t, asker)
		})
	}
}

// A cluster that registers only v1beta1 is answered in kind.
func TestV1beta1IsAnsweredInKind(t *testing.T) {
	server := startOnly(t, harness.ServerOptions{
		Policies: onePolicy(policy("all", "production", "*", ""))})
	asker := newAsker(server)
	for _, review := range readReviews(t)[:20] {
		old := bytes.Replace(review.text, []byte(`"admission.k8s.io/v1"`),
			[]byte(`"admission.k8s.io/v1beta1"`), 1)
		if _, err := asker.askBoth(old); err != nil {
			t.Errorf("%s: %v", review.name, err)
		}
	}
}

// The policy files that the project ships load, alone and together.
func TestShippedPoliciesLoad(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(cluster.Paths.Root, "policies", "*.yaml"))
	must(t, err)
	deployed, err := filepath.Glob(filepath.Join(cluster.Paths.Root, "deploy", "base", "policies", "*.yaml"))
	must(t, err)
	if len(files) == 0 || len(deployed) == 0 {
		t.Fatalf("%d shipped policies, %d of them deployed", len(files), len(deployed))
	}
	for _, file := range deployed {
		text, err := os.ReadFile(file)
		must(t, err)
		startOnly(t, harness.ServerOptions{Policies: onePolicy(string(text))})
	}
	all := map[string][]byte{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		name := filepath.Base(file)
		all[name] = text
		if name == "kustomization.yaml" {
			continue // no policy: the loader passes over it in a folder of others
		}
		t.Run(name, func(t *testing.T) {
			startOnly(t, harness.ServerOptions{Policies: map[string][]byte{name: text}})
		})
	}
	startOnly(t, harness.ServerOptions{Policies: all})
}

func reportLatency(t *testing.T, asker *asker) {
	t.Helper()
	var paths []string
	for path := range asker.took {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		took := asker.took[path]
		t.Logf("latency %s over TLS, %d calls: p50 %s, p99 %s, max %s", path, len(took),
			harness.Quantile(took, 0.5), harness.Quantile(took, 0.99), harness.Quantile(took, 1))
	}
}
