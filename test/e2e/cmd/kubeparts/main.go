// SPDX-License-Identifier: Apache-2.0

// Command kubeparts is etcd, kube-apiserver, kubectl and the namespace controller in one binary.
// The first argument chooses which one it is. The end-to-end tests run it as child processes.
package main

import (
	"fmt"
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/component-base/version"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"

	// Registers the JSON log format, as the upstream main packages do.
	_ "k8s.io/component-base/logs/json/register"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr,
			"usage: kubeparts etcd|kube-apiserver|kubectl|namespaces|version [ARGUMENT...]")
		os.Exit(2)
	}
	os.Args = os.Args[1:]
	os.Exit(run(os.Args[0]))
}

func run(name string) int {
	switch name {
	case "etcd":
		return runEtcd(os.Args[1:])
	case "kube-apiserver":
		return cli.Run(apiserver.NewAPIServerCommand())
	case "kubectl":
		if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
			util.CheckErr(err)
		}
		return 0
	case "namespaces":
		return runNamespaces(os.Args[1:])
	case "version":
		fmt.Println(version.Get().GitVersion)
		return 0
	}
	fmt.Fprintf(os.Stderr, "kubeparts: no part is called %q\n", name)
	return 2
}
