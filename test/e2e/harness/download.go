// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// The published versions that hold definitions: the newest of Spotify's module tried that a module
// proxy has, and the last jar of the Flink operator's API with definitions of both kinds in it.
const (
	spotifyModule  = "github.com/spotify/flink-on-k8s-operator@v0.4.0-beta.8"
	spotifyFile    = "config/crd/bases/flinkoperator.k8s.io_flinkclusters.yaml"
	operatorJar    = "org.apache.flink:flink-kubernetes-operator-api:1.7.0"
	operatorPrefix = "META-INF/fabric8/"
	operatorSuffix = ".flink.apache.org-v1.yml"
)

func downloadDir(paths Paths) string {
	return filepath.Join(paths.Build, "crds")
}

// DownloadCRDs fetches the published definitions into build/e2e/crds, once. It must run before the
// program enters its own network. What cannot be fetched is said aloud, and a small definition of
// our own stands in for it.
func DownloadCRDs(paths Paths) error {
	dir := downloadDir(paths)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, download := range []struct {
		what string
		file string // what exists once it has been fetched
		run  func(dir string) error
	}{
		{spotifyModule, path.Base(spotifyFile), downloadSpotify},
		{operatorJar, "flinkdeployments" + operatorSuffix, downloadOperator},
	} {
		if _, err := os.Stat(filepath.Join(dir, download.file)); err == nil {
			continue
		}
		if err := download.run(dir); err != nil {
			fmt.Fprintf(os.Stderr, "e2e: NO DEFINITIONS FROM %s, small ones of our own instead: %v\n",
				download.what, err)
		}
	}
	return nil
}

func downloadSpotify(dir string) error {
	command := exec.Command("go", "mod", "download", "-json", spotifyModule)
	command.Dir = os.TempDir() // outside any module: nothing is added to a go.mod
	command.Env = append(os.Environ(), "GO111MODULE=on", "GOFLAGS=")
	output, err := command.Output()
	var module struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(output, &module); jsonErr == nil && module.Error != "" {
		return fmt.Errorf("%s", module.Error)
	}
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(module.Dir, filepath.FromSlash(spotifyFile)))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, path.Base(spotifyFile)), text, 0o644)
}

func downloadOperator(dir string) error {
	scratch, err := os.MkdirTemp("", "sluice-e2e-jar-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	output, err := exec.Command("mvn", "-q", "-B", "dependency:copy", "-Dartifact="+operatorJar,
		"-DoutputDirectory="+scratch).CombinedOutput()
	if err != nil {
		return fmt.Errorf("mvn: %w: %s", err, lastLines(string(output), 3))
	}
	jars, err := filepath.Glob(filepath.Join(scratch, "*.jar"))
	if err != nil || len(jars) != 1 {
		return fmt.Errorf("mvn copied %d jars, want 1", len(jars))
	}
	return extractDefinitions(jars[0], dir)
}

func extractDefinitions(jar, dir string) error {
	archive, err := zip.OpenReader(jar)
	if err != nil {
		return err
	}
	defer archive.Close()
	for _, entry := range archive.File {
		if !strings.HasPrefix(entry.Name, operatorPrefix) ||
			!strings.HasSuffix(entry.Name, operatorSuffix) {
			continue
		}
		reader, err := entry.Open()
		if err != nil {
			return err
		}
		text, err := io.ReadAll(io.LimitReader(reader, 8<<20))
		reader.Close()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, path.Base(entry.Name)), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
