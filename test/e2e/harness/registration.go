// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/yaml"
)

// Where the product lives in a cluster, as deploy/base has it.
const (
	ProductNamespace = "sluice-system"
	ServiceName      = "sluice"
	portName         = "https"
)

// ServiceDNSName is the name that the API server asks the serving certificate for.
const ServiceDNSName = ServiceName + "." + ProductNamespace + ".svc"

// Endpoint is one address that answers admission calls.
type Endpoint struct {
	Address string
	Port    int
}

func (e Endpoint) String() string {
	return net.JoinHostPort(e.Address, strconv.Itoa(e.Port))
}

// Registration says how the webhooks are registered.
type Registration struct {
	CABundle  []byte
	Endpoints []Endpoint
	// Operations replaces those of deploy/base/webhooks.yaml when it is not empty.
	Operations []admissionv1.OperationType
}

// Register creates or updates the registrations of deploy/base/webhooks.yaml. In the own network
// they name the Service, whose EndpointSlice holds the endpoints; else they hold the first
// endpoint's URL. The API server learns of it a little later: see Server.WaitRegistered.
func (c *Cluster) Register(r Registration) error {
	mutating, validating, err := c.readRegistrations()
	if err != nil {
		return err
	}
	for i := range mutating.Webhooks {
		hook := &mutating.Webhooks[i]
		c.fill(&hook.ClientConfig, hook.Rules, r)
	}
	for i := range validating.Webhooks {
		hook := &validating.Webhooks[i]
		c.fill(&hook.ClientConfig, hook.Rules, r)
	}
	if c.Network.Own {
		if err := c.SetEndpoints(r.Endpoints...); err != nil {
			return err
		}
	}
	return c.putRegistrations(mutating, validating)
}

func (c *Cluster) fill(client *admissionv1.WebhookClientConfig, rules []admissionv1.RuleWithOperations,
	r Registration) {
	client.CABundle = r.CABundle
	if !c.Network.Own {
		client.URL = ptr.To("https://" + r.Endpoints[0].String() + *client.Service.Path)
		client.Service = nil
	}
	for i := range rules {
		if len(r.Operations) > 0 {
			rules[i].Operations = r.Operations
		}
	}
}

func (c *Cluster) readRegistrations() (*admissionv1.MutatingWebhookConfiguration,
	*admissionv1.ValidatingWebhookConfiguration, error) {
	path := filepath.Join(c.Paths.Root, "deploy", "base", "webhooks.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	mutating := &admissionv1.MutatingWebhookConfiguration{}
	validating := &admissionv1.ValidatingWebhookConfiguration{}
	for _, document := range strings.Split(string(text), "\n---\n") {
		var into any = mutating
		if strings.Contains(document, "\nkind: ValidatingWebhookConfiguration") {
			into = validating
		}
		if err := yaml.UnmarshalStrict([]byte(document), into); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	if len(mutating.Webhooks) == 0 || len(validating.Webhooks) == 0 {
		return nil, nil, fmt.Errorf("%s: both kinds of registration are needed", path)
	}
	return mutating, validating, nil
}

func (c *Cluster) putRegistrations(mutating *admissionv1.MutatingWebhookConfiguration,
	validating *admissionv1.ValidatingWebhookConfiguration) error {
	ctx := context.Background()
	api := c.Clients.AdmissionregistrationV1()
	_, err := api.MutatingWebhookConfigurations().Create(ctx, mutating, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		old, getErr := api.MutatingWebhookConfigurations().Get(ctx, mutating.Name, metav1.GetOptions{})
		if getErr != nil {
			return getErr
		}
		mutating.ResourceVersion = old.ResourceVersion
		_, err = api.MutatingWebhookConfigurations().Update(ctx, mutating, metav1.UpdateOptions{})
	}
	if err != nil {
		return err
	}
	_, err = api.ValidatingWebhookConfigurations().Create(ctx, validating, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		old, getErr := api.ValidatingWebhookConfigurations().Get(ctx, validating.Name,
			metav1.GetOptions{})
		if getErr != nil {
			return getErr
		}
		validating.ResourceVersion = old.ResourceVersion
		_, err = api.ValidatingWebhookConfigurations().Update(ctx, validating,
			metav1.UpdateOptions{})
	}
	return err
}

// Unregister removes the registrations; the Service stays.
func (c *Cluster) Unregister() error {
	mutating, validating, err := c.readRegistrations()
	if err != nil {
		return err
	}
	ctx := context.Background()
	api := c.Clients.AdmissionregistrationV1()
	err = api.MutatingWebhookConfigurations().Delete(ctx, mutating.Name, metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	err = api.ValidatingWebhookConfigurations().Delete(ctx, validating.Name, metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	return nil
}

// SetEndpoints writes the Service without selector and its EndpointSlice, as the controllers of a
// cluster would when pods come and go. All endpoints share one port.
func (c *Cluster) SetEndpoints(endpoints ...Endpoint) error {
	ctx := context.Background()
	if err := c.EnsureNamespace(ProductNamespace); err != nil {
		return err
	}
	service := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: ServiceName, Namespace: ProductNamespace},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: portName, Port: 443}}},
	}
	_, err := c.Clients.CoreV1().Services(ProductNamespace).Create(ctx, service,
		metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return err
	}
	slice := &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{
			Name: ServiceName, Namespace: ProductNamespace,
			Labels: map[string]string{discoveryv1.LabelServiceName: ServiceName},
		},
		AddressType: discoveryv1.AddressTypeIPv4,
		Ports: []discoveryv1.EndpointPort{{
			Name: ptr.To(portName), Port: ptr.To(int32(endpoints[0].Port)),
		}},
	}
	for _, endpoint := range endpoints {
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{
			Addresses:  []string{endpoint.Address},
			Conditions: discoveryv1.EndpointConditions{Ready: ptr.To(true)},
		})
	}
	api := c.Clients.DiscoveryV1().EndpointSlices(ProductNamespace)
	if _, err = api.Create(ctx, slice, metav1.CreateOptions{}); apierrors.IsAlreadyExists(err) {
		_, err = api.Update(ctx, slice, metav1.UpdateOptions{})
	}
	return err
}

// EnsureNamespace creates a namespace unless it is there.
func (c *Cluster) EnsureNamespace(name string) error {
	_, err := c.Clients.CoreV1().Namespaces().Create(context.Background(),
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}
