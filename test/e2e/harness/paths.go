// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"fmt"
	"os"
	"path/filepath"
)

// Paths are the places a run reads from and writes to.
type Paths struct {
	Root   string // the checkout
	Build  string // build/e2e: the programs, downloaded definitions, logs of a failed run
	Shared string // the pages and corpus beside the checkout; empty when they are not there
	Parts  string // the program kubeparts
	Sluice string // the program under test
}

// FindPaths looks upwards for the checkout and takes the environment's word where it has one:
// SLUICE_E2E_BUILD_DIR, SLUICE_SHARED, SLUICE_BIN.
func FindPaths() (Paths, error) {
	root, err := findRoot()
	if err != nil {
		return Paths{}, err
	}
	paths := Paths{
		Root:   root,
		Build:  orElse(os.Getenv("SLUICE_E2E_BUILD_DIR"), filepath.Join(root, "build", "e2e")),
		Shared: orElse(os.Getenv("SLUICE_SHARED"), filepath.Join(root, "..", "shared")),
		Sluice: orElse(os.Getenv("SLUICE_BIN"), filepath.Join(root, "build", "release", "sluice")),
	}
	paths.Parts = filepath.Join(paths.Build, "kubeparts")
	if _, err := os.Stat(paths.Shared); err != nil {
		paths.Shared = ""
	}
	for _, program := range []string{paths.Parts, paths.Sluice} {
		if _, err := os.Stat(program); err != nil {
			return Paths{}, fmt.Errorf("%s is missing: build it first (test/e2e/README.md)", program)
		}
	}
	return paths, nil
}

func findRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "test", "e2e", "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("not inside a checkout of the project")
		}
	}
}

func orElse(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
