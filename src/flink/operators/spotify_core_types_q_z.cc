// SPDX-License-Identifier: Apache-2.0
// Written by tools/vectors/spotify (word types); not by hand.
#include "flink/operators/spotify_core_types.h"

// clang-format off
namespace sluice::flink::spotify::core {

GoFields QuobyteVolumeSource() {
  static constexpr GoField kFields[] = {
      {"registry", Shape::kString}, {"volume", Shape::kString}, {"readOnly", Shape::kBool},
      {"user", Shape::kString}, {"group", Shape::kString}, {"tenant", Shape::kString}};
  return kFields;
}
GoFields RBDVolumeSource() {
  static constexpr GoField kFields[] = {
      {"monitors", Shape::kStrings}, {"image", Shape::kString}, {"fsType", Shape::kString},
      {"pool", Shape::kString}, {"user", Shape::kString}, {"keyring", Shape::kString},
      {"secretRef", Shape::kObject, true, LocalObjectReference}, {"readOnly", Shape::kBool}};
  return kFields;
}
GoFields ResourceClaim() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"request", Shape::kString}};
  return kFields;
}
GoFields ResourceFieldSelector() {
  static constexpr GoField kFields[] = {
      {"containerName", Shape::kString}, {"resource", Shape::kString},
      {"divisor", Shape::kQuantity}};
  return kFields;
}
GoFields ResourceMetricSource() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"target", Shape::kObject, false, MetricTarget}};
  return kFields;
}
GoFields ResourceRequirements() {
  static constexpr GoField kFields[] = {
      {"limits", Shape::kQuantityMap}, {"requests", Shape::kQuantityMap},
      {"claims", Shape::kObjects, false, ResourceClaim}};
  return kFields;
}
GoFields SELinuxOptions() {
  static constexpr GoField kFields[] = {
      {"user", Shape::kString}, {"role", Shape::kString}, {"type", Shape::kString},
      {"level", Shape::kString}};
  return kFields;
}
GoFields ScaleIOVolumeSource() {
  static constexpr GoField kFields[] = {
      {"gateway", Shape::kString}, {"system", Shape::kString},
      {"secretRef", Shape::kObject, true, LocalObjectReference}, {"sslEnabled", Shape::kBool},
      {"protectionDomain", Shape::kString}, {"storagePool", Shape::kString},
      {"storageMode", Shape::kString}, {"volumeName", Shape::kString},
      {"fsType", Shape::kString}, {"readOnly", Shape::kBool}};
  return kFields;
}
GoFields SeccompProfile() {
  static constexpr GoField kFields[] = {
      {"type", Shape::kString}, {"localhostProfile", Shape::kString, true}};
  return kFields;
}
GoFields SecretEnvSource() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"optional", Shape::kBool, true}};
  return kFields;
}
GoFields SecretKeySelector() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"key", Shape::kString}, {"optional", Shape::kBool, true}};
  return kFields;
}
GoFields SecretProjection() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"items", Shape::kObjects, false, KeyToPath},
      {"optional", Shape::kBool, true}};
  return kFields;
}
GoFields SecretVolumeSource() {
  static constexpr GoField kFields[] = {
      {"secretName", Shape::kString}, {"items", Shape::kObjects, false, KeyToPath},
      {"defaultMode", Shape::kInt32, true}, {"optional", Shape::kBool, true}};
  return kFields;
}
GoFields SecurityContext() {
  static constexpr GoField kFields[] = {
      {"capabilities", Shape::kObject, true, Capabilities}, {"privileged", Shape::kBool, true},
      {"seLinuxOptions", Shape::kObject, true, SELinuxOptions},
      {"windowsOptions", Shape::kObject, true, WindowsSecurityContextOptions},
      {"runAsUser", Shape::kInt64, true}, {"runAsGroup", Shape::kInt64, true},
      {"runAsNonRoot", Shape::kBool, true}, {"readOnlyRootFilesystem", Shape::kBool, true},
      {"allowPrivilegeEscalation", Shape::kBool, true}, {"procMount", Shape::kString, true},
      {"seccompProfile", Shape::kObject, true, SeccompProfile},
      {"appArmorProfile", Shape::kObject, true, AppArmorProfile}};
  return kFields;
}
GoFields ServiceAccountTokenProjection() {
  static constexpr GoField kFields[] = {
      {"audience", Shape::kString}, {"expirationSeconds", Shape::kInt64, true},
      {"path", Shape::kString}};
  return kFields;
}
GoFields SleepAction() {
  static constexpr GoField kFields[] = {
      {"seconds", Shape::kInt64}};
  return kFields;
}
GoFields StorageOSVolumeSource() {
  static constexpr GoField kFields[] = {
      {"volumeName", Shape::kString}, {"volumeNamespace", Shape::kString},
      {"fsType", Shape::kString}, {"readOnly", Shape::kBool},
      {"secretRef", Shape::kObject, true, LocalObjectReference}};
  return kFields;
}
GoFields Sysctl() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"value", Shape::kString}};
  return kFields;
}
GoFields TCPSocketAction() {
  static constexpr GoField kFields[] = {
      {"port", Shape::kIntOrString}, {"host", Shape::kString}};
  return kFields;
}
GoFields Toleration() {
  static constexpr GoField kFields[] = {
      {"key", Shape::kString}, {"operator", Shape::kString}, {"value", Shape::kString},
      {"effect", Shape::kString}, {"tolerationSeconds", Shape::kInt64, true}};
  return kFields;
}
GoFields TypedLocalObjectReference() {
  static constexpr GoField kFields[] = {
      {"apiGroup", Shape::kString, true}, {"kind", Shape::kString}, {"name", Shape::kString}};
  return kFields;
}
GoFields TypedObjectReference() {
  static constexpr GoField kFields[] = {
      {"apiGroup", Shape::kString, true}, {"kind", Shape::kString}, {"name", Shape::kString},
      {"namespace", Shape::kString, true}};
  return kFields;
}
GoFields Volume() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"hostPath", Shape::kObject, true, HostPathVolumeSource},
      {"emptyDir", Shape::kObject, true, EmptyDirVolumeSource},
      {"gcePersistentDisk", Shape::kObject, true, GCEPersistentDiskVolumeSource},
      {"awsElasticBlockStore", Shape::kObject, true, AWSElasticBlockStoreVolumeSource},
      {"gitRepo", Shape::kObject, true, GitRepoVolumeSource},
      {"secret", Shape::kObject, true, SecretVolumeSource},
      {"nfs", Shape::kObject, true, NFSVolumeSource},
      {"iscsi", Shape::kObject, true, ISCSIVolumeSource},
      {"glusterfs", Shape::kObject, true, GlusterfsVolumeSource},
      {"persistentVolumeClaim", Shape::kObject, true, PersistentVolumeClaimVolumeSource},
      {"rbd", Shape::kObject, true, RBDVolumeSource},
      {"flexVolume", Shape::kObject, true, FlexVolumeSource},
      {"cinder", Shape::kObject, true, CinderVolumeSource},
      {"cephfs", Shape::kObject, true, CephFSVolumeSource},
      {"flocker", Shape::kObject, true, FlockerVolumeSource},
      {"downwardAPI", Shape::kObject, true, DownwardAPIVolumeSource},
      {"fc", Shape::kObject, true, FCVolumeSource},
      {"azureFile", Shape::kObject, true, AzureFileVolumeSource},
      {"configMap", Shape::kObject, true, ConfigMapVolumeSource},
      {"vsphereVolume", Shape::kObject, true, VsphereVirtualDiskVolumeSource},
      {"quobyte", Shape::kObject, true, QuobyteVolumeSource},
      {"azureDisk", Shape::kObject, true, AzureDiskVolumeSource},
      {"photonPersistentDisk", Shape::kObject, true, PhotonPersistentDiskVolumeSource},
      {"projected", Shape::kObject, true, ProjectedVolumeSource},
      {"portworxVolume", Shape::kObject, true, PortworxVolumeSource},
      {"scaleIO", Shape::kObject, true, ScaleIOVolumeSource},
      {"storageos", Shape::kObject, true, StorageOSVolumeSource},
      {"csi", Shape::kObject, true, CSIVolumeSource},
      {"ephemeral", Shape::kObject, true, EphemeralVolumeSource},
      {"image", Shape::kObject, true, ImageVolumeSource}};
  return kFields;
}
GoFields VolumeDevice() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"devicePath", Shape::kString}};
  return kFields;
}
GoFields VolumeMount() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"readOnly", Shape::kBool},
      {"recursiveReadOnly", Shape::kString, true}, {"mountPath", Shape::kString},
      {"subPath", Shape::kString}, {"mountPropagation", Shape::kString, true},
      {"subPathExpr", Shape::kString}};
  return kFields;
}
GoFields VolumeProjection() {
  static constexpr GoField kFields[] = {
      {"secret", Shape::kObject, true, SecretProjection},
      {"downwardAPI", Shape::kObject, true, DownwardAPIProjection},
      {"configMap", Shape::kObject, true, ConfigMapProjection},
      {"serviceAccountToken", Shape::kObject, true, ServiceAccountTokenProjection},
      {"clusterTrustBundle", Shape::kObject, true, ClusterTrustBundleProjection},
      {"podCertificate", Shape::kObject, true, PodCertificateProjection}};
  return kFields;
}
GoFields VolumeResourceRequirements() {
  static constexpr GoField kFields[] = {
      {"limits", Shape::kQuantityMap}, {"requests", Shape::kQuantityMap}};
  return kFields;
}
GoFields VsphereVirtualDiskVolumeSource() {
  static constexpr GoField kFields[] = {
      {"volumePath", Shape::kString}, {"fsType", Shape::kString},
      {"storagePolicyName", Shape::kString}, {"storagePolicyID", Shape::kString}};
  return kFields;
}
GoFields WeightedPodAffinityTerm() {
  static constexpr GoField kFields[] = {
      {"weight", Shape::kInt32}, {"podAffinityTerm", Shape::kObject, false, PodAffinityTerm}};
  return kFields;
}
GoFields WindowsSecurityContextOptions() {
  static constexpr GoField kFields[] = {
      {"gmsaCredentialSpecName", Shape::kString, true},
      {"gmsaCredentialSpec", Shape::kString, true}, {"runAsUserName", Shape::kString, true},
      {"hostProcess", Shape::kBool, true}};
  return kFields;
}

}  // namespace sluice::flink::spotify::core
