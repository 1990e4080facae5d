// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"reflect"
	"time"

	"sluice.dev/tools/vectors/spotify/v1beta1"
)

// row is one line of a file of vectors.
type row struct {
	ID         string          `json:"id"`
	Kind       string          `json:"kind"` // default or validate
	Source     string          `json:"source"`
	Base       string          `json:"base,omitempty"`
	Mutations  []string        `json:"mutations,omitempty"`
	Delivery   string          `json:"delivery"`
	Operation  string          `json:"operation"`
	Name       string          `json:"name"`
	Namespace  string          `json:"namespace"`
	Object     json.RawMessage `json:"object,omitempty"`
	Old        json.RawMessage `json:"oldObject,omitempty"`
	Now        string          `json:"now,omitempty"`
	Allowed    bool            `json:"allowed"`
	Code       int32           `json:"code"`
	Reason     string          `json:"reason,omitempty"`
	Message    string          `json:"message"`
	MergePatch json.RawMessage `json:"semanticMergePatch,omitempty"`
	AnyOrder   bool            `json:"messageOrderRandom,omitempty"`
}

// answer fills in what the model says of the row's input.
func (r *row) answer(webhook v1beta1.Webhook) {
	review := v1beta1.Review{Operation: r.Operation, Object: given(r.Object), Old: given(r.Old)}
	if r.Now != "" {
		moment, err := time.Parse(time.RFC3339Nano, r.Now)
		if err != nil {
			fatal(err)
		}
		review.Now = moment
	}
	call := webhook.Validate
	if r.Kind == "default" {
		call = webhook.Mutate
	}
	said := call(review)
	r.Allowed, r.Code, r.Reason, r.Message = said.Allowed, said.Code, said.Reason, said.Message
	if r.Kind == "default" && said.Allowed {
		r.MergePatch = json.RawMessage("{}")
		if said.Before != nil {
			r.MergePatch = encode(difference(parse(said.Before), parse(said.After)))
		}
	}
}

func given(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

// difference is the RFC 7386 patch that makes b of a.
func difference(a, b any) any {
	before, isMap := a.(map[string]any)
	after, becomesMap := b.(map[string]any)
	if !isMap || !becomesMap {
		return b
	}
	patch := map[string]any{}
	for key := range before {
		if _, stays := after[key]; !stays {
			patch[key] = nil
		}
	}
	for key, value := range after {
		if was, known := before[key]; !known {
			patch[key] = value
		} else if !reflect.DeepEqual(was, value) {
			patch[key] = difference(was, value)
		}
	}
	return patch
}

// parse keeps numbers as they are written.
func parse(text []byte) any {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		fatal(err)
	}
	return value
}

func encode(value any) json.RawMessage {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		fatal(err)
	}
	return bytes.TrimSpace(buffer.Bytes())
}

func readRows(path string) []row {
	file, err := os.Open(path)
	if err != nil {
		fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		fatal(err)
	}
	lines := bufio.NewReaderSize(unpacked, 1<<20)
	var rows []row
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var next row
			if problem := json.Unmarshal(line, &next); problem != nil {
				fatal(problem)
			}
			rows = append(rows, next)
		}
		if err == io.EOF {
			return rows
		}
		if err != nil {
			fatal(err)
		}
	}
}

// writeRows packs without name and time, so that equal rows make equal files.
func writeRows(path string, rows []row) {
	file, err := os.Create(path)
	if err != nil {
		fatal(err)
	}
	packed, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	if err != nil {
		fatal(err)
	}
	for _, each := range rows {
		if _, err := packed.Write(append(encode(each), '\n')); err != nil {
			fatal(err)
		}
	}
	if err := packed.Close(); err != nil {
		fatal(err)
	}
	if err := file.Close(); err != nil {
		fatal(err)
	}
}
