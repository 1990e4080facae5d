// SPDX-License-Identifier: Apache-2.0

package v1beta1

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
)

// Review is one call of a webhook; an object that is absent is empty.
type Review struct {
	Operation   string
	Object, Old json.RawMessage
	Now         time.Time
}

// Answer is what the caller sees. Before and After are the decoded object without and with its
// defaults, of a defaulting call that decodes.
type Answer struct {
	Allowed       bool
	Code          int32
	Reason        string
	Message       string
	Before, After json.RawMessage
}

type Webhook struct{ decoder runtime.Decoder }

func NewWebhook() Webhook {
	scheme := runtime.NewScheme()
	scheme.AddKnownTypes(groupVersion, &FlinkCluster{})
	metav1.AddToGroupVersion(scheme, groupVersion)
	return Webhook{serializer.NewCodecFactory(scheme).UniversalDeserializer()}
}

func (w Webhook) decode(raw json.RawMessage) (*FlinkCluster, error) {
	if len(raw) == 0 {
		return nil, errors.New("there is no content to decode")
	}
	cluster := &FlinkCluster{}
	_, _, err := w.decoder.Decode(raw, nil, cluster)
	return cluster, err
}

// Reads says whether the object decodes.
func (w Webhook) Reads(raw json.RawMessage) bool {
	_, err := w.decode(raw)
	return err == nil
}

func unreadable(err error) Answer {
	return Answer{Code: http.StatusBadRequest, Message: err.Error()}
}

func recovered(answer *Answer) {
	if problem := recover(); problem != nil {
		*answer = Answer{Code: http.StatusInternalServerError,
			Message: fmt.Sprintf("panic: %v [recovered]", problem)}
	}
}

// Mutate answers as the defaulting webhook.
func (w Webhook) Mutate(review Review) (answer Answer) {
	defer recovered(&answer)
	if review.Operation == "DELETE" {
		return Answer{Allowed: true, Code: http.StatusOK}
	}
	cluster, err := w.decode(review.Object)
	if err != nil {
		return unreadable(err)
	}
	before := marshal(cluster)
	cluster.Default()
	return Answer{Allowed: true, Code: http.StatusOK, Before: before, After: marshal(cluster)}
}

// Validate answers as the validating webhook.
func (w Webhook) Validate(review Review) (answer Answer) {
	defer recovered(&answer)
	var refusal error
	switch review.Operation {
	case "CREATE":
		cluster, err := w.decode(review.Object)
		if err != nil {
			return unreadable(err)
		}
		refusal = cluster.ValidateCreate()
	case "UPDATE":
		cluster, err := w.decode(review.Object)
		if err != nil {
			return unreadable(err)
		}
		old, err := w.decode(review.Old)
		if err != nil {
			return unreadable(err)
		}
		refusal = cluster.ValidateUpdate(old, review.Now)
	case "DELETE":
	default:
		return unreadable(fmt.Errorf("unknown operation %q", review.Operation))
	}
	return verdict(refusal)
}

func verdict(refusal error) Answer {
	if refusal == nil {
		return Answer{Allowed: true, Code: http.StatusOK}
	}
	var status apierrors.APIStatus
	if errors.As(refusal, &status) {
		told := status.Status()
		return Answer{Code: told.Code, Reason: string(told.Reason), Message: told.Message}
	}
	return Answer{Code: http.StatusForbidden, Reason: string(metav1.StatusReasonForbidden),
		Message: refusal.Error()}
}

func marshal(cluster *FlinkCluster) json.RawMessage {
	text, err := json.Marshal(cluster)
	if err != nil {
		panic(err)
	}
	return text
}
