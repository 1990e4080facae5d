// SPDX-License-Identifier: Apache-2.0

// Package cases holds the end-to-end cases: what a person at kubectl, a controller and the API
// server itself see of the product.
package cases

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"testing"

	"sluice.dev/sluice/test/e2e/harness"
)

var (
	crdSource = flag.String("crds", harness.CRDsAuto, "definitions to install: auto, shared or public")
	keepLogs  = flag.Bool("keep-logs", false, "keep the logs of a run that passed")
)

// cluster is the one control plane of the run. Cases run one after another and register their own
// servers, so none may be marked parallel.
var cluster *harness.Cluster

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runAll(m))
}

func runAll(m *testing.M) int {
	paths, err := harness.FindPaths()
	if err != nil {
		return giveUp(err)
	}
	public := *crdSource == harness.CRDsPublic || *crdSource == harness.CRDsAuto && paths.Shared == ""
	if public && !harness.InOwnNetwork() {
		if err := harness.DownloadCRDs(paths); err != nil {
			return giveUp(err)
		}
	}
	if code, done := harness.EnterOwnNetwork(); done {
		return code
	}
	cluster, err = harness.Start(paths, harness.CurrentNetwork())
	if err == nil {
		err = installCRDs()
	}
	stopWhenInterrupted()
	code := 1
	if err == nil {
		code = m.Run()
	} else {
		giveUp(err)
	}
	stop(code)
	return code
}

func stop(code int) {
	if cluster == nil {
		return
	}
	if kept := cluster.Stop(code != 0 || *keepLogs); kept != "" {
		fmt.Fprintln(os.Stderr, "e2e: logs are kept in", kept)
	}
}

func stopWhenInterrupted() {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		<-interrupts
		stop(1)
		os.Exit(130)
	}()
}

func installCRDs() error {
	origin, err := cluster.InstallCRDs(*crdSource)
	if err != nil {
		return err
	}
	var names []string
	for name := range origin {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Printf("e2e: %s: %s\n", name, origin[name])
	}
	return nil
}

func giveUp(err error) int {
	fmt.Fprintln(os.Stderr, "e2e:", err)
	return 1
}
