// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"strconv"
)

func copied(value any) any { return parse(encode(value)) }

// at is what stands at path, nil when nothing does.
func at(value any, path []string) any {
	for _, key := range path {
		switch holder := value.(type) {
		case object:
			value = holder[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(holder) {
				return nil
			}
			value = holder[i]
		default:
			return nil
		}
	}
	return value
}

// setPath makes the objects and lists that lead to path; what stands in the way is replaced. A
// number in a path is the index 0 of a list.
func setPath(cluster object, path []string, value any) {
	cluster[path[0]] = set(cluster[path[0]], path[1:], value)
}

func set(holder any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if path[0] == "0" {
		list, _ := holder.([]any)
		if len(list) == 0 {
			list = []any{nil}
		}
		list[0] = set(list[0], path[1:], value)
		return list
	}
	members, ok := holder.(object)
	if !ok {
		members = object{}
	}
	members[path[0]] = set(members[path[0]], path[1:], value)
	return members
}

func deletePath(cluster object, path []string) {
	last := len(path) - 1
	if holder, ok := at(cluster, path[:last]).(object); ok {
		delete(holder, path[last])
	}
}

// What the operator's CRD sets in an object that is there, in this order.
var crdDefaults = []struct {
	path  []string
	value string
}{
	{[]string{"recreateOnUpdate"}, `true`},
	{[]string{"jobManager"}, `{}`},
	{[]string{"jobManager", "replicas"}, `1`},
	{[]string{"jobManager", "accessScope"}, `"Cluster"`},
	{[]string{"jobManager", "ports"}, `{}`},
	{[]string{"jobManager", "ports", "rpc"}, `6123`},
	{[]string{"jobManager", "ports", "blob"}, `6124`},
	{[]string{"jobManager", "ports", "query"}, `6125`},
	{[]string{"jobManager", "ports", "ui"}, `8081`},
	{[]string{"jobManager", "ingress", "useTls"}, `false`},
	{[]string{"jobManager", "resources"}, resources},
	{[]string{"taskManager"}, `{}`},
	{[]string{"taskManager", "replicas"}, `3`},
	{[]string{"taskManager", "deploymentType"}, `"StatefulSet"`},
	{[]string{"taskManager", "ports"}, `{}`},
	{[]string{"taskManager", "ports", "data"}, `6121`},
	{[]string{"taskManager", "ports", "rpc"}, `6122`},
	{[]string{"taskManager", "ports", "query"}, `6125`},
	{[]string{"taskManager", "resources"}, resources},
	{[]string{"image", "pullPolicy"}, `"Always"`},
	{[]string{"hadoopConfig", "mountPath"}, `"/etc/hadoop/conf"`},
	{[]string{"job", "allowNonRestoredState"}, `false`},
	{[]string{"job", "noLoggingToStdout"}, `false`},
	{[]string{"job", "restartPolicy"}, `"Never"`},
	{[]string{"job", "mode"}, `"Detached"`},
	{[]string{"job", "cleanupPolicy"}, `{}`},
	{[]string{"job", "cleanupPolicy", "afterJobSucceeds"}, `"DeleteCluster"`},
	{[]string{"job", "cleanupPolicy", "afterJobFails"}, `"KeepCluster"`},
	{[]string{"job", "cleanupPolicy", "afterJobCancelled"}, `"DeleteCluster"`},
	{[]string{"job", "resources"}, resources},
}

const resources = `{"limits":{"cpu":2,"memory":"2Gi"},"requests":{"cpu":"200m","memory":"512Mi"}}`

// pruned is value without the nulls of its objects, which the API server takes out where the CRD
// knows the field.
func pruned(value any) any {
	switch holder := value.(type) {
	case object:
		for key, member := range holder {
			if member == nil {
				delete(holder, key)
			} else {
				holder[key] = pruned(member)
			}
		}
	case []any:
		for i, item := range holder {
			holder[i] = pruned(item)
		}
	}
	return value
}

// complete adds what the API server adds by the CRD, and, when the row is one of a whole round
// through it, the memory ratio of the mutating webhook.
func complete(cluster object, fill bool) {
	if !fill {
		return
	}
	pruned(cluster)
	spec, ok := cluster["spec"].(object)
	if !ok {
		return
	}
	for _, each := range crdDefaults {
		last := len(each.path) - 1
		if holder, ok := at(spec, each.path[:last]).(object); ok && holder[each.path[last]] == nil {
			holder[each.path[last]] = parse([]byte(each.value))
		}
	}
	if version, _ := spec["flinkVersion"].(string); len(version) > 3 && version[:3] == "1.1" {
		for _, role := range []string{"jobManager", "taskManager"} {
			if members, ok := spec[role].(object); ok && members["memoryProcessRatio"] == nil {
				members["memoryProcessRatio"] = json.Number("80")
			}
		}
	}
}
