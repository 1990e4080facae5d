// SPDX-License-Identifier: Apache-2.0

// Prints what apimachinery makes of many quantities, one JSON object a line: the table of
// test/k8s/quantities.jsonl. Run by hand: go run . > ../../test/k8s/quantities.jsonl
package main

import (
	"encoding/json"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

type row struct {
	In      string `json:"in"`
	Error   bool   `json:"error,omitempty"`
	Sign    int    `json:"sign"`
	Value   *int64 `json:"value,omitempty"` // left out where Go's own arithmetic overflows
	Milli   *int64 `json:"milli,omitempty"`
	Decimal string `json:"decimal,omitempty"`
}

func judge(text string) row {
	out := row{In: text}
	quantity, err := resource.ParseQuantity(text)
	if err != nil {
		out.Error = true
		return out
	}
	out.Sign = quantity.Sign()
	decimal := quantity.AsDec().String()
	if strings.Contains(decimal, ".") {
		decimal = strings.TrimRight(strings.TrimRight(decimal, "0"), ".")
	}
	out.Decimal = decimal
	limit := resource.MustParse("9000000000000000")
	if fresh := resource.MustParse(text); fresh.Sign() >= 0 && fresh.Cmp(limit) < 0 {
		value, milli := fresh.Value(), fresh.MilliValue()
		out.Value, out.Milli = &value, &milli
	}
	return out
}

func main() {
	numbers := []string{"", "0", "00", "1", "01", "5.", ".", ".5", "0.5", "1.5", "1.10", "12.345678901",
		"0.0000000001", "0.1234567891", "1000", "1024", "999999999999999999", "9223372036854775807",
		"9223372036854775808", "123456789012345678901234567890", "8191.9999999999", "0.000", "1..5", "1,5", "x"}
	suffixes := []string{"", "n", "u", "m", "k", "K", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei",
		"ki", "mi", "KI", "i", "e", "e3", "E3", "e-3", "E+6", "e+", "e-12", "ee3", "e3.5", "e1x", "MM", "Mi3", "B",
		" ", "Zi", "e0", "e--1", "e+-1"}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for _, sign := range []string{"", "-", "+"} {
		for _, number := range numbers {
			for i, suffix := range suffixes {
				if sign != "" && i%3 != 0 && number != "1" && number != "" {
					continue
				}
				if err := encoder.Encode(judge(sign + number + suffix)); err != nil {
					panic(err)
				}
			}
		}
	}
	for _, text := range []string{" 1", "1 ", "--1", "+-1", "-+1", "1-", "1+", "1-5", "0x10", "1_000", "NaN", "Inf"} {
		if err := encoder.Encode(judge(text)); err != nil {
			panic(err)
		}
	}
}
