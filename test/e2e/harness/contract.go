// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
)

// The limits of an answer: what a kube-apiserver v1.35 silently drops or truncates beyond, and where
// that has no limit, the product's own promise.
const (
	maxAnswer         = 256 << 10
	maxMessage        = 16 << 10
	maxPatchOps       = 128
	maxWarnings       = 10
	maxWarningBytes   = 400
	maxWarningRunes   = 4096 // all together; beyond it the API server cuts each to 256
	maxAuditViolation = 10 << 10
	maxAuditOther     = 256
	maxAnnotationName = 63
)

// Answer is a response that has passed every check.
type Answer struct {
	Allowed     bool
	Code        int64
	Message     string
	Causes      []string // the fields of the causes
	Patch       []byte   // decoded; nil when there is none
	Object      []byte   // the request's object with the patch applied; nil on DELETE
	Warnings    []string
	Annotations map[string]string
}

// request is what the checks need of an AdmissionReview.
type request struct {
	APIVersion string `json:"apiVersion"`
	Request    struct {
		UID         string          `json:"uid"`
		Operation   string          `json:"operation"`
		SubResource string          `json:"subResource"`
		Object      json.RawMessage `json:"object"`
	} `json:"request"`
}

// CheckAnswer holds a response to the whole contract: what the API server checks, what it silently
// drops, and what the product promises on top. mutating says which webhook was asked.
func CheckAnswer(review []byte, mutating bool, code int, header http.Header, body []byte) (*Answer, error) {
	var asked request
	if err := json.Unmarshal(review, &asked); err != nil {
		return nil, fmt.Errorf("the request itself: %w", err)
	}
	if err := checkHTTP(code, header, body); err != nil {
		return nil, err
	}
	document, err := ParseStrict(body)
	if err != nil {
		return nil, err
	}
	top, err := members(document, "apiVersion", "kind", "response")
	if err != nil {
		return nil, fmt.Errorf("the review: %w", err)
	}
	if top["apiVersion"] != asked.APIVersion || top["kind"] != "AdmissionReview" {
		return nil, fmt.Errorf("answers as %v %v", top["apiVersion"], top["kind"])
	}
	response, err := members(top["response"],
		"uid", "allowed", "status", "patch", "patchType", "auditAnnotations", "warnings")
	if err != nil {
		return nil, fmt.Errorf("response: %w", err)
	}
	if response["uid"] != asked.Request.UID {
		return nil, fmt.Errorf("uid is %v, asked with %s", response["uid"], asked.Request.UID)
	}
	return checkResponse(&asked, mutating, response)
}

func checkResponse(asked *request, mutating bool, response map[string]any) (*Answer, error) {
	allowed, ok := response["allowed"].(bool)
	if !ok {
		return nil, fmt.Errorf("allowed is %v, not a boolean", response["allowed"])
	}
	answer := &Answer{Allowed: allowed}
	err := errors.Join(
		answer.checkStatus(asked, response["status"]),
		answer.checkPatch(asked, mutating, response),
		answer.checkWarnings(response["warnings"]),
		answer.checkAnnotations(response["auditAnnotations"]))
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func checkHTTP(code int, header http.Header, body []byte) error {
	if code != http.StatusOK {
		return fmt.Errorf("HTTP %d", code)
	}
	if kind, _, err := mime.ParseMediaType(header.Get("Content-Type")); err != nil ||
		kind != "application/json" {
		return fmt.Errorf("Content-Type %q", header.Get("Content-Type"))
	}
	if header.Get("Content-Encoding") != "" {
		return fmt.Errorf("Content-Encoding %q", header.Get("Content-Encoding"))
	}
	if len(body) == 0 || len(body) > maxAnswer {
		return fmt.Errorf("the body has %d bytes", len(body))
	}
	return nil
}

// members returns the object's members, refusing any that is not in the list: the API server ignores
// a misspelt or wrongly cased name, and what it carries is lost.
func members(value any, names ...string) (map[string]any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("is %T, not an object", value)
	}
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
	}
	for name := range object {
		if !known[name] {
			return nil, fmt.Errorf("member %q is unknown", name)
		}
	}
	return object, nil
}

