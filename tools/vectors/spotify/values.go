// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// odd are values for places that mostly want something else.
var odd = []string{`null`, `0`, `1`, `-1`, `1.0`, `1.5`, `1e2`, `-0`, `0.0`, `2147483647`,
	`2147483648`, `-2147483649`, `9223372036854775807`, `9223372036854775808`, `""`, `" "`,
	`"x"`, `"1"`, `"null"`, `true`, `false`, `"true"`, `[]`, `{}`, `[1]`, `["a"]`, `[null]`, `[{}]`,
	`{"a":1}`, `{"a":"b"}`, `{"a":null}`, `[[]]`}

var quantityPaths = []string{"spec.jobManager.memoryOffHeapMin", "spec.taskManager.memoryOffHeapMin",
	"spec.jobManager.resources.limits.cpu", "spec.jobManager.resources.limits.memory",
	"spec.jobManager.resources.requests.cpu", "spec.jobManager.resources.requests.memory",
	"spec.taskManager.resources.limits.cpu", "spec.taskManager.resources.limits.memory",
	"spec.taskManager.resources.requests.memory", "spec.job.resources.limits.memory",
	"spec.job.resources.requests.ephemeral-storage"}

var ratioPaths = []string{"spec.jobManager.memoryOffHeapRatio", "spec.taskManager.memoryOffHeapRatio",
	"spec.jobManager.memoryProcessRatio", "spec.taskManager.memoryProcessRatio"}

var portPaths = []string{"spec.jobManager.ports.rpc", "spec.jobManager.ports.blob",
	"spec.jobManager.ports.query", "spec.jobManager.ports.ui", "spec.taskManager.ports.rpc",
	"spec.taskManager.ports.data", "spec.taskManager.ports.query"}

var rolePaths = []string{"spec.jobManager", "spec.taskManager"}
var podPaths = []string{"spec.jobManager", "spec.taskManager", "spec.job"}

const control = "flinkclusters.flinkoperator.k8s.io/user-control"

var quantities = []string{`"0"`, `0`, `0.0`, `"0.0"`, `"-0"`, `"0n"`, `"0Gi"`, `"0e5"`, `"-1"`, `-1`,
	`"1"`, `1`, `1.0`, `"1.0"`, `"01"`, `"+1"`, `2`, `"2"`, `"200m"`, `"0.2"`, `0.5`, `"500m"`,
	`".5"`, `"1."`, `"."`, `"+"`, `"-"`, `""`, `" 1Gi"`, `"1Gi "`, `"1 Gi"`, `"\t1Gi\n"`,
	`"\u00a01Gi"`, `"1Gi\u2003"`, `"1Gi"`, `"1gi"`, `"1GI"`, `"1.5Gi"`, `"2Gi"`, `"2048Mi"`,
	`"2147483648"`, `2147483648`, `"600M"`, `"600Mi"`, `"599M"`, `"0.6G"`, `600000000`, `600e6`,
	`6e8`, `"600e6"`, `"600E6"`, `"6e+8"`, `1e3`, `"1e-3"`, `"1e-10"`, `1e-10`, `"1n"`, `"1u"`,
	`"1K"`, `"1k"`, `"1E"`, `"1Ei"`, `"1e"`, `"10E"`, `"16Ei"`, `"9223372036854775807"`,
	`"9223372036854775808"`, `9223372036854775808`, `"1e30"`, `"1e400"`, `"1Zi"`, `"0x10"`,
	`"1_000"`, `"1,5"`, `"Inf"`, `"NaN"`, `"--1"`, `"1e3Gi"`, `"1.1.1"`, `"0.1Ki"`, `"0.0001Mi"`,
	`"1m"`, `"1mi"`, `"n"`, `"Gi"`, `"e3"`, `"1e99"`,
	`"99999999999999999999999999999"`, `"0.000000000000000000001"`, `"1.000000000000000000001Gi"`,
	`true`, `[]`, `{}`, `null`, `"١"`, `"1Gi\u0000"`, `"\"1\""`, `"null"`, `"\u0031Gi"`}

