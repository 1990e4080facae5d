// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

import java.lang.reflect.Method;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;

/**
 * {in} -> what the Apache operator writes for a `resource.memory` text: {out} with the {bytes} or
 * the {reparseErr} of Flink's own reading of it, or {err}. The operator is on the class path.
 */
final class QuantityRecorder implements Record.Recorder {
  private final Method parse;

  QuantityRecorder() throws ReflectiveOperationException {
    parse = Class.forName("org.apache.flink.kubernetes.operator.config.FlinkConfigBuilder")
                .getMethod("parseResourceMemoryString", String.class);
  }

  @Override
  public Map<String, Object> record(Map<String, Object> input) {
    Map<String, Object> result = Record.outcome(() -> parse.invoke(null, input.get("in")));
    if (result.get("out") instanceof String written) {
      Map<String, Object> read = Record.outcome(() -> MemorySize.parse(written).getBytes());
      read.forEach((k, value) -> result.put(k.equals("out") ? "bytes" : "reparseErr", value));
    }
    return result;
  }
}
