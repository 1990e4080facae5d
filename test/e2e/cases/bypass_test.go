// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"context"

	"sluice.dev/sluice/test/e2e/harness"
)

// The bypass matrix: every way that is known to lead around an admission webhook, tried by a tenant
// through the real API server. A tenant may do anything to Flink resources of his namespace; the
// policies are the platform team's.

// tenant is a user with every right on Flink resources and none on anything else.
const (
	tenant      = "alice"
	tenantGroup = "tenants"
)

// guarded is the policy of the matrix.
func guarded() map[string][]byte {
	return onePolicy(policy("guard", "production", "prod-*", strings.Join([]string{
		"  rules:",
		"    - {id: forbidden-config-keys, actions: [Deny], params: {forbiddenKeys: [web.cancel.enable]}}",
		"    - {id: image-mutable-or-untrusted, actions: [Deny], params: {allowedRegistries: [docker.io]}}",
		"    - {id: replicas-out-of-bounds, actions: [Deny], params: {maximumTaskManagers: 8}}",
		"    - {id: conf-dir-override, actions: [Deny]}",
		"    - {id: config-set-twice, actions: [Deny]}",
		"    - {id: cross-namespace-artifacts, actions: [Deny], params: {storagePrefixes: [\"s3://flink-state/\"]}}",
		"    - {id: environment-configuration, actions: [Deny]}",
		"    - {id: kind-unknown, actions: [Deny]}",
		"",
	}, "\n")))
}

// everywhere is a policy of all namespaces but the one in which the harness probes.
func everywhere(more string) string {
	return "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: guard}\n" +
		"spec:\n  match: {excludeNamespaces: [default]}\n  profile: production\n" + more
}

// letTenantsIn gives the tenants' group its rights.
func letTenantsIn(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	api := cluster.Clients.RbacV1()
	_, err := api.ClusterRoles().Create(ctx, &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: "e2e-tenants"},
		Rules: []rbacv1.PolicyRule{
			{APIGroups: []string{"flink.apache.org", "flinkoperator.k8s.io"}, Resources: []string{"*"},
				Verbs: []string{"*"}},
			{APIGroups: []string{""}, Resources: []string{"namespaces"}, Verbs: []string{"*"}},
		},
	}, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		t.Fatal(err)
	}
	_, err = api.ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "e2e-tenants"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "e2e-tenants"},
		Subjects: []rbacv1.Subject{
			{Kind: rbacv1.GroupKind, APIGroup: rbacv1.GroupName, Name: tenantGroup}},
	}, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		t.Fatal(err)
	}
}

// as are kubectl's arguments that make the call somebody else's.
func as(user string, groups ...string) []string {
	args := []string{"--as", user, "--as-group", tenantGroup}
	for _, group := range groups {
		args = append(args, "--as-group", group)
	}
	return args
}

// with lays the YAML over an object as a JSON merge patch does, except that a list replaces a list.
func with(t *testing.T, object *unstructured.Unstructured, change string) string {
	t.Helper()
	var over map[string]any
	must(t, yaml.Unmarshal([]byte(change), &over))
	merge(object.Object, over)
	text, err := yaml.Marshal(object.Object)
	must(t, err)
	return string(text)
}

func merge(into, over map[string]any) {
	for key, value := range over {
		below, isMap := value.(map[string]any)
		already, wasMap := into[key].(map[string]any)
		switch {
		case value == nil:
			delete(into, key)
		case isMap && wasMap:
			merge(already, below)
		default:
			into[key] = value
		}
	}
}

// spelling is one way of writing something that the policy refuses.
type spelling struct {
	name   string
	change string // over safe.yaml, or over `base`
	rule   string // that must be named
	base   string
}

