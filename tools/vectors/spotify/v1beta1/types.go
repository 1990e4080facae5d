// SPDX-License-Identifier: Apache-2.0

// Package v1beta1 is a model of the webhook of Spotify's operator: written from our own pages about
// it (docs/parity.md and what they rest on), over the very libraries that the original is built
// on. It is not the original. The types have the original's names, for decoding errors show them.
package v1beta1

import (
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

type FlinkCluster struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              FlinkClusterSpec   `json:"spec"`
	Status            FlinkClusterStatus `json:"status,omitempty"`
}

// DeepCopyObject makes it a runtime.Object; nothing here copies one.
func (c *FlinkCluster) DeepCopyObject() runtime.Object { copied := *c; return &copied }

var groupVersion = schema.GroupVersion{Group: "flinkoperator.k8s.io", Version: "v1beta1"}

type FlinkClusterSpec struct {
	FlinkVersion         string                            `json:"flinkVersion"`
	Image                ImageSpec                         `json:"image"`
	ServiceAccountName   *string                           `json:"serviceAccountName,omitempty"`
	BatchSchedulerName   *string                           `json:"batchSchedulerName,omitempty"`
	BatchScheduler       *BatchSchedulerSpec               `json:"batchScheduler,omitempty"`
	JobManager           *JobManagerSpec                   `json:"jobManager,omitempty"`
	TaskManager          *TaskManagerSpec                  `json:"taskManager,omitempty"`
	Job                  *JobSpec                          `json:"job,omitempty"`
	EnvVars              []corev1.EnvVar                   `json:"envVars,omitempty"`
	EnvFrom              []corev1.EnvFromSource            `json:"envFrom,omitempty"`
	FlinkProperties      map[string]string                 `json:"flinkProperties,omitempty"`
	HadoopConfig         *HadoopConfig                     `json:"hadoopConfig,omitempty"`
	GCPConfig            *GCPConfig                        `json:"gcpConfig,omitempty"`
	LogConfig            map[string]string                 `json:"logConfig,omitempty"`
	RevisionHistoryLimit *int32                            `json:"revisionHistoryLimit,omitempty"`
	RecreateOnUpdate     *bool                             `json:"recreateOnUpdate,omitempty"`
	PodDisruptionBudget  *policyv1.PodDisruptionBudgetSpec `json:"podDisruptionBudget,omitempty"`
}

type ImageSpec struct {
	Name        string                        `json:"name"`
	PullPolicy  corev1.PullPolicy             `json:"pullPolicy,omitempty"`
	PullSecrets []corev1.LocalObjectReference `json:"pullSecrets,omitempty"`
}

type BatchSchedulerSpec struct {
	Name              string `json:"name"`
	Queue             string `json:"queue,omitempty"`
	PriorityClassName string `json:"priorityClassName,omitempty"`
}

type HadoopConfig struct {
	ConfigMapName string `json:"configMapName,omitempty"`
	MountPath     string `json:"mountPath,omitempty"`
}

type GCPConfig struct {
	ServiceAccount *GCPServiceAccount `json:"serviceAccount,omitempty"`
}

type GCPServiceAccount struct {
	SecretName string `json:"secretName,omitempty"`
	KeyFile    string `json:"keyFile,omitempty"`
	MountPath  string `json:"mountPath,omitempty"`
}

type NamedPort struct {
	Name          string `json:"name,omitempty"`
	ContainerPort int32  `json:"containerPort"`
	Protocol      string `json:"protocol,omitempty"`
}

type JobManagerPorts struct {
	RPC   *int32 `json:"rpc,omitempty"`
	Blob  *int32 `json:"blob,omitempty"`
	Query *int32 `json:"query,omitempty"`
	UI    *int32 `json:"ui,omitempty"`
}

type JobManagerIngressSpec struct {
	HostFormat    *string           `json:"hostFormat,omitempty"`
	Annotations   map[string]string `json:"annotations,omitempty"`
	UseTLS        *bool             `json:"useTls,omitempty"`
	TLSSecretName *string           `json:"tlsSecretName,omitempty"`
}