var versions = []string{`""`, `"1.8"`, `"1.9.3"`, `"1.9.99"`, `"1.10"`, `"1.10.0"`, `"1.10.1"`,
	`"1.10-SNAPSHOT"`, `"1.10.0-rc1"`, `"1.10-0"`, `"1.10.0.0-rc1"`, `"1.10.0.1-rc1"`, `"1.11"`,
	`"1.14"`, `"1.14.3"`, `"v1.14"`, `"V1.14"`, `"1.14-"`, `"1.14+"`, `"1.14+meta"`, `"1.14-a+b.c"`,
	`"1.14-scala_2.12"`, `"1.14~1"`, `"1.14-~"`, `"1"`, `"2"`, `"0"`, `"01.10"`, `"1.010"`,
	`"9223372036854775807"`, `"9223372036854775808"`, `"1.9223372036854775808"`, `"1..2"`, `".1"`,
	`"1."`, `"1.x"`, `"1.14x"`, `"1.14 "`, `" 1.14"`, `"1.14\n"`, `"-1"`, `"latest"`, `"1.10beta"`,
	`"1.10a.b"`, `"1.10a..b"`, `"1.10-1.2"`, `"1.10--"`, `"1.14-1_"`, `"1.0.0.0.0.0.0.0"`,
	`"1.9.9.9.9-x"`, `1.14`, `2`, `null`, `"1.14.0-java11"`, `"1,14"`, `"1.10.0+0"`, `"1.10.0-+b"`}

var labelKeys = []string{"a", "A", "app", "a/b", "Example.com/App", "example.com/app", "a/", "/a",
	"a/b/c", "", "_x", "x_", "x_y", "-bad", "bad-", "a.b", ".a", "a..b/c", "ex_ample.com/x",
	"example.com/-x", "with space", "ünïcode", "K", "İ", "Kx/K", "a\u0000", "1", "1.2.3/4",
	strings.Repeat("x", 63), strings.Repeat("x", 64), strings.Repeat("x", 250) + "/y",
	strings.Repeat("x.", 126) + "y/z", strings.Repeat("x.", 126) + "xy/z", strings.Repeat("ü", 32),
	"K" + strings.Repeat("x", 61), "K" + strings.Repeat("x", 62)}

var labelValues = []string{"", "v", "V", "a b", "a/b", "-a", "a-", "_", "a_b.c-d", "true", "ü",
	strings.Repeat("v", 63), strings.Repeat("v", 64), " ", "\n", "v\n"}

var moments = []string{"2026-11-22T12:00:00Z", "2026-11-22T11:59:00Z", "2026-11-22T11:50:00Z",
	"2026-11-22T11:49:59.999999999Z", "2026-11-22T11:50:00.000000001Z", "2026-11-22T11:59:00,5Z",
	"2026-11-22T12:59:00+01:00", "2026-11-22T11:59:00z", "2026-11-22 11:59:00Z", "2026-11-22T11:59:00",
	"2026-11-22t11:59:00Z", "2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "2026-02-30T00:00:00Z",
	"2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2026-11-22T9:59:00Z", "2026-11-22T24:00:00Z",
	"2026-11-22T11:60:00Z", "2026-11-22T11:59:60Z", "2026-11-22T11:59:00+24:00",
	"2026-11-22T11:59:00+25:00", "2026-11-22T11:59:00+00:60", "2026-11-22T11:59:00+00:61",
	"2026-11-22T11:59:00-00:00", "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "not a time", " ",
	"2026-11-22T11:59:00.Z", "2026-11-22T11:59:00.1234567891Z", "2026-1-22T11:59:00Z",
	"2026-11-22T11:59:00+0100", "2026-11-22T11:59:00+01", "12026-11-22T11:59:00Z",
	"2026-11-22T11:59:00Z ", "2026-00-22T11:59:00Z", "2026-11-00T11:59:00Z", "9999-12-31T23:59:59Z"}

