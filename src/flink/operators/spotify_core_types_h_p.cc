// SPDX-License-Identifier: Apache-2.0
// Written by tools/vectors/spotify (word types); not by hand.
#include "flink/operators/spotify_core_types.h"

// clang-format off
namespace sluice::flink::spotify::core {

GoFields HPAScalingPolicy() {
  static constexpr GoField kFields[] = {
      {"type", Shape::kString}, {"value", Shape::kInt32}, {"periodSeconds", Shape::kInt32}};
  return kFields;
}
GoFields HPAScalingRules() {
  static constexpr GoField kFields[] = {
      {"stabilizationWindowSeconds", Shape::kInt32, true},
      {"selectPolicy", Shape::kString, true},
      {"policies", Shape::kObjects, false, HPAScalingPolicy},
      {"tolerance", Shape::kQuantity, true}};
  return kFields;
}
GoFields HTTPGetAction() {
  static constexpr GoField kFields[] = {
      {"path", Shape::kString}, {"port", Shape::kIntOrString}, {"host", Shape::kString},
      {"scheme", Shape::kString}, {"httpHeaders", Shape::kObjects, false, HTTPHeader}};
  return kFields;
}
GoFields HTTPHeader() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"value", Shape::kString}};
  return kFields;
}
GoFields HorizontalPodAutoscalerBehavior() {
  static constexpr GoField kFields[] = {
      {"scaleUp", Shape::kObject, true, HPAScalingRules},
      {"scaleDown", Shape::kObject, true, HPAScalingRules}};
  return kFields;
}
GoFields HostAlias() {
  static constexpr GoField kFields[] = {
      {"ip", Shape::kString}, {"hostnames", Shape::kStrings}};
  return kFields;
}
GoFields HostPathVolumeSource() {
  static constexpr GoField kFields[] = {
      {"path", Shape::kString}, {"type", Shape::kString, true}};
  return kFields;
}
GoFields ISCSIVolumeSource() {
  static constexpr GoField kFields[] = {
      {"targetPortal", Shape::kString}, {"iqn", Shape::kString}, {"lun", Shape::kInt32},
      {"iscsiInterface", Shape::kString}, {"fsType", Shape::kString},
      {"readOnly", Shape::kBool}, {"portals", Shape::kStrings},
      {"chapAuthDiscovery", Shape::kBool}, {"chapAuthSession", Shape::kBool},
      {"secretRef", Shape::kObject, true, LocalObjectReference},
      {"initiatorName", Shape::kString, true}};
  return kFields;
}
GoFields ImageVolumeSource() {
  static constexpr GoField kFields[] = {
      {"reference", Shape::kString}, {"pullPolicy", Shape::kString}};
  return kFields;
}
GoFields KeyToPath() {
  static constexpr GoField kFields[] = {
      {"key", Shape::kString}, {"path", Shape::kString}, {"mode", Shape::kInt32, true}};
  return kFields;
}
GoFields LabelSelector() {
  static constexpr GoField kFields[] = {
      {"matchLabels", Shape::kStringMap},
      {"matchExpressions", Shape::kObjects, false, LabelSelectorRequirement}};
  return kFields;
}
GoFields LabelSelectorRequirement() {
  static constexpr GoField kFields[] = {
      {"key", Shape::kString}, {"operator", Shape::kString}, {"values", Shape::kStrings}};
  return kFields;
}
GoFields Lifecycle() {
  static constexpr GoField kFields[] = {
      {"postStart", Shape::kObject, true, LifecycleHandler},
      {"preStop", Shape::kObject, true, LifecycleHandler},
      {"stopSignal", Shape::kString, true}};
  return kFields;
}
GoFields LifecycleHandler() {
  static constexpr GoField kFields[] = {
      {"exec", Shape::kObject, true, ExecAction},
      {"httpGet", Shape::kObject, true, HTTPGetAction},
      {"tcpSocket", Shape::kObject, true, TCPSocketAction},
      {"sleep", Shape::kObject, true, SleepAction}};
  return kFields;
}
GoFields LocalObjectReference() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}};
  return kFields;
}
GoFields ManagedFieldsEntry() {
  static constexpr GoField kFields[] = {
      {"manager", Shape::kString}, {"operation", Shape::kString},
      {"apiVersion", Shape::kString}, {"time", Shape::kAny, true},
      {"fieldsType", Shape::kString}, {"fieldsV1", Shape::kObject, true, FieldsV1},
      {"subresource", Shape::kString}};
  return kFields;
}
GoFields MetricIdentifier() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"selector", Shape::kObject, true, LabelSelector}};
  return kFields;
}
GoFields MetricSpec() {
  static constexpr GoField kFields[] = {
      {"type", Shape::kString}, {"object", Shape::kObject, true, ObjectMetricSource},
      {"pods", Shape::kObject, true, PodsMetricSource},
      {"resource", Shape::kObject, true, ResourceMetricSource},
      {"containerResource", Shape::kObject, true, ContainerResourceMetricSource},
      {"external", Shape::kObject, true, ExternalMetricSource}};
  return kFields;
}
GoFields MetricTarget() {
  static constexpr GoField kFields[] = {
      {"type", Shape::kString}, {"value", Shape::kQuantity, true},
      {"averageValue", Shape::kQuantity, true}, {"averageUtilization", Shape::kInt32, true}};
  return kFields;
}
GoFields ModifyVolumeStatus() {
  static constexpr GoField kFields[] = {
      {"targetVolumeAttributesClassName", Shape::kString}, {"status", Shape::kString}};
  return kFields;
}
GoFields NFSVolumeSource() {
  static constexpr GoField kFields[] = {
      {"server", Shape::kString}, {"path", Shape::kString}, {"readOnly", Shape::kBool}};
  return kFields;
}
GoFields NodeAffinity() {
  static constexpr GoField kFields[] = {
      {"requiredDuringSchedulingIgnoredDuringExecution", Shape::kObject, true, NodeSelector},
      {"preferredDuringSchedulingIgnoredDuringExecution",
       Shape::kObjects, false, PreferredSchedulingTerm}};
  return kFields;
}
GoFields NodeSelector() {
  static constexpr GoField kFields[] = {
      {"nodeSelectorTerms", Shape::kObjects, false, NodeSelectorTerm}};
  return kFields;
}
GoFields NodeSelectorRequirement() {
  static constexpr GoField kFields[] = {
      {"key", Shape::kString}, {"operator", Shape::kString}, {"values", Shape::kStrings}};
  return kFields;
}
GoFields NodeSelectorTerm() {
  static constexpr GoField kFields[] = {
      {"matchExpressions", Shape::kObjects, false, NodeSelectorRequirement},
      {"matchFields", Shape::kObjects, false, NodeSelectorRequirement}};
  return kFields;
}
GoFields ObjectFieldSelector() {
  static constexpr GoField kFields[] = {
      {"apiVersion", Shape::kString}, {"fieldPath", Shape::kString}};
  return kFields;
}
GoFields ObjectMeta() {
  static constexpr GoField kFields[] = {
      {"name", Shape::kString}, {"generateName", Shape::kString},
      {"namespace", Shape::kString}, {"selfLink", Shape::kString}, {"uid", Shape::kString},
      {"resourceVersion", Shape::kString}, {"generation", Shape::kInt64},
      {"creationTimestamp", Shape::kAny}, {"deletionTimestamp", Shape::kAny, true},
      {"deletionGracePeriodSeconds", Shape::kInt64, true}, {"labels", Shape::kStringMap},
      {"annotations", Shape::kStringMap},
      {"ownerReferences", Shape::kObjects, false, OwnerReference},
      {"finalizers", Shape::kStrings},
      {"managedFields", Shape::kObjects, false, ManagedFieldsEntry}};
  return kFields;
}
GoFields ObjectMetricSource() {
  static constexpr GoField kFields[] = {
      {"describedObject", Shape::kObject, false, CrossVersionObjectReference},
      {"target", Shape::kObject, false, MetricTarget},
      {"metric", Shape::kObject, false, MetricIdentifier}};
  return kFields;
}
GoFields OwnerReference() {
  static constexpr GoField kFields[] = {
      {"apiVersion", Shape::kString}, {"kind", Shape::kString}, {"name", Shape::kString},
      {"uid", Shape::kString}, {"controller", Shape::kBool, true},
      {"blockOwnerDeletion", Shape::kBool, true}};
  return kFields;
}
GoFields PersistentVolumeClaim() {
  static constexpr GoField kFields[] = {
      {"kind", Shape::kString}, {"apiVersion", Shape::kString},
      {"metadata", Shape::kObject, false, ObjectMeta},
      {"spec", Shape::kObject, false, PersistentVolumeClaimSpec},
      {"status", Shape::kObject, false, PersistentVolumeClaimStatus}};
  return kFields;
}
GoFields PersistentVolumeClaimCondition() {
  static constexpr GoField kFields[] = {
      {"type", Shape::kString}, {"status", Shape::kString}, {"lastProbeTime", Shape::kAny},
      {"lastTransitionTime", Shape::kAny}, {"reason", Shape::kString},
      {"message", Shape::kString}};
  return kFields;
}
GoFields PersistentVolumeClaimSpec() {
  static constexpr GoField kFields[] = {
      {"accessModes", Shape::kStrings}, {"selector", Shape::kObject, true, LabelSelector},
      {"resources", Shape::kObject, false, VolumeResourceRequirements},
      {"volumeName", Shape::kString}, {"storageClassName", Shape::kString, true},
      {"volumeMode", Shape::kString, true},
      {"dataSource", Shape::kObject, true, TypedLocalObjectReference},
      {"dataSourceRef", Shape::kObject, true, TypedObjectReference},
      {"volumeAttributesClassName", Shape::kString, true}};
  return kFields;
}
GoFields PersistentVolumeClaimStatus() {
  static constexpr GoField kFields[] = {
      {"phase", Shape::kString}, {"accessModes", Shape::kStrings},
      {"capacity", Shape::kQuantityMap},
      {"conditions", Shape::kObjects, false, PersistentVolumeClaimCondition},
      {"allocatedResources", Shape::kQuantityMap},
      {"allocatedResourceStatuses", Shape::kStringMap},
      {"currentVolumeAttributesClassName", Shape::kString, true},
      {"modifyVolumeStatus", Shape::kObject, true, ModifyVolumeStatus}};
  return kFields;
}
GoFields PersistentVolumeClaimTemplate() {
  static constexpr GoField kFields[] = {
      {"metadata", Shape::kObject, false, ObjectMeta},
      {"spec", Shape::kObject, false, PersistentVolumeClaimSpec}};
  return kFields;
}
GoFields PersistentVolumeClaimVolumeSource() {
  static constexpr GoField kFields[] = {
      {"claimName", Shape::kString}, {"readOnly", Shape::kBool}};
  return kFields;
}
GoFields PhotonPersistentDiskVolumeSource() {
  static constexpr GoField kFields[] = {
      {"pdID", Shape::kString}, {"fsType", Shape::kString}};
  return kFields;
}
GoFields PodAffinity() {
  static constexpr GoField kFields[] = {
      {"requiredDuringSchedulingIgnoredDuringExecution",
       Shape::kObjects, false, PodAffinityTerm},
      {"preferredDuringSchedulingIgnoredDuringExecution",
       Shape::kObjects, false, WeightedPodAffinityTerm}};
  return kFields;
}
GoFields PodAffinityTerm() {
  static constexpr GoField kFields[] = {
      {"labelSelector", Shape::kObject, true, LabelSelector}, {"namespaces", Shape::kStrings},
      {"topologyKey", Shape::kString},
      {"namespaceSelector", Shape::kObject, true, LabelSelector},
      {"matchLabelKeys", Shape::kStrings}, {"mismatchLabelKeys", Shape::kStrings}};
  return kFields;
}
GoFields PodAntiAffinity() {
  static constexpr GoField kFields[] = {
      {"requiredDuringSchedulingIgnoredDuringExecution",
       Shape::kObjects, false, PodAffinityTerm},
      {"preferredDuringSchedulingIgnoredDuringExecution",
       Shape::kObjects, false, WeightedPodAffinityTerm}};
  return kFields;
}
GoFields PodCertificateProjection() {
  static constexpr GoField kFields[] = {
      {"signerName", Shape::kString}, {"keyType", Shape::kString},
      {"maxExpirationSeconds", Shape::kInt32, true}, {"credentialBundlePath", Shape::kString},
      {"keyPath", Shape::kString}, {"certificateChainPath", Shape::kString},
      {"userAnnotations", Shape::kStringMap}};
  return kFields;
}
GoFields PodDisruptionBudgetSpec() {
  static constexpr GoField kFields[] = {
      {"minAvailable", Shape::kIntOrString, true},
      {"selector", Shape::kObject, true, LabelSelector},
      {"maxUnavailable", Shape::kIntOrString, true},
      {"unhealthyPodEvictionPolicy", Shape::kString, true}};
  return kFields;
}
GoFields PodSecurityContext() {
  static constexpr GoField kFields[] = {
      {"seLinuxOptions", Shape::kObject, true, SELinuxOptions},
      {"windowsOptions", Shape::kObject, true, WindowsSecurityContextOptions},
      {"runAsUser", Shape::kInt64, true}, {"runAsGroup", Shape::kInt64, true},
      {"runAsNonRoot", Shape::kBool, true}, {"supplementalGroups", Shape::kInt64s},
      {"supplementalGroupsPolicy", Shape::kString, true}, {"fsGroup", Shape::kInt64, true},
      {"sysctls", Shape::kObjects, false, Sysctl},
      {"fsGroupChangePolicy", Shape::kString, true},
      {"seccompProfile", Shape::kObject, true, SeccompProfile},
      {"appArmorProfile", Shape::kObject, true, AppArmorProfile},
      {"seLinuxChangePolicy", Shape::kString, true}};
  return kFields;
}
GoFields PodsMetricSource() {
  static constexpr GoField kFields[] = {
      {"metric", Shape::kObject, false, MetricIdentifier},
      {"target", Shape::kObject, false, MetricTarget}};
  return kFields;
}
GoFields PortworxVolumeSource() {
  static constexpr GoField kFields[] = {
      {"volumeID", Shape::kString}, {"fsType", Shape::kString}, {"readOnly", Shape::kBool}};
  return kFields;
}
GoFields PreferredSchedulingTerm() {
  static constexpr GoField kFields[] = {
      {"weight", Shape::kInt32}, {"preference", Shape::kObject, false, NodeSelectorTerm}};
  return kFields;
}
GoFields Probe() {
  static constexpr GoField kFields[] = {
      {"exec", Shape::kObject, true, ExecAction},
      {"httpGet", Shape::kObject, true, HTTPGetAction},
      {"tcpSocket", Shape::kObject, true, TCPSocketAction},
      {"grpc", Shape::kObject, true, GRPCAction}, {"initialDelaySeconds", Shape::kInt32},
      {"timeoutSeconds", Shape::kInt32}, {"periodSeconds", Shape::kInt32},
      {"successThreshold", Shape::kInt32}, {"failureThreshold", Shape::kInt32},
      {"terminationGracePeriodSeconds", Shape::kInt64, true}};
  return kFields;
}
GoFields ProjectedVolumeSource() {
  static constexpr GoField kFields[] = {
      {"sources", Shape::kObjects, false, VolumeProjection},
      {"defaultMode", Shape::kInt32, true}};
  return kFields;
}

}  // namespace sluice::flink::spotify::core