type JobManagerSpec struct {
	Replicas             *int32                         `json:"replicas,omitempty"`
	AccessScope          string                         `json:"accessScope,omitempty"`
	ServiceAnnotations   map[string]string              `json:"ServiceAnnotations,omitempty"`
	ServiceLabels        map[string]string              `json:"ServiceLabels,omitempty"`
	Ingress              *JobManagerIngressSpec         `json:"ingress,omitempty"`
	Ports                JobManagerPorts                `json:"ports,omitempty"`
	ExtraPorts           []NamedPort                    `json:"extraPorts,omitempty"`
	Resources            corev1.ResourceRequirements    `json:"resources,omitempty"`
	MemoryOffHeapRatio   *int32                         `json:"memoryOffHeapRatio,omitempty"`
	MemoryOffHeapMin     resource.Quantity              `json:"memoryOffHeapMin,omitempty"`
	MemoryProcessRatio   *int32                         `json:"memoryProcessRatio,omitempty"`
	Volumes              []corev1.Volume                `json:"volumes,omitempty"`
	VolumeMounts         []corev1.VolumeMount           `json:"volumeMounts,omitempty"`
	VolumeClaimTemplates []corev1.PersistentVolumeClaim `json:"volumeClaimTemplates,omitempty"`
	InitContainers       []corev1.Container             `json:"initContainers,omitempty"`
	NodeSelector         map[string]string              `json:"nodeSelector,omitempty"`
	Affinity             *corev1.Affinity               `json:"affinity,omitempty"`
	Tolerations          []corev1.Toleration            `json:"tolerations,omitempty"`
	Sidecars             []corev1.Container             `json:"sidecars,omitempty"`
	PodAnnotations       map[string]string              `json:"podAnnotations,omitempty"`
	SecurityContext      *corev1.PodSecurityContext     `json:"securityContext,omitempty"`
	PodLabels            map[string]string              `json:"podLabels,omitempty"`
	LivenessProbe        *corev1.Probe                  `json:"livenessProbe,omitempty"`
	ReadinessProbe       *corev1.Probe                  `json:"readinessProbe,omitempty"`
	HostAliases          []corev1.HostAlias             `json:"hostAliases,omitempty"`
}

type TaskManagerPorts struct {
	Data  *int32 `json:"data,omitempty"`
	RPC   *int32 `json:"rpc,omitempty"`
	Query *int32 `json:"query,omitempty"`
}

type HorizontalPodAutoscalerSpec struct {
	MinReplicas *int32                                         `json:"minReplicas,omitempty"`
	MaxReplicas int32                                          `json:"maxReplicas"`
	Metrics     []autoscalingv2.MetricSpec                     `json:"metrics,omitempty"`
	Behavior    *autoscalingv2.HorizontalPodAutoscalerBehavior `json:"behavior,omitempty"`
}

type TaskManagerSpec struct {
	DeploymentType          string                         `json:"deploymentType,omitempty"`
	Replicas                *int32                         `json:"replicas,omitempty"`
	Ports                   TaskManagerPorts               `json:"ports,omitempty"`
	ExtraPorts              []NamedPort                    `json:"extraPorts,omitempty"`
	Resources               corev1.ResourceRequirements    `json:"resources,omitempty"`
	MemoryOffHeapRatio      *int32                         `json:"memoryOffHeapRatio,omitempty"`
	MemoryOffHeapMin        resource.Quantity              `json:"memoryOffHeapMin,omitempty"`
	MemoryProcessRatio      *int32                         `json:"memoryProcessRatio,omitempty"`
	Volumes                 []corev1.Volume                `json:"volumes,omitempty"`
	VolumeMounts            []corev1.VolumeMount           `json:"volumeMounts,omitempty"`
	VolumeClaimTemplates    []corev1.PersistentVolumeClaim `json:"volumeClaimTemplates,omitempty"`
	InitContainers          []corev1.Container             `json:"initContainers,omitempty"`
	NodeSelector            map[string]string              `json:"nodeSelector,omitempty"`
	Affinity                *corev1.Affinity               `json:"affinity,omitempty"`
	Tolerations             []corev1.Toleration            `json:"tolerations,omitempty"`
	Sidecars                []corev1.Container             `json:"sidecars,omitempty"`
	PodAnnotations          map[string]string              `json:"podAnnotations,omitempty"`
	SecurityContext         *corev1.PodSecurityContext     `json:"securityContext,omitempty"`
	PodLabels               map[string]string              `json:"podLabels,omitempty"`
	LivenessProbe           *corev1.Probe                  `json:"livenessProbe,omitempty"`
	ReadinessProbe          *corev1.Probe                  `json:"readinessProbe,omitempty"`
	HostAliases             []corev1.HostAlias             `json:"hostAliases,omitempty"`
	HorizontalPodAutoscaler *HorizontalPodAutoscalerSpec   `json:"horizontalPodAutoscaler,omitempty"`
}

