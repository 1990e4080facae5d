// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"sluice.dev/tools/vectors/spotify/v1beta1"
)

// tables writes, as C++, the fields of Kubernetes' own types that a FlinkCluster's spec holds:
// spotify_core_types*.h and .cc in folder.
func tables(folder string) {
	found := map[string]reflect.Type{}
	reach(reflect.TypeFor[v1beta1.FlinkClusterSpec](), found)
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	write := func(file, head, tail string, body func(io.Writer, string)) {
		out, err := os.Create(filepath.Join(folder, file))
		if err != nil {
			fatal(err)
		}
		defer out.Close()
		fmt.Fprintf(out, "// SPDX-License-Identifier: Apache-2.0\n%s", head)
		for _, name := range names {
			body(out, name)
		}
		fmt.Fprint(out, tail)
	}
	write("spotify_core_types.h", headerHead, "\n}  // namespace sluice::flink::spotify::core\n",
		func(out io.Writer, name string) { fmt.Fprintf(out, "GoFields %s();\n", name) })
	// Three files, so that none is too long to read.
	for _, part := range []struct{ letters, from, before string }{
		{"a_g", "A", "H"}, {"h_p", "H", "Q"}, {"q_z", "Q", "["},
	} {
		write("spotify_core_types_"+part.letters+".cc", sourceHead,
			"\n}  // namespace sluice::flink::spotify::core\n",
			func(out io.Writer, name string) {
				if part.from <= name && name < part.before {
					table(out, name, found[name])
				}
			})
	}
}

const made = "// Written by tools/vectors/spotify (word types); not by hand.\n"
const headerHead = made + `// The fields of Kubernetes' types below a FlinkCluster's spec (k8s.io/api 0.36.2).
#pragma once

#include "flink/operators/spotify_types.h"

namespace sluice::flink::spotify::core {

`
const sourceHead = made + `#include "flink/operators/spotify_core_types.h"

// clang-format off
namespace sluice::flink::spotify::core {

`

func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

func isScalar(t reflect.Type) bool {
	return t == quantityType || t == intOrStringType || t == timeType
}

// reach collects the structs of Kubernetes' packages below t.
func reach(t reflect.Type, found map[string]reflect.Type) {
	if t = element(t); t.Kind() == reflect.Map {
		t = element(t.Elem())
	}
	if t.Kind() != reflect.Struct || isScalar(t) || found[t.Name()] == t {
		return
	}
	if strings.HasPrefix(t.PkgPath(), "k8s.io/") {
		if other := found[t.Name()]; other != nil {
			fatal("two types are called " + t.Name())
		}
		found[t.Name()] = t
	}
	eachField(t, func(_ string, of reflect.Type) { reach(of, found) })
}

func eachField(t reflect.Type, visit func(key string, of reflect.Type)) {
	for i := range t.NumField() {
		key, inline := jsonName(t.Field(i))
		if inline {
			eachField(t.Field(i).Type, visit)
		} else if key != "" && key != "-" {
			visit(key, t.Field(i).Type)
		}
	}
}

func table(out io.Writer, name string, t reflect.Type) {
	fmt.Fprintf(out, "GoFields %s() {\n", name)
	fields := 0
	eachField(t, func(string, reflect.Type) { fields++ })
	if fields == 0 {
		fmt.Fprint(out, "  return {};\n}\n")
		return
	}
	fmt.Fprint(out, "  static constexpr GoField kFields[] = {")
	line := ""
	eachField(t, func(key string, of reflect.Type) {
		text := fmt.Sprintf("{%q, %s}, ", key, shapeOf(of))
		if len(text) > 92 {
			text = strings.Replace(text, ", ", ",\n       ", 1)
		}
		if line == "" || len(line)+len(text) > 96 {
			fmt.Fprintf(out, "%s\n", strings.TrimRight(line, " "))
			line = "      "
		}
		line += text
	})
	fmt.Fprintf(out, "%s};\n  return kFields;\n}\n", strings.TrimRight(line, ", "))
}

// shapeOf is the rest of a GoField behind its key.
func shapeOf(t reflect.Type) string {
	pointer := "false"
	if t.Kind() == reflect.Pointer {
		pointer, t = "true", t.Elem()
	}
	shape, fields := shapeAlone(t)
	switch {
	case fields != "":
		return fmt.Sprintf("Shape::%s, %s, %s", shape, pointer, fields)
	case pointer == "true":
		return fmt.Sprintf("Shape::%s, true", shape)
	}
	return "Shape::" + shape
}

func shapeAlone(t reflect.Type) (shape, fields string) {
	switch t {
	case quantityType:
		return "kQuantity", ""
	case intOrStringType:
		return "kIntOrString", ""
	case timeType:
		return "kAny", ""
	}
	switch t.Kind() {
	case reflect.String:
		return "kString", ""
	case reflect.Bool:
		return "kBool", ""
	case reflect.Int32:
		return "kInt32", ""
	case reflect.Int64:
		return "kInt64", ""
	case reflect.Struct:
		return "kObject", t.Name()
	case reflect.Map:
		switch {
		case t.Elem() == quantityType:
			return "kQuantityMap", ""
		case t.Elem().Kind() == reflect.String:
			return "kStringMap", ""
		}
	case reflect.Slice:
		switch t.Elem().Kind() {
		case reflect.String:
			return "kStrings", ""
		case reflect.Int32:
			return "kInt32s", ""
		case reflect.Int64:
			return "kInt64s", ""
		case reflect.Struct:
			return "kObjects", t.Elem().Name()
		}
	}
	fmt.Fprintln(os.Stderr, "spotify: not decoded:", t)
	return "kAny", ""
}
