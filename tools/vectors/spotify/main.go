// SPDX-License-Identifier: Apache-2.0

// Command spotify makes rows of the form of conformance flinkcluster, answered by a model of the
// webhook of Spotify's operator (package v1beta1), and compares the model with recorded rows.
//
//	spotify check FILE...                     the model's answer to each recorded input
//	spotify make -seed 1 -rows 2000 OUT.gz    inputs of a seed and the model's answers
//	spotify types FOLDER                      the C++ tables of Kubernetes' types
//	spotify make -from A.gz,B.gz ... OUT.gz   the same, on the objects of other rows
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"sluice.dev/tools/vectors/spotify/v1beta1"
)

func fatal(problem any) {
	fmt.Fprintln(os.Stderr, "spotify:", problem)
	os.Exit(2)
}

func main() {
	if len(os.Args) < 3 {
		fatal("usage: spotify check FILE... | spotify make [-seed N] [-rows N] [-from FILE,...] OUT")
	}
	switch os.Args[1] {
	case "check":
		check(os.Args[2:])
	case "types":
		tables(os.Args[2])
	case "make":
		flags := flag.NewFlagSet("make", flag.ExitOnError)
		seed := flags.Uint64("seed", 1, "what the choices come from")
		count := flags.Int("rows", 2000, "how many rows")
		from := flags.String("from", "", "files whose objects are changed, instead of our own")
		flags.Parse(os.Args[2:])
		if flags.NArg() != 1 {
			fatal("one file to write to")
		}
		writeRows(flags.Arg(0), makeRows(*seed, *count, *from))
	default:
		fatal("no such word: " + os.Args[1])
	}
}

func check(files []string) {
	webhook := v1beta1.NewWebhook()
	equal, other := 0, 0
	for _, file := range files {
		for _, recorded := range readRows(file) {
			if recorded.Now == "" {
				recorded.Now = "2026-12-01T00:00:00Z"
			}
			ours := recorded
			ours.answer(webhook)
			what := differs(&recorded, &ours)
			if what == "" {
				equal++
				continue
			}
			if other++; other <= 20 {
				fmt.Printf("%s %s: %s\n", filepath.Base(file), recorded.ID, what)
			}
		}
	}
	fmt.Printf("%d passed, %d failed\n", equal, other)
	if other != 0 {
		os.Exit(1)
	}
}

// differs says in what the answers differ, nothing when they are equal.
func differs(recorded, ours *row) string {
	if recorded.Allowed != ours.Allowed || recorded.Code != ours.Code ||
		recorded.Reason != ours.Reason || !sameMessage(recorded, ours) {
		return fmt.Sprintf("recorded %d %s %q, model %d %s %q", recorded.Code, recorded.Reason,
			recorded.Message, ours.Code, ours.Reason, ours.Message)
	}
	if recorded.Kind != "default" || !recorded.Allowed {
		return ""
	}
	if !reflect.DeepEqual(parse(recorded.MergePatch), parse(ours.MergePatch)) {
		return fmt.Sprintf("recorded %s, model %s", recorded.MergePatch, ours.MergePatch)
	}
	return ""
}

func sameMessage(recorded, ours *row) bool {
	if recorded.Message == ours.Message {
		return true
	}
	return recorded.AnyOrder && slices.Equal(parts(recorded.Message), parts(ours.Message))
}

// parts of an aggregate, sorted: across the keys of a map the order is random.
func parts(message string) []string {
	found := strings.Split(strings.Trim(message, "[]"), ", ")
	slices.Sort(found)
	return found
}