// Whatever the spelling, the rule sees what Flink would see.
func TestBypassBySpelling(t *testing.T) {
	start(t, guarded())
	letTenantsIn(t)
	ns := namespace(t, "prod")
	for _, c := range []spelling{
		{name: "key in nested form", rule: "rest-service-exposed",
			change: "spec: {flinkConfiguration: {kubernetes: {rest-service: {exposed: {type: NodePort}}}}}"},
		{name: "key half nested", rule: "rest-service-exposed",
			change: "spec: {flinkConfiguration: {kubernetes.rest-service: {exposed.type: NodePort}}}"},
		{name: "twice: nested beside flat", rule: "config-set-twice",
			change: "spec: {flinkConfiguration: {kubernetes.rest-service.exposed.type: ClusterIP, " +
				"\"kubernetes.rest-service\": {\"exposed.type\": NodePort}}}"},
		{name: "twice: an old name beside the new", rule: "config-set-twice",
			change: "spec: {flinkConfiguration: {high-availability: none}}"},
		{name: "value in another case", rule: "rest-service-exposed",
			change: "spec: {flinkConfiguration: {kubernetes.rest-service.exposed.type: nodeport}}"},
		{name: "high availability off by its old key", rule: "ha-disabled",
			change: "spec: {flinkConfiguration: {high-availability.type: null, high-availability: NONE}}"},
		{name: "high availability off in capitals", rule: "ha-disabled",
			change: "spec: {flinkConfiguration: {high-availability.type: NoNe}}"},
		{name: "high availability of the oldest spelling", rule: "ha-disabled",
			change: "spec: {flinkConfiguration: {high-availability.type: null, recovery.mode: none}}"},
		{name: "checkpoint directory by its oldest key", rule: "checkpoint-dir-not-durable",
			change: "spec: {flinkConfiguration: {state.checkpoints.dir: null, " +
				"state.backend.fs.checkpointdir: \"file:///tmp/ck\"}}"},
		{name: "directory without a scheme", rule: "checkpoint-dir-not-durable",
			change: "spec: {flinkConfiguration: {state.checkpoints.dir: /tmp/ck}}"},
		{name: "scheme behind fs.default-scheme", rule: "checkpoint-dir-not-durable",
			change: "spec: {flinkConfiguration: {state.checkpoints.dir: /ck, fs.default-scheme: \"file:///\"}}"},
		{name: "memory too small, in bytes", rule: "tm-memory-infeasible",
			change: "spec: {taskManager: {resource: {memory: \"536870912\"}}}"},
		{name: "memory too small, in words", rule: "tm-memory-infeasible",
			change: "spec: {taskManager: {resource: {memory: 512 mebibytes}}}"},
		{name: "memory too small for a deprecated heap key", rule: "tm-memory-infeasible",
			change: "spec: {flinkConfiguration: {taskmanager.memory.task.heap.size: 4g}}"},
		{name: "interval written as a number", rule: "checkpointing-disabled",
			change: "spec: {flinkConfiguration: {execution.checkpointing.interval: 0}}"},
		{name: "unbounded RocksDB, spelled TRUE and False", rule: "rocksdb-memory-unbounded",
			change: "spec: {flinkConfiguration: {state.backend: RocksDB, " +
				"state.backend.rocksdb.memory.managed: \"False\"}}"},
		{name: "operator's own key in nested form", rule: "forbidden-config-keys",
			change: "spec: {flinkConfiguration: {kubernetes: {cluster-id: other}}}"},
		{name: "the site's forbidden key in nested form", rule: "forbidden-config-keys",
			change: "spec: {flinkConfiguration: {web: {cancel: {enable: true}}}}"},
		{name: "account of one role, behind the field's back", rule: "service-account-override",
			change: "spec: {flinkConfiguration: {kubernetes: {taskmanager: {service-account: admin}}}}"},
		{name: "credentials in nested form", rule: "plaintext-credentials",
			change: "spec: {flinkConfiguration: {s3: {secret-key: hunter2hunter2}}}"},
		{name: "image of an untrusted registry in a configuration key", rule: "image-mutable-or-untrusted",
			change: "spec: {image: null, flinkConfiguration: {kubernetes.container.image: " +
				"evil.example.com/flink:1.19.1}}"},
		{name: "image with a look-alike prefix", rule: "image-mutable-or-untrusted",
			change: "spec: {image: \"flinkevil.example.com/flink:1.19.1\"}"},
	} {
		refusedSpelling(t, ns, c)
	}
}

