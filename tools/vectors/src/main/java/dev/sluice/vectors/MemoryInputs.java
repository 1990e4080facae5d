// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

import java.util.Map;
import java.util.TreeMap;

/** Configurations of the memory model: each branch, its edges to the byte, and mixtures. */
final class MemoryInputs {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private static final String TM = "taskmanager.memory.";
  private static final String JM = "jobmanager.memory.";

  private static final String[] TM_SIZES = {"process.size", "flink.size", "task.heap.size",
      "managed.size", "task.off-heap.size", "framework.heap.size", "framework.off-heap.size",
      "network.min", "network.max", "jvm-metaspace.size", "jvm-overhead.min", "jvm-overhead.max"};
  private static final String[] TM_FRACTIONS = {
      "managed.fraction", "network.fraction", "jvm-overhead.fraction"};
  private static final String[] JM_SIZES = {"process.size", "flink.size", "heap.size",
      "off-heap.size", "jvm-metaspace.size", "jvm-overhead.min", "jvm-overhead.max"};
  private static final String[] BAD_SIZES = {"", " ", "abc", "-1", "-1m", "+1g", "1.5g", "1 gib",
      "2Gi", "1e9", "9223372036854775808", "9223372036854775807k", "8388608t", "8388607t",
      "16777216t", "1\u00a0g", "\u00a01g", "1\tG", " 512 MB ", "\u0661g", "1_024m", "0", "0b",
      "1 kibibytes", "1GIBIBYTES", "1bytes", "1 Tebibytes"};
  private static final String[] FRACTIONS = {"0", "0.0", "0.1", "0.2", "0.25", "0.3", "0.33333334",
      "0.4", "0.5", "0.6", "0.7", "0.75", "0.9", "0.99", "0.999999", "0.9999999", "0.99999999", "1",
      "1.0", "-0", "-0.0", "-0.1", "1.5", "NaN", "Infinity", "-Infinity", " 0.4 ", "0.4f", "0.4d",
      "4e-1", "0x1p-2", ".5", "5.", "1e-45", "1e-46", "1e40", "", "x", "0,4", "40%", "+0.3",
      "\t0.2\n", "0.1F"};

  private final Inputs inputs;

  MemoryInputs(Inputs inputs) {
    this.inputs = inputs;
  }

  void addAll() {
    smallestSizes();
    sizesByBranch();
    spellings();
    fractions();
    exactSums();
    overheadEdges();
    legacy();
    otherResources();
    while (inputs.size() < 4500) {
      mixture();
    }
  }

  private void add(String kind, String mode, Map<String, String> conf) {
    inputs.add(Json.object("kind", kind, "mode", mode, "conf", new TreeMap<>(conf)));
  }

  private void tm(String... conf) {
    add("tm", "raw", prefixed(TM, conf));
  }

  private void jm(String... conf) {
    add("jm", "heap", prefixed(JM, conf));
  }

