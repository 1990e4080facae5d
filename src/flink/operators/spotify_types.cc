// SPDX-License-Identifier: Apache-2.0
#include "flink/operators/spotify_types.h"

namespace sluice::flink::spotify {
namespace {

constexpr bool kPointer = true;

GoFields NamedReference() {
  static constexpr GoField kFields[] = {{"name", Shape::kString}};
  return kFields;
}

GoFields EnvVar() {
  static constexpr GoField kFields[] = {{"name", Shape::kString},
                                        {"value", Shape::kString},
                                        {"valueFrom", Shape::kObject, kPointer, nullptr}};
  return kFields;
}

GoFields ConfigMapSource() {
  static constexpr GoField kFields[] = {{"name", Shape::kString},
                                        {"optional", Shape::kBool, kPointer}};
  return kFields;
}

GoFields EnvFrom() {
  static constexpr GoField kFields[] = {{"prefix", Shape::kString},
                                        {"configMapRef", Shape::kObject, kPointer, ConfigMapSource},
                                        {"secretRef", Shape::kObject, kPointer, ConfigMapSource}};
  return kFields;
}

GoFields HttpHeader() {
  static constexpr GoField kFields[] = {{"name", Shape::kString}, {"value", Shape::kString}};
  return kFields;
}

GoFields ExecAction() {
  static constexpr GoField kFields[] = {{"command", Shape::kStrings}};
  return kFields;
}

GoFields HttpGetAction() {
  static constexpr GoField kFields[] = {{"path", Shape::kString},
                                        {"port", Shape::kIntOrString},
                                        {"host", Shape::kString},
                                        {"scheme", Shape::kString},
                                        {"httpHeaders", Shape::kObjects, false, HttpHeader}};
  return kFields;
}

GoFields TcpSocketAction() {
  static constexpr GoField kFields[] = {{"port", Shape::kIntOrString}, {"host", Shape::kString}};
  return kFields;
}

GoFields GrpcAction() {
  static constexpr GoField kFields[] = {{"port", Shape::kInt32},
                                        {"service", Shape::kString, kPointer}};
  return kFields;
}

GoFields Probe() {
  static constexpr GoField kFields[] = {{"exec", Shape::kObject, kPointer, ExecAction},
                                        {"httpGet", Shape::kObject, kPointer, HttpGetAction},
                                        {"tcpSocket", Shape::kObject, kPointer, TcpSocketAction},
                                        {"grpc", Shape::kObject, kPointer, GrpcAction},
                                        {"initialDelaySeconds", Shape::kInt32},
                                        {"timeoutSeconds", Shape::kInt32},
                                        {"periodSeconds", Shape::kInt32},
                                        {"successThreshold", Shape::kInt32},
                                        {"failureThreshold", Shape::kInt32},
                                        {"terminationGracePeriodSeconds", Shape::kInt64, kPointer}};
  return kFields;
}

GoFields ResourceClaim() {
  static constexpr GoField kFields[] = {{"name", Shape::kString}, {"request", Shape::kString}};
  return kFields;
}

GoFields Resources() {
  static constexpr GoField kFields[] = {{"limits", Shape::kQuantityMap},
                                        {"requests", Shape::kQuantityMap},
                                        {"claims", Shape::kObjects, false, ResourceClaim}};
  return kFields;
}

GoFields VolumeMount() {
  static constexpr GoField kFields[] = {{"name", Shape::kString},
                                        {"readOnly", Shape::kBool},
                                        {"recursiveReadOnly", Shape::kString, kPointer},
                                        {"mountPath", Shape::kString},
                                        {"subPath", Shape::kString},
                                        {"mountPropagation", Shape::kString, kPointer},
                                        {"subPathExpr", Shape::kString}};
  return kFields;
}

GoFields ContainerPort() {
  static constexpr GoField kFields[] = {{"name", Shape::kString},
                                        {"hostPort", Shape::kInt32},
                                        {"containerPort", Shape::kInt32},
                                        {"protocol", Shape::kString},
                                        {"hostIP", Shape::kString}};
  return kFields;
}

GoFields Container() {
  static constexpr GoField kFields[] = {{"name", Shape::kString},
                                        {"image", Shape::kString},
                                        {"command", Shape::kStrings},
                                        {"args", Shape::kStrings},
                                        {"workingDir", Shape::kString},
                                        {"ports", Shape::kObjects, false, ContainerPort},
                                        {"envFrom", Shape::kObjects, false, EnvFrom},
                                        {"env", Shape::kObjects, false, EnvVar},
                                        {"resources", Shape::kObject, false, Resources},
                                        {"resizePolicy", Shape::kObjects, false, nullptr},
                                        {"restartPolicy", Shape::kString, kPointer},
                                        {"restartPolicyRules", Shape::kObjects, false, nullptr},
                                        {"volumeMounts", Shape::kObjects, false, VolumeMount},
                                        {"volumeDevices", Shape::kObjects, false, nullptr},
                                        {"livenessProbe", Shape::kObject, kPointer, Probe},
                                        {"readinessProbe", Shape::kObject, kPointer, Probe},
                                        {"startupProbe", Shape::kObject, kPointer, Probe},
                                        {"lifecycle", Shape::kObject, kPointer, nullptr},
                                        {"terminationMessagePath", Shape::kString},
                                        {"terminationMessagePolicy", Shape::kString},
                                        {"imagePullPolicy", Shape::kString},
                                        {"securityContext", Shape::kObject, kPointer, nullptr},
                                        {"stdin", Shape::kBool},
                                        {"stdinOnce", Shape::kBool},
                                        {"tty", Shape::kBool}};
  return kFields;
}

GoFields Toleration() {
  static constexpr GoField kFields[] = {{"key", Shape::kString},
                                        {"operator", Shape::kString},
                                        {"value", Shape::kString},
                                        {"effect", Shape::kString},
                                        {"tolerationSeconds", Shape::kInt64, kPointer}};
  return kFields;
}

GoFields HostAlias() {
  static constexpr GoField kFields[] = {{"ip", Shape::kString}, {"hostnames", Shape::kStrings}};
  return kFields;
}

GoFields PodSecurityContext() {
  static constexpr GoField kFields[] = {{"seLinuxOptions", Shape::kObject, kPointer, nullptr},
                                        {"windowsOptions", Shape::kObject, kPointer, nullptr},
                                        {"runAsUser", Shape::kInt64, kPointer},
                                        {"runAsGroup", Shape::kInt64, kPointer},
                                        {"runAsNonRoot", Shape::kBool, kPointer},
                                        {"supplementalGroups", Shape::kInt64s},
                                        {"supplementalGroupsPolicy", Shape::kString, kPointer},
                                        {"fsGroup", Shape::kInt64, kPointer},
                                        {"sysctls", Shape::kObjects, false, HttpHeader},
                                        {"fsGroupChangePolicy", Shape::kString, kPointer},
                                        {"seccompProfile", Shape::kObject, kPointer, nullptr},
                                        {"appArmorProfile", Shape::kObject, kPointer, nullptr},
                                        {"seLinuxChangePolicy", Shape::kString, kPointer}};
  return kFields;
}

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
      {"resources", Shape::kObject, false, Resources},
      {"memoryOffHeapRatio", Shape::kInt32, kPointer},
      {"memoryOffHeapMin", Shape::kQuantity},
      {"memoryProcessRatio", Shape::kInt32, kPointer},
      {"volumes", Shape::kObjects, false, nullptr},
      {"volumeMounts", Shape::kObjects, false, VolumeMount},
      {"volumeClaimTemplates", Shape::kObjects, false, nullptr},
      {"initContainers", Shape::kObjects, false, Container},
      {"nodeSelector", Shape::kStringMap},
      {"affinity", Shape::kObject, kPointer, nullptr},
      {"tolerations", Shape::kObjects, false, Toleration},
      {"sidecars", Shape::kObjects, false, Container},
      {"podAnnotations", Shape::kStringMap},
      {"securityContext", Shape::kObject, kPointer, PodSecurityContext},
      {"podLabels", Shape::kStringMap},
      {"livenessProbe", Shape::kObject, kPointer, Probe},
      {"readinessProbe", Shape::kObject, kPointer, Probe},
      {"hostAliases", Shape::kObjects, false, HostAlias}};
  return kFields;
}

