// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// Load repeats a request from several workers until it is stopped or its bounds are reached.
type Load struct {
	Workers int           // requests at the same time
	Every   time.Duration // each worker's pause between two requests
	Most    int           // requests all together
	Longest time.Duration
	Request func(ctx context.Context, sequence int) error
}

// Count sums up a load. A denial by a webhook is an answer; anything else that is not a success is a
// failure.
type Count struct {
	Allowed   int
	Denied    int
	Failed    []error
	Durations []time.Duration
}

// RunningLoad is a load that has been started and not yet stopped.
type RunningLoad struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
	lock   sync.Mutex
	next   int
	count  Count
}

// Start begins the load in the background.
func (l Load) Start() *RunningLoad {
	ctx, cancel := context.WithTimeout(context.Background(), l.Longest)
	running := &RunningLoad{cancel: cancel}
	for range l.Workers {
		running.done.Add(1)
		go func() {
			defer running.done.Done()
			for ctx.Err() == nil && running.one(l) {
				time.Sleep(l.Every)
			}
		}()
	}
	return running
}

// Stop lets requests on their way finish and returns the sum.
func (r *RunningLoad) Stop() Count {
	r.cancel()
	r.done.Wait()
	return r.count
}

// one makes one request; it returns false when the bound is reached. A request in flight is never
// cut off by the load's own end.
func (r *RunningLoad) one(l Load) bool {
	r.lock.Lock()
	sequence := r.next
	r.next++
	r.lock.Unlock()
	if sequence >= l.Most {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	begin := time.Now()
	err := l.Request(ctx, sequence)
	took := time.Since(begin)

	r.lock.Lock()
	defer r.lock.Unlock()
	r.count.Durations = append(r.count.Durations, took)
	switch {
	case err == nil:
		r.count.Allowed++
	case DeniedByWebhook(err):
		r.count.Denied++
	default:
		r.count.Failed = append(r.count.Failed, err)
	}
	return true
}

// DeniedByWebhook tells a verdict of the webhook from a failure to get one.
func DeniedByWebhook(err error) bool {
	return (apierrors.IsInvalid(err) || apierrors.IsForbidden(err)) &&
		strings.Contains(err.Error(), "denied the request")
}

// Summary is one line about the load.
func (c Count) Summary() string {
	return fmt.Sprintf("%d requests: %d allowed, %d denied, %d failed; p50 %s, p99 %s, max %s",
		len(c.Durations), c.Allowed, c.Denied, len(c.Failed), Quantile(c.Durations, 0.5),
		Quantile(c.Durations, 0.99), Quantile(c.Durations, 1))
}

// FirstFailures are at most the first few failures, one a line.
func (c Count) FirstFailures() string {
	var lines []string
	for _, err := range c.Failed[:min(len(c.Failed), 5)] {
		lines = append(lines, err.Error())
	}
	return strings.Join(lines, "\n")
}

// Quantile returns the smallest duration that at least the fraction q of all do not exceed.
func Quantile(durations []time.Duration, q float64) time.Duration {
	if len(durations) == 0 {
		return 0
	}
	sorted := slices.Clone(durations)
	slices.Sort(sorted)
	at := int(q*float64(len(sorted))+0.9999999) - 1
	return sorted[max(0, min(at, len(sorted)-1))].Round(time.Microsecond)
}
