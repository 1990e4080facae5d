// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"time"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
)

// Call is one admission call as it arrived.
type Call struct {
	Path       string
	Header     http.Header
	ServerName string // the name that the API server asked for in the handshake
	Protocol   string // the application protocol that both agreed on
	Body       []byte // the AdmissionReview
}

// GoHook is a webhook inside the test program: it stands for the other webhooks of a cluster, and
// it records what the API server sends.
type GoHook struct {
	Endpoint Endpoint
	server   *http.Server
}

// StartGoHook serves at the replica's address. answer gets each call and returns what stands in the
// response beside uid and allowed, or nil.
func (c *Cluster) StartGoHook(replica int, answer func(Call) map[string]any) (*GoHook, error) {
	address := c.Network.Address(replica)
	pair, err := c.CA.Issue(append(c.CertificateNames(), address)...)
	if err != nil {
		return nil, err
	}
	certificate, err := tls.X509KeyPair(pair.Certificate, pair.Key)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		return nil, err
	}
	hook := &GoHook{
		Endpoint: Endpoint{Address: address, Port: listener.Addr().(*net.TCPAddr).Port},
		server: &http.Server{
			Handler:           goHookHandler(answer),
			ReadHeaderTimeout: 5 * time.Second,
			TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}},
		},
	}
	go func() { _ = hook.server.ServeTLS(listener, "", "") }()
	return hook, nil
}

// Stop closes the hook and its connections.
func (h *GoHook) Stop() {
	_ = h.server.Close()
}

func goHookHandler(answer func(Call) map[string]any) http.Handler {
	return http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(io.LimitReader(request.Body, 32<<20))
		var review struct {
			APIVersion string `json:"apiVersion"`
			Request    struct {
				UID string `json:"uid"`
			} `json:"request"`
		}
		if err == nil {
			err = json.Unmarshal(body, &review)
		}
		if err != nil {
			http.Error(writer, "not a review", http.StatusBadRequest)
			return
		}
		response := answer(Call{
			Path: request.URL.Path, Header: request.Header, Body: body,
			ServerName: request.TLS.ServerName, Protocol: request.TLS.NegotiatedProtocol,
		})
		if response == nil {
			response = map[string]any{}
		}
		response["uid"], response["allowed"] = review.Request.UID, true
		writer.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(writer).Encode(map[string]any{
			"apiVersion": review.APIVersion, "kind": "AdmissionReview", "response": response,
		})
	})
}

// OtherMutator registers the hook as a second mutating webhook for Flink kinds, one that runs after
// the product's because its configuration's name sorts after it. The caller runs the returned
// function when done.
func (c *Cluster) OtherMutator(hook *GoHook, namespace string) (func() error, error) {
	const name = "zz-other"
	configuration := &admissionv1.MutatingWebhookConfiguration{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Webhooks: []admissionv1.MutatingWebhook{{
			Name: "other.example.com",
			ClientConfig: admissionv1.WebhookClientConfig{
				URL:      ptr.To("https://" + hook.Endpoint.String() + "/other"),
				CABundle: c.CA.PEM,
			},
			Rules: []admissionv1.RuleWithOperations{{
				Operations: []admissionv1.OperationType{admissionv1.Create, admissionv1.Update},
				Rule: admissionv1.Rule{
					APIGroups: []string{"flink.apache.org"}, APIVersions: []string{"*"},
					Resources: []string{"*"},
				},
			}},
			NamespaceSelector: &metav1.LabelSelector{
				MatchLabels: map[string]string{corev1.LabelMetadataName: namespace},
			},
			AdmissionReviewVersions: []string{"v1"},
			SideEffects:             ptr.To(admissionv1.SideEffectClassNone),
			TimeoutSeconds:          ptr.To(int32(3)),
		}},
	}
	ctx := context.Background()
	api := c.Clients.AdmissionregistrationV1().MutatingWebhookConfigurations()
	if _, err := api.Create(ctx, configuration, metav1.CreateOptions{}); err != nil {
		return nil, err
	}
	return func() error {
		err := api.Delete(ctx, name, metav1.DeleteOptions{})
		if apierrors.IsNotFound(err) {
			return nil
		}
		return err
	}, nil
}
