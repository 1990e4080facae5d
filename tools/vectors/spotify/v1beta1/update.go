// SPDX-License-Identifier: Apache-2.0

package v1beta1

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

const controlAnnotation = "flinkclusters.flinkoperator.k8s.io/user-control"

// ValidateUpdate says why the change from old to c is refused at the moment now.
func (c *FlinkCluster) ValidateUpdate(old *FlinkCluster, now time.Time) error {
	if err := checkControl(old, c); err != nil {
		return err
	}
	if reflect.DeepEqual(c.Spec, old.Spec) {
		return nil
	}
	if err := checkCancelRequested(old, c); err != nil {
		return err
	}
	asked, err := checkGeneration(old, c)
	if asked || err != nil {
		return err
	}
	before, after := old.Spec.TaskManager.DeploymentType, c.Spec.TaskManager.DeploymentType
	if before != after && !(before == "" && after == "StatefulSet") {
		return errors.New("updating deploymentType is not allowed")
	}
	if err := checkJob(old, c, now); err != nil {
		return err
	}
	return c.ValidateCreate()
}

func isFailed(state string) bool {
	return state == "Failed" || state == "Lost" || state == "DeployFailed"
}

func isStopped(state string) bool {
	return state == "Succeeded" || state == "Cancelled" || isFailed(state)
}

func checkControl(old, c *FlinkCluster) error {
	asked, present := c.Annotations[controlAnnotation]
	if !present {
		return nil
	}
	control := old.Status.Control
	if asked != old.Annotations[controlAnnotation] && control != nil && control.State == "InProgress" {
		return fmt.Errorf("change is not allowed for control in progress, annotation: %s",
			controlAnnotation)
	}
	job, status := old.Spec.Job, old.Status.Components.Job
	switch asked {
	case "job-cancel":
		if job == nil {
			return fmt.Errorf("job-cancel is not allowed for session cluster, annotation: %s",
				controlAnnotation)
		}
		restarts := func() bool {
			return isFailed(status.State) && job.RestartPolicy != nil &&
				*job.RestartPolicy == "FromSavepointOnFailure"
		}
		if status == nil || (isStopped(status.State) && !restarts()) {
			return apierrors.NewResourceExpired(fmt.Sprintf("job-cancel is not allowed because job is "+
				"not started yet or already terminated, annotation: %s", controlAnnotation))
		}
	case "savepoint":
		if job == nil {
			return fmt.Errorf("savepoint is not allowed for session cluster, annotation: %s",
				controlAnnotation)
		}
		if job.SavepointsDir == nil || *job.SavepointsDir == "" {
			return fmt.Errorf("savepoint is not allowed without spec.job.savepointsDir, annotation: %s",
				controlAnnotation)
		}
		if status == nil || isStopped(status.State) {
			return fmt.Errorf("savepoint is not allowed because job is not started yet or already "+
				"stopped, annotation: %s", controlAnnotation)
		}
	default:
		return fmt.Errorf("invalid value for annotation key: %s, value: %s, available values: "+
			"savepoint, job-cancel", controlAnnotation, asked)
	}
	return nil
}

// The same spec after a change to its job.
func sameBut(old, c *FlinkCluster, change func(job *JobSpec)) bool {
	spec, job := old.Spec, *old.Spec.Job
	change(&job)
	spec.Job = &job
	return reflect.DeepEqual(spec, c.Spec)
}

func checkCancelRequested(old, c *FlinkCluster) error {
	if old.Spec.Job == nil || c.Spec.Job == nil {
		return nil
	}
	before, after := isTrue(old.Spec.Job.CancelRequested), isTrue(c.Spec.Job.CancelRequested)
	if before && !after {
		return errors.New("updating cancelRequested from true to false is not allowed")
	}
	alone := func(job *JobSpec) { job.CancelRequested = c.Spec.Job.CancelRequested }
	if !before && after && !sameBut(old, c, alone) {
		return errors.New("you cannot update cancelRequested with others at the same time")
	}
	return nil
}

