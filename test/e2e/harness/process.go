// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"
)

// Process is a child whose output goes to a file and whose end is always known. It dies with the
// test, however that ends.
type Process struct {
	Name string
	Log  string // path of the file with its output

	command *exec.Cmd
	asked   atomic.Bool // somebody wanted it to end
	ended   chan struct{}
	err     error
}

// StartProcess runs a program in the background with its output in logDir/name.log.
func StartProcess(name, logDir, program string, args ...string) (*Process, error) {
	log, err := os.OpenFile(filepath.Join(logDir, name+".log"),
		os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command := exec.Command(program, args...)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	process := &Process{Name: name, Log: log.Name(), command: command, ended: make(chan struct{})}
	go func() {
		process.err = command.Wait()
		close(process.ended)
	}()
	return process, nil
}

// Running is false once the process has ended.
func (p *Process) Running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// EndedByItself is true when the process has ended and nobody asked it to.
func (p *Process) EndedByItself() bool {
	return !p.Running() && !p.asked.Load()
}

// Signal sends a signal; a process that has ended takes none.
func (p *Process) Signal(signal os.Signal) error {
	p.asked.Store(true)
	return p.command.Process.Signal(signal)
}

// Wait returns the exit code, or an error if the process does not end in time or by a signal.
func (p *Process) Wait(timeout time.Duration) (int, error) {
	select {
	case <-p.ended:
	case <-time.After(timeout):
		return 0, fmt.Errorf("%s still runs after %s", p.Name, timeout)
	}
	var exit *exec.ExitError
	if p.err != nil && !errors.As(p.err, &exit) {
		return 0, p.err
	}
	if code := p.command.ProcessState.ExitCode(); code >= 0 {
		return code, nil
	}
	return 0, fmt.Errorf("%s ended by %s", p.Name, p.command.ProcessState)
}

// Kill ends the process at once and waits for it.
func (p *Process) Kill() {
	_ = p.Signal(syscall.SIGKILL)
	<-p.ended
}

// Stop asks the process to end, and kills it when it does not within the grace time.
func (p *Process) Stop(grace time.Duration) {
	_ = p.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(grace):
		p.Kill()
	}
}

// Output is everything the process has written so far.
func (p *Process) Output() string {
	text, err := os.ReadFile(p.Log)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// Eventually polls until the condition holds, and returns its last error when it never does.
func Eventually(timeout, every time.Duration, condition func() error) error {
	deadline := time.Now().Add(timeout)
	for {
		err := condition()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not within %s: %w", timeout, err)
		}
		time.Sleep(every)
	}
}
