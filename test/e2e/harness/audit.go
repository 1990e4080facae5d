// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// AuditEvent is what the API server's audit log says about one request.
type AuditEvent struct {
	Verb        string            `json:"verb"`
	Annotations map[string]string `json:"annotations"`
	ObjectRef   struct {
		Namespace   string `json:"namespace"`
		Name        string `json:"name"`
		Resource    string `json:"resource"`
		Subresource string `json:"subresource"`
	} `json:"objectRef"`
	ResponseStatus struct {
		Code int `json:"code"`
	} `json:"responseStatus"`
}

// AuditEvents are the events of a namespace, in order.
func (c *Cluster) AuditEvents(namespace string) ([]AuditEvent, error) {
	text, err := os.ReadFile(c.AuditLog)
	if err != nil {
		return nil, err
	}
	var found []AuditEvent
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var event AuditEvent
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			return nil, fmt.Errorf("audit log: %w", err)
		}
		if event.ObjectRef.Namespace == namespace {
			found = append(found, event)
		}
	}
	return found, nil
}