// reasons of the denial codes that the product may use.
var reasons = map[int64]string{
	403: "Forbidden", 422: "Invalid", 429: "TooManyRequests", 500: "InternalError",
}

// Words in a denial after which tools delete and recreate the object (Flux's immutable errors).
var recreate = regexp.MustCompile(`is\simmutable|immutable\sfield`)

func (a *Answer) checkStatus(asked *request, value any) error {
	if value == nil {
		if !a.Allowed {
			return errors.New("denied without a status")
		}
		return nil
	}
	status, err := members(value, "metadata", "status", "message", "reason", "details", "code")
	if err != nil {
		return fmt.Errorf("status: %w", err)
	}
	if a.Allowed {
		return nil // the API server ignores it
	}
	number, _ := status["code"].(json.Number)
	a.Code, err = number.Int64()
	if err != nil {
		return fmt.Errorf("status.code is %v", status["code"])
	}
	reason, known := reasons[a.Code]
	if !known || status["reason"] != reason {
		return fmt.Errorf("denied with code %d and reason %v", a.Code, status["reason"])
	}
	a.Message, _ = status["message"].(string)
	if a.Message == "" || len(a.Message) > maxMessage {
		return fmt.Errorf("the denial's message has %d bytes", len(a.Message))
	}
	return a.checkDenial(asked, status)
}

func (a *Answer) checkDenial(asked *request, status map[string]any) error {
	operation := asked.Request.Operation
	switch {
	case operation == "DELETE":
		return errors.New("a DELETE is denied")
	case operation != "CREATE" && a.Code == 422:
		return fmt.Errorf("%s is denied with 422: tools would delete and recreate", operation)
	case recreate.MatchString(a.Message):
		return errors.New("the message has words after which tools recreate")
	case a.Code != 422:
		return nil
	}
	details, err := members(status["details"], "name", "group", "kind", "uid", "causes",
		"retryAfterSeconds")
	if err != nil {
		return fmt.Errorf("status.details: %w", err)
	}
	causes, _ := details["causes"].([]any)
	if len(causes) == 0 {
		return errors.New("denied with 422 and no causes")
	}
	for _, cause := range causes {
		fields, err := members(cause, "reason", "message", "field")
		if err != nil {
			return fmt.Errorf("cause: %w", err)
		}
		field, _ := fields["field"].(string)
		message, _ := fields["message"].(string)
		rest := strings.HasPrefix(message, "and ") // "and 3 more" belongs to no field
		if field == "" && !rest || message == "" || strings.ContainsAny(field, "\n\t") {
			return fmt.Errorf("cause %v lacks its field or message", fields)
		}
		a.Causes = append(a.Causes, field)
	}
	return nil
}

func (a *Answer) checkPatch(asked *request, mutating bool, response map[string]any) error {
	operation := asked.Request.Operation
	if operation != "DELETE" {
		a.Object = asked.Request.Object
	}
	patch, hasPatch := response["patch"]
	patchType, hasType := response["patchType"]
	if hasPatch != hasType {
		return errors.New("patch and patchType go together")
	}
	if !hasPatch {
		return nil
	}
	switch {
	case !a.Allowed:
		return errors.New("a patch on a denial")
	case !mutating:
		return errors.New("a patch from the validating webhook")
	case operation != "CREATE" && operation != "UPDATE" || asked.Request.SubResource != "":
		return fmt.Errorf("a patch on %s %s", operation, asked.Request.SubResource)
	case patchType != "JSONPatch":
		return fmt.Errorf("patchType %v", patchType)
	}
	text, _ := patch.(string)
	decoded, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(decoded) == 0 {
		return fmt.Errorf("patch is not standard base64: %v", err)
	}
	a.Patch = decoded
	a.Object, err = applyPatch(asked.Request.Object, decoded)
	return err
}

