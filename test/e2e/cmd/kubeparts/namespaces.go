// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/kubernetes/pkg/controller/namespace"
)

// runNamespaces runs the namespace controller alone: it empties and removes deleted namespaces,
// which no API server does by itself.
func runNamespaces(args []string) int {
	flags := flag.NewFlagSet("namespaces", flag.ContinueOnError)
	kubeconfig := flags.String("kubeconfig", "", "kubeconfig file")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if err := serveNamespaces(*kubeconfig); err != nil {
		fmt.Fprintln(os.Stderr, "namespaces:", err)
		return 1
	}
	return 0
}

func serveNamespaces(kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 200, 400
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	objects, err := metadata.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	factory := informers.NewSharedInformerFactory(clients, 0)
	controller := namespace.NewNamespaceController(ctx, clients, objects,
		clients.Discovery().ServerPreferredNamespacedResources,
		factory.Core().V1().Namespaces(), time.Minute, corev1.FinalizerKubernetes)
	factory.Start(ctx.Done())
	controller.Run(ctx, 2)
	return nil
}
