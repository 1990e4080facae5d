// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"sluice.dev/sluice/test/e2e/harness"
)

// Two namespaces under different policies answer one manifest differently.
func TestTwoNamespacesAnswerOneManifestDifferently(t *testing.T) {
	start(t, map[string][]byte{
		"dev.yaml":  []byte(policy("dev", "production", "dev-*", "  actions: [Warn]\n")),
		"prod.yaml": []byte(policy("prod", "production", "prod-*", "")),
		"best.yaml": []byte(policy("best", "best-practice", "best-*",
			"  parameters: {storageRoot: "+storageRoot+"}\n")),
	})
	text := manifest(t, "unsafe.yaml")
	dev, prod, none := namespace(t, "dev"), namespace(t, "prod"), namespace(t, "other")
	said := kubectl(t, text, dev, "create", "-f", "-")
	if len(warnings(said)) == 0 {
		t.Error("dev: no warning")
	}
	contains(t, refused(t, text, prod, "create", "-f", "-").Err, "ha-disabled")
	if said := kubectl(t, text, none, "create", "-f", "-"); said.Err != "" {
		t.Errorf("a namespace without a policy hears: %s", said.Err)
	}
	best := namespace(t, "best")
	kubectl(t, article(t), best, "create", "-f", "-")
	holdsBestPractice(t, get(t, harness.ArticleClusters, best, "production-flink"))
	kubectl(t, article(t), dev, "create", "-f", "-")
	if got := option(get(t, harness.ArticleClusters, dev, "production-flink"),
		"high-availability.type"); got != "" {
		t.Errorf("dev: high-availability.type became %q", got)
	}
}

// ruleOnly is a policy that denies by one rule and no other.
func ruleOnly(rule string) string {
	return "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkProfile\nmetadata: {name: only}\n" +
		"spec:\n  rules:\n    - {id: " + rule + ", actions: [Deny]}\n---\n" +
		"apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: p}\n" +
		"spec:\n  match: {namespaces: [prod-*]}\n  profile: only\n"
}

// except lifts a rule of policy p for an hour, or for none when `hours` is not positive.
func except(rule string, until time.Time) string {
	return "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicyException\n" +
		"metadata: {name: while-we-move}\nspec:\n" +
		"  policyRefs: [{policy: p, rules: [" + rule + "]}]\n" +
		"  match: {namespaces: [prod-*]}\n" +
		"  reason: the storage moves\n  owner: data-team\n" +
		"  expiresAt: " + until.UTC().Format(time.RFC3339) + "\n"
}

// answers collects what each request of a load was told.
type answers struct {
	lock sync.Mutex
	all  []answer
}

type answer struct {
	begin, end time.Time
	rules      string // those of the two that were named, "" = admitted
}