// applyPatch applies the operations one by one, as the API server's own library does, after checking
// each: only additions of something new, inside the object, outside what identifies it.
func applyPatch(object, patch []byte) ([]byte, error) {
	if _, err := ParseStrict(patch); err != nil {
		return nil, fmt.Errorf("patch: %w", err)
	}
	operations, err := jsonpatch.DecodePatch(patch)
	if err != nil {
		return nil, fmt.Errorf("patch: %w", err)
	}
	if len(operations) == 0 || len(operations) > maxPatchOps {
		return nil, fmt.Errorf("patch has %d operations", len(operations))
	}
	for _, operation := range operations {
		path, err := operation.Path()
		if err != nil {
			return nil, fmt.Errorf("patch: %w", err)
		}
		if err := checkOperation(object, operation.Kind(), path); err != nil {
			return nil, err
		}
		if object, err = (jsonpatch.Patch{operation}).Apply(object); err != nil {
			return nil, fmt.Errorf("operation on %s does not apply: %w", path, err)
		}
	}
	return object, nil
}

func checkOperation(object []byte, kind, path string) error {
	if kind != "add" {
		return fmt.Errorf("operation %s on %s: only additions are promised", kind, path)
	}
	if path != "/spec" && !strings.HasPrefix(path, "/spec/") &&
		!strings.HasPrefix(path, "/metadata/annotations") {
		return fmt.Errorf("operation on %s, outside the spec", path)
	}
	if exists, err := pointerExists(object, path); err != nil || exists {
		return fmt.Errorf("operation on %s overwrites (%v)", path, err)
	}
	return nil
}

// pointerExists follows an RFC 6901 pointer by itself, so that it does not share a mistake with the
// library that applies the patch.
func pointerExists(text []byte, pointer string) (bool, error) {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return false, err
	}
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		switch at := value.(type) {
		case map[string]any:
			next, ok := at[token]
			if !ok {
				return false, nil
			}
			value = next
		case []any:
			return false, nil // an element is inserted, never replaced
		default:
			return false, fmt.Errorf("%T has no member %q", at, token)
		}
	}
	return true, nil
}

func (a *Answer) checkWarnings(value any) error {
	if value == nil {
		return nil
	}
	list, ok := value.([]any)
	if !ok || len(list) > maxWarnings {
		return fmt.Errorf("warnings: %T of %d", value, len(list))
	}
	seen, runes := map[string]bool{}, 0
	for _, item := range list {
		warning, _ := item.(string)
		runes += utf8.RuneCountInString(warning)
		switch {
		case warning == "" || len(warning) > maxWarningBytes:
			return fmt.Errorf("warning of %d bytes: %q", len(warning), warning)
		case strings.ContainsFunc(warning, unicode.IsControl):
			return fmt.Errorf("warning %q has a control character: it would be dropped", warning)
		case seen[warning]:
			return fmt.Errorf("warning %q stands twice", warning)
		}
		seen[warning] = true
		a.Warnings = append(a.Warnings, warning)
	}
	if runes > maxWarningRunes {
		return fmt.Errorf("warnings of %d runes would be truncated", runes)
	}
	return nil
}

var annotationName = regexp.MustCompile(`^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$`)

func (a *Answer) checkAnnotations(value any) error {
	if value == nil {
		return nil
	}
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("auditAnnotations is %T", value)
	}
	a.Annotations = map[string]string{}
	for name, item := range object {
		text, _ := item.(string)
		limit := maxAuditOther
		if name == "audit-violations" {
			limit = maxAuditViolation
		}
		if !annotationName.MatchString(name) || len(name) > maxAnnotationName {
			return fmt.Errorf("audit annotation %q would be dropped", name)
		}
		if text == "" || len(text) > limit {
			return fmt.Errorf("audit annotation %s has %d bytes", name, len(text))
		}
		a.Annotations[name] = text
	}
	return nil
}
