// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;

/** {p, in, ...} -> mode -> result; `p` and the results are those of the row format. */
final class ParseRecorder implements Record.Recorder {
  private final Method split = hidden("StructuredOptionsSplitter", "splitEscaped");
  private final Method escape = hidden("StructuredOptionsSplitter", "escapeWithSingleQuote");
  private final Method rawValue;
  private final Method writableLines; // from 1.19 on
  private final Constructor<Configuration> withStandardYaml; // 1.19 and 1.20: both forms
  private final Path folder = Files.createTempDirectory("sluice-vectors");

  ParseRecorder() throws Exception {
    rawValue = Configuration.class.getDeclaredMethod("getRawValue", String.class);
    rawValue.setAccessible(true);
    Method lines = null;
    Constructor<Configuration> constructor = null;
    try {
      lines = ConfigurationUtils.class.getMethod(
          "convertConfigToWritableLines", Configuration.class, boolean.class);
      constructor = Configuration.class.getConstructor(boolean.class);
    } catch (NoSuchMethodException e) {
      // Older and newer versions know one form only.
    }
    writableLines = lines;
    withStandardYaml = constructor;
  }

  private static Method hidden(String type, String name) throws ClassNotFoundException {
    for (Method m : Class.forName("org.apache.flink.configuration." + type).getDeclaredMethods()) {
      if (m.getName().equals(name)) {
        m.setAccessible(true);
        return m;
      }
    }
    throw new ClassNotFoundException(type + "." + name);
  }

  /** The empty configuration of each mode that this version has. */
  private Map<String, Configuration> modes() throws Exception {
    Map<String, Configuration> modes = new LinkedHashMap<>();
    if (withStandardYaml != null) {
      modes.put("legacy", withStandardYaml.newInstance(false));
      modes.put("yaml", withStandardYaml.newInstance(true));
    } else {
      modes.put(writableLines == null ? "legacy" : "yaml", new Configuration());
    }
    return modes;
  }

  @Override
  public Map<String, Object> record(Map<String, Object> input) throws Exception {
    Object in = input.get("in");
    switch ((String) input.get("p")) {
      case "duration":
        return plain(() -> duration((String) in));
      case "memsize":
        return plain(() -> memorySize((String) in));
      case "memsize_mb":
        return plain(
            () -> MemorySize.parse((String) in, MemorySize.MemoryUnit.MEGA_BYTES).getBytes());
      case "split":
        return plain(() -> split.invoke(null, in, ((String) input.get("sep")).charAt(0)));
      case "escape":
        return plain(() -> escape.invoke(null, in, new String[] {";", ",", ":"}));
      case "map":
        return eachMode(conf -> map(conf, (Map<?, ?>) in));
      case "opt":
        return eachMode(conf -> option(conf, input));
      case "legacyfile":
        return file("legacy", "flink-conf.yaml", (String) in);
      case "yamlfile":
        return file("yaml", "config.yaml", (String) in);
      default:
        throw new IllegalArgumentException("unknown p in " + input);
    }
  }

  private static Map<String, Object> plain(Record.Action action) {
    return Json.object("", Record.outcome(action));
  }

  private interface InMode {
    Map<String, Object> run(Configuration conf);
  }

  private Map<String, Object> eachMode(InMode action) throws Exception {
    Map<String, Object> results = new LinkedHashMap<>();
    modes().forEach((mode, conf) -> results.put(mode, action.run(conf)));
    return results;
  }

  private static Object duration(String text) {
    Duration parsed = TimeUtils.parseDuration(text);
    Map<String, Object> result = new TreeMap<>();
    Map<String, Object> formatted =
        Record.outcome(() -> TimeUtils.formatWithHighestUnit(parsed)); // overflows up to 1.20
    formatted.forEach((key, value) -> result.put(key.equals("out") ? "fmt" : "fmtErr", value));
    result.put("n", (long) parsed.getNano());
    result.put("s", parsed.getSeconds());
    return result;
  }

  private static Object memorySize(String text) {
    MemorySize parsed = MemorySize.parse(text);
    return Json.object("bytes", parsed.getBytes(), "human", parsed.toHumanReadableString(), "str",
        parsed.toString());
  }

  private static Map<String, Object> map(Configuration conf, Map<?, ?> entries) {
    entries.forEach((key, value) -> conf.setString((String) key, (String) value));
    ConfigOption<Map<String, String>> option = ConfigOptions.key("k").mapType().noDefaultValue();
    Map<String, Object> result = Json.object("contains", conf.contains(option));
    result.putAll(Record.outcome(() -> Values.toJson(conf.get(option))));
    return result;
  }

  private static Map<String, Object> option(Configuration conf, Map<String, Object> input) {
    conf.setString("k", (String) input.get("in"));
    ConfigOption<?> option =
        Values.option("k", (String) input.get("type"), (Boolean) input.get("list"));
    return Record.outcome(() -> Values.toJson(conf.get(option)));
  }

  /** Reads `text` as the configuration file `name`; nothing where this version has no such file. */
  private Map<String, Object> file(String mode, String name, String text) throws Exception {
    if (!modes().containsKey(mode)) {
      return Json.object();
    }
    Path path = folder.resolve(name);
    Files.writeString(path, text);
    Map<String, Object> result = new LinkedHashMap<>();
    try {
      Configuration conf = GlobalConfiguration.loadConfiguration(folder.toString());
      result.put("flat", new TreeMap<>(conf.toMap()));
      putUnlessEmpty(result, "typed", typed(conf));
      if (mode.equals("yaml")) {
        putUnlessEmpty(result, "types", rawTypes(conf));
        Map<String, Object> lines = Record.outcome(() -> writableLines.invoke(null, conf, false));
        result.put(
            lines.containsKey("out") ? "write" : "writeErr", lines.values().iterator().next());
      }
    } catch (Exception problem) {
      result.put("err", Record.causes(problem));
    } finally {
      Files.delete(path);
    }
    return Json.object(mode, result);
  }

  private static void putUnlessEmpty(
      Map<String, Object> into, String key, Map<String, Object> map) {
    if (!map.isEmpty()) {
      into.put(key, map);
    }
  }

  /** What the fixed option of each fixed key reads, for those that the file sets. */
  private static Map<String, Object> typed(Configuration conf) {
    Map<String, Object> typed = new TreeMap<>();
    for (String id : Values.FIXED) {
      ConfigOption<?> option = Values.fixedOption(id);
      if (conf.contains(option)) {
        typed.put(id, Record.outcome(() -> Values.toJson(conf.get(option))));
      }
    }
    return typed;
  }

  private Map<String, Object> rawTypes(Configuration conf) throws Exception {
    Map<String, Object> types = new TreeMap<>();
    for (String key : conf.keySet()) {
      Optional<?> value = (Optional<?>) rawValue.invoke(conf, key);
      if (value.isPresent() && !(value.get() instanceof String)) {
        types.put(key, value.get().getClass().getSimpleName());
      }
    }
    return types;
  }
}
