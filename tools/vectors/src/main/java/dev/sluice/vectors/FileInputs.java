// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

/** Configuration files: lines for the legacy reader, documents for the YAML reader. */
final class FileInputs {
  private static final String[] KEYS = {"i", "l", "d", "f", "b", "s", "m", "t", "e", "ls", "li",
      "lt", "mp", "lm", "a", "a.b", "a.b.c", "mp.x", "state.backend.type",
      "taskmanager.numberOfTaskSlots", "env.java.opts.all"};
  private static final String[] VALUES = {"1", "0", "-1", "42", "012", "0x1F", "0o17", "1.5",
      "1.50", "1e3", "5.0", ".inf", "-.INF", ".nan", "9223372036854775807", "9223372036854775808",
      "true", "True", "TRUE", "yes", "on", "null", "~", "", "10 s", "5min", "64m", "1gb", "ALPHA",
      "delta", "a", "a b", "'a'", "\"a\"", "\"a\\tb\"", "'it''s'", "a;b", "a,b", "a:b,c:d",
      "[a, b]", "[1, 2]", "[]", "{}", "{x: y}", "{x: 1, y: [2]}", "[{x: y}]", "2024-01-01",
      "12:30:45", "1_000", "b: c", "b # c", "#c", "a#b", "- a", "&x y", "*x", "!!str 1",
      "!!int '7'", "!t v", "|", ">", "%x", "@x", "`x`", "\u00e9\u4e2d", "\ud83d\ude00",
      "-Da=b -Xmx1g", "-Da='b c'", "s3://b/p?q=1", "\\", "a\\nb", "'", "\"", "<<"};

  private final Inputs inputs;

  FileInputs(Inputs inputs) {
    this.inputs = inputs;
  }

  void addAll() {
    for (String value : VALUES) {
      String key = inputs.pick(KEYS);
      legacy(key + ": " + value);
      yaml(key + ": " + value);
      yaml("s: " + value + "\n");
    }
    for (int i = 0; i < 200; i++) {
      legacy(lines());
    }
    for (int i = 0; i < 400; i++) {
      yaml(document(0));
    }
  }

  private void legacy(String text) {
    inputs.add(Json.object("p", "legacyfile", "in", text));
  }

  private void yaml(String text) {
    inputs.add(Json.object("p", "yamlfile", "in", text));
  }

  private String lines() {
    StringBuilder text = new StringBuilder();
    for (int n = 1 + inputs.random.nextInt(5); n > 0; n--) {
      String key = inputs.chance(90) ? inputs.pick(KEYS) : inputs.pick("", " ", "#a", "'s'", "a b");
      String separator = inputs.chance(80) ? ": " : inputs.pick(":", " : ", ":  ", " ", "=", ":\t");
      text.append(inputs.pick("", "", "", " ", "\t", "# "))
          .append(key)
          .append(separator)
          .append(inputs.pick(VALUES))
          .append(inputs.pick("", "", " ", " # note"))
          .append(inputs.pick("\n", "\n", "\n\n", "\r\n"));
    }
    return text.toString();
  }

  /** A block mapping at `depth`, sometimes broken in one place. */
  private String document(int depth) {
    StringBuilder text = new StringBuilder();
    String indent = "  ".repeat(depth);
    for (int n = 1 + inputs.random.nextInt(depth == 0 ? 4 : 2); n > 0; n--) {
      text.append(indent)
          .append(inputs.chance(95) ? inputs.pick(KEYS) : inputs.pick("1", "true", "~", "? x"))
          .append(":");
      int shape = inputs.random.nextInt(10);
      if (shape == 0 && depth < 3) {
        text.append("\n").append(document(depth + 1));
      } else if (shape == 1) {
        text.append("\n")
            .append(indent)
            .append("- ")
            .append(inputs.pick(VALUES))
            .append("\n")
            .append(indent)
            .append("- ")
            .append(inputs.pick(VALUES))
            .append("\n");
      } else if (shape == 2) {
        text.append(inputs.pick(" |", " |-", " >", " >-"))
            .append("\n")
            .append(indent)
            .append("  ")
            .append(inputs.pick("a", "a b", "x: y"))
            .append("\n")
            .append(indent)
            .append("  c\n");
      } else {
        text.append(" ")
            .append(inputs.pick(VALUES))
            .append(inputs.chance(10) ? " # note" : "")
            .append("\n");
      }
    }
    if (depth == 0 && inputs.chance(5)) {
      return inputs.pick("---\n", "%YAML 1.2\n---\n", "\ufeff") + text
          + inputs.pick("", "...\n", "---\na: b\n");
    }
    return text.toString();
  }
}
