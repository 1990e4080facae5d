// SPDX-License-Identifier: Apache-2.0

package v1beta1

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/go-version"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// ValidateCreate says why a new cluster is refused: its first mistake.
func (c *FlinkCluster) ValidateCreate() error {
	if err := validateMeta(c.Name, c.Namespace); err != nil {
		return err
	}
	v, err := parseVersion(c.Spec.FlinkVersion)
	if err != nil {
		return err
	}
	if err := validateGCP(c.Spec.GCPConfig); err != nil {
		return err
	}
	if err := validateJobManager(v, c.Spec.JobManager); err != nil {
		return err
	}
	if err := validateTaskManager(v, c.Spec.TaskManager); err != nil {
		return err
	}
	return validateJob(c.Spec.Job)
}

const nameRule = "a DNS-1035 name must consist of lower case alphanumeric characters or '-', " +
	"start with an alphabetic character, and end with an alphanumeric character (e.g. " +
	"'my-name', or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?'"

func validateMeta(name, namespace string) error {
	if len(name) == 0 || len(name) >= 49 {
		return errors.New("cluster name size needs to greater than 0 and less than 50")
	}
	if len(validation.IsDNS1035Label(name)) != 0 {
		return fmt.Errorf("cluster name %s is invalid: %s", name, nameRule)
	}
	if namespace == "" {
		return errors.New("cluster namesapce is unspecified")
	}
	if problems := validation.IsDNS1123Label(namespace); len(problems) != 0 {
		return fmt.Errorf("cluster namespace %s is invalid: %s", namespace, strings.Join(problems, ","))
	}
	return nil
}

func validateGCP(config *GCPConfig) error {
	if config == nil || config.ServiceAccount == nil {
		return nil
	}
	account := config.ServiceAccount
	switch {
	case account.SecretName == "":
		return errors.New("GCP service account secret name is unspecified")
	case account.KeyFile == "":
		return errors.New("GCP service account key file name is unspecified")
	case account.MountPath == "":
		return errors.New("GCP service account volume mount path is unspecified")
	case strings.HasSuffix(account.MountPath, account.KeyFile):
		return errors.New("invalid GCP service account volume mount path")
	}
	return nil
}

func validateLabels(holder string, annotations, labels map[string]string) error {
	path := field.NewPath("spec", holder)
	found := apivalidation.ValidateAnnotations(annotations, path.Child("podAnnotations"))
	if err := found.ToAggregate(); err != nil {
		return err
	}
	found = metavalidation.ValidateLabels(labels, path.Child("podLabels"))
	if err := found.ToAggregate(); err != nil {
		return err
	}
	return nil
}

func validatePorts(role string, ports []NamedPort) error {
	numbers, names := map[int32]bool{}, map[string]bool{}
	for _, port := range ports {
		if numbers[port.ContainerPort] {
			return fmt.Errorf("duplicate containerPort %d in %s, each port number of ports and "+
				"extraPorts must be unique", port.ContainerPort, role)
		}
		numbers[port.ContainerPort] = true
		if port.Name != "" && names[port.Name] {
			return fmt.Errorf("duplicate port name %s in %s, each port name of ports and extraPorts "+
				"must be unique", port.Name, role)
		}
		names[port.Name] = true
	}
	return nil
}

func validateResources(role string, resources corev1.ResourceRequirements) error {
	if resources.Requests == nil && resources.Limits == nil {
		return fmt.Errorf("%s resource requests/limits are unspecified", role)
	}
	if resources.Requests.Cpu().IsZero() && resources.Limits.Cpu().IsZero() {
		return fmt.Errorf("%s cpu request/limit is unspecified", role)
	}
	if resources.Requests.Memory().IsZero() && resources.Limits.Memory().IsZero() {
		return fmt.Errorf("%s memory request/limit is unspecified", role)
	}
	return nil
}

func outside(ratio *int32) bool { return ratio == nil || *ratio < 0 || *ratio > 100 }