var names = []string{"a", "orders", "o", "1abc", "Orders", "a-", "-a", "a.b", "a_b", "", "ä",
	strings.Repeat("a", 48), strings.Repeat("a", 49), strings.Repeat("a", 50), "a b", "a\n",
	strings.Repeat("ä", 24), "x9", "a--b"}

var namespaces = []string{"default", "1a", "", "-a", "a-", "A", "a.b", strings.Repeat("n", 63),
	strings.Repeat("n", 64), "ü", "a_b", "0"}

// pick reads one of some JSON texts.
func (m *maker) pick(texts ...string) any {
	return parse([]byte(texts[m.IntN(len(texts))]))
}

func (m *maker) one(texts []string) string { return texts[m.IntN(len(texts))] }

func (m *maker) quantity() any {
	if m.chance(60) {
		return m.pick(quantities...)
	}
	sign := m.one([]string{"", "", "", "-", "+"})
	text := sign + m.digits(4)
	// Of negative fractions apimachinery makes amounts that nobody means.
	if sign != "-" && m.chance(40) {
		text += "." + m.digits(3)
	}
	text += m.one([]string{"", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti",
		"Pi", "Ei", "e1", "e-2", "E3", "e+9", "e12", "K", "i"})
	return text
}

func (m *maker) digits(most int) string {
	var out strings.Builder
	for range m.IntN(most + 1) {
		out.WriteByte(byte('0' + m.IntN(10)))
	}
	return out.String()
}

func (m *maker) version() any {
	if m.chance(75) {
		return m.pick(versions...)
	}
	const letters = "0011123479.....---~+avrc_ "
	var out strings.Builder
	out.WriteString(m.one([]string{"", "1", "1.1", "1.10", "1.10.0", "v1", "2."}))
	for range m.IntN(7) {
		out.WriteByte(letters[m.IntN(len(letters))])
	}
	return out.String()
}

// moment is a time of a savepoint as text, mostly one near the clock of the rows.
func (m *maker) moment() string {
	if m.chance(60) {
		return m.one(moments)
	}
	text := []byte(fmt.Sprintf("2026-11-22T%02d:%02d:%02dZ", 10+m.IntN(3), m.IntN(60), m.IntN(60)))
	if m.chance(25) {
		text[m.IntN(len(text))] = "0123456789-:TZ.,+ "[m.IntN(18)]
	}
	return string(text)
}

func (m *maker) text(pool []string) string {
	if m.chance(75) {
		return m.one(pool)
	}
	letters := []rune("aZ09-_./ xüKİ")
	var out strings.Builder
	for range m.IntN(8) {
		out.WriteRune(letters[m.IntN(len(letters))])
	}
	return out.String()
}

func (m *maker) labels() any {
	members := object{}
	for range m.IntN(4) {
		members[m.text(labelKeys)] = m.text(labelValues)
	}
	if m.chance(5) {
		members["big"] = strings.Repeat("v", 262144-m.IntN(8))
	}
	if m.chance(4) {
		members["n"] = m.pick(odd...)
	}
	return members
}

func (m *maker) extraPorts() any {
	list := []any{}
	for range m.IntN(4) {
		port := object{}
		if m.chance(90) {
			port["containerPort"] = m.pick(`9999`, `6123`, `6122`, `6121`, `6124`, `8081`, `9249`, `0`, `1`)
		}
		if m.chance(60) {
			port["name"] = m.pick(`"rpc"`, `"data"`, `"ui"`, `"blob"`, `"query"`, `"prom"`, `"x"`, `""`, `null`)
		}
		if m.chance(20) {
			port["protocol"] = m.pick(`"TCP"`, `"UDP"`, `""`)
		}
		list = append(list, port)
	}
	return list
}

