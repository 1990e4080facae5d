// SPDX-License-Identifier: Apache-2.0
#include "flink/operators/spotify_types.h"

#include "flink/operators/spotify_core_types.h"

namespace sluice::flink::spotify {
namespace {

constexpr bool kPointer = true;

GoFields NamedPort() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"containerPort", Shape::kInt32}, {"protocol", Shape::kString}};
  return kFields;
}

GoFields JobManagerPorts() {
  static constexpr GoField kFields[] = {{"rpc", Shape::kInt32, kPointer},
                                        {"blob", Shape::kInt32, kPointer},
                                        {"query", Shape::kInt32, kPointer},
                                        {"ui", Shape::kInt32, kPointer}};
  return kFields;
}

GoFields TaskManagerPorts() {
  static constexpr GoField kFields[] = {{"data", Shape::kInt32, kPointer},
                                        {"rpc", Shape::kInt32, kPointer},
                                        {"query", Shape::kInt32, kPointer}};
  return kFields;
}

GoFields Ingress() {
  static constexpr GoField kFields[] = {{"hostFormat", Shape::kString, kPointer},
                                        {"annotations", Shape::kStringMap},
                                        {"useTls", Shape::kBool, kPointer},
                                        {"tlsSecretName", Shape::kString, kPointer}};
  return kFields;
}

GoFields JobManager() {
  static constexpr GoField kFields[] = {
      {"replicas", Shape::kInt32, kPointer},
      {"accessScope", Shape::kString},
      {"ServiceAnnotations", Shape::kStringMap},
      {"ServiceLabels", Shape::kStringMap},
      {"ingress", Shape::kObject, kPointer, Ingress},
      {"ports", Shape::kObject, false, JobManagerPorts},
      {"extraPorts", Shape::kObjects, false, NamedPort},
      {"resources", Shape::kObject, false, core::ResourceRequirements},
      {"memoryOffHeapRatio", Shape::kInt32, kPointer},
      {"memoryOffHeapMin", Shape::kQuantity},
      {"memoryProcessRatio", Shape::kInt32, kPointer},
      {"volumes", Shape::kObjects, false, core::Volume},
      {"volumeMounts", Shape::kObjects, false, core::VolumeMount},
      {"volumeClaimTemplates", Shape::kObjects, false, core::PersistentVolumeClaim},
      {"initContainers", Shape::kObjects, false, core::Container},
      {"nodeSelector", Shape::kStringMap},
      {"affinity", Shape::kObject, kPointer, core::Affinity},
      {"tolerations", Shape::kObjects, false, core::Toleration},
      {"sidecars", Shape::kObjects, false, core::Container},
      {"podAnnotations", Shape::kStringMap},
      {"securityContext", Shape::kObject, kPointer, core::PodSecurityContext},
      {"podLabels", Shape::kStringMap},
      {"livenessProbe", Shape::kObject, kPointer, core::Probe},
      {"readinessProbe", Shape::kObject, kPointer, core::Probe},
      {"hostAliases", Shape::kObjects, false, core::HostAlias}};
  return kFields;
}

GoFields HorizontalPodAutoscaler() {
  static constexpr GoField kFields[] = {
      {"minReplicas", Shape::kInt32, kPointer},
      {"maxReplicas", Shape::kInt32},
      {"metrics", Shape::kObjects, false, core::MetricSpec},
      {"behavior", Shape::kObject, kPointer, core::HorizontalPodAutoscalerBehavior}};
  return kFields;
}

GoFields TaskManager() {
  static constexpr GoField kFields[] = {
      {"deploymentType", Shape::kString},
      {"replicas", Shape::kInt32, kPointer},
      {"ports", Shape::kObject, false, TaskManagerPorts},
      {"extraPorts", Shape::kObjects, false, NamedPort},
      {"resources", Shape::kObject, false, core::ResourceRequirements},
      {"memoryOffHeapRatio", Shape::kInt32, kPointer},
      {"memoryOffHeapMin", Shape::kQuantity},
      {"memoryProcessRatio", Shape::kInt32, kPointer},
      {"volumes", Shape::kObjects, false, core::Volume},
      {"volumeMounts", Shape::kObjects, false, core::VolumeMount},
      {"volumeClaimTemplates", Shape::kObjects, false, core::PersistentVolumeClaim},
      {"initContainers", Shape::kObjects, false, core::Container},
      {"nodeSelector", Shape::kStringMap},
      {"affinity", Shape::kObject, kPointer, core::Affinity},
      {"tolerations", Shape::kObjects, false, core::Toleration},
      {"sidecars", Shape::kObjects, false, core::Container},
      {"podAnnotations", Shape::kStringMap},
      {"securityContext", Shape::kObject, kPointer, core::PodSecurityContext},
      {"podLabels", Shape::kStringMap},
      {"livenessProbe", Shape::kObject, kPointer, core::Probe},
      {"readinessProbe", Shape::kObject, kPointer, core::Probe},
      {"hostAliases", Shape::kObjects, false, core::HostAlias},
      {"horizontalPodAutoscaler", Shape::kObject, kPointer, HorizontalPodAutoscaler}};
  return kFields;
}

