// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

import java.lang.reflect.Method;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/** {kind: tm|jm, mode, conf} -> {out} or {err}; the modes are those of the row format. */
final class MemoryRecorder implements Record.Recorder {
  // Present up to 1.20: later the legacy options mean nothing.
  private final Method mapLegacyTaskManager = find(
      TaskExecutorProcessUtils.class, "getConfigurationMapLegacyTaskManagerHeapSizeToConfigOption");
  private final Method jobManagerWithLegacy =
      find(JobManagerProcessUtils.class, "processSpecFromConfigWithNewOptionToInterpretLegacyHeap");
  private final Method jobManager = find(JobManagerProcessUtils.class, "processSpecFromConfig");

  private static Method find(Class<?> type, String name) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        method.setAccessible(true);
        return method;
      }
    }
    return null;
  }

  @Override
  public Map<String, Object> record(Map<String, Object> input) {
    Configuration conf = new Configuration();
    ((Map<?, ?>) input.get("conf")).forEach((k, v) -> conf.setString((String) k, (String) v));
    String mode = (String) input.get("mode");
    boolean isTaskManager = input.get("kind").equals("tm");
    return Record.outcome(() -> isTaskManager ? taskManager(conf, mode) : jobManager(conf, mode));
  }

  private Object taskManager(Configuration conf, String mode) throws Exception {
    Configuration mapped = conf;
    if (!mode.equals("raw") && mapLegacyTaskManager != null) {
      ConfigOption<MemorySize> target = mode.equals("k8s") ? TaskManagerOptions.TOTAL_PROCESS_MEMORY
                                                           : TaskManagerOptions.TOTAL_FLINK_MEMORY;
      mapped = (Configuration) mapLegacyTaskManager.invoke(null, conf, target);
    }
    TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(mapped);
    return Json.object("frameworkHeap", spec.getFlinkMemory().getFrameworkHeap().getBytes(),
        "frameworkOffHeap", spec.getFlinkMemory().getFrameworkOffHeap().getBytes(), "taskHeap",
        spec.getTaskHeapSize().getBytes(), "taskOffHeap", spec.getTaskOffHeapSize().getBytes(),
        "network", spec.getNetworkMemSize().getBytes(), "managed",
        spec.getManagedMemorySize().getBytes(), "totalFlink",
        spec.getTotalFlinkMemorySize().getBytes(), "metaspace",
        spec.getJvmMetaspaceSize().getBytes(), "overhead", spec.getJvmOverheadSize().getBytes(),
        "totalProcess", spec.getTotalProcessMemorySize().getBytes(), "cpu",
        spec.getCpuCores().getValue().toString(), "slots", (long) spec.getNumSlots(), "jvm",
        ProcessMemoryUtils.generateJvmParametersStr(spec));
  }

  private Object jobManager(Configuration conf, String mode) throws Exception {
    ConfigOption<MemorySize> target = mode.equals("heap") ? JobManagerOptions.JVM_HEAP_MEMORY
                                                          : JobManagerOptions.TOTAL_PROCESS_MEMORY;
    JobManagerProcessSpec spec = (JobManagerProcessSpec) (jobManagerWithLegacy != null
            ? jobManagerWithLegacy.invoke(null, conf, target)
            : jobManager.invoke(null, conf));
    return Json.object("heap", spec.getJvmHeapMemorySize().getBytes(), "offHeap",
        spec.getJvmDirectMemorySize().getBytes(), "totalFlink",
        spec.getTotalFlinkMemorySize().getBytes(), "metaspace",
        spec.getJvmMetaspaceSize().getBytes(), "overhead", spec.getJvmOverheadSize().getBytes(),
        "totalProcess", spec.getTotalProcessMemorySize().getBytes(), "jvm",
        JobManagerProcessUtils.generateJvmParametersStr(spec, conf));
  }
}
