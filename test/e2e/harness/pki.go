// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Authority is a certificate authority that lives as long as the test.
type Authority struct {
	PEM []byte // its certificate

	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// Pair is a certificate and its key, both PEM.
type Pair struct {
	Certificate []byte
	Key         []byte
	Serial      *big.Int
}

// NewAuthority makes a self-signed ECDSA P-256 authority.
func NewAuthority(name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          newSerial(),
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return &Authority{PEM: text, certificate: certificate, key: key}, nil
}

// Issue makes a serving certificate for the names, each a DNS name or an IP address.
func (a *Authority) Issue(names ...string) (Pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Pair{}, err
	}
	template := &x509.Certificate{
		SerialNumber: newSerial(),
		Subject:      pkix.Name{CommonName: names[0]},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(12 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return Pair{}, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return Pair{}, err
	}
	return Pair{
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}),
		Serial:      template.SerialNumber,
	}, nil
}

func newSerial() *big.Int {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err) // the system has no randomness
	}
	return serial
}

// MountedFiles is a directory as the kubelet mounts a Secret or ConfigMap: the visible names are
// symlinks into `..data`, itself a symlink that one rename swaps.
type MountedFiles struct {
	Dir     string
	version int
}

// NewMountedFiles makes the directory with its first content.
func NewMountedFiles(dir string, files map[string][]byte) (*MountedFiles, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	mount := &MountedFiles{Dir: dir}
	if err := mount.Swap(files); err != nil {
		return nil, err
	}
	return mount, nil
}

// Swap replaces the content of all files in one step, drops the content before it, and then makes
// the visible names that are new.
func (m *MountedFiles) Swap(files map[string][]byte) error {
	previous := fmt.Sprintf("..version_%d", m.version)
	m.version++
	current := fmt.Sprintf("..version_%d", m.version)
	if err := os.Mkdir(filepath.Join(m.Dir, current), 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(m.Dir, current, name), content, 0o640); err != nil {
			return err
		}
	}
	fresh := filepath.Join(m.Dir, "..data_tmp")
	if err := os.Symlink(current, fresh); err != nil {
		return err
	}
	if err := os.Rename(fresh, filepath.Join(m.Dir, "..data")); err != nil {
		return err
	}
	for name := range files {
		err := os.Symlink(filepath.Join("..data", name), filepath.Join(m.Dir, name))
		if err != nil && !os.IsExist(err) {
			return err
		}
	}
	if err := m.removeStale(files); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(m.Dir, previous))
}

// removeStale takes away the links of files that are gone, as the kubelet does after the swap.
func (m *MountedFiles) removeStale(files map[string][]byte) error {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if _, there := files[entry.Name()]; there || strings.HasPrefix(entry.Name(), "..") {
			continue
		}
		if err := os.Remove(filepath.Join(m.Dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}