// Whatever pod template and container, the rule sees the merged pod.
func TestBypassByPodTemplate(t *testing.T) {
	start(t, guarded())
	letTenantsIn(t)
	ns := namespace(t, "prod")
	const privileged = "{name: %s, image: \"flink:1.19.1\", securityContext: {privileged: true}}"
	container := func(name string) string { return fmt.Sprintf(privileged, name) }
	for _, c := range []spelling{
		{name: "main container, common template", change: "spec: {podTemplate: {spec: {containers: [" +
			container("flink-main-container") + "]}}}"},
		{name: "main container, job manager", change: "spec: {jobManager: {podTemplate: {spec: {containers: [" +
			container("flink-main-container") + "]}}}}"},
		{name: "main container, task manager", change: "spec: {taskManager: {podTemplate: {spec: {containers: [" +
			container("flink-main-container") + "]}}}}"},
		{name: "sidecar", change: "spec: {podTemplate: {spec: {containers: [" + container("logs") + "]}}}"},
		{name: "second sidecar", change: "spec: {taskManager: {podTemplate: {spec: {containers: [" +
			"{name: a, image: \"flink:1.19.1\"}, " + container("b") + "]}}}}"},
		{name: "init container", change: "spec: {podTemplate: {spec: {initContainers: [" +
			container("init") + "]}}}"},
		{name: "native sidecar", change: "spec: {podTemplate: {spec: {initContainers: [{name: s, " +
			"image: \"flink:1.19.1\", restartPolicy: Always, securityContext: {privileged: true}}]}}}"},
		{name: "host path", change: "spec: {podTemplate: {spec: {volumes: [{name: h, " +
			"hostPath: {path: /etc}}]}}}"},
		{name: "host network, where a template decides", rule: "[host-network,",
			change: "spec: {mode: standalone, taskManager: {podTemplate: {spec: {hostNetwork: true}}}}"},
		{name: "host network by its key", rule: "[host-network,",
			change: "spec: {flinkConfiguration: {kubernetes.hostnetwork.enabled: \"TRUE\"}}"},
		{name: "process namespace of the host", change: "spec: {taskManager: {podTemplate: {spec: {hostPID: true}}}}"},
		{name: "image of a sidecar", rule: "image-mutable-or-untrusted",
			change: "spec: {podTemplate: {spec: {containers: [{name: s, image: evil.example.com/x:1.0}]}}}"},
		{name: "image of an init container", rule: "image-mutable-or-untrusted",
			change: "spec: {podTemplate: {spec: {initContainers: [{name: s, image: evil.example.com/x:1.0}]}}}"},
		{name: "template of a blue-green deployment", base: "manifests/blue-green.yaml",
			change: "spec: {template: {spec: {podTemplate: {spec: {containers: [" +
				container("flink-main-container") + "]}}}}}"},
		{name: "fields of Spotify's kind", base: "manifests/spotify-job.yaml",
			change: "spec: {taskManager: {initContainers: [" + container("init") + "]}}"},
		{name: "init container of Spotify's submitter", base: "manifests/spotify-job.yaml",
			change: "spec: {job: {initContainers: [" + container("init") + "]}}"},
		{name: "image of Spotify's submitter", base: "manifests/spotify-job.yaml",
			rule:   "image-mutable-or-untrusted",
			change: "spec: {job: {initContainers: [{name: s, image: evil.example.com/x:1.0}]}}"},
		{name: "image of Spotify's sidecar", base: "manifests/spotify-job.yaml",
			rule:   "image-mutable-or-untrusted",
			change: "spec: {jobManager: {sidecars: [{name: s, image: evil.example.com/x:1.0}]}}"},
	} {
		if c.rule == "" {
			c.rule = "pod-security-baseline"
		}
		refusedSpelling(t, ns, c)
	}
}

