// SPDX-License-Identifier: Apache-2.0
package dev.sluice.options;

import java.util.List;
import java.util.StringJoiner;

/** A JSON object that is only written. Keys come in the order of the calls. */
final class Json {
  private final StringJoiner members = new StringJoiner(",", "{", "}");

  Json put(String key, Object value) {
    members.add(quote(key) + ":" + render(value));
    return this;
  }

  /** Leaves out null and false. */
  void putIf(String key, Object value) {
    if (value != null && !Boolean.FALSE.equals(value)) {
      put(key, value);
    }
  }

  @Override
  public String toString() {
    return members.toString();
  }

  private static String render(Object value) {
    if (value instanceof List<?> list) {
      StringJoiner items = new StringJoiner(",", "[", "]");
      list.forEach(item -> items.add(render(item)));
      return items.toString();
    }
    return value instanceof String text ? quote(text) : value.toString();
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
