// SPDX-License-Identifier: Apache-2.0
package dev.sluice.options;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Writes every static ConfigOption of the given jars, one JSON object a line.
 *
 * <pre>Extract VERSION OUT ARTIFACT:VERSION=JAR...</pre>
 *
 * The jars and what they need are on the class path. Exit code 1 when a class or field could not be
 * read: an option that is missing silently would be worse.
 */
public final class Extract {
  private static final String OPTION = "org.apache.flink.configuration.ConfigOption";
  private static final String FLINK = "org.apache.flink.";

  private final Option reader = new Option();
  private final List<String> failures = new ArrayList<>();
  private final TreeMap<String, String> rows = new TreeMap<>();

  public static void main(String[] args) throws Exception {
    Extract extract = new Extract();
    Json artifacts = new Json();
    for (int i = 2; i < args.length; i++) {
      String[] parts = args[i].split("[:=]", 3);
      artifacts.put(parts[0], parts[1]);
      extract.scan(parts[0], Path.of(parts[2]));
    }
    try (PrintWriter out =
             new PrintWriter(Files.newBufferedWriter(Path.of(args[1]), StandardCharsets.UTF_8))) {
      out.println(new Json().put("version", args[0]).put("artifacts", artifacts));
      extract.rows.values().forEach(out::println);
    }
    extract.failures.forEach(System.err::println);
    System.err.printf(
        "%s: %d options, %d failures%n", args[0], extract.rows.size(), extract.failures.size());
    System.exit(extract.failures.isEmpty() ? 0 : 1);
  }

  private Extract() throws ReflectiveOperationException {}

  private void scan(String artifact, Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements();) {
        JarEntry entry = all.nextElement();
        String name = entry.getName();
        if (!name.startsWith("org/apache/flink/") || !name.endsWith(".class")
            || name.startsWith("org/apache/flink/shaded/")) {
          continue;
        }
        try (InputStream bytes = file.getInputStream(entry)) {
          ClassFile parsed = new ClassFile(bytes, "L" + OPTION.replace('.', '/') + ";");
          for (ClassFile.Field field : parsed.fields) {
            read(artifact, parsed, field);
          }
        }
      }
    }
  }

  private void read(String artifact, ClassFile owner, ClassFile.Field field) {
    String id = owner.name + "." + field.name();
    try {
      Class<?> loaded = Class.forName(owner.name);
      Object option = MethodHandles.privateLookupIn(loaded, MethodHandles.lookup())
                          .findStaticGetter(loaded, field.name(), reader.optionClass)
                          .invoke();
      if (option == null) {
        return;
      }
      Json row = reader.describe(option);
      row.putIf("vis", visibility(field.access()));
      row.putIf("deprecated", field.deprecated() || owner.deprecated);
      row.putIf("suffix", field.suffixOf() != null ? field.suffixOf() : owner.suffixOf);
      row.put("in", id.startsWith(FLINK) ? id.substring(FLINK.length()) : id);
      row.put("jar", artifact);
      rows.putIfAbsent(reader.key(option) + " " + id, row.toString());
    } catch (Throwable problem) {
      failures.add(id + ": " + problem);
    }
  }

  private static String visibility(int access) {
    if ((access & 0x0001) != 0) {
      return null;
    }
    if ((access & 0x0002) != 0) {
      return "private";
    }
    return (access & 0x0004) != 0 ? "protected" : "package";
  }

  /** Reads a ConfigOption of whatever version is on the class path. */
  private static final class Option {
    final Class<?> optionClass = Class.forName(OPTION);
    private final Method getClazz = hidden(optionClass, "getClazz");
    private final Method isList = hidden(optionClass, "isList");
    private final Method text;

    Option() throws ReflectiveOperationException {
      Class<?> utils = Class.forName("org.apache.flink.configuration.ConfigurationUtils");
      Method found;
      try {
        found = hidden(utils, "convertToString", Object.class, boolean.class); // 1.19, 1.20
      } catch (NoSuchMethodException e) {
        found = hidden(utils, "convertToString", Object.class);
      }
      text = found;
    }

    private static Method hidden(Class<?> type, String name, Class<?>... parameters)
        throws NoSuchMethodException {
      Method method = type.getDeclaredMethod(name, parameters);
      method.setAccessible(true);
      return method;
    }

    private static Object call(Object target, String name) throws ReflectiveOperationException {
      return target.getClass().getMethod(name).invoke(target);
    }

    String key(Object option) throws ReflectiveOperationException {
      return (String) call(option, "key");
    }

    Json describe(Object option) throws ReflectiveOperationException {
      Json row = new Json();
      row.put("key", key(option));
      Class<?> type = (Class<?>) getClazz.invoke(option);
      row.put("type", type.isEnum() ? "Enum" : type.getSimpleName());
      row.putIf("list", (Boolean) isList.invoke(option));
      if (type.isEnum()) {
        List<String> constants = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
          constants.add(constant.toString());
        }
        row.put("enum", constants);
      }
      describeDefault(option, row);
      List<String> fallback = new ArrayList<>();
      for (Object key : (Iterable<?>) call(option, "fallbackKeys")) {
        fallback.add(((Boolean) call(key, "isDeprecated") ? "!" : "") + call(key, "getKey"));
      }
      if (!fallback.isEmpty()) {
        row.put("fallback", fallback);
      }
      return row;
    }

    private void describeDefault(Object option, Json row) throws ReflectiveOperationException {
      Object value = call(option, "defaultValue");
      if (value == null) {
        return;
      }
      if (text.getParameterCount() == 1) {
        row.put("default", (String) text.invoke(null, value));
        return;
      }
      String legacy = (String) text.invoke(null, value, false);
      String yaml = (String) text.invoke(null, value, true);
      row.put("default", legacy);
      row.putIf("yaml", yaml.equals(legacy) ? null : yaml);
    }
  }
}