GoFields CleanupPolicy() {
  static constexpr GoField kFields[] = {{"afterJobSucceeds", Shape::kString},
                                        {"afterJobFails", Shape::kString},
                                        {"afterJobCancelled", Shape::kString}};
  return kFields;
}

GoFields Job() {
  static constexpr GoField kFields[] = {
      {"classPath", Shape::kStrings},
      {"jarFile", Shape::kString, kPointer},
      {"className", Shape::kString, kPointer},
      {"pyFile", Shape::kString, kPointer},
      {"pyFiles", Shape::kString, kPointer},
      {"pyModule", Shape::kString, kPointer},
      {"args", Shape::kStrings},
      {"fromSavepoint", Shape::kString, kPointer},
      {"allowNonRestoredState", Shape::kBool, kPointer},
      {"savepointsDir", Shape::kString, kPointer},
      {"savepointFormatType", Shape::kString},
      {"takeSavepointOnUpdate", Shape::kBool, kPointer},
      {"maxStateAgeToRestoreSeconds", Shape::kInt32, kPointer},
      {"autoSavepointSeconds", Shape::kInt32, kPointer},
      {"savepointGeneration", Shape::kInt32},
      {"parallelism", Shape::kInt32, kPointer},
      {"noLoggingToStdout", Shape::kBool, kPointer},
      {"volumes", Shape::kObjects, false, core::Volume},
      {"volumeMounts", Shape::kObjects, false, core::VolumeMount},
      {"initContainers", Shape::kObjects, false, core::Container},
      {"nodeSelector", Shape::kStringMap},
      {"affinity", Shape::kObject, kPointer, core::Affinity},
      {"tolerations", Shape::kObjects, false, core::Toleration},
      {"restartPolicy", Shape::kString, kPointer},
      {"cleanupPolicy", Shape::kObject, kPointer, CleanupPolicy},
      {"cancelRequested", Shape::kBool, kPointer},
      {"podAnnotations", Shape::kStringMap},
      {"podLabels", Shape::kStringMap},
      {"resources", Shape::kObject, false, core::ResourceRequirements},
      {"securityContext", Shape::kObject, kPointer, core::PodSecurityContext},
      {"hostAliases", Shape::kObjects, false, core::HostAlias},
      {"mode", Shape::kString, kPointer}};
  return kFields;
}

GoFields Image() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString},
      {"pullPolicy", Shape::kString},
      {"pullSecrets", Shape::kObjects, false, core::LocalObjectReference}};
  return kFields;
}

GoFields BatchScheduler() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"queue", Shape::kString}, {"priorityClassName", Shape::kString}};
  return kFields;
}

GoFields HadoopConfig() {
  static constexpr GoField kFields[] = {{"configMapName", Shape::kString},
                                        {"mountPath", Shape::kString}};
  return kFields;
}

GoFields GcpServiceAccount() {
  static constexpr GoField kFields[] = {
      {"secretName", Shape::kString}, {"keyFile", Shape::kString}, {"mountPath", Shape::kString}};
  return kFields;
}

GoFields GcpConfig() {
  static constexpr GoField kFields[] = {
      {"serviceAccount", Shape::kObject, kPointer, GcpServiceAccount}};
  return kFields;
}

}  // namespace

GoFields SpecFields() {
  static constexpr GoField kFields[] = {
      {"flinkVersion", Shape::kString},
      {"image", Shape::kObject, false, Image},
      {"serviceAccountName", Shape::kString, kPointer},
      {"batchSchedulerName", Shape::kString, kPointer},
      {"batchScheduler", Shape::kObject, kPointer, BatchScheduler},
      {"jobManager", Shape::kObject, kPointer, JobManager},
      {"taskManager", Shape::kObject, kPointer, TaskManager},
      {"job", Shape::kObject, kPointer, Job},
      {"envVars", Shape::kObjects, false, core::EnvVar},
      {"envFrom", Shape::kObjects, false, core::EnvFromSource},
      {"flinkProperties", Shape::kStringMap},
      {"hadoopConfig", Shape::kObject, kPointer, HadoopConfig},
      {"gcpConfig", Shape::kObject, kPointer, GcpConfig},
      {"logConfig", Shape::kStringMap},
      {"revisionHistoryLimit", Shape::kInt32, kPointer},
      {"recreateOnUpdate", Shape::kBool, kPointer},
      {"podDisruptionBudget", Shape::kObject, kPointer, core::PodDisruptionBudgetSpec}};
  return kFields;
}

}  // namespace sluice::flink::spotify