// Configuration that does not come by flinkConfiguration.
func TestBypassByEnvironmentArgumentsAndMounts(t *testing.T) {
	start(t, guarded())
	letTenantsIn(t)
	ns := namespace(t, "prod")
	env := func(name, value string) string {
		return fmt.Sprintf("spec: {podTemplate: {spec: {containers: [{name: flink-main-container, "+
			"env: [{name: %s, value: %q}]}]}}}", name, value)
	}
	for _, c := range []spelling{
		{name: "debugger by JAVA_TOOL_OPTIONS", rule: "jvm-agent-or-debug",
			change: env("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y")},
		{name: "debugger by JVM_ARGS", rule: "jvm-agent-or-debug",
			change: env("JVM_ARGS", "-agentlib:jdwp=transport=dt_socket,server=y")},
		{name: "debugger by FLINK_ENV_JAVA_OPTS", rule: "jvm-agent-or-debug",
			change: env("FLINK_ENV_JAVA_OPTS", "-Xrunjdwp:server=y")},
		{name: "debugger by a containerized key", rule: "jvm-agent-or-debug",
			change: "spec: {flinkConfiguration: {containerized.taskmanager.env.JAVA_TOOL_OPTIONS: " +
				"\"-agentlib:jdwp=server=y\"}}"},
		{name: "debugger by env.java.opts of one role", rule: "jvm-agent-or-debug",
			change: "spec: {flinkConfiguration: {env: {java: {opts: {taskmanager: " +
				"\"-agentlib:jdwp=server=y\"}}}}}"},
		{name: "options by FLINK_PROPERTIES", rule: "environment-configuration",
			change: env("FLINK_PROPERTIES", "high-availability.type: none")},
		{name: "options by a variable whose value is elsewhere", rule: "environment-configuration",
			change: "spec: {jobManager: {podTemplate: {spec: {containers: [{name: flink-main-container, " +
				"env: [{name: FLINK_PROPERTIES, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}]}}}}"},
		{name: "another configuration folder", rule: "conf-dir-override",
			change: env("FLINK_CONF_DIR", "/mine")},
		{name: "another configuration folder by a key", rule: "conf-dir-override",
			change: "spec: {flinkConfiguration: {containerized.master.env.FLINK_CONF_DIR: /mine}}"},
		{name: "a file over Flink's own configuration", rule: "conf-dir-override",
			change: "spec: {podTemplate: {spec: {containers: [{name: flink-main-container, " +
				"volumeMounts: [{name: c, mountPath: /opt/flink/conf/flink-conf.yaml, subPath: f}]}], " +
				"volumes: [{name: c, configMap: {name: mine}}]}}}"},
		{name: "somebody else's storage", rule: "cross-namespace-artifacts",
			change: "spec: {flinkConfiguration: {state.checkpoints.dir: \"s3://other-team/ck\"}}"},
		{name: "somebody else's state as a start", rule: "cross-namespace-artifacts",
			change: "spec: {job: {initialSavepointPath: \"s3://other-team/savepoint-1\"}}"},
		{name: "credentials in the job's arguments", rule: "job-args-leak-credentials",
			change: "spec: {job: {args: [\"--password\", \"hunter2hunter2\"]}}"},
		{name: "a folder over Flink's own configuration", rule: "conf-dir-mount-clash",
			change: "spec: {podTemplate: {spec: {containers: [{name: flink-main-container, " +
				"volumeMounts: [{name: c, mountPath: /opt/flink/conf/}]}], " +
				"volumes: [{name: c, configMap: {name: mine}}]}}}"},
	} {
		refusedSpelling(t, ns, c)
	}
}

