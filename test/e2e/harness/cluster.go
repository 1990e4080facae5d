// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// clusterReadyTimeout bounds the start of etcd and the API server together; 5 s is usual.
const clusterReadyTimeout = 60 * time.Second

// Cluster is a control plane: etcd, kube-apiserver and the namespace controller. One test program
// owns one; its methods may be called from several goroutines once Start has returned.
type Cluster struct {
	Paths   Paths
	Network Network
	CA      *Authority // signs the API server's certificate and the webhook's

	Config     *rest.Config // admin, no client-side rate limit, warnings dropped
	Clients    *kubernetes.Clientset
	Objects    *dynamic.DynamicClient
	Kubeconfig string
	AuditLog   string // the API server's audit log, one JSON event a line

	dir       string // everything of the run, removed by Stop
	logs      string
	token     string
	processes []*Process
}

// Start brings a control plane up. On an error the caller still calls Stop.
func Start(paths Paths, network Network) (*Cluster, error) {
	dir, err := os.MkdirTemp("", "sluice-e2e-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{Paths: paths, Network: network, dir: dir, logs: filepath.Join(dir, "logs")}
	if err := os.Mkdir(c.logs, 0o755); err != nil {
		return c, err
	}
	if c.CA, err = NewAuthority("sluice-e2e"); err != nil {
		return c, err
	}
	etcd, err := c.startEtcd()
	if err != nil {
		return c, err
	}
	server, err := c.startAPIServer(etcd)
	if err != nil {
		return c, err
	}
	if err := c.connect(server); err != nil {
		return c, err
	}
	if err := c.waitReady(); err != nil {
		return c, err
	}
	return c, c.startPart("namespaces", "--kubeconfig", c.Kubeconfig)
}

// Dir makes a directory that lives as long as the cluster.
func (c *Cluster) Dir(name string) (string, error) {
	return os.MkdirTemp(c.dir, name+"-")
}

// Stop ends everything and removes the run's directory. When keepLogs is set, the logs stay in
// build/e2e/logs and the place is returned.
func (c *Cluster) Stop(keepLogs bool) string {
	for i := len(c.processes) - 1; i >= 0; i-- {
		c.processes[i].Stop(5 * time.Second)
	}
	kept := ""
	if keepLogs {
		kept = filepath.Join(c.Paths.Build, "logs")
		_ = os.RemoveAll(kept)
		if err := os.CopyFS(kept, os.DirFS(c.logs)); err != nil {
			fmt.Fprintln(os.Stderr, "e2e: cannot keep the logs:", err)
		}
	}
	_ = os.RemoveAll(c.dir)
	return kept
}

func (c *Cluster) startPart(name string, args ...string) error {
	process, err := StartProcess(name, c.logs, c.Paths.Parts, append([]string{name}, args...)...)
	if err != nil {
		return err
	}
	c.processes = append(c.processes, process)
	return nil
}

// startEtcd returns the URL for clients.
func (c *Cluster) startEtcd() (string, error) {
	client, err := FreePort("127.0.0.1")
	if err != nil {
		return "", err
	}
	peer, err := FreePort("127.0.0.1")
	if err != nil {
		return "", err
	}
	url := "http://127.0.0.1:" + strconv.Itoa(client)
	return url, c.startPart("etcd", "--data-dir", filepath.Join(c.dir, "etcd"),
		"--listen-client-url", url,
		"--listen-peer-url", "http://127.0.0.1:"+strconv.Itoa(peer))
}

// startAPIServer returns its URL. Its address is where production's would be: not loopback, so
// that the aggregator resolves the webhook's Service through endpoints.
func (c *Cluster) startAPIServer(etcd string) (string, error) {
	address := c.Network.Address(0)
	port, err := FreePort(address)
	if err != nil {
		return "", err
	}
	files, err := c.writeServerFiles(address)
	if err != nil {
		return "", err
	}
	c.AuditLog = filepath.Join(c.dir, "audit.log")
	return fmt.Sprintf("https://%s:%d", address, port), c.startPart("kube-apiserver",
		"--etcd-servers="+etcd,
		"--bind-address="+address,
		"--advertise-address="+address,
		"--secure-port="+strconv.Itoa(port),
		"--endpoint-reconciler-type=none",
		"--enable-aggregator-routing=true",
		"--service-cluster-ip-range=10.96.0.0/24",
		"--cert-dir="+c.dir,
		"--tls-cert-file="+files+"/server.crt",
		"--tls-private-key-file="+files+"/server.key",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file="+files+"/accounts.key",
		"--service-account-signing-key-file="+files+"/accounts.key",
		"--token-auth-file="+files+"/tokens.csv",
		"--authorization-mode=RBAC",
		"--disable-admission-plugins=ServiceAccount",
		"--audit-policy-file="+files+"/audit.yaml",
		"--audit-log-path="+c.AuditLog,
		"--v=0")
}

const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: RequestResponse
    verbs: [create, update, patch]
    resources:
      - group: flink.apache.org
      - group: flinkoperator.k8s.io
  - level: None
`

func (c *Cluster) writeServerFiles(address string) (string, error) {
	dir := filepath.Join(c.dir, "kube-apiserver")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	pair, err := c.CA.Issue(address, "127.0.0.1", "localhost", "kubernetes.default.svc")
	if err != nil {
		return "", err
	}
	accounts, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	accountsDER, err := x509.MarshalECPrivateKey(accounts)
	if err != nil {
		return "", err
	}
	c.token = rand.Text()
	for name, content := range map[string][]byte{
		"server.crt":   pair.Certificate,
		"server.key":   pair.Key,
		"accounts.key": pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: accountsDER}),
		"tokens.csv":   []byte(c.token + ",admin,admin,\"system:masters\"\n"),
		"audit.yaml":   []byte(auditPolicy),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// connect makes the clients and the kubeconfig for kubectl.
func (c *Cluster) connect(server string) error {
	c.Kubeconfig = filepath.Join(c.dir, "kubeconfig")
	config := clientcmdapi.NewConfig()
	config.Clusters["e2e"] = &clientcmdapi.Cluster{
		Server: server, CertificateAuthorityData: c.CA.PEM,
	}
	config.AuthInfos["admin"] = &clientcmdapi.AuthInfo{Token: c.token}
	config.Contexts["e2e"] = &clientcmdapi.Context{Cluster: "e2e", AuthInfo: "admin"}
	config.CurrentContext = "e2e"
	if err := clientcmd.WriteToFile(*config, c.Kubeconfig); err != nil {
		return err
	}
	var err error
	if c.Config, err = clientcmd.BuildConfigFromFlags("", c.Kubeconfig); err != nil {
		return err
	}
	c.Config.QPS = -1
	c.Config.WarningHandler = rest.NoWarnings{}
	if c.Clients, err = kubernetes.NewForConfig(c.Config); err != nil {
		return err
	}
	c.Objects, err = dynamic.NewForConfig(c.Config)
	return err
}

func (c *Cluster) waitReady() error {
	client, err := rest.HTTPClientFor(c.Config)
	if err != nil {
		return err
	}
	return Eventually(clusterReadyTimeout, 100*time.Millisecond, func() error {
		for _, process := range c.processes {
			if !process.Running() {
				return fmt.Errorf("%s ended: %s", process.Name, lastLines(process.Output(), 5))
			}
		}
		response, err := client.Get(c.Config.Host + "/readyz")
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("kube-apiserver: /readyz answers %s", response.Status)
		}
		return nil
	})
}

func lastLines(text string, count int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) > count {
		lines = lines[len(lines)-count:]
	}
	return strings.Join(lines, "\n")
}
