// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// serverReadyTimeout bounds the start of the webhook; it is ready in a fraction of a second.
const serverReadyTimeout = 10 * time.Second

// Names of servers and probes are never used twice in a run.
var (
	serverSequence atomic.Int64
	probeSequence  atomic.Int64
)

// Server is one running replica of the webhook: the real binary with policies and certificates in
// directories as the kubelet mounts them.
type Server struct {
	*Process
	Endpoint     Endpoint
	Metrics      string // base URL of the plain port: health and metrics
	Policies     *MountedFiles
	Exceptions   *MountedFiles // nil unless the options had some
	Certificates *MountedFiles

	cluster *Cluster
}

// ServerOptions are what differs between servers. The zero value of a field has a default.
type ServerOptions struct {
	Replica  int               // which pod address it listens on
	Port     int               // default: a free one
	Policies map[string][]byte // file name to content
	// Exceptions are the files of an exception directory; nil = none is named.
	Exceptions map[string][]byte
	Pair       *Pair  // default: issued by the cluster's CA for the Service
	CertFile   string // with KeyFile: plain files in place of Pair
	KeyFile    string
}

// StartServer starts a replica and waits until it says it is ready. The caller ends it.
func (c *Cluster) StartServer(options ServerOptions) (*Server, error) {
	s := &Server{cluster: c}
	dir, err := c.Dir("sluice")
	if err != nil {
		return nil, err
	}
	s.Policies, err = NewMountedFiles(filepath.Join(dir, "policies"), options.Policies)
	if err != nil {
		return nil, err
	}
	var more []string
	if options.Exceptions != nil {
		s.Exceptions, err = NewMountedFiles(filepath.Join(dir, "exceptions"), options.Exceptions)
		if err != nil {
			return nil, err
		}
		more = []string{"--exception-dir", s.Exceptions.Dir}
	}
	if err := s.placeCertificates(dir, &options); err != nil {
		return nil, err
	}
	address := c.Network.Address(options.Replica)
	if options.Port == 0 {
		if options.Port, err = FreePort(address); err != nil {
			return nil, err
		}
	}
	plain, err := FreePort(address)
	if err != nil {
		return nil, err
	}
	s.Endpoint = Endpoint{Address: address, Port: options.Port}
	metrics := Endpoint{Address: address, Port: plain}.String()
	s.Metrics = "http://" + metrics
	name := fmt.Sprintf("sluice-%d", serverSequence.Add(1))
	s.Process, err = StartProcess(name, c.logs, c.Paths.Sluice, append([]string{"serve",
		"--policy-dir", s.Policies.Dir,
		"--bind-address", address,
		"--secure-port", strconv.Itoa(options.Port),
		"--tls-cert-file", options.CertFile,
		"--tls-private-key-file", options.KeyFile,
		"--metrics-bind-address", metrics,
		"--log-level", "info", "--log-format", "json"}, more...)...)
	if err != nil {
		return nil, err
	}
	if err := s.waitReady(); err != nil {
		s.Kill()
		return nil, err
	}
	return s, nil
}

func (s *Server) placeCertificates(dir string, options *ServerOptions) error {
	if options.CertFile != "" {
		return nil
	}
	if options.Pair == nil {
		pair, err := s.cluster.CA.Issue(s.cluster.CertificateNames()...)
		if err != nil {
			return err
		}
		options.Pair = &pair
	}
	var err error
	s.Certificates, err = NewMountedFiles(filepath.Join(dir, "certs"), options.Pair.Files())
	options.CertFile = filepath.Join(dir, "certs", "tls.crt")
	options.KeyFile = filepath.Join(dir, "certs", "tls.key")
	return err
}

// Files are the pair as a Secret of type kubernetes.io/tls holds it.
func (p Pair) Files() map[string][]byte {
	return map[string][]byte{"tls.crt": p.Certificate, "tls.key": p.Key}
}