func validateMemory(role string, v *version.Version, resources corev1.ResourceRequirements,
	offHeap *int32, minimum resource.Quantity, process *int32) error {
	if !isOld(v) {
		if offHeap != nil || !minimum.IsZero() {
			return errors.New("MemoryOffHeapRatio or MemoryOffHeapMin config cannot be used with " +
				"flinkVersion >= 1.11'; use memoryProcessRatio istead")
		}
		if outside(process) {
			return fmt.Errorf("invalid %s memoryProcessRatio, it must be between 0 and 100", role)
		}
		return nil
	}
	if process != nil {
		return errors.New("MemoryProcessRatio config cannot be used with flinkVersion < 1.11', " +
			"use memoryOffHeapRatio instead")
	}
	if outside(offHeap) {
		return fmt.Errorf("invalid %s memoryOffHeapRatio, it must be between 0 and 100", role)
	}
	memory := resources.Limits.Memory()
	if memory.IsZero() {
		memory = resources.Requests.Memory()
	}
	if memory.Value() > 0 && minimum.Value() > memory.Value() {
		return fmt.Errorf("invalid %s memory configuration, memory limit must be larger than "+
			"MemoryOffHeapMin, memory limit: %d bytes, memoryOffHeapMin: %d bytes",
			role, memory.Value(), minimum.Value())
	}
	return nil
}

func validateJobManager(v *version.Version, jm *JobManagerSpec) error {
	if jm == nil {
		return nil
	}
	if err := validateLabels("jobManager", jm.PodAnnotations, jm.PodLabels); err != nil {
		return err
	}
	ports := append([]NamedPort{
		{Name: "rpc", ContainerPort: *jm.Ports.RPC},
		{Name: "blob", ContainerPort: *jm.Ports.Blob},
		{Name: "query", ContainerPort: *jm.Ports.Query},
		{Name: "ui", ContainerPort: *jm.Ports.UI}}, jm.ExtraPorts...)
	if err := validatePorts("jobmanager", ports); err != nil {
		return err
	}
	if err := validateResources("jobmanager", jm.Resources); err != nil {
		return err
	}
	return validateMemory("jobmanager", v, jm.Resources, jm.MemoryOffHeapRatio, jm.MemoryOffHeapMin,
		jm.MemoryProcessRatio)
}

func validateTaskManager(v *version.Version, tm *TaskManagerSpec) error {
	if tm == nil {
		return nil
	}
	if err := validateLabels("taskManager", tm.PodAnnotations, tm.PodLabels); err != nil {
		return err
	}
	ports := append([]NamedPort{
		{Name: "rpc", ContainerPort: *tm.Ports.RPC},
		{Name: "data", ContainerPort: *tm.Ports.Data},
		{Name: "query", ContainerPort: *tm.Ports.Query}}, tm.ExtraPorts...)
	if err := validatePorts("taskmanager", ports); err != nil {
		return err
	}
	if err := validateResources("taskmanager", tm.Resources); err != nil {
		return err
	}
	return validateMemory("taskmanager", v, tm.Resources, tm.MemoryOffHeapRatio, tm.MemoryOffHeapMin,
		tm.MemoryProcessRatio)
}

func validateJob(job *JobSpec) error {
	if job == nil {
		return nil
	}
	if err := validateLabels("job", job.PodAnnotations, job.PodLabels); err != nil {
		return err
	}
	application := job.Mode != nil && *job.Mode == "Application"
	if !application && job.JarFile == nil && job.PyFile == nil && job.PyModule == nil {
		return errors.New("job jarFile or pythonFile or pythonModule is unspecified")
	}
	if job.Parallelism != nil && *job.Parallelism < 1 {
		return errors.New("job parallelism must be >= 1")
	}
	switch *job.RestartPolicy {
	case "Never":
	case "FromSavepointOnFailure":
		if job.MaxStateAgeToRestoreSeconds == nil {
			return errors.New("maxStateAgeToRestoreSeconds must be specified when restartPolicy is " +
				"set as FromSavepointOnFailure")
		}
	default:
		return fmt.Errorf("invalid job restartPolicy: %s", *job.RestartPolicy)
	}
	if !job.takesSavepoint() && job.MaxStateAgeToRestoreSeconds == nil {
		return errors.New("maxStateAgeToRestoreSeconds must be specified when takeSavepointOnUpdate " +
			"is set as false")
	}
	if isTrue(job.CancelRequested) {
		return errors.New("property `cancelRequested` cannot be set to true for a new job")
	}
	return nil
}

func (j *JobSpec) takesSavepoint() bool {
	return j.TakeSavepointOnUpdate == nil || *j.TakeSavepointOnUpdate
}

func isTrue(value *bool) bool { return value != nil && *value }