// Whether the change asks for the next savepoint and for nothing else.
func checkGeneration(old, c *FlinkCluster) (bool, error) {
	if old.Spec.Job == nil || c.Spec.Job == nil {
		return false, nil
	}
	asked := c.Spec.Job.SavepointGeneration
	if asked == old.Spec.Job.SavepointGeneration {
		return false, nil
	}
	next := int32(1)
	if status := old.Status.Components.Job; status != nil {
		next = status.SavepointGeneration + 1
	}
	if asked != next {
		return false, fmt.Errorf("you can only update savepointGeneration to %d", next)
	}
	if !sameBut(old, c, func(job *JobSpec) { job.SavepointGeneration = asked }) {
		return false, errors.New("you cannot update savepointGeneration with others at the same time")
	}
	return true, nil
}

func isBlank(text *string) bool { return text == nil || strings.TrimSpace(*text) == "" }

func highAvailability(properties map[string]string) bool {
	given := func(key string) bool { return strings.TrimSpace(properties[key]) != "" }
	mode, present := properties["high-availability"]
	return present && strings.ToLower(mode) != "none" && given("kubernetes.cluster-id") &&
		given("high-availability.storageDir")
}

func quoted(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%q", text)
}

func checkJob(old, c *FlinkCluster, now time.Time) error {
	before, after := old.Spec.Job, c.Spec.Job
	empty := func(text *string) bool { return text == nil || *text == "" }
	switch {
	case before == nil && after == nil:
		return nil
	case before == nil || after == nil:
		return fmt.Errorf("you cannot change cluster type between session cluster and job cluster, "+
			"old spec.job: %s, new spec.job: %s", quoted(before), quoted(after))
	case empty(before.SavepointsDir):
		return errors.New("updating job is not allowed when spec.job.savepointsDir was not provided")
	case empty(after.SavepointsDir):
		return errors.New("removing savepointsDir is not allowed")
	case highAvailability(old.Spec.FlinkProperties) != highAvailability(c.Spec.FlinkProperties):
		return errors.New("updating highAvailability settings is not allowed")
	case !isBlank(after.FromSavepoint):
		return nil
	}
	status := old.Status.Components.Job
	if status == nil || (after.takesSavepoint() && !isStopped(status.State)) ||
		status.updateReady(after, now) {
		return nil
	}
	take, age := "nil", "nil"
	if after.TakeSavepointOnUpdate != nil {
		take = fmt.Sprint(*after.TakeSavepointOnUpdate)
	}
	if after.MaxStateAgeToRestoreSeconds != nil {
		age = fmt.Sprint(*after.MaxStateAgeToRestoreSeconds)
	}
	return fmt.Errorf("cannot update spec: taking savepoint is skipped but no up-to-date savepoint, "+
		"spec.job.takeSavepointOnUpdate: %s, spec.job.maxStateAgeToRestoreSeconds: %s, job status: %s",
		take, age, quoted(status))
}

func (s *JobStatus) updateReady(job *JobSpec, now time.Time) bool {
	takes := job.takesSavepoint()
	switch s.State {
	case "Running", "Deploying":
		if takes {
			return s.FinalSavepoint
		}
		return s.upToDate(job, now)
	case "Updating":
		if !takes {
			return true
		}
	}
	var completed time.Time
	if s.CompletionTime != nil {
		completed = s.CompletionTime.Time
	}
	return s.upToDate(job, completed)
}

// Whether the last savepoint is at most as old as the job allows, at the moment when.
func (s *JobStatus) upToDate(job *JobSpec, when time.Time) bool {
	if s.FinalSavepoint {
		return true
	}
	if when.IsZero() || job.MaxStateAgeToRestoreSeconds == nil || s.SavepointLocation == "" ||
		s.SavepointTime == "" {
		return false
	}
	taken, err := time.Parse(time.RFC3339, s.SavepointTime)
	if err != nil {
		panic("Failed to parse time string: " + s.SavepointTime)
	}
	limit := taken.Add(time.Duration(*job.MaxStateAgeToRestoreSeconds) * time.Second)
	return !when.After(limit)
}