  /** Keys without a dotted room of their own get `prefix`. */
  private static Map<String, String> prefixed(String prefix, String... conf) {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < conf.length; i += 2) {
      boolean full = conf[i].startsWith("taskmanager.") || conf[i].startsWith("jobmanager.");
      map.put(full ? conf[i] : prefix + conf[i], conf[i + 1]);
    }
    return map;
  }

  /** Around the least sizes that start with defaults, where one byte decides. */
  private void smallestSizes() {
    add("tm", "raw", Map.of());
    add("jm", "heap", Map.of());
    add("jm", "process", Map.of());
    long[] tmProcess = {0, 1, 192 * MIB, 448 * MIB, 1029002586L, 1029002598L, 1 * GIB, 2147483648L};
    long[] tmFlink = {0, 1, 128 * MIB, 256 * MIB, 320 * MIB, 536870912, 560567712, 640 * MIB};
    long[] jmProcess = {0, 1, 192 * MIB, 448 * MIB, 576 * MIB, 603979777L, 704 * MIB, 1 * GIB};
    for (int delta = -2; delta <= 2; delta++) {
      for (long size : tmProcess) {
        tm("process.size", bytes(size + delta));
      }
      for (long size : tmFlink) {
        tm("flink.size", bytes(size + delta));
      }
      for (long size : jmProcess) {
        jm("process.size", bytes(size + delta));
        jm("flink.size", bytes(size - 448 * MIB + delta));
        jm("heap.size", bytes(size / 4 + delta));
      }
    }
  }

  private static String bytes(long size) {
    return Math.max(size, 0) + "b";
  }

  private void sizesByBranch() {
    for (long mib :
        new long[] {64, 300, 600, 1000, 1728, 2048, 2867, 4096, 10_000, 65_536, 1 << 20}) {
      String size = mib + "m";
      tm("process.size", size);
      tm("flink.size", size);
      tm("process.size", size, "managed.size", (mib / 4) + "m");
      tm("process.size", size, "task.heap.size", (mib / 3) + "m");
      tm("process.size", size, "task.heap.size", (mib / 4) + "m", "managed.size", (mib / 4) + "m");
      tm("flink.size", size, "task.heap.size", (mib / 3) + "m");
      tm("flink.size", size, "task.heap.size", (mib / 3) + "m", "managed.size", (mib / 3) + "m");
      tm("task.heap.size", size, "managed.size", size);
      tm("task.heap.size", size);
      tm("managed.size", size);
      tm("flink.size", (mib * 7 / 10) + "m", "process.size", size);
      jm("process.size", size);
      jm("flink.size", size);
      jm("heap.size", size);
      jm("off-heap.size", size);
      jm("heap.size", size, "off-heap.size", (mib / 8) + "m");
      jm("flink.size", (mib * 7 / 10) + "m", "process.size", size);
      jm("heap.size", (mib / 2) + "m", "flink.size", size);
      jm("heap.size", (mib / 2) + "m", "process.size", size);
      jm("process.size", size, "enable-jvm-direct-memory-limit",
          inputs.pick("true", "TRUE", "false"));
    }
  }

  private void spellings() {
    for (String bad : BAD_SIZES) {
      for (String key : TM_SIZES) {
        tm(key, bad, "managed.fraction", "0.2");
        tm("process.size", "3g", key, bad);
      }
      for (String key : JM_SIZES) {
        jm(key, bad);
        jm("flink.size", "2g", key, bad);
      }
    }
  }

  private void fractions() {
    for (String fraction : FRACTIONS) {
      for (String key : TM_FRACTIONS) {
        tm("process.size", "4g", key, fraction);
        tm("flink.size", "2g", key, fraction);
        tm("task.heap.size", "1g", "managed.size", "1g", key, fraction);
      }
      jm("process.size", "2g", "jvm-overhead.fraction", fraction);
      jm("heap.size", "1g", "jvm-overhead.fraction", fraction);
    }
    for (int i = 0; i < 60; i++) {
      float fraction = inputs.random.nextFloat();
      tm("process.size", size(GIB, 64 * GIB), inputs.pick(TM_FRACTIONS), Float.toString(fraction),
          "network.max", "1t", "jvm-overhead.max", "1t");
      jm("process.size", size(GIB, 64 * GIB), "jvm-overhead.fraction", Float.toString(fraction),
          "jvm-overhead.max", "1t");
    }
  }

  /** Totals that equal the sum of their parts, and miss it by a byte. */
  private void exactSums() {
    for (int i = 0; i < 40; i++) {
      long heap = between(0, 4 * GIB);
      long off = between(0, GIB);
      for (int delta = -1; delta <= 1; delta++) {
        jm("heap.size", bytes(heap), "off-heap.size", bytes(off), "flink.size",
            bytes(heap + off + delta));
        jm("off-heap.size", bytes(off), "flink.size", bytes(off + delta));
        long managed = between(0, 4 * GIB);
        long network = between(64 * MIB, GIB);
        tm("task.heap.size", bytes(heap), "managed.size", bytes(managed), "network.min",
            bytes(network), "network.max", bytes(network + 1), "flink.size",
            bytes(heap + managed + network + 256 * MIB + delta));
      }
    }
  }

  /** Overheads at the edges of their range, derived from explicit totals. */
  private void overheadEdges() {
    for (int i = 0; i < 30; i++) {
      long flink = between(600 * MIB, 16 * GIB);
      long low = between(0, 512 * MIB);
      long high = low + between(0, GIB);
      for (long overhead : new long[] {low - 1, low, low + 1, high - 1, high, high + 1}) {
        String total = bytes(flink + 256 * MIB + overhead);
        tm("flink.size", bytes(flink), "process.size", total, "jvm-overhead.min", bytes(low),
            "jvm-overhead.max", bytes(high));
        jm("flink.size", bytes(flink), "process.size", total, "jvm-overhead.min", bytes(low),
            "jvm-overhead.max", bytes(high));
      }
      tm("process.size", "4g", "jvm-overhead.min", bytes(high), "jvm-overhead.max", bytes(low));
      tm("process.size", "4g", "network.min", bytes(high), "network.max", bytes(low));
    }
  }

  private void legacy() {
    String[] modes = {"raw", "k8s", "standalone"};
    for (String size : new String[] {"600m", "1g", "1024", "2048m", "4g", "x", ""}) {
      for (String mode : modes) {
        add("tm", mode, Map.of("taskmanager.heap.size", size));
        add("tm", mode, Map.of("taskmanager.heap.mb", size));
        add("tm", mode, Map.of("taskmanager.heap.size", size, "taskmanager.heap.mb", "1500"));
        add("tm", mode, Map.of("taskmanager.heap.size", size, TM + "process.size", "3g"));
        add("tm", mode, Map.of("taskmanager.heap.size", size, TM + "flink.size", "2g"));
      }
      for (String mode : new String[] {"heap", "process"}) {
        add("jm", mode, Map.of("jobmanager.heap.size", size));
        add("jm", mode, Map.of("jobmanager.heap.mb", size));
        add("jm", mode, Map.of("jobmanager.heap.size", size, "jobmanager.heap.mb", "800"));
        add("jm", mode, Map.of("jobmanager.heap.size", size, JM + "process.size", "3g"));
        add("jm", mode, Map.of("jobmanager.heap.size", size, JM + "heap.size", "1g"));
        add("jm", mode, Map.of("jobmanager.heap.size", size, JM + "flink.size", "2g"));
      }
      tm("process.size", "4g", "taskmanager.network.memory.min", size);
      tm("process.size", "4g", "taskmanager.network.memory.max", size);
      tm("process.size", "4g", "taskmanager.memory.size", size);
    }
    String[] buffers = {"0", "1", "2048", "4096", "65536", "2147483647", "-1", "x", "1.5"};
    for (String count : buffers) {
      String key = "taskmanager.network.numberOfBuffers";
      tm("process.size", "4g", key, count);
      tm("flink.size", "2g", key, count);
      tm("process.size", "4g", key, count, "network.fraction", "0.2");
      tm("process.size", "4g", key, count, "taskmanager.memory.segment-size", "64kb");
      tm("process.size", "4g", key, count, "taskmanager.network.memory.min", "70m");
      tm("task.heap.size", "1g", "managed.size", "1g", "flink.size", "3g", key, count);
    }
    for (String fraction : FRACTIONS) {
      tm("process.size", "4g", "taskmanager.network.memory.fraction", fraction);
      tm("process.size", "4g", "taskmanager.memory.fraction", fraction);
    }
  }

  private void otherResources() {
    String[] numbers = {"1", "2", "0.5", "0", "-1", "1e3", "1E-3", "NaN", "Infinity", "x", "",
        "0.1", "3.14159265358979", "100000000000000000000", " 2 ", "2147483647", "2147483648",
        "0x10", "1.0"};
    for (String number : numbers) {
      tm("process.size", "2g", "taskmanager.cpu.cores", number);
      tm("process.size", "2g", "taskmanager.numberOfTaskSlots", number);
      tm("process.size", "2g", "taskmanager.cpu.cores", number, "taskmanager.numberOfTaskSlots",
          "3");
      tm("process.size", "900m", "taskmanager.cpu.cores", number);
      jm("process.size", "2g", "enable-jvm-direct-memory-limit", number);
      Map<String, String> conf = prefixed(TM, "process.size", "2g");
      conf.put("external-resources", "gpu");
      conf.put("external-resource.gpu.amount", number);
      add("tm", "raw", conf);
    }
    for (String names :
        new String[] {"", "gpu;fpga", "gpu,fpga", "cpu", "memory", "none", "gpu;gpu"}) {
      Map<String, String> conf = prefixed(TM, "process.size", "2g");
      conf.put("external-resources", names);
      conf.put("external-resource.gpu.amount", "2");
      conf.put("external-resource.fpga.amount", "3");
      add("tm", "raw", conf);
    }
  }

  /** Random keys with mostly sound values: what the edges above do not reach. */
  private void mixture() {
    boolean taskManager = inputs.chance(65);
    String prefix = taskManager ? TM : JM;
    String[] sizes = taskManager ? TM_SIZES : JM_SIZES;
    Map<String, String> conf = new TreeMap<>();
    if (inputs.chance(70)) {
      conf.put(prefix + "process.size", size(700 * MIB, 32 * GIB));
    }
    if (inputs.chance(35)) {
      conf.put(prefix + "flink.size", size(300 * MIB, 24 * GIB));
    }
    for (int n = inputs.random.nextInt(5); n > 0; n--) {
      String key = inputs.pick(sizes);
      boolean total = key.endsWith("process.size") || key.endsWith("flink.size");
      conf.putIfAbsent(prefix + key, size(total ? 512 * MIB : 0, total ? 16 * GIB : 2 * GIB));
    }
    if (taskManager) {
      for (String key : TM_FRACTIONS) {
        if (inputs.chance(25)) {
          conf.put(TM + key, fraction());
        }
      }
    } else if (inputs.chance(25)) {
      conf.put(JM + "jvm-overhead.fraction", fraction());
    }
    if (taskManager && inputs.chance(15)) {
      conf.put("taskmanager.numberOfTaskSlots", Integer.toString(1 + inputs.random.nextInt(16)));
    }
    String mode = taskManager ? inputs.pick("raw", "raw", "k8s", "standalone")
                              : inputs.pick("heap", "process");
    add(taskManager ? "tm" : "jm", mode, conf);
  }

  private String fraction() {
    return inputs.chance(15)
        ? inputs.pick(FRACTIONS)
        : String.format(java.util.Locale.ROOT, "%.2f", inputs.random.nextDouble() * 0.8);
  }

  private long between(long low, long high) {
    return low + (long) (inputs.random.nextDouble() * (high - low));
  }

  /** A size in one of the spellings that Flink reads, more often small than large. */
  private String size(long low, long high) {
    double span = Math.log((double) (high - low + 1));
    long size = low + (long) Math.exp(inputs.random.nextDouble() * span);
    return switch (inputs.random.nextInt(6)) {
      case 0 -> size + "";
      case 1 -> size + inputs.pick("b", " bytes", "B");
      case 2 -> size / KIB + inputs.pick("k", "kb", " KiBiBytes");
      case 3, 4 -> size / MIB + inputs.pick("m", "mb", " mebibytes", "MB");
      default -> Math.max(1, size / GIB) + inputs.pick("g", "gb", " gibibytes", "G");
    };
  }
}
