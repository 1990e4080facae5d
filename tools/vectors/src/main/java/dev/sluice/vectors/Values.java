// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of the row format and how their values are written. */
final class Values {
  /** Constants without, with and in lower case: what matches is toString(), case-insensitively. */
  enum E1 { ALPHA, BETA_GAMMA, delta }

  /** Constants whose toString() is not their name. */
  enum E2 {
    PROCESS_TIME("process-time"),
    ON_EVENT("on-event");

    private final String text;

    E2(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** "key:type", with * for a list: what is read from configuration files. */
  static final List<String> FIXED =
      List.of("i:int", "l:long", "d:double", "f:float", "b:boolean", "s:string", "m:memory",
          "t:duration", "e:enum", "ls:string*", "li:int*", "lt:duration*", "mp:map", "lm:map*");

  static ConfigOption<?> fixedOption(String id) {
    String[] parts = id.split(":");
    boolean list = parts[1].endsWith("*");
    return option(parts[0], list ? parts[1].substring(0, parts[1].length() - 1) : parts[1], list);
  }

  static ConfigOption<?> option(String key, String type, boolean list) {
    ConfigOptions.OptionBuilder builder = ConfigOptions.key(key);
    if (type.equals("map")) {
      return list ? builder.mapType().asList().noDefaultValue()
                  : builder.mapType().noDefaultValue();
    }
    ConfigOptions.TypedConfigOptionBuilder<?> typed = switch (type) {
      case "int" -> builder.intType();
      case "long" -> builder.longType();
      case "double" -> builder.doubleType();
      case "float" -> builder.floatType();
      case "boolean" -> builder.booleanType();
      case "memory" -> builder.memoryType();
      case "duration" -> builder.durationType();
      case "enum" -> builder.enumType(E1.class);
      case "enum2" -> builder.enumType(E2.class);
      default -> builder.stringType();
    };
    return list ? typed.asList().noDefaultValue() : typed.noDefaultValue();
  }

  static Object toJson(Object value) {
    if (value instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      list.forEach(item -> items.add(toJson(item)));
      return items;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> members = new TreeMap<>();
      map.forEach((key, member) -> members.put(String.valueOf(key), toJson(member)));
      return members;
    }
    if (value instanceof Duration duration) {
      return List.of(duration.getSeconds(), (long) duration.getNano());
    }
    if (value instanceof MemorySize size) {
      return size.getBytes();
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    return value instanceof Float || value instanceof Double ? value.toString() : value;
  }

  private Values() {}
}