func refusedSpelling(t *testing.T, ns string, c spelling) {
	t.Helper()
	t.Run(c.name, func(t *testing.T) {
		t.Helper()
		base := c.base
		if base == "" {
			base = "safe.yaml"
		}
		text := with(t, parse(t, manifest(t, base)), c.change)
		said := refused(t, text, ns, append(as(tenant), "create", "-f", "-")...)
		contains(t, said.Err, c.rule)
		lacks(t, said.Err, "hunter2")
	})
}

// What is refused on one kind is refused on every kind that carries it.
func TestBypassByOtherKinds(t *testing.T) {
	start(t, guarded())
	letTenantsIn(t)
	ns := namespace(t, "prod")
	for _, c := range []spelling{
		{name: "session job with a jar of the metadata service", base: "manifests/session-job.yaml",
			rule: "jar-uri-untrusted", change: "spec: {job: {jarURI: \"http://169.254.169.254/job.jar\"}}"},
		{name: "session job with credentials", base: "manifests/session-job.yaml",
			rule: "plaintext-credentials", change: "spec: {flinkConfiguration: {s3.secret-key: hunter2hunter2}}"},
		{name: "blue-green", base: "manifests/blue-green.yaml", rule: "rest-service-exposed",
			change: "spec: {template: {spec: {flinkConfiguration: " +
				"{kubernetes.rest-service.exposed.type: LoadBalancer}}}}"},
		{name: "Spotify's kind", base: "manifests/spotify-job.yaml", rule: "rest-service-exposed",
			change: "spec: {jobManager: {accessScope: External}}"},
		{name: "snapshot of two sorts", base: "manifests/snapshot.yaml", rule: "snapshot-spec-invalid",
			change: "spec: {checkpoint: {}}"},
	} {
		refusedSpelling(t, ns, c)
	}
	t.Run("the article's kind", func(t *testing.T) {
		object := parse(t, article(t))
		text := with(t, object, "spec: {jobManager: {service: {type: LoadBalancer}}}")
		contains(t, refused(t, text, ns, append(as(tenant), "create", "-f", "-")...).Err,
			"rest-service-exposed")
	})
}

// The scale subresource has no spec to compare, so bounds hold there; within them it always works,
// even on an object that would be refused today.
func TestBypassByScale(t *testing.T) {
	server := start(t, onePolicy(policy("guard", "production", "nowhere", "")))
	letTenantsIn(t)
	ns := namespace(t, "prod")
	for _, c := range []struct {
		kind schema.GroupVersionResource
		name string
		text string
	}{
		{harness.Deployments, "unsafe", manifest(t, "unsafe.yaml")},
		{harness.ArticleClusters, "production-flink", article(t)},
		{harness.SpotifyClusters, "spotify", manifest(t, "manifests/spotify-session.yaml")},
	} {
		t.Run(c.kind.GroupResource().String(), func(t *testing.T) {
			if !hasScale(t, c.kind) {
				t.Skip("SKIPPED: this definition has no scale subresource")
			}
			changePolicies(t, server, onePolicy(policy("guard", "production", "nowhere", "")))
			kubectl(t, c.text, ns, "create", "-f", "-")
			changePolicies(t, server, guarded())
			target := c.kind.GroupResource().String() + "/" + c.name
			said := refused(t, "", ns, append(as(tenant), "scale", target, "--replicas=9")...)
			contains(t, said.Err, "replicas-out-of-bounds")
			kubectl(t, "", ns, append(as(tenant), "scale", target, "--replicas=8")...)
			kubectl(t, "", ns, append(as(tenant), "scale", target, "--replicas=1")...)
			got, _, _ := unstructured.NestedInt64(get(t, c.kind, ns, c.name).Object, "spec",
				"taskManager", "replicas")
			if got != 1 {
				t.Errorf("taskManager.replicas is %d", got)
			}
		})
	}
}