func (m *maker) probe() any {
	members := object{}
	for _, key := range []string{"initialDelaySeconds", "timeoutSeconds", "periodSeconds",
		"failureThreshold", "successThreshold", "terminationGracePeriodSeconds"} {
		if m.chance(35) {
			members[key] = m.pick(`0`, `1`, `5`, `10`, `30`, `60`, `-1`, `null`)
		}
	}
	handlers := []string{`{"port":9000}`, `{"port":"query"}`, `{"port":0}`, `{}`, `{"port":""}`,
		`{"host":"127.0.0.1"}`, `{"host":"h","port":1}`, `null`}
	if m.chance(40) {
		members["tcpSocket"] = m.pick(handlers...)
	}
	if m.chance(15) {
		members["httpGet"] = m.pick(`{"port":8081,"path":"/"}`, `{"port":"ui"}`, `{}`, `null`)
	}
	if m.chance(8) {
		members["exec"] = m.pick(`{"command":["a"]}`, `{}`, `{"command":[]}`, `null`)
	}
	if m.chance(8) {
		members["grpc"] = m.pick(`{"port":9000}`, `{"port":1,"service":""}`, `{}`, `null`)
	}
	return members
}

func (m *maker) status() any {
	status := object{"state": "Running", "components": object{}}
	if m.chance(40) {
		status["control"] = object{"name": m.pick(`"savepoint"`, `"job-cancel"`), "updateTime": "",
			"state": m.pick(`"InProgress"`, `"Succeeded"`, `"Failed"`, `"Requested"`, `""`, `"inProgress"`)}
	}
	if m.chance(12) {
		return status
	}
	job := object{"state": m.pick(`"Running"`, `"Deploying"`, `"Updating"`, `"Pending"`, `"Restarting"`,
		`"Succeeded"`, `"Cancelled"`, `"Failed"`, `"Lost"`, `"DeployFailed"`, `"Unknown"`, `""`,
		`"running"`, `"Finished"`)}
	put := func(percent int, key string, value any) {
		if m.chance(percent) {
			job[key] = value
		}
	}
	put(60, "savepointGeneration", m.pick(`0`, `1`, `2`, `3`, `2147483647`, `-1`))
	put(75, "savepointLocation", m.pick(`"gs://b/sp-1"`, `"gs://b/sp-1"`, `""`, `" "`))
	put(75, "savepointTime", m.moment())
	put(12, "finalSavepoint", m.chance(60))
	put(55, "completionTime", m.pick(`"2026-11-22T11:59:30Z"`, `"2020-01-01T00:10:00Z"`,
		`"2020-01-01T00:10:01Z"`, `"2020-01-01T01:10:00+01:00"`, `null`, `"0001-01-01T00:00:00Z"`,
		`"2026-11-22T12:00:00Z"`))
	put(20, "failureReasons", m.pick(`["boom"]`, `[]`, `["a\n\"é\u2028<b>"]`))
	status["components"].(object)["job"] = job
	return status
}

// otherSpelling writes a value anew, in the same or nearly the same meaning.
func (m *maker) otherSpelling(value any) any {
	switch was := value.(type) {
	case json.Number:
		return m.pick(was.String(), `"`+was.String()+`"`, was.String()+".0", was.String()+"e0")
	case string:
		switch was {
		case "2Gi":
			return m.pick(`"2048Mi"`, `"2147483648"`, `2147483648`, `"2Gi "`, `" 2Gi"`)
		case "1Gi":
			return m.pick(`"1024Mi"`, `"1Gi\n"`, `1073741824`)
		case "1", "2":
			return m.pick(was, was+".0", `"0`+was+`"`, `"`+was+`000m"`, `" `+was+`"`)
		}
		return m.pick(string(encode(was)), `""`, `null`, string(encode(was+" ")))
	case bool:
		return m.pick(`null`, `false`, `true`)
	case object:
		if len(was) == 0 {
			return nil
		}
		return m.pick(string(encode(was)), `{}`, `null`)
	case []any:
		return m.pick(string(encode(was)), `[]`, `null`)
	}
	return m.pick(`0`, `""`, `false`, `null`)
}
