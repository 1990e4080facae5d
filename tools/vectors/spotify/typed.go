// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sluice.dev/tools/vectors/spotify/v1beta1"
)

var (
	quantityType    = reflect.TypeFor[resource.Quantity]()
	intOrStringType = reflect.TypeFor[intstr.IntOrString]()
	timeType        = reflect.TypeFor[metav1.Time]()
)

// Not part of what a user writes: fields below are not listed.
var opaque = map[string]bool{"metadata": true, "status": true}

// fieldPaths are the paths of all fields of a FlinkCluster's spec, each list at index 0.
func fieldPaths() [][]string {
	var paths [][]string
	collect(reflect.TypeFor[v1beta1.FlinkClusterSpec](), []string{"spec"}, &paths)
	return paths
}

func collect(t reflect.Type, path []string, paths *[][]string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == quantityType || t == intOrStringType || t == timeType {
		return
	}
	within := func(key string, of reflect.Type) {
		next := append(append([]string{}, path...), key)
		*paths = append(*paths, next)
		if len(next) < 8 && !opaque[key] {
			collect(of, next, paths)
		}
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			key, inline := jsonName(t.Field(i))
			if inline {
				collect(t.Field(i).Type, path, paths)
			} else {
				within(key, t.Field(i).Type)
			}
		}
	case reflect.Slice:
		within("0", t.Elem())
	case reflect.Map:
		within("cpu", t.Elem())
	}
}

func jsonName(f reflect.StructField) (string, bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, options == "inline" || (name == "" && f.Anonymous)
}

// typeAt is the type of the field at path.
func typeAt(path []string) reflect.Type {
	t := reflect.TypeFor[v1beta1.FlinkCluster]()
	for _, key := range path {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			t = t.Elem()
			continue
		}
		found, ok := fieldOf(t, key)
		if !ok {
			fatal(fmt.Sprint("no field ", key, " in ", path))
		}
		t = found
	}
	return t
}

func fieldOf(t reflect.Type, key string) (reflect.Type, bool) {
	for i := range t.NumField() {
		name, inline := jsonName(t.Field(i))
		if inline {
			if found, ok := fieldOf(t.Field(i).Type, key); ok {
				return found, true
			}
		} else if name == key {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

// ofType is a random value that the field at path takes.
func (m *maker) ofType(path []string) any {
	return m.value(typeAt(path), path[len(path)-1], 0)
}

func (m *maker) value(t reflect.Type, key string, depth int) any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case quantityType:
		return m.quantity()
	case intOrStringType:
		return m.pick(`0`, `80`, `"http"`, `"80"`, `8081`, `""`, `-1`)
	case timeType:
		return m.pick(`"2026-01-01T00:00:00Z"`, `null`, `"2026-01-01T01:00:00+01:00"`)
	}
	switch t.Kind() {
	case reflect.String:
		return m.pick(`""`, `"a"`, `"name"`, `"TCP"`, `"true"`, `" "`, `"/mnt"`, `"ü"`)
	case reflect.Bool:
		return m.chance(50)
	case reflect.Int32, reflect.Int64, reflect.Int:
		return m.pick(`0`, `1`, `-1`, `5`, `80`, `6123`, `2147483647`, `-2147483648`, `-0`)
	case reflect.Map:
		members := object{}
		for range m.IntN(3) {
			members[m.pick(`"cpu"`, `"memory"`, `"a"`, `"a/b"`).(string)] = m.value(t.Elem(), key, depth+1)
		}
		return members
	case reflect.Slice:
		list := []any{}
		for range m.IntN(3) {
			list = append(list, m.value(t.Elem(), key, depth+1))
		}
		return list
	case reflect.Struct:
		members := object{}
		m.members(t, members, depth)
		return members
	}
	return json.Number("1")
}

func (m *maker) members(t reflect.Type, members object, depth int) {
	for i := range t.NumField() {
		key, inline := jsonName(t.Field(i))
		if inline {
			m.members(t.Field(i).Type, members, depth)
		} else if key != "" && key != "-" && depth < 5 && m.IntN(t.NumField()) < 3 {
			members[key] = m.value(t.Field(i).Type, key, depth+1)
		}
	}
}