// An object that is going away is judged like any other as long as somebody holds it by a finalizer;
// what removes the finalizer always works.
func TestBypassByFinalizer(t *testing.T) {
	start(t, guarded())
	letTenantsIn(t)
	ns := namespace(t, "prod")
	text := with(t, parse(t, manifest(t, "safe.yaml")), "metadata: {finalizers: [example.com/hold]}")
	kubectl(t, text, ns, append(as(tenant), "create", "-f", "-")...)
	kubectl(t, "", ns, append(as(tenant), "delete", "flinkdeployment/safe", "--wait=false")...)
	said := refused(t, "", ns, append(as(tenant), "patch", "flinkdeployment/safe", "--type=merge", "-p",
		`{"spec":{"flinkConfiguration":{"kubernetes.rest-service.exposed.type":"NodePort"}}}`)...)
	contains(t, said.Err, "rest-service-exposed")
	kubectl(t, "", ns, append(as(tenant), "patch", "flinkdeployment/safe", "--type=merge", "-p",
		`{"metadata":{"finalizers":null}}`)...)
	must(t, gone(harness.Deployments, ns, "safe"))
}

// The status subresource carries no configuration, so it is not asked about; and nothing that is
// written into it opens the gate.
func TestBypassByStatus(t *testing.T) {
	start(t, guarded())
	letTenantsIn(t)
	ns := namespace(t, "prod")
	kubectl(t, manifest(t, "safe.yaml"), ns, append(as(tenant), "create", "-f", "-")...)
	kubectl(t, "", ns, append(as(tenant), "patch", "flinkdeployment/safe", "--subresource=status",
		"--type=merge", "-p", `{"status":{"lifecycleState":"DEPLOYED","error":"x"},`+
			`"spec":{"flinkConfiguration":{"high-availability.type":"none"}}}`)...)
	stored := get(t, harness.Deployments, ns, "safe")
	if got := option(stored, "high-availability.type"); got != "kubernetes" {
		t.Errorf("high-availability.type is %q after a write to the status", got)
	}
	said := refused(t, "", ns, append(as(tenant), "patch", "flinkdeployment/safe", "--type=merge", "-p",
		`{"spec":{"flinkConfiguration":{"high-availability.type":"none"}}}`)...)
	contains(t, said.Err, "ha-disabled")
}

// Nothing that a tenant writes on his object or his namespace lowers a Deny.
func TestBypassByLabelsAndAnnotations(t *testing.T) {
	server := start(t, guarded())
	letTenantsIn(t)
	ns := namespace(t, "prod")
	kubectl(t, "", ns, append(as(tenant), "label", "namespace", ns, "sluice.dev/enforce=none",
		"sluice.dev/ignore=true", "admission.sluice.dev/ignore=true", "control-plane=sluice")...)
	exposed := "spec: {flinkConfiguration: {kubernetes.rest-service.exposed.type: NodePort}}\n"
	for name, metadata := range map[string]string{
		"ignore annotation": "metadata: {annotations: {sluice.dev/ignore: \"rest-service-exposed=we know\"}}",
		"ignore label":      "metadata: {labels: {sluice.dev/ignore: \"true\"}}",
		"exempt annotation": "metadata: {annotations: {sluice.dev/exempt: \"*\"}}",
		"canary label":      "metadata: {labels: {flink.apache.org/canary: \"true\"}}",
		"child of a blue-green deployment": "metadata: {ownerReferences: [{apiVersion: flink.apache.org/v1beta1, " +
			"kind: FlinkBlueGreenDeployment, name: x, uid: 6f1c7d6e-0000-4000-8000-000000000000}]}",
		"operator's field manager": "metadata: {managedFields: []}",
		"Helm's label":             "metadata: {labels: {app.kubernetes.io/managed-by: Helm}}",
	} {
		t.Run(name, func(t *testing.T) {
			text := with(t, parse(t, manifest(t, "safe.yaml")), exposed+metadata)
			said := refused(t, text, ns, append(as(tenant), "create", "-f", "-")...)
			contains(t, said.Err, "rest-service-exposed")
		})
	}
	t.Run("a label that leaves a selector", func(t *testing.T) { leavesSelector(t, server) })
}