type CleanupPolicy struct {
	AfterJobSucceeds  string `json:"afterJobSucceeds,omitempty"`
	AfterJobFails     string `json:"afterJobFails,omitempty"`
	AfterJobCancelled string `json:"afterJobCancelled,omitempty"`
}

type JobSpec struct {
	ClassPath                   []string                    `json:"classPath,omitempty"`
	JarFile                     *string                     `json:"jarFile,omitempty"`
	ClassName                   *string                     `json:"className,omitempty"`
	PyFile                      *string                     `json:"pyFile,omitempty"`
	PyFiles                     *string                     `json:"pyFiles,omitempty"`
	PyModule                    *string                     `json:"pyModule,omitempty"`
	Args                        []string                    `json:"args,omitempty"`
	FromSavepoint               *string                     `json:"fromSavepoint,omitempty"`
	AllowNonRestoredState       *bool                       `json:"allowNonRestoredState,omitempty"`
	SavepointsDir               *string                     `json:"savepointsDir,omitempty"`
	SavepointFormatType         string                      `json:"savepointFormatType,omitempty"`
	TakeSavepointOnUpdate       *bool                       `json:"takeSavepointOnUpdate,omitempty"`
	MaxStateAgeToRestoreSeconds *int32                      `json:"maxStateAgeToRestoreSeconds,omitempty"`
	AutoSavepointSeconds        *int32                      `json:"autoSavepointSeconds,omitempty"`
	SavepointGeneration         int32                       `json:"savepointGeneration,omitempty"`
	Parallelism                 *int32                      `json:"parallelism,omitempty"`
	NoLoggingToStdout           *bool                       `json:"noLoggingToStdout,omitempty"`
	Volumes                     []corev1.Volume             `json:"volumes,omitempty"`
	VolumeMounts                []corev1.VolumeMount        `json:"volumeMounts,omitempty"`
	InitContainers              []corev1.Container          `json:"initContainers,omitempty"`
	NodeSelector                map[string]string           `json:"nodeSelector,omitempty"`
	Affinity                    *corev1.Affinity            `json:"affinity,omitempty"`
	Tolerations                 []corev1.Toleration         `json:"tolerations,omitempty"`
	RestartPolicy               *string                     `json:"restartPolicy,omitempty"`
	CleanupPolicy               *CleanupPolicy              `json:"cleanupPolicy,omitempty"`
	CancelRequested             *bool                       `json:"cancelRequested,omitempty"`
	PodAnnotations              map[string]string           `json:"podAnnotations,omitempty"`
	PodLabels                   map[string]string           `json:"podLabels,omitempty"`
	Resources                   corev1.ResourceRequirements `json:"resources,omitempty"`
	SecurityContext             *corev1.PodSecurityContext  `json:"securityContext,omitempty"`
	HostAliases                 []corev1.HostAlias          `json:"hostAliases,omitempty"`
	Mode                        *string                     `json:"mode,omitempty"`
}

type FlinkClusterStatus struct {
	State      string                  `json:"state"`
	Components ClusterComponentsStatus `json:"components"`
	Control    *ControlStatus          `json:"control,omitempty"`
}

type ClusterComponentsStatus struct {
	Job *JobStatus `json:"job,omitempty"`
}

type ControlStatus struct {
	Name  string `json:"name"`
	State string `json:"state"`
}

type JobStatus struct {
	ID                  string       `json:"id,omitempty"`
	Name                string       `json:"name,omitempty"`
	SubmitterName       string       `json:"submitterName,omitempty"`
	SubmitterExitCode   int32        `json:"submitterExitCode,omitempty"`
	State               string       `json:"state"`
	FromSavepoint       string       `json:"fromSavepoint,omitempty"`
	SavepointGeneration int32        `json:"savepointGeneration,omitempty"`
	SavepointLocation   string       `json:"savepointLocation,omitempty"`
	SavepointTime       string       `json:"savepointTime,omitempty"`
	FinalSavepoint      bool         `json:"finalSavepoint,omitempty"`
	DeployTime          string       `json:"deployTime,omitempty"`
	StartTime           string       `json:"startTime,omitempty"`
	RestartCount        int32        `json:"restartCount,omitempty"`
	CompletionTime      *metav1.Time `json:"completionTime,omitempty"`
	FailureReasons      []string     `json:"failureReasons,omitempty"`
}