GoFields TaskManager() {
  static constexpr GoField kFields[] = {
      {"deploymentType", Shape::kString},
      {"replicas", Shape::kInt32, kPointer},
      {"ports", Shape::kObject, false, TaskManagerPorts},
      {"extraPorts", Shape::kObjects, false, NamedPort},
      {"resources", Shape::kObject, false, Resources},
      {"memoryOffHeapRatio", Shape::kInt32, kPointer},
      {"memoryOffHeapMin", Shape::kQuantity},
      {"memoryProcessRatio", Shape::kInt32, kPointer},
      {"volumes", Shape::kObjects, false, nullptr},
      {"volumeMounts", Shape::kObjects, false, VolumeMount},
      {"volumeClaimTemplates", Shape::kObjects, false, nullptr},
      {"initContainers", Shape::kObjects, false, Container},
      {"nodeSelector", Shape::kStringMap},
      {"affinity", Shape::kObject, kPointer, nullptr},
      {"tolerations", Shape::kObjects, false, Toleration},
      {"sidecars", Shape::kObjects, false, Container},
      {"podAnnotations", Shape::kStringMap},
      {"securityContext", Shape::kObject, kPointer, PodSecurityContext},
      {"podLabels", Shape::kStringMap},
      {"livenessProbe", Shape::kObject, kPointer, Probe},
      {"readinessProbe", Shape::kObject, kPointer, Probe},
      {"hostAliases", Shape::kObjects, false, HostAlias},
      {"horizontalPodAutoscaler", Shape::kObject, kPointer, nullptr}};
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
      {"volumes", Shape::kObjects, false, nullptr},
      {"volumeMounts", Shape::kObjects, false, VolumeMount},
      {"initContainers", Shape::kObjects, false, Container},
      {"nodeSelector", Shape::kStringMap},
      {"affinity", Shape::kObject, kPointer, nullptr},
      {"tolerations", Shape::kObjects, false, Toleration},
      {"restartPolicy", Shape::kString, kPointer},
      {"cleanupPolicy", Shape::kObject, kPointer, CleanupPolicy},
      {"cancelRequested", Shape::kBool, kPointer},
      {"podAnnotations", Shape::kStringMap},
      {"podLabels", Shape::kStringMap},
      {"resources", Shape::kObject, false, Resources},
      {"securityContext", Shape::kObject, kPointer, PodSecurityContext},
      {"hostAliases", Shape::kObjects, false, HostAlias},
      {"mode", Shape::kString, kPointer}};
  return kFields;
}

GoFields Image() {
  static constexpr GoField kFields[] = {{"name", Shape::kString},
                                        {"pullPolicy", Shape::kString},
                                        {"pullSecrets", Shape::kObjects, false, NamedReference}};
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
      {"envVars", Shape::kObjects, false, EnvVar},
      {"envFrom", Shape::kObjects, false, EnvFrom},
      {"flinkProperties", Shape::kStringMap},
      {"hadoopConfig", Shape::kObject, kPointer, HadoopConfig},
      {"gcpConfig", Shape::kObject, kPointer, GcpConfig},
      {"logConfig", Shape::kStringMap},
      {"revisionHistoryLimit", Shape::kInt32, kPointer},
      {"recreateOnUpdate", Shape::kBool, kPointer},
      {"podDisruptionBudget", Shape::kObject, kPointer, nullptr}};
  return kFields;
}

}  // namespace sluice::flink::spotify