// A policy with an objectSelector holds an update by what the object was or becomes.
func leavesSelector(t *testing.T, server *harness.Server) {
	t.Helper()
	changePolicies(t, server, onePolicy("apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\n"+
		"metadata: {name: critical}\nspec:\n  match:\n    namespaces: [prod-*]\n"+
		"    objectSelector: {matchLabels: {tier: critical}}\n  profile: production\n"))
	ns := namespace(t, "prod")
	text := with(t, parse(t, manifest(t, "safe.yaml")), "metadata: {labels: {tier: critical}}")
	kubectl(t, text, ns, append(as(tenant), "create", "-f", "-")...)
	said := refused(t, "", ns, append(as(tenant), "patch", "flinkdeployment/safe", "--type=merge", "-p",
		`{"metadata":{"labels":{"tier":null}},"spec":{"flinkConfiguration":{"high-availability.type":"none"}}}`)...)
	contains(t, said.Err, "ha-disabled")
}

// A name that looks like somebody else's is just a name.
func TestBypassBySpoofedNames(t *testing.T) {
	start(t, onePolicy(everywhere(
		"  knowledge: {operatorServiceAccounts: [flink/flink-operator]}\n")))
	letTenantsIn(t)
	unsafe := manifest(t, "unsafe.yaml")
	for _, prefix := range []string{"kube-system-x", "sluice-system-x", "default-x"} {
		t.Run("namespace "+prefix, func(t *testing.T) {
			ns := namespace(t, prefix)
			contains(t, refused(t, unsafe, ns, append(as(tenant), "create", "-f", "-")...).Err,
				"ha-disabled")
		})
	}
	ns := namespace(t, "prod")
	for _, name := range []string{"kube-system", "sluice", "flink-operator", "probe-1-end"} {
		t.Run("object "+name, func(t *testing.T) {
			text := with(t, parse(t, unsafe), "metadata: {name: "+name+"}")
			contains(t, refused(t, text, ns, append(as(tenant), "create", "-f", "-")...).Err,
				"ha-disabled")
		})
	}
	for _, user := range []string{
		"system:serviceaccount:flink:flink-operator", // the operator's own account is judged too
		"system:serviceaccount:flink:flink-operator-evil", "system:serviceaccount:evil:flink-operator",
		"system:kube-controller-manager", "sluice", "system:apiserver",
	} {
		t.Run("user "+user, func(t *testing.T) {
			said := refused(t, unsafe, ns, append(as(user, "system:serviceaccounts:flink"), "create",
				"-f", "-")...)
			contains(t, said.Err, "ha-disabled")
		})
	}
}

// An object that names another namespace than the request does not get in by either.
func TestBypassByNamespaceMismatch(t *testing.T) {
	start(t, guarded())
	letTenantsIn(t)
	ns, other := namespace(t, "prod"), namespace(t, "free")
	object := parse(t, manifest(t, "unsafe.yaml"))
	object.SetNamespace(other)
	_, err := cluster.Objects.Resource(harness.Deployments).Namespace(ns).Create(context.Background(),
		object, metav1.CreateOptions{})
	if err == nil {
		t.Fatal("it was created")
	}
	must(t, gone(harness.Deployments, ns, "unsafe"))
	must(t, gone(harness.Deployments, other, "unsafe"))
	t.Log(err)
}

// What a mutating webhook does after Sluice's is judged all the same.
func TestBypassByALaterMutation(t *testing.T) {
	start(t, guarded())
	letTenantsIn(t)
	ns := namespace(t, "prod")
	hook, err := cluster.StartGoHook(1, func(harness.Call) map[string]any {
		return map[string]any{"patchType": "JSONPatch", "patch": []byte(
			`[{"op":"add","path":"/spec/flinkConfiguration/kubernetes.rest-service.exposed.type","value":"NodePort"}]`)}
	})
	must(t, err)
	defer hook.Stop()
	end, err := cluster.OtherMutator(hook, ns)
	must(t, err)
	defer func() { must(t, end()) }()
	var said harness.Said
	must(t, harness.Eventually(waitLong, waitStep, func() error {
		said = tryKubectl(manifest(t, "safe.yaml"), ns, append(as(tenant), "create", "--dry-run=server",
			"-f", "-")...)
		if said.Code == 0 {
			return fmt.Errorf("admitted: %s", said.All())
		}
		return nil
	}))
	contains(t, said.Err, "rest-service-exposed")
}

