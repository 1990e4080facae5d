// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

// Sources of the custom resource definitions.
const (
	CRDsAuto   = "auto"   // shared when it is there, else public
	CRDsShared = "shared" // the operators' current ones, in ../shared/crds
	CRDsPublic = "public" // what a Go module proxy and Maven Central hold, and small ones of our own
)

// The resources that the cases use.
var (
	Deployments     = schema.GroupVersionResource{Group: "flink.apache.org", Version: "v1beta1", Resource: "flinkdeployments"}
	ArticleClusters = schema.GroupVersionResource{Group: "flink.apache.org", Version: "v1beta1", Resource: "flinkclusters"}
	SpotifyClusters = schema.GroupVersionResource{Group: "flinkoperator.k8s.io", Version: "v1beta1", Resource: "flinkclusters"}
	Gadgets         = schema.GroupVersionResource{Group: "flink.apache.org", Version: "v1beta1", Resource: "flinkgadgets"}
)

var definitions = schema.GroupVersionResource{
	Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions",
}

// smallKind is a definition of our own that stores anything under spec.
type smallKind struct {
	group, kind, plural string
	scale               bool
}

var smallKinds = []smallKind{
	{"flink.apache.org", "FlinkDeployment", "flinkdeployments", true},
	{"flink.apache.org", "FlinkSessionJob", "flinksessionjobs", false},
	{"flink.apache.org", "FlinkStateSnapshot", "flinkstatesnapshots", false},
	{"flink.apache.org", "FlinkBlueGreenDeployment", "flinkbluegreendeployments", false},
	{"flinkoperator.k8s.io", "FlinkCluster", "flinkclusters", true},
	{"flink.apache.org", "FlinkGadget", "flinkgadgets", false}, // a kind that Sluice cannot know
}

// InstallCRDs installs every Flink kind: from the source, the project's own one, and small ones of
// ours for the kinds that the source lacks. It returns the names with where each came from.
func (c *Cluster) InstallCRDs(source string) (map[string]string, error) {
	wanted := map[string]*unstructured.Unstructured{}
	origin := map[string]string{}
	for _, small := range smallKinds {
		definition := small.definition()
		wanted[definition.GetName()], origin[definition.GetName()] = definition, "small, of our own"
	}
	dirs := []string{filepath.Join(c.Paths.Root, "deploy", "crds")}
	if source == CRDsShared || source == CRDsAuto && c.Paths.Shared != "" {
		dirs = append(dirs, filepath.Join(c.Paths.Shared, "crds"))
	} else {
		dirs = append(dirs, downloadDir(c.Paths))
	}
	for _, dir := range dirs {
		found, err := readDefinitions(dir)
		if err != nil {
			return nil, err
		}
		for _, definition := range found {
			wanted[definition.GetName()], origin[definition.GetName()] = definition, dir
		}
	}
	for _, definition := range wanted {
		if err := c.installDefinition(definition); err != nil {
			return nil, fmt.Errorf("%s: %w", definition.GetName(), err)
		}
	}
	for name := range wanted {
		if err := c.waitEstablished(name); err != nil {
			return nil, err
		}
	}
	return origin, nil
}

// readDefinitions reads every Flink definition in the YAML files of a directory.
func readDefinitions(dir string) ([]*unstructured.Unstructured, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []*unstructured.Unstructured
	for _, file := range files {
		if extension := filepath.Ext(file.Name()); extension != ".yaml" && extension != ".yml" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			return nil, err
		}
		definition := &unstructured.Unstructured{}
		if err := yaml.Unmarshal(text, &definition.Object); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
		if strings.Contains(definition.GetName(), ".flink") {
			found = append(found, definition)
		}
	}
	return found, nil
}

func (c *Cluster) installDefinition(definition *unstructured.Unstructured) error {
	// Groups under k8s.io need this word, whoever publishes them.
	annotations := definition.GetAnnotations()
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations["api-approved.kubernetes.io"] = "unapproved, for a test"
	definition.SetAnnotations(annotations)
	unstructured.RemoveNestedField(definition.Object, "status")
	_, err := c.Objects.Resource(definitions).Create(context.Background(), definition,
		metav1.CreateOptions{})
	return err
}

func (c *Cluster) waitEstablished(name string) error {
	return Eventually(20*time.Second, 50*time.Millisecond, func() error {
		definition, err := c.Objects.Resource(definitions).Get(context.Background(), name,
			metav1.GetOptions{})
		if err != nil {
			return err
		}
		conditions, _, _ := unstructured.NestedSlice(definition.Object, "status", "conditions")
		for _, condition := range conditions {
			fields, _ := condition.(map[string]any)
			if fields["type"] == "Established" && fields["status"] == "True" {
				return nil
			}
		}
		return fmt.Errorf("%s is not established: %v", name, conditions)
	})
}

func (k smallKind) definition() *unstructured.Unstructured {
	anything := map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}
	subresources := map[string]any{"status": map[string]any{}}
	if k.scale {
		subresources["scale"] = map[string]any{
			"specReplicasPath":   ".spec.taskManager.replicas",
			"statusReplicasPath": ".status.taskManager.replicas",
		}
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1",
		"kind":       "CustomResourceDefinition",
		"metadata":   map[string]any{"name": k.plural + "." + k.group},
		"spec": map[string]any{
			"group": k.group,
			"scope": "Namespaced",
			"names": map[string]any{
				"kind": k.kind, "plural": k.plural, "singular": strings.ToLower(k.kind),
				"listKind": k.kind + "List",
			},
			"versions": []any{map[string]any{
				"name": "v1beta1", "served": true, "storage": true, "subresources": subresources,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{
					"type":       "object",
					"properties": map[string]any{"spec": anything, "status": anything},
				}},
			}},
		},
	}}
}
