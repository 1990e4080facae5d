// SPDX-License-Identifier: Apache-2.0

package v1beta1

import (
	"dario.cat/mergo"
	"github.com/hashicorp/go-version"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

var first110 = version.Must(version.NewVersion("1.10"))

func parseVersion(text string) (*version.Version, error) {
	if text == "" {
		return nil, nil
	}
	return version.NewVersion(text)
}

func isOld(v *version.Version) bool { return v == nil || v.LessThan(first110) }

// Default completes a cluster as the mutating webhook does.
func (c *FlinkCluster) Default() {
	spec := &c.Spec
	if spec.BatchSchedulerName != nil {
		spec.BatchScheduler = &BatchSchedulerSpec{Name: *spec.BatchSchedulerName}
	}
	if spec.JobManager == nil {
		spec.JobManager = &JobManagerSpec{}
	}
	if spec.TaskManager == nil {
		spec.TaskManager = &TaskManagerSpec{}
	}
	v, err := parseVersion(spec.FlinkVersion)
	if err != nil {
		v = nil
	}
	jm, tm := spec.JobManager, spec.TaskManager
	defaultMemory(v, &jm.MemoryOffHeapMin, &jm.MemoryOffHeapRatio, &jm.MemoryProcessRatio)
	defaultMemory(v, &tm.MemoryOffHeapMin, &tm.MemoryOffHeapRatio, &tm.MemoryProcessRatio)
	defaultProbes(jm.Ports.RPC, &jm.LivenessProbe, &jm.ReadinessProbe)
	defaultProbes(tm.Ports.RPC, &tm.LivenessProbe, &tm.ReadinessProbe)
}

func defaultMemory(v *version.Version, minimum *resource.Quantity, offHeap, process **int32) {
	set := func(ratio **int32, value int32) {
		if *ratio == nil {
			*ratio = &value
		}
	}
	if !isOld(v) {
		set(process, 80)
		return
	}
	// A quantity that was written, "0" too, has a format.
	if minimum.Format == "" {
		*minimum = resource.MustParse("600M")
	}
	set(offHeap, 25)
}

func defaultProbes(rpc *int32, liveness, readiness **corev1.Probe) {
	if rpc == nil {
		return
	}
	*liveness = overProbe(*rpc, 60, 5, *liveness)
	*readiness = overProbe(*rpc, 5, 60, *readiness)
}

// The user's probe merged over the operator's.
func overProbe(port, period, failures int32, users *corev1.Probe) *corev1.Probe {
	probe := corev1.Probe{
		ProbeHandler: corev1.ProbeHandler{
			TCPSocket: &corev1.TCPSocketAction{Port: intstr.FromInt32(port)},
		},
		TimeoutSeconds:      10,
		InitialDelaySeconds: 5,
		PeriodSeconds:       period,
		FailureThreshold:    failures,
	}
	if users != nil {
		if err := mergo.Merge(&probe, *users, mergo.WithOverride); err != nil {
			panic(err)
		}
	}
	return &probe
}