// A kind of the group that nobody knows does not get in where the policy says so; in the base's own
// registration every resource of the groups is asked about.
func TestBypassByAnUnknownVersionOrVerb(t *testing.T) {
	start(t, guarded())
	letTenantsIn(t)
	ns := namespace(t, "prod")
	bad := with(t, parse(t, manifest(t, "safe.yaml")),
		"spec: {flinkConfiguration: {kubernetes.rest-service.exposed.type: NodePort}}")
	for name, args := range map[string][]string{
		"apply":               {"apply", "-f", "-"},
		"server-side apply":   {"apply", "--server-side", "-f", "-"},
		"another manager":     {"apply", "--server-side", "--force-conflicts", "--field-manager=flink-operator", "-f", "-"},
		"create":              {"create", "-f", "-"},
		"create, unvalidated": {"create", "--validate=false", "-f", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			contains(t, refused(t, bad, ns, append(as(tenant), args...)...).Err, "rest-service-exposed")
		})
	}
	kubectl(t, manifest(t, "safe.yaml"), ns, append(as(tenant), "create", "-f", "-")...)
	before := get(t, harness.Deployments, ns, "safe")
	for name, args := range map[string][]string{
		"apply over":          {"apply", "-f", "-"},
		"forced apply":        {"apply", "--force", "-f", "-"},
		"replace":             {"replace", "-f", "-"},
		"server-side over it": {"apply", "--server-side", "--force-conflicts", "-f", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			contains(t, refused(t, bad, ns, append(as(tenant), args...)...).Err, "rest-service-exposed")
			unchanged(t, before, harness.Deployments)
		})
	}
	t.Run("json patch", func(t *testing.T) {
		said := refused(t, "", ns, append(as(tenant), "patch", "flinkdeployment/safe", "--type=json", "-p",
			`[{"op":"add","path":"/spec/flinkConfiguration/kubernetes.rest-service.exposed.type","value":"NodePort"}]`)...)
		contains(t, said.Err, "rest-service-exposed")
	})
}

// A namespace that is exempt by the registration is exempt by its exact name alone.
func TestOnlyTheExactNamespacesAreLeftOut(t *testing.T) {
	start(t, onePolicy(everywhere("")))
	must(t, cluster.EnsureNamespace(metav1.NamespaceSystem))
	kubectl(t, manifest(t, "unsafe.yaml"), metav1.NamespaceSystem, "create", "--dry-run=server", "-f", "-")
	ns := namespace(t, "kube-system")
	contains(t, refused(t, manifest(t, "unsafe.yaml"), ns, "create", "-f", "-").Err, "ha-disabled")
	labelled, err := cluster.Clients.CoreV1().Namespaces().Get(context.Background(), ns, metav1.GetOptions{})
	must(t, err)
	labelled.Labels[corev1.LabelMetadataName] = metav1.NamespaceSystem
	_, err = cluster.Clients.CoreV1().Namespaces().Update(context.Background(), labelled, metav1.UpdateOptions{})
	if err == nil {
		now, getErr := cluster.Clients.CoreV1().Namespaces().Get(context.Background(), ns, metav1.GetOptions{})
		must(t, getErr)
		if now.Labels[corev1.LabelMetadataName] != ns {
			t.Errorf("the API server let %s call itself %s", ns, now.Labels[corev1.LabelMetadataName])
		}
	}
	contains(t, refused(t, manifest(t, "unsafe.yaml"), ns, "create", "-f", "-").Err, "ha-disabled")
}
