// SPDX-License-Identifier: Apache-2.0

// Package harness starts what an admission webhook meets in production, on one machine and without
// leaving it: a real etcd and kube-apiserver, kubectl, the custom resource definitions, the webhook
// registrations with a Service and its endpoints, and the webhook's own binary.
package harness

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// networkVariable tells the re-executed test which network it is in.
const networkVariable = "SLUICE_E2E_NETWORK"

const (
	ownNetwork  = "own"  // a network namespace of its own: nothing leaves it
	hostNetwork = "host" // the machine's network, loopback only
)

// podAddresses stand for the addresses of pods: the API server refuses loopback addresses in an
// EndpointSlice, so the own network carries documentation addresses (RFC 5737) on its loopback.
var podAddresses = []string{"198.51.100.10", "198.51.100.11", "198.51.100.12"}

// Network says where servers listen and whether the API server can reach them through a Service.
type Network struct {
	Own bool
}

// CurrentNetwork is the network that EnterOwnNetwork chose for this process.
func CurrentNetwork() Network {
	return Network{Own: InOwnNetwork()}
}

// Address returns the address of the i-th replica.
func (n Network) Address(i int) string {
	if n.Own {
		return podAddresses[i]
	}
	return "127.0.0.1"
}

// InOwnNetwork is true in the inner program of EnterOwnNetwork, from which nothing can be fetched.
func InOwnNetwork() bool {
	return os.Getenv(networkVariable) == ownNetwork
}

// EnterOwnNetwork runs this program again inside a network namespace of its own: as root, else
// inside a user namespace as well, else not at all, which it says aloud. The caller exits with the
// code when done is true; when it is false the caller is the inner program and goes on.
func EnterOwnNetwork() (code int, done bool) {
	switch os.Getenv(networkVariable) {
	case ownNetwork:
		if err := raiseLoopback(); err != nil {
			fmt.Fprintln(os.Stderr, "e2e: cannot prepare the network namespace:", err)
			return 1, true
		}
		return 0, false
	case hostNetwork:
		return 0, false
	}
	for _, user := range []bool{false, true} {
		code, err := runInNamespace(user)
		if err == nil {
			return code, true
		}
		fmt.Fprintf(os.Stderr, "e2e: no network namespace (user namespace: %t): %v\n", user, err)
	}
	fmt.Fprintln(os.Stderr, "e2e: FALLING BACK to loopback URLs; cases of the service path are skipped")
	os.Setenv(networkVariable, hostNetwork)
	return 0, false
}

// runInNamespace returns an error only if the namespace could not be made. What the inner program
// leaves in its temporary directory goes, however it ends.
func runInNamespace(user bool) (int, error) {
	scratch, err := os.MkdirTemp("", "sluice-e2e-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(scratch)
	command := exec.Command("/proc/self/exe", os.Args[1:]...)
	command.Args[0] = os.Args[0]
	command.Env = append(os.Environ(), networkVariable+"="+ownNetwork, "TMPDIR="+scratch)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNET,
		Pdeathsig:  syscall.SIGKILL,
	}
	if user {
		command.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		command.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		command.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	// A person's interrupt reaches the inner program too, which cleans up first.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, syscall.SIGINT)
	defer signal.Stop(interrupts)
	if err := command.Start(); err != nil {
		return 0, err
	}
	var exit *exec.ExitError
	if err := command.Wait(); err != nil && !errors.As(err, &exit) {
		return 1, nil
	}
	return command.ProcessState.ExitCode(), nil
}

// raiseLoopback brings lo up and gives it the pod addresses, without any tool of the system.
func raiseLoopback() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	if err := setFlags(socket, "lo", unix.IFF_UP|unix.IFF_RUNNING|unix.IFF_LOOPBACK); err != nil {
		return fmt.Errorf("lo up: %w", err)
	}
	for i, address := range podAddresses {
		alias := fmt.Sprintf("lo:%d", i+1)
		if err := setAddress(socket, alias, unix.SIOCSIFADDR, net.ParseIP(address)); err != nil {
			return fmt.Errorf("address %s: %w", address, err)
		}
		full := net.IPv4(255, 255, 255, 255)
		if err := setAddress(socket, alias, unix.SIOCSIFNETMASK, full); err != nil {
			return fmt.Errorf("mask of %s: %w", address, err)
		}
	}
	return nil
}

func setFlags(socket int, name string, flags uint16) error {
	request, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	request.SetUint16(flags)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request)
}

func setAddress(socket int, name string, what uint, address net.IP) error {
	request, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	if err := request.SetInet4Addr(address.To4()); err != nil {
		return err
	}
	return unix.IoctlIfreq(socket, what, request)
}

// FreePort asks the kernel for a port that nobody uses at the address.
func FreePort(address string) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