// CertificateNames are what a serving certificate must carry here.
func (c *Cluster) CertificateNames() []string {
	return []string{ServiceDNSName, "127.0.0.1"}
}

func (s *Server) waitReady() error {
	client := &http.Client{Timeout: time.Second}
	return Eventually(serverReadyTimeout, 20*time.Millisecond, func() error {
		if !s.Running() {
			return fmt.Errorf("%s ended: %s", s.Name, lastLines(s.Output(), 5))
		}
		response, err := client.Get(s.Metrics + "/readyz")
		if err != nil {
			return err
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: /readyz answers %s; log: %s", s.Name, response.Status,
				lastLines(s.Output(), 5))
		}
		return nil
	})
}

// MetricsText is what /metrics answers.
func (s *Server) MetricsText() (string, error) {
	client := &http.Client{Timeout: 2 * time.Second}
	response, err := client.Get(s.Metrics + "/metrics")
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

// LogLines are the log lines that contain every one of the words.
func (s *Server) LogLines(words ...string) []string {
	var found []string
line:
	for _, line := range strings.Split(s.Output(), "\n") {
		for _, word := range words {
			if !strings.Contains(line, word) {
				continue line
			}
		}
		if line != "" {
			found = append(found, line)
		}
	}
	return found
}

// ServedSerial connects, trusting only the authority, and returns the serial number of the
// certificate that is served now.
func (s *Server) ServedSerial(authority []byte) (*big.Int, error) {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	connection, err := tls.DialWithDialer(dialer, "tcp", s.Endpoint.String(), ClientTLS(authority))
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	return connection.ConnectionState().PeerCertificates[0].SerialNumber, nil
}

// ClientTLS is the configuration with which an API server connects to the Service.
func ClientTLS(bundle []byte) *tls.Config {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(bundle)
	return &tls.Config{RootCAs: roots, ServerName: ServiceDNSName, NextProtos: []string{"http/1.1"},
		MinVersion: tls.VersionTLS12}
}

// Probe creates an object as a dry run, so that it passes the webhooks and is not stored, and
// returns its name.
func (c *Cluster) Probe() (string, error) {
	name := fmt.Sprintf("probe-%d-end", probeSequence.Add(1))
	object := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "flink.apache.org/v1beta1",
		"kind":       "FlinkCluster",
		"metadata":   map[string]any{"name": name},
		"spec":       map[string]any{"image": "flink:1.20"},
	}}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err := c.Objects.Resource(ArticleClusters).Namespace("default").Create(ctx, object,
		metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	return name, err
}

// WaitRegistered waits until the API server sends both kinds of call to this server: it learns of
// registrations and endpoints by watching, a little later than they are written.
func (s *Server) WaitRegistered() error {
	return Eventually(15*time.Second, 50*time.Millisecond, func() error {
		name, err := s.cluster.Probe()
		if err != nil {
			return err
		}
		return Eventually(time.Second, 20*time.Millisecond, func() error {
			if lines := s.LogLines(name); len(lines) < 2 {
				return fmt.Errorf("%s logged %d calls of a probe, want 2", s.Name, len(lines))
			}
			return nil
		})
	})
}

// WaitUnregistered waits until the API server sends this server nothing any more.
func (s *Server) WaitUnregistered() error {
	return Eventually(15*time.Second, 50*time.Millisecond, func() error {
		name, err := s.cluster.Probe()
		if err != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
		if lines := s.LogLines(name); len(lines) > 0 {
			return fmt.Errorf("%s still gets calls", s.Name)
		}
		return nil
	})
}

// ScriptCertificates makes a pair with the project's own script for development certificates, and
// returns the certificate of the authority.
func (c *Cluster) ScriptCertificates(dir string) ([]byte, error) {
	script := filepath.Join(c.Paths.Root, "certs", "make-dev-certs.sh")
	output, err := exec.Command(script, append([]string{dir}, c.CertificateNames()...)...).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", script, err, output)
	}
	return os.ReadFile(filepath.Join(dir, "ca.crt"))
}
