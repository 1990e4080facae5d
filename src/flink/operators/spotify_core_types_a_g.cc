// SPDX-License-Identifier: Apache-2.0
// Written by tools/vectors/spotify (word types); not by hand.
#include "flink/operators/spotify_core_types.h"

// clang-format off
namespace sluice::flink::spotify::core {

GoFields AWSElasticBlockStoreVolumeSource() {
  static constexpr GoField kFields[] = {
      {"volumeID", Shape::kString}, {"fsType", Shape::kString}, {"partition", Shape::kInt32},
      {"readOnly", Shape::kBool}};
  return kFields;
}
GoFields Affinity() {
  static constexpr GoField kFields[] = {
      {"nodeAffinity", Shape::kObject, true, NodeAffinity},
      {"podAffinity", Shape::kObject, true, PodAffinity},
      {"podAntiAffinity", Shape::kObject, true, PodAntiAffinity}};
  return kFields;
}
GoFields AppArmorProfile() {
  static constexpr GoField kFields[] = {
      {"type", Shape::kString}, {"localhostProfile", Shape::kString, true}};
  return kFields;
}
GoFields AzureDiskVolumeSource() {
  static constexpr GoField kFields[] = {
      {"diskName", Shape::kString}, {"diskURI", Shape::kString},
      {"cachingMode", Shape::kString, true}, {"fsType", Shape::kString, true},
      {"readOnly", Shape::kBool, true}, {"kind", Shape::kString, true}};
  return kFields;
}
GoFields AzureFileVolumeSource() {
  static constexpr GoField kFields[] = {
      {"secretName", Shape::kString}, {"shareName", Shape::kString},
      {"readOnly", Shape::kBool}};
  return kFields;
}
GoFields CSIVolumeSource() {
  static constexpr GoField kFields[] = {
      {"driver", Shape::kString}, {"readOnly", Shape::kBool, true},
      {"fsType", Shape::kString, true}, {"volumeAttributes", Shape::kStringMap},
      {"nodePublishSecretRef", Shape::kObject, true, LocalObjectReference}};
  return kFields;
}
GoFields Capabilities() {
  static constexpr GoField kFields[] = {
      {"add", Shape::kStrings}, {"drop", Shape::kStrings}};
  return kFields;
}
GoFields CephFSVolumeSource() {
  static constexpr GoField kFields[] = {
      {"monitors", Shape::kStrings}, {"path", Shape::kString}, {"user", Shape::kString},
      {"secretFile", Shape::kString},
      {"secretRef", Shape::kObject, true, LocalObjectReference}, {"readOnly", Shape::kBool}};
  return kFields;
}
GoFields CinderVolumeSource() {
  static constexpr GoField kFields[] = {
      {"volumeID", Shape::kString}, {"fsType", Shape::kString}, {"readOnly", Shape::kBool},
      {"secretRef", Shape::kObject, true, LocalObjectReference}};
  return kFields;
}
GoFields ClusterTrustBundleProjection() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString, true}, {"signerName", Shape::kString, true},
      {"labelSelector", Shape::kObject, true, LabelSelector}, {"optional", Shape::kBool, true},
      {"path", Shape::kString}};
  return kFields;
}
GoFields ConfigMapEnvSource() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"optional", Shape::kBool, true}};
  return kFields;
}
GoFields ConfigMapKeySelector() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"key", Shape::kString}, {"optional", Shape::kBool, true}};
  return kFields;
}
GoFields ConfigMapProjection() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"items", Shape::kObjects, false, KeyToPath},
      {"optional", Shape::kBool, true}};
  return kFields;
}
GoFields ConfigMapVolumeSource() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"items", Shape::kObjects, false, KeyToPath},
      {"defaultMode", Shape::kInt32, true}, {"optional", Shape::kBool, true}};
  return kFields;
}
GoFields Container() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"image", Shape::kString}, {"command", Shape::kStrings},
      {"args", Shape::kStrings}, {"workingDir", Shape::kString},
      {"ports", Shape::kObjects, false, ContainerPort},
      {"envFrom", Shape::kObjects, false, EnvFromSource},
      {"env", Shape::kObjects, false, EnvVar},
      {"resources", Shape::kObject, false, ResourceRequirements},
      {"resizePolicy", Shape::kObjects, false, ContainerResizePolicy},
      {"restartPolicy", Shape::kString, true},
      {"restartPolicyRules", Shape::kObjects, false, ContainerRestartRule},
      {"volumeMounts", Shape::kObjects, false, VolumeMount},
      {"volumeDevices", Shape::kObjects, false, VolumeDevice},
      {"livenessProbe", Shape::kObject, true, Probe},
      {"readinessProbe", Shape::kObject, true, Probe},
      {"startupProbe", Shape::kObject, true, Probe},
      {"lifecycle", Shape::kObject, true, Lifecycle},
      {"terminationMessagePath", Shape::kString}, {"terminationMessagePolicy", Shape::kString},
      {"imagePullPolicy", Shape::kString},
      {"securityContext", Shape::kObject, true, SecurityContext}, {"stdin", Shape::kBool},
      {"stdinOnce", Shape::kBool}, {"tty", Shape::kBool}};
  return kFields;
}
GoFields ContainerPort() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"hostPort", Shape::kInt32}, {"containerPort", Shape::kInt32},
      {"protocol", Shape::kString}, {"hostIP", Shape::kString}};
  return kFields;
}
GoFields ContainerResizePolicy() {
  static constexpr GoField kFields[] = {
      {"resourceName", Shape::kString}, {"restartPolicy", Shape::kString}};
  return kFields;
}
GoFields ContainerResourceMetricSource() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"target", Shape::kObject, false, MetricTarget},
      {"container", Shape::kString}};
  return kFields;
}
GoFields ContainerRestartRule() {
  static constexpr GoField kFields[] = {
      {"action", Shape::kString},
      {"exitCodes", Shape::kObject, true, ContainerRestartRuleOnExitCodes}};
  return kFields;
}
GoFields ContainerRestartRuleOnExitCodes() {
  static constexpr GoField kFields[] = {
      {"operator", Shape::kString}, {"values", Shape::kInt32s}};
  return kFields;
}
GoFields CrossVersionObjectReference() {
  static constexpr GoField kFields[] = {
      {"kind", Shape::kString}, {"name", Shape::kString}, {"apiVersion", Shape::kString}};
  return kFields;
}
GoFields DownwardAPIProjection() {
  static constexpr GoField kFields[] = {
      {"items", Shape::kObjects, false, DownwardAPIVolumeFile}};
  return kFields;
}
GoFields DownwardAPIVolumeFile() {
  static constexpr GoField kFields[] = {
      {"path", Shape::kString}, {"fieldRef", Shape::kObject, true, ObjectFieldSelector},
      {"resourceFieldRef", Shape::kObject, true, ResourceFieldSelector},
      {"mode", Shape::kInt32, true}};
  return kFields;
}
GoFields DownwardAPIVolumeSource() {
  static constexpr GoField kFields[] = {
      {"items", Shape::kObjects, false, DownwardAPIVolumeFile},
      {"defaultMode", Shape::kInt32, true}};
  return kFields;
}
GoFields EmptyDirVolumeSource() {
  static constexpr GoField kFields[] = {
      {"medium", Shape::kString}, {"sizeLimit", Shape::kQuantity, true}};
  return kFields;
}
GoFields EnvFromSource() {
  static constexpr GoField kFields[] = {
      {"prefix", Shape::kString}, {"configMapRef", Shape::kObject, true, ConfigMapEnvSource},
      {"secretRef", Shape::kObject, true, SecretEnvSource}};
  return kFields;
}
GoFields EnvVar() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"value", Shape::kString},
      {"valueFrom", Shape::kObject, true, EnvVarSource}};
  return kFields;
}
GoFields EnvVarSource() {
  static constexpr GoField kFields[] = {
      {"fieldRef", Shape::kObject, true, ObjectFieldSelector},
      {"resourceFieldRef", Shape::kObject, true, ResourceFieldSelector},
      {"configMapKeyRef", Shape::kObject, true, ConfigMapKeySelector},
      {"secretKeyRef", Shape::kObject, true, SecretKeySelector},
      {"fileKeyRef", Shape::kObject, true, FileKeySelector}};
  return kFields;
}
GoFields EphemeralVolumeSource() {
  static constexpr GoField kFields[] = {
      {"volumeClaimTemplate", Shape::kObject, true, PersistentVolumeClaimTemplate}};
  return kFields;
}
GoFields ExecAction() {
  static constexpr GoField kFields[] = {
      {"command", Shape::kStrings}};
  return kFields;
}
GoFields ExternalMetricSource() {
  static constexpr GoField kFields[] = {
      {"metric", Shape::kObject, false, MetricIdentifier},
      {"target", Shape::kObject, false, MetricTarget}};
  return kFields;
}
GoFields FCVolumeSource() {
  static constexpr GoField kFields[] = {
      {"targetWWNs", Shape::kStrings}, {"lun", Shape::kInt32, true},
      {"fsType", Shape::kString}, {"readOnly", Shape::kBool}, {"wwids", Shape::kStrings}};
  return kFields;
}
GoFields FieldsV1() {
  return {};
}
GoFields FileKeySelector() {
  static constexpr GoField kFields[] = {
      {"volumeName", Shape::kString}, {"path", Shape::kString}, {"key", Shape::kString},
      {"optional", Shape::kBool, true}};
  return kFields;
}
GoFields FlexVolumeSource() {
  static constexpr GoField kFields[] = {
      {"driver", Shape::kString}, {"fsType", Shape::kString},
      {"secretRef", Shape::kObject, true, LocalObjectReference}, {"readOnly", Shape::kBool},
      {"options", Shape::kStringMap}};
  return kFields;
}
GoFields FlockerVolumeSource() {
  static constexpr GoField kFields[] = {
      {"datasetName", Shape::kString}, {"datasetUUID", Shape::kString}};
  return kFields;
}
GoFields GCEPersistentDiskVolumeSource() {
  static constexpr GoField kFields[] = {
      {"pdName", Shape::kString}, {"fsType", Shape::kString}, {"partition", Shape::kInt32},
      {"readOnly", Shape::kBool}};
  return kFields;
}
GoFields GRPCAction() {
  static constexpr GoField kFields[] = {
      {"port", Shape::kInt32}, {"service", Shape::kString, true}};
  return kFields;
}
GoFields GitRepoVolumeSource() {
  static constexpr GoField kFields[] = {
      {"repository", Shape::kString}, {"revision", Shape::kString},
      {"directory", Shape::kString}};
  return kFields;
}
GoFields GlusterfsVolumeSource() {
  static constexpr GoField kFields[] = {
      {"endpoints", Shape::kString}, {"path", Shape::kString}, {"readOnly", Shape::kBool}};
  return kFields;
}

}  // namespace sluice::flink::spotify::core
