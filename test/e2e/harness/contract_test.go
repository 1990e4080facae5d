// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func review(operation, object string) []byte {
	return []byte(fmt.Sprintf(`{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1",`+
		`"request":{"uid":"u-1","operation":%q,"object":%s}}`, operation, object))
}

func answer(response string) string {
	return `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":` + response + `}`
}

func patched(patch string) string {
	return answer(`{"uid":"u-1","allowed":true,"patchType":"JSONPatch","patch":"` +
		base64.StdEncoding.EncodeToString([]byte(patch)) + `"}`)
}

func denied(code int, reason, message, details string) string {
	return answer(fmt.Sprintf(`{"uid":"u-1","allowed":false,"status":{"status":"Failure","code":%d,`+
		`"reason":%q,"message":%q%s}}`, code, reason, message, details))
}

const causes = `,"details":{"causes":[{"reason":"FieldValueInvalid","field":"spec.a","message":"m"}]}`

var jsonHeader = http.Header{"Content-Type": {"application/json"}}

func TestCheckAnswerAccepts(t *testing.T) {
	for name, c := range map[string]struct {
		operation string
		body      string
	}{
		"plain allow":          {"CREATE", answer(`{"uid":"u-1","allowed":true}`)},
		"addition":             {"CREATE", patched(`[{"op":"add","path":"/spec/b~1c","value":1}]`)},
		"invalid on CREATE":    {"CREATE", denied(422, "Invalid", "no", causes)},
		"forbidden on UPDATE":  {"UPDATE", denied(403, "Forbidden", "no", "")},
		"allowed DELETE":       {"DELETE", answer(`{"uid":"u-1","allowed":true,"warnings":["w"]}`)},
		"addition to a list":   {"CREATE", patched(`[{"op":"add","path":"/spec/l/-","value":1}]`)},
		"nested additions":     {"CREATE", patched(`[{"op":"add","path":"/spec/m","value":{}},{"op":"add","path":"/spec/m/n","value":1}]`)},
		"annotation of a name": {"CREATE", answer(`{"uid":"u-1","allowed":true,"auditAnnotations":{"policy-digest":"x"}}`)},
	} {
		t.Run(name, func(t *testing.T) {
			body := []byte(c.body)
			if _, err := CheckAnswer(review(c.operation, `{"spec":{"a":1,"l":[]}}`), true, 200,
				jsonHeader, body); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCheckAnswerRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		operation string
		body      string
	}{
		"other uid":               {"CREATE", answer(`{"uid":"u-2","allowed":true}`)},
		"allowed as text":         {"CREATE", answer(`{"uid":"u-1","allowed":"true"}`)},
		"wrong case":              {"CREATE", answer(`{"uid":"u-1","Allowed":true}`)},
		"unknown member":          {"CREATE", answer(`{"uid":"u-1","allowed":true,"warning":["w"]}`)},
		"member twice":            {"CREATE", answer(`{"uid":"u-1","allowed":false,"allowed":true}`)},
		"trailing text":           {"CREATE", answer(`{"uid":"u-1","allowed":true}`) + "x"},
		"empty":                   {"CREATE", ""},
		"other version":           {"CREATE", `{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","response":{"uid":"u-1","allowed":true}}`},
		"a bare status":           {"CREATE", `{"apiVersion":"v1","kind":"Status","code":403}`},
		"denied without status":   {"CREATE", answer(`{"uid":"u-1","allowed":false}`)},
		"422 without causes":      {"CREATE", denied(422, "Invalid", "no", "")},
		"422 on UPDATE":           {"UPDATE", denied(422, "Invalid", "no", causes)},
		"409":                     {"UPDATE", denied(409, "Conflict", "no", "")},
		"code and reason differ":  {"UPDATE", denied(403, "Invalid", "no", "")},
		"immutable":               {"UPDATE", denied(403, "Forbidden", "spec.a is immutable", "")},
		"denied DELETE":           {"DELETE", denied(403, "Forbidden", "no", "")},
		"empty message":           {"CREATE", denied(403, "Forbidden", "", "")},
		"long message":            {"CREATE", denied(403, "Forbidden", strings.Repeat("x", 17<<10), "")},
		"patch on DELETE":         {"DELETE", patched(`[{"op":"add","path":"/spec/b","value":1}]`)},
		"patch without type":      {"CREATE", answer(`{"uid":"u-1","allowed":true,"patch":"W10="}`)},
		"type without patch":      {"CREATE", answer(`{"uid":"u-1","allowed":true,"patchType":"JSONPatch"}`)},
		"other patch type":        {"CREATE", answer(`{"uid":"u-1","allowed":true,"patchType":"MergePatch","patch":"W10="}`)},
		"unpadded base64":         {"CREATE", answer(`{"uid":"u-1","allowed":true,"patchType":"JSONPatch","patch":"W10"}`)},
		"patch is no list":        {"CREATE", patched(`{}`)},
		"empty patch":             {"CREATE", patched(`[]`)},
		"replacement":             {"CREATE", patched(`[{"op":"replace","path":"/spec/a","value":2}]`)},
		"overwriting addition":    {"CREATE", patched(`[{"op":"add","path":"/spec/a","value":2}]`)},
		"no leading slash":        {"CREATE", patched(`[{"op":"add","path":"spec/b","value":2}]`)},
		"missing parent":          {"CREATE", patched(`[{"op":"add","path":"/spec/m/n","value":2}]`)},
		"name":                    {"CREATE", patched(`[{"op":"add","path":"/metadata/name","value":"n"}]`)},
		"status":                  {"CREATE", patched(`[{"op":"add","path":"/status/x","value":"n"}]`)},
		"newline in a warning":    {"CREATE", answer(`{"uid":"u-1","allowed":true,"warnings":["a\nb"]}`)},
		"empty warning":           {"CREATE", answer(`{"uid":"u-1","allowed":true,"warnings":[""]}`)},
		"warning twice":           {"CREATE", answer(`{"uid":"u-1","allowed":true,"warnings":["a","a"]}`)},
		"long warning":            {"CREATE", answer(`{"uid":"u-1","allowed":true,"warnings":["` + strings.Repeat("x", 401) + `"]}`)},
		"annotation with a slash": {"CREATE", answer(`{"uid":"u-1","allowed":true,"auditAnnotations":{"a/b":"x"}}`)},
		"long annotation name":    {"CREATE", answer(`{"uid":"u-1","allowed":true,"auditAnnotations":{"` + strings.Repeat("x", 64) + `":"x"}}`)},
		"empty annotation":        {"CREATE", answer(`{"uid":"u-1","allowed":true,"auditAnnotations":{"a":""}}`)},
		"not UTF-8":               {"CREATE", answer(`{"uid":"u-1","allowed":true,"warnings":["` + "\xff" + `"]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := CheckAnswer(review(c.operation, `{"spec":{"a":1}}`), true, 200,
				jsonHeader, []byte(c.body)); err == nil {
				t.Error("was accepted")
			}
		})
	}
}

func TestCheckAnswerRefusesAPatchFromTheValidatingWebhook(t *testing.T) {
	body := []byte(patched(`[{"op":"add","path":"/spec/b","value":1}]`))
	if _, err := CheckAnswer(review("CREATE", `{"spec":{}}`), false, 200, jsonHeader, body); err == nil {
		t.Error("was accepted")
	}
}

func TestCheckAnswerRefusesOtherHTTP(t *testing.T) {
	body := []byte(answer(`{"uid":"u-1","allowed":true}`))
	for name, c := range map[string]struct {
		code   int
		header http.Header
	}{
		"201":  {201, jsonHeader},
		"500":  {500, jsonHeader},
		"text": {200, http.Header{"Content-Type": {"text/plain"}}},
		"gzip": {200, http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}}},
	} {
		if _, err := CheckAnswer(review("CREATE", `{}`), true, c.code, c.header, body); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestQuantile(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(100-i) * time.Millisecond
	}
	for _, c := range []struct {
		durations []time.Duration
		q         float64
		want      time.Duration
	}{
		{nil, 0.5, 0},
		{hundred[:1], 0.99, 100 * time.Millisecond},
		{hundred, 0.5, 50 * time.Millisecond},
		{hundred, 0.99, 99 * time.Millisecond},
		{hundred, 1, 100 * time.Millisecond},
	} {
		if got := Quantile(c.durations, c.q); got != c.want {
			t.Errorf("quantile %v of %d: %s, want %s", c.q, len(c.durations), got, c.want)
		}
	}
}
