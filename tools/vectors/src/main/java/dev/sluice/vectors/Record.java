// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lets the Flink on the class path answer each input row.
 *
 * <pre>Record memory|parse|quantity INPUTS OUTPUTS</pre>
 *
 * One line out for each line in, in the same order: for memory and quantity the result, for parse a
 * map from the mode ("", "legacy", "yaml") to the result; modes that this Flink lacks are left out.
 */
public final class Record {
  /** What turns one input into its result. */
  interface Recorder {
    Map<String, Object> record(Map<String, Object> input) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Recorder recorder = switch (args[0]) {
      case "memory" -> new MemoryRecorder();
      case "quantity" -> new QuantityRecorder();
      default -> new ParseRecorder();
    };
    try (BufferedReader in = Files.newBufferedReader(Path.of(args[1]), StandardCharsets.UTF_8);
        PrintWriter out =
            new PrintWriter(Files.newBufferedWriter(Path.of(args[2]), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(Json.write(recorder.record(Json.parseObject(line))));
      }
    }
  }

  private Record() {}

  /** An action of Flink whose outcome is either a value or the chain of exceptions. */
  interface Action {
    Object run() throws Exception;
  }

  static Map<String, Object> outcome(Action action) {
    try {
      return Json.object("out", action.run());
    } catch (Exception | LinkageError problem) {
      return Json.object("err", causes(problem));
    }
  }

  static List<Object> causes(Throwable problem) {
    List<Object> chain = new ArrayList<>();
    while (problem instanceof InvocationTargetException) {
      problem = problem.getCause();
    }
    for (Throwable t = problem; t != null && chain.size() < 6; t = t.getCause()) {
      List<Object> link = new ArrayList<>();
      link.add(t.getClass().getSimpleName());
      link.add(t.getMessage());
      chain.add(link);
    }
    return chain;
  }
}
