// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
	"sluice.dev/tools/vectors/spotify/v1beta1"
)

type object = map[string]any

// base is an object to change: one of our manifests, or one of another file of rows.
type base struct {
	name        string
	object, old any // old is nil where the source has none
}

// The project's own manifests of the kind, from tools/vectors/spotify.
var manifests = []string{
	"test/fixtures/base/spotifyflinkcluster.yaml",
	"test/e2e/testdata/manifests/spotify-job.yaml",
	"test/e2e/testdata/manifests/spotify-session.yaml",
}

func ownBases() []base {
	var bases []base
	for _, path := range manifests {
		text, err := os.ReadFile(filepath.Join("../../..", path))
		if err != nil {
			fatal(err)
		}
		asJSON, err := yaml.YAMLToJSON(text)
		if err != nil {
			fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		bases = append(bases, base{name: name, object: parse(asJSON)})
	}
	return bases
}

func basesFrom(files string) []base {
	var bases []base
	for _, file := range strings.Split(files, ",") {
		for _, r := range readRows(file) {
			if given(r.Object) == nil {
				continue
			}
			next := base{name: r.ID, object: withoutManagers(parse(r.Object))}
			if given(r.Old) != nil {
				next.old = withoutManagers(parse(r.Old))
			}
			bases = append(bases, next)
		}
	}
	return bases
}

func withoutManagers(value any) any {
	if whole, ok := value.(object); ok {
		if metadata, ok := whole["metadata"].(object); ok {
			delete(metadata, "managedFields")
		}
	}
	return value
}

// maker makes rows; the same seed makes the same rows.
type maker struct {
	*rand.Rand
	paths [][]string // every field of the type, by JSON names
}

func makeRows(seed uint64, count int, from string) []row {
	var bases []base
	if from == "" {
		bases = ownBases()
	} else {
		bases = basesFrom(from)
	}
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 0)), paths: fieldPaths()}
	webhook := v1beta1.NewWebhook()
	rows := make([]row, 0, count)
	for i := range count {
		next := m.row(bases[m.IntN(len(bases))])
		// No API server stores an object that does not decode.
		for next.Old != nil && !webhook.Reads(next.Old) {
			next = m.row(bases[m.IntN(len(bases))])
		}
		next.ID = fmt.Sprintf("%d/%05d#%s", seed, i, next.Kind)
		next.answer(webhook)
		next.AnyOrder = strings.HasPrefix(next.Message, "[")
		rows = append(rows, next)
	}
	return rows
}

// path is one of the fields, mostly one near the root.
func (m *maker) path() []string {
	for most := 4; ; most++ {
		if path := m.paths[m.IntN(len(m.paths))]; len(path) <= most {
			return path
		}
	}
}

func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

func (m *maker) row(from base) row {
	r := row{Kind: "validate", Source: "mutation", Base: from.name, Delivery: "model",
		Operation: "CREATE", Now: "2026-11-22T12:00:00Z"}
	if m.chance(25) {
		r.Kind = "default"
	}
	if m.chance(55) {
		r.Operation = "UPDATE"
	} else if m.chance(1) {
		r.Operation = "DELETE"
	}
	current := copied(from.object).(object)
	m.name(current)
	if m.chance(30) {
		setPath(current, []string{"spec", "flinkVersion"}, m.version())
	}
	fill := r.Kind == "default" || m.chance(92)
	if r.Operation != "UPDATE" {
		r.Mutations = m.mutate(current, 1+m.IntN(4))
		complete(current, fill)
		r.Object = encode(current)
	} else {
		m.update(&r, from, current, fill)
	}
	r.Name, r.Namespace = metadataOf(current, "name"), metadataOf(current, "namespace")
	return r
}

func (m *maker) update(r *row, from base, current object, fill bool) {
	if from.old != nil && m.chance(50) {
		was := copied(from.old).(object)
		r.Mutations = m.mutate(current, m.IntN(3))
		complete(current, fill)
		r.Object, r.Old = encode(current), encode(was)
		return
	}
	if m.chance(75) {
		m.admit(current)
	}
	r.Mutations = m.mutate(current, m.IntN(3))
	if m.chance(80) {
		setPath(current, []string{"status"}, m.status())
	}
	complete(current, fill)
	r.Old = encode(current)
	changes := m.mutate(current, m.IntN(3))
	for m.chance(35) {
		changes = append(changes, m.respell(current))
	}
	complete(current, fill)
	r.Mutations = append(append(r.Mutations, "->"), changes...)
	r.Object = encode(current)
}

// name gives an object what the API server gives it.
func (m *maker) name(cluster object) {
	metadata, ok := cluster["metadata"].(object)
	if !ok {
		return
	}
	if _, known := metadata["namespace"]; !known {
		metadata["namespace"] = "shop"
	}
	if prefix, ok := metadata["generateName"].(string); ok {
		delete(metadata, "generateName")
		metadata["name"] = prefix + "x7z9q"
	}
}

// admit completes an object to one that the webhook accepted once, with what updates need.
func (m *maker) admit(cluster object) {
	job, ok := at(cluster, []string{"spec", "job"}).(object)
	if !ok {
		return
	}
	if m.chance(85) {
		job["savepointsDir"] = "gs://b/savepoints"
	}
	if m.chance(60) {
		job["maxStateAgeToRestoreSeconds"] = m.pick(`0`, `60`, `600`, `2147483647`)
	}
	if m.chance(40) {
		job["takeSavepointOnUpdate"] = m.chance(30)
	}
	if m.chance(30) {
		job["savepointGeneration"] = m.pick(`0`, `1`, `2`)
	}
}

func metadataOf(cluster object, key string) string {
	metadata, _ := cluster["metadata"].(object)
	text, _ := metadata[key].(string)
	return text
}

// mutate makes a number of changes and says which.
func (m *maker) mutate(cluster object, changes int) []string {
	var said []string
	for range changes {
		var path []string
		var value any
		switch n := m.IntN(100); {
		case n < 66:
			path, value = m.targeted()
		case n < 82:
			path = m.path()
			value = m.ofType(path)
		case n < 92:
			path = m.path()
			value = m.pick(odd...)
		default:
			path = m.path()
			deletePath(cluster, path)
			said = append(said, "delete "+strings.Join(path, "."))
			continue
		}
		setPath(cluster, path, value)
		said = append(said, strings.Join(path, ".")+"="+shown(value))
	}
	return said
}

func shown(value any) string {
	text := string(encode(value))
	if len(text) > 80 {
		text = text[:80]
	}
	return strings.ToValidUTF8(text, "?")
}

// respell writes something that is there in another way, of the same or nearly the same meaning.
func (m *maker) respell(cluster object) string {
	path := m.path()
	if m.chance(50) {
		path = strings.Split(quantityPaths[m.IntN(len(quantityPaths))], ".")
	}
	if at(cluster, path) == nil {
		value := m.pick(`null`, `{}`, `[]`, `""`, `0`, `false`)
		setPath(cluster, path, value)
		return strings.Join(path, ".") + "=" + shown(value)
	}
	value := m.otherSpelling(at(cluster, path))
	setPath(cluster, path, value)
	return strings.Join(path, ".") + "=" + shown(value)
}
