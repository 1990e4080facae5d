// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// kubectlTimeout bounds one call; a usual one takes 0.2 s.
const kubectlTimeout = 60 * time.Second

// Said is what a program said and how it ended.
type Said struct {
	Out  string
	Err  string
	Code int
}

// All is the output as a person sees it on a terminal.
func (s Said) All() string {
	return strings.TrimSpace(s.Out + s.Err)
}

// Kubectl runs the real kubectl as admin with the text as its standard input.
func (c *Cluster) Kubectl(stdin string, args ...string) Said {
	ctx, cancel := context.WithTimeout(context.Background(), kubectlTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, c.Paths.Parts, append([]string{"kubectl"}, args...)...)
	command.Stdin = strings.NewReader(stdin)
	var out, err bytes.Buffer
	command.Stdout, command.Stderr = &out, &err
	command.Env = append(os.Environ(), "KUBECONFIG="+c.Kubeconfig,
		"KUBECACHEDIR="+filepath.Join(c.dir, "kubectl-cache"), "HOME="+c.dir, "TMPDIR="+c.dir)
	said := Said{}
	if failure := command.Run(); failure != nil {
		said.Code = -1
		var exit *exec.ExitError
		if errors.As(failure, &exit) {
			said.Code = exit.ExitCode()
		} else {
			err.WriteString(failure.Error())
		}
	}
	said.Out, said.Err = out.String(), err.String()
	return said
}