func (a *answers) add(begin time.Time, err error) {
	var named []string
	for _, rule := range []string{"ha-disabled", "rest-service-exposed"} {
		if err != nil && strings.Contains(err.Error(), "["+rule+",") {
			named = append(named, rule)
		}
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	a.all = append(a.all, answer{begin, time.Now(), strings.Join(named, "+")})
}

// A change of the guardrails, and what an unsafe object is told from then on.
type turn struct {
	name  string
	swap  func() error
	rules string
	at    time.Time
}

// Adding, changing and deleting a policy and an exception takes effect within a second, and under
// 200 requests a second none fails and none is answered by half of one set and half of another.
func TestGuardrailsChangeWithinASecondUnderLoad(t *testing.T) {
	const ha, rest = "ha-disabled", "rest-service-exposed"
	files := func(text string) map[string][]byte { return onePolicy(text) }
	server := startOnly(t, harness.ServerOptions{Policies: files(ruleOnly(ha)),
		Exceptions: map[string][]byte{}})
	register(t, server, harness.Registration{})
	ns := namespace(t, "prod")
	later := time.Now().Add(time.Hour)
	second := files(ruleOnly(ha))
	second["more.yaml"] = []byte(strings.NewReplacer("name: only", "name: more", "name: p}",
		"name: q}", "profile: only", "profile: more").Replace(ruleOnly(rest)))
	turns := []turn{
		{name: "change a policy", rules: rest, swap: func() error {
			return server.Policies.Swap(files(ruleOnly(rest)))
		}},
		{name: "change it back", rules: ha, swap: func() error {
			return server.Policies.Swap(files(ruleOnly(ha)))
		}},
		{name: "add a policy", rules: ha + "+" + rest, swap: func() error {
			return server.Policies.Swap(second)
		}},
		{name: "delete it", rules: ha, swap: func() error {
			return server.Policies.Swap(files(ruleOnly(ha)))
		}},
		{name: "add an exception", rules: "", swap: func() error {
			return server.Exceptions.Swap(files(except(ha, later)))
		}},
		{name: "change it to one that has expired", rules: ha, swap: func() error {
			return server.Exceptions.Swap(files(except(ha, time.Now().Add(-time.Minute))))
		}},
		{name: "change it back", rules: "", swap: func() error {
			return server.Exceptions.Swap(files(except(ha, later)))
		}},
		{name: "delete the exception", rules: ha, swap: func() error {
			return server.Exceptions.Swap(map[string][]byte{})
		}},
	}
	var told answers
	load := onTime(ns, parse(t, manifest(t, "unsafe.yaml")), &told).Start()
	defer load.Stop()
	time.Sleep(time.Second)
	for i := range turns {
		turns[i].at = time.Now()
		must(t, turns[i].swap())
		time.Sleep(2 * time.Second)
	}
	finish := time.Now()
	unfailing(t, load)
	holdTurns(t, turns, finish, told.all)
}

// onTime is a load of about 200 requests a second.
func onTime(ns string, object *unstructured.Unstructured, told *answers) harness.Load {
	const workers = 16
	return harness.Load{
		Workers: workers, Most: 8000, Longest: 60 * time.Second, Every: workers * time.Second / 220,
		Request: func(ctx context.Context, sequence int) error {
			copied := object.DeepCopy()
			copied.SetName(fmt.Sprintf("load-%d", sequence))
			begin := time.Now()
			_, err := cluster.Objects.Resource(harness.Deployments).Namespace(ns).Create(ctx, copied,
				metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
			told.add(begin, err)
			return err
		},
	}
}

// holdTurns expects the old or the new answer within a second after each turn, then the new one.
func holdTurns(t *testing.T, turns []turn, finish time.Time, all []answer) {
	t.Helper()
	before := "ha-disabled"
	for i, turn := range turns {
		end := finish
		if i+1 < len(turns) {
			end = turns[i+1].at
		}
		count, slowest := 0, time.Duration(0)
		for _, a := range all {
			if a.end.Before(turn.at) || a.end.After(end) || a.begin.Before(turn.at) {
				continue
			}
			count++
			switch {
			case a.rules == turn.rules:
			case a.rules != before:
				t.Errorf("%s: a request is told %q, neither the old nor the new", turn.name, a.rules)
			case a.begin.Sub(turn.at) > slowest:
				slowest = a.begin.Sub(turn.at)
			}
		}
		t.Logf("%-34s %4d requests, the last old answer after %s", turn.name, count,
			slowest.Round(time.Millisecond))
		if slowest > time.Second {
			t.Errorf("%s: takes effect after %s", turn.name, slowest)
		}
		if count < 200 {
			t.Errorf("%s: only %d requests were made", turn.name, count)
		}
		before = turn.rules
	}
}

// An exception ends by the clock alone: nobody touches a file and the rule bites again.
func TestExpiredExceptionBitesAgain(t *testing.T) {
	until := time.Now().Add(8 * time.Second)
	server := startOnly(t, harness.ServerOptions{Policies: onePolicy(ruleOnly("ha-disabled")),
		Exceptions: onePolicy(except("ha-disabled", until))})
	register(t, server, harness.Registration{})
	ns := namespace(t, "prod")
	text := manifest(t, "unsafe.yaml")
	said := kubectl(t, text, ns, "create", "--dry-run=server", "-f", "-")
	contains(t, strings.Join(warnings(said), "\n"), "while-we-move")
	contains(t, auditAnnotations(t, ns)["validate.sluice.dev/exempt"], "while-we-move")
	time.Sleep(time.Until(until.Add(time.Second)))
	contains(t, refused(t, text, ns, "create", "--dry-run=server", "-f", "-").Err, "ha-disabled")
}

// A broken exception file changes nothing, and is said in the log and counted.
func TestBrokenExceptionFileKeepsTheLastGoodSet(t *testing.T) {
	server := startOnly(t, harness.ServerOptions{Policies: onePolicy(ruleOnly("ha-disabled")),
		Exceptions: onePolicy(except("ha-disabled", time.Now().Add(time.Hour)))})
	register(t, server, harness.Registration{})
	ns := namespace(t, "prod")
	must(t, server.Exceptions.Swap(onePolicy(strings.Replace(except("ha-disabled", time.Now()),
		"reason: the storage moves", "reasn: the storage moves", 1))))
	time.Sleep(policyReload)
	kubectl(t, manifest(t, "unsafe.yaml"), ns, "create", "--dry-run=server", "-f", "-")
	logged(t, server, 1, "policy.yaml:", "reasn")
}

// Break-glass: members of the named group are admitted, and everybody can see it.
func TestBreakGlassIsAdmittedAndLoud(t *testing.T) {
	server := start(t, onePolicy(ruleOnly("ha-disabled")+"  breakGlass: {groups: [sre-on-call]}\n"))
	letTenantsIn(t)
	ns := namespace(t, "prod")
	text := manifest(t, "unsafe.yaml")
	contains(t, refused(t, text, ns, append(as(tenant), "create", "-f", "-")...).Err, "ha-disabled")
	contains(t, refused(t, text, ns, append(as(tenant, "sre-on-call-x"), "create", "-f", "-")...).Err,
		"ha-disabled")
	said := kubectl(t, text, ns, append(as("bob", "sre-on-call"), "create", "-f", "-")...)
	contains(t, strings.ToLower(strings.Join(warnings(said), "\n")), "break-glass", "ha-disabled")
	contains(t, fmt.Sprint(auditAnnotations(t, ns)), "break-glass")
	logged(t, server, 1, ns, "bob", "break-glass")
	metrics, err := server.MetricsText()
	must(t, err)
	contains(t, metrics, `source="break-glass"`)
}
