// SPDX-License-Identifier: Apache-2.0

package main

import "strings"

// target is a place that the webhook reads, and values that make a difference there.
type target struct {
	paths  []string
	weight int
	value  func(m *maker) any
}

func of(texts ...string) func(m *maker) any {
	return func(m *maker) any { return m.pick(texts...) }
}

var highAvailability = of(`{}`, `null`, `{"high-availability":"zookeeper"}`,
	`{"high-availability":"kubernetes","kubernetes.cluster-id":"x","high-availability.storageDir":"gs://b"}`,
	`{"high-availability":"NONE","kubernetes.cluster-id":"x","high-availability.storageDir":"gs://b"}`,
	`{"high-availability":"none ","kubernetes.cluster-id":"x","high-availability.storageDir":"gs://b"}`,
	`{"high-availability":"","kubernetes.cluster-id":"x","high-availability.storageDir":"gs://b"}`,
	`{"high-availability":"k","kubernetes.cluster-id":"\u2003","high-availability.storageDir":"gs://b"}`,
	`{"high-availability":"k","kubernetes.cluster-id":"x","high-availability.storageDir":"\n"}`,
	`{"high-availability":null,"kubernetes.cluster-id":"x","high-availability.storageDir":"gs://b"}`,
	`{"high-availability":"nONE","kubernetes.cluster-id":"x","high-availability.storageDir":"gs://b"}`,
	`{"high-availability.type":"kubernetes","kubernetes.cluster-id":"x","high-availability.storageDir":"b"}`,
	`{"taskmanager.numberOfTaskSlots":"2"}`, `{"a":1}`)

var targets = []target{
	{[]string{"spec.flinkVersion"}, 8, (*maker).version},
	{[]string{"metadata.name"}, 3, func(m *maker) any { return m.one(names) }},
	{[]string{"metadata.namespace"}, 2, func(m *maker) any { return m.one(namespaces) }},
	{[]string{"metadata.annotations"}, 7, func(m *maker) any {
		return object{control: m.pick(`"savepoint"`, `"job-cancel"`, `"savepoint"`, `"job-cancel"`, `""`,
			`"Savepoint"`, `"cancel"`, `" savepoint"`)}
	}},
	{[]string{"metadata.labels"}, 1, of(`{"a":"b"}`, `{}`, `null`)},
	{[]string{"spec.batchSchedulerName"}, 2, of(`"volcano"`, `""`, `null`)},
	{[]string{"spec.batchScheduler"}, 2, of(`{"name":"volcano","queue":"q"}`, `{"name":"a"}`, `{}`,
		`{"priorityClassName":"p"}`, `null`)},
	{[]string{"spec.gcpConfig"}, 3, of(`{}`, `null`, `{"serviceAccount":null}`, `{"serviceAccount":{}}`,
		`{"serviceAccount":{"secretName":"s"}}`, `{"serviceAccount":{"secretName":"s","keyFile":"k.json"}}`,
		`{"serviceAccount":{"secretName":"s","keyFile":"k.json","mountPath":"/etc/xk.json"}}`,
		`{"serviceAccount":{"secretName":"s","keyFile":"k.json","mountPath":"/etc/gcp"}}`,
		`{"serviceAccount":{"secretName":" ","keyFile":"/","mountPath":"/etc/"}}`,
		`{"serviceAccount":{"secretName":"s","keyFile":"k","mountPath":"K"}}`)},
	{podAt("podAnnotations"), 5, (*maker).labels},
	{podAt("podLabels"), 5, (*maker).labels},
	{portPaths, 5, of(`6121`, `6122`, `6123`, `6124`, `6125`, `8081`, `9000`, `0`, `-1`, `null`, `"1"`)},
	{roleAt("extraPorts"), 6, (*maker).extraPorts},
	{quantityPaths, 12, (*maker).quantity},
	{roleAt("resources"), 3, of(`{}`, `null`, `{"limits":{}}`, `{"requests":{}}`, `{"limits":null}`,
		`{"limits":{"cpu":"1"}}`, `{"requests":{"memory":"1Gi"}}`, `{"requests":{"cpu":0,"memory":"1Gi"}}`,
		`{"limits":{"cpu":null,"memory":"1Gi"}}`, `{"limits":{"cpu":"1","memory":"1Gi"},"requests":{}}`,
		`{"claims":[{"name":"x"}]}`, `{"limits":{"memory":"0"},"requests":{"cpu":1,"memory":"500M"}}`)},
	{ratioPaths, 8, of(`0`, `1`, `25`, `80`, `100`, `101`, `-1`, `null`, `2147483647`, `1.0`)},
	{roleAt("livenessProbe"), 4, (*maker).probe},
	{roleAt("readinessProbe"), 4, (*maker).probe},
	{[]string{"spec.taskManager.deploymentType"}, 3, of(`"StatefulSet"`, `"Deployment"`, `""`, `"Foo"`, `null`)},
	{[]string{"spec.flinkProperties"}, 4, highAvailability},
	{[]string{"spec.taskManager.replicas", "spec.image.name", "spec.job.jarFile"}, 4,
		of(`1`, `2`, `"a"`, `"b"`)},
	{[]string{"spec.job"}, 2, of(`null`, `{}`, `{"jarFile":"x"}`, `{"mode":"Application"}`)},
	{[]string{"spec.job.jarFile", "spec.job.pyFile", "spec.job.pyModule"}, 4, of(`null`, `""`, `"a.jar"`)},
	{[]string{"spec.job.mode"}, 2, of(`"Application"`, `"Blocking"`, `"application"`, `""`, `null`)},
	{[]string{"spec.job.parallelism"}, 2, of(`0`, `1`, `-1`, `null`, `2147483647`)},
	{[]string{"spec.job.restartPolicy"}, 3, of(`"Never"`, `"FromSavepointOnFailure"`, `""`, `"Always"`)},
	{[]string{"spec.job.maxStateAgeToRestoreSeconds"}, 5, of(`0`, `60`, `600`, `-1`, `null`, `2147483647`)},
	{[]string{"spec.job.takeSavepointOnUpdate"}, 5, of(`true`, `false`, `false`, `null`)},
	{[]string{"spec.job.cancelRequested"}, 3, of(`true`, `false`, `null`)},
	{[]string{"spec.job.savepointGeneration"}, 5, of(`0`, `1`, `2`, `3`, `4`, `-2147483648`, `null`)},
	{[]string{"spec.job.savepointsDir"}, 3, of(`null`, `""`, `" "`, `"gs://b/savepoints"`)},
	{[]string{"spec.job.fromSavepoint"}, 3, of(`null`, `""`, `" "`, `"\u00a0\u2029"`, `"\u200b"`, `"gs://b/1"`)},
	{[]string{"spec.jobManager", "spec.taskManager", "spec", "spec.image"}, 1, of(`{}`, `null`, `[]`)},
}

func podAt(key string) []string  { return below(podPaths, key) }
func roleAt(key string) []string { return below(rolePaths, key) }

func below(holders []string, key string) []string {
	var paths []string
	for _, holder := range holders {
		paths = append(paths, holder+"."+key)
	}
	return paths
}

// targeted is a place that the webhook reads and a value for it.
func (m *maker) targeted() ([]string, any) {
	all := 0
	for _, each := range targets {
		all += each.weight
	}
	n := m.IntN(all)
	for _, each := range targets {
		if n -= each.weight; n < 0 {
			return strings.Split(m.one(each.paths), "."), each.value(m)
		}
	}
	panic("weights do not add up")
}
