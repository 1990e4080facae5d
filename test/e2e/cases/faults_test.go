// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"bytes"
	"context"
	"fmt"
	"math/big"
	"strings"
	"syscall"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"sluice.dev/sluice/test/e2e/harness"
)

// With nobody to ask, the request fails: failurePolicy Fail.
func TestWebhookDownFailsTheRequest(t *testing.T) {
	server := start(t, production())
	ns := namespace(t, "prod")
	kubectl(t, manifest(t, "safe.yaml"), ns, "apply", "-f", "-")
	server.Kill()
	said := refused(t, manifest(t, "unsafe.yaml"), ns, "create", "-f", "-")
	contains(t, said.Err, "failed calling webhook")
	refused(t, "", ns, "label", "flinkdeployment/safe", "team=orders")
}

// bursts is a load of dry-run creations: each is one call to /mutate and one to /validate. More
// workers than the 25 idle connections that the API server keeps make it connect anew all the time.
// The pause holds the load at a few hundred requests a second, whatever the machine.
func bursts(ns string, object *unstructured.Unstructured, workers int) harness.Load {
	return harness.Load{
		Workers: workers, Most: 20000, Longest: 40 * time.Second,
		Every: time.Duration(workers) * 2 * time.Millisecond,
		Request: func(ctx context.Context, sequence int) error {
			copied := object.DeepCopy()
			copied.SetName(fmt.Sprintf("load-%d", sequence))
			_, err := cluster.Objects.Resource(harness.Deployments).Namespace(ns).Create(ctx, copied,
				metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
			return err
		},
	}
}

// unfailing stops a load and expects no failure and enough requests to mean something.
func unfailing(t *testing.T, load *harness.RunningLoad) harness.Count {
	t.Helper()
	count := load.Stop()
	t.Log(count.Summary())
	if len(count.Failed) > 0 {
		t.Errorf("%d requests failed:\n%s", len(count.Failed), count.FirstFailures())
	}
	if len(count.Durations) < 200 {
		t.Errorf("only %d requests were made", len(count.Durations))
	}
	return count
}

// An edited policy takes effect while requests run, and a broken one changes nothing.
func TestPolicyEditsUnderLoadTakeEffectWithoutAFailure(t *testing.T) {
	deny := production()
	audit := onePolicy(policy("prod", "production", "prod-*", "  actions: [Audit]\n"))
	broken := onePolicy("apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nspec: [\n")
	server := start(t, deny)
	ns := namespace(t, "prod")
	object := parse(t, manifest(t, "unsafe.yaml"))
	load := bursts(ns, object, 8).Start()
	defer load.Stop()
	for _, c := range []struct {
		policies map[string][]byte
		denied   bool
	}{{audit, false}, {deny, true}, {broken, true}, {audit, false}, {broken, false}, {deny, true}} {
		changePolicies(t, server, c.policies)
		said := tryKubectl(manifest(t, "unsafe.yaml"), ns, "create", "--dry-run=server", "-f", "-")
		if denied := said.Code != 0; denied != c.denied {
			t.Errorf("denied is %t, want %t\n%s", denied, c.denied, said.All())
		}
	}
	count := unfailing(t, load)
	if count.Allowed == 0 || count.Denied == 0 {
		t.Error("the edits changed nothing for the load")
	}
}

// Certificates are renewed as the kubelet does it, by one rename, also under a new authority that the
// registration trusts beside the old one. A pair that does not fit together changes nothing.
func TestCertificateRotationUnderLoadWithoutAFailure(t *testing.T) {
	second, err := harness.NewAuthority("sluice-e2e-next")
	must(t, err)
	server := startOnly(t, harness.ServerOptions{Policies: production()})
	register(t, server, harness.Registration{
		CABundle: bytes.Join([][]byte{cluster.CA.PEM, second.PEM}, nil)})
	ns := namespace(t, "prod")
	load := bursts(ns, parse(t, manifest(t, "safe.yaml")), 40).Start()
	defer load.Stop()
	for round, authority := range []*harness.Authority{cluster.CA, second, cluster.CA, second, cluster.CA} {
		pair, err := authority.Issue(cluster.CertificateNames()...)
		must(t, err)
		must(t, server.Certificates.Swap(pair.Files()))
		must(t, serves(server, authority, pair.Serial))
		other, err := authority.Issue(cluster.CertificateNames()...)
		must(t, err)
		if round == 2 {
			must(t, server.Certificates.Swap(
				map[string][]byte{"tls.crt": other.Certificate, "tls.key": pair.Key}))
			time.Sleep(policyReload)
			must(t, serves(server, authority, pair.Serial))
		}
	}
	unfailing(t, load)
}

// serves waits until new connections get the certificate with the serial number.
func serves(server *harness.Server, authority *harness.Authority, serial *big.Int) error {
	return harness.Eventually(3*time.Second, waitStep, func() error {
		served, err := server.ServedSerial(authority.PEM)
		if err != nil {
			return err
		}
		if served.Cmp(serial) != 0 {
			return fmt.Errorf("serial %x is served, not %x", served, serial)
		}
		return nil
	})
}

// A rolling restart: replicas are told to end while the API server still has connections to them and
// learns of it later. None of its calls may fail, and each replica ends by itself with code 0.
func TestRollingRestartUnderLoadWithoutAFailure(t *testing.T) {
	needServicePath(t)
	port, err := harness.FreePort(cluster.Network.Address(0))
	must(t, err)
	replica := func(i int) *harness.Server {
		return startOnly(t, harness.ServerOptions{Replica: i, Port: port, Policies: production()})
	}
	running := []*harness.Server{replica(0), replica(1)}
	register(t, running[0], harness.Registration{})
	must(t, cluster.SetEndpoints(endpoints(running...)...))
	ns := namespace(t, "prod")
	// Bursts so wide that they use every idle connection, for as long as the rounds may take.
	wide := bursts(ns, parse(t, manifest(t, "safe.yaml")), 160)
	wide.Most, wide.Longest = 100_000, 7*time.Minute
	load := wide.Start()
	defer load.Stop()
	for round := range 4 {
		time.Sleep(time.Second)
		leaving, staying := running[round%2], running[(round+1)%2]
		must(t, leaving.Signal(syscall.SIGTERM))
		time.Sleep(200 * time.Millisecond) // endpoints follow a pod's end with a delay
		must(t, cluster.SetEndpoints(staying.Endpoint))
		// The API server may leave a connection idle until it closes it itself, after 90 s.
		code, err := leaving.Wait(100 * time.Second)
		if err != nil || code != 0 {
			t.Errorf("after SIGTERM: exit %d, %v; log ends with: %s", code, err,
				tail(leaving.Output(), 5))
		}
		running[round%2] = replica(round % 2)
		must(t, cluster.SetEndpoints(endpoints(running...)...))
	}
	unfailing(t, load)
	if lines := running[0].LogLines("load-"); len(lines) == 0 {
		t.Error("the replica that came last got no call")
	}
}

func endpoints(servers ...*harness.Server) []harness.Endpoint {
	var all []harness.Endpoint
	for _, server := range servers {
		all = append(all, server.Endpoint)
	}
	return all
}

// The development certificates of the project's own script are what the API server wants.
func TestCertificatesOfTheScriptAreAccepted(t *testing.T) {
	dir, err := cluster.Dir("certs")
	must(t, err)
	bundle, err := cluster.ScriptCertificates(dir)
	must(t, err)
	server := startOnly(t, harness.ServerOptions{Policies: production(),
		CertFile: dir + "/tls.crt", KeyFile: dir + "/tls.key"})
	register(t, server, harness.Registration{CABundle: bundle})
	ns := namespace(t, "prod")
	said := refused(t, manifest(t, "unsafe.yaml"), ns, "create", "-f", "-")
	contains(t, said.Err, "ha-disabled")
}

// The path that production uses: the name of the Service in the handshake, HTTP/1.1 and no other
// protocol, the paths and the question's shape as registered.
func TestCallsComeByTheServicePath(t *testing.T) {
	needServicePath(t)
	calls := make(chan harness.Call, 100)
	hook, err := cluster.StartGoHook(0, func(call harness.Call) map[string]any {
		calls <- call
		return nil
	})
	must(t, err)
	defer hook.Stop()
	must(t, cluster.Register(harness.Registration{CABundle: cluster.CA.PEM,
		Endpoints: []harness.Endpoint{hook.Endpoint}}))
	t.Cleanup(func() { must(t, cluster.Unregister()) })
	seen := map[string]bool{}
	must(t, harness.Eventually(waitLong, waitStep, func() error {
		if _, err := cluster.Probe(); err != nil {
			return err
		}
		for len(calls) > 0 {
			call := <-calls
			seen[call.Path] = true
			if call.ServerName != harness.ServiceDNSName || call.Protocol != "http/1.1" {
				t.Errorf("%s: server name %q, protocol %q", call.Path, call.ServerName, call.Protocol)
			}
			contains(t, string(call.Body), `"apiVersion":"admission.k8s.io/v1"`)
		}
		return needs(fmt.Sprint(seen), "/mutate:true /validate:true")
	}))
	if strings.Contains(fmt.Sprint(seen), "false") || len(seen) != 2 {
		t.Errorf("paths are %v", seen)
	}
}
