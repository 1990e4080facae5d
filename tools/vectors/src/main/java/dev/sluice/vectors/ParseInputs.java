// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/** Texts of single values: sizes, durations, typed options, lists and maps. */
final class ParseInputs {
  private static final String[] SIZE_UNITS = {"", "b", "bytes", "k", "kb", "kibibytes", "m", "mb",
      "mebibytes", "g", "gb", "gibibytes", "t", "tb", "tebibytes", "K", "Mb", "GB", "BYTES", "kib",
      "mi", "Gi", "p", "byte", "mebibyte", "gbs"};
  private static final String[] TIME_UNITS = {"", "d", "day", "days", "h", "hour", "hours", "min",
      "m", "minute", "minutes", "s", "sec", "secs", "second", "seconds", "ms", "milli", "millis",
      "millisecond", "milliseconds", "\u00b5s", "micro", "micros", "microsecond", "microseconds",
      "ns", "nano", "nanos", "nanosecond", "nanoseconds", "D", "Min", "MS", "us", "\u03bcs", "w",
      "month", "y", "hr", "mins"};
  private static final String[] NUMBERS = {"0", "1", "7", "10", "60", "999", "1000", "1024", "1536",
      "1600", "86400", "123456789", "2147483647", "2147483648", "9007199254740993",
      "9223372036854775807", "9223372036854775808", "99999999999999999999", "007", "1048576",
      "1073741825", "106751991167300", "106751991167301", "2562047788015215", "153722867280912930",
      "9223372036854775", "8796093022208", "8388608", ""};
  private static final String[] GAPS = {"", " ", "  ", "\t", "\n", "\u00a0", "\u2009", "_", "."};
  private static final String[] ISO = {"PT1H", "PT1H30M", "P1D", "P1DT2H3M4.5S", "PT0.000000001S",
      "PT0S", "PT-1H", "-PT1H", "+PT1H", "pt5m", "P1Y", "P1M", "PT", "P", "PT1", "PT1.5H", "PT5S ",
      " PT5S", "PT99999999999999H", "P106751991167300D", "P106751991167301D", "PT1H1H", "PT1M1H",
      "P1W", "PT1,5S", "PT1H-5M"};
  private static final String[] SCALARS = {"", " ", "0", "-0", "1", "-1", "+1", "42", " 42", "42 ",
      "012", "0x1F", "0o17", "1_000", "1e3", "1E-3", "1.5", "-1.5", ".5", "5.", "1.5f", "1.5d",
      "NaN", "nan", "Infinity", "-Infinity", ".inf", "0x1p3", "2147483647", "2147483648",
      "-2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
      "-9223372036854775808", "-9223372036854775809", "1e400", "1e-400", "3.4028236e38", "4.9e-324",
      "123456789.123", "16777217", "0.1", "100", "1e7", "1e-5", "true", "TRUE", "True", " true",
      "false", "FALSE", "yes", "no", "on", "null", "~", "\u0661\u0662", "ALPHA", "alpha",
      "BETA_GAMMA", "beta-gamma", "Delta", "DELTA", " delta", "process-time", "PROCESS-TIME",
      "PROCESS_TIME", "on-event", "10m", "10 mb", "10 s", "5min", "PT1H", "1 d", "a", "a b", "'a'",
      "\"a\"", "a'b", "it''s", "#a", "a #b", "a: b", "a:b", "- a", "&a", "*a", "!a", "!!str 1",
      "{a: b}", "[a]", "\u00e9", "\ud83d\ude00", "\t", "a\nb"};
  private static final String[] TYPES = {"boolean", "int", "long", "float", "double", "string",
      "duration", "memory", "enum", "enum2", "map"};
  private static final String[] ATOMS = {"a", "b", "ab", "1", "2.5", "true", "10 s", "64m", "ALPHA",
      "delta", "x y", "'q'", "\"dq\"", "'a;b'", "\"a,b\"", "'a:b'", "'it''s'", "\"say \"\"x\"\"\"",
      "a'", "'", "\"", "''", "\"\"", "", " ", "#", "\\"};
  private static final String[] YAML_ATOMS = {"a", "1", "1.50", "012", "0x1F", "0o17", "1e3",
      "true", "null", "~", "''", "'a'", "\"b\\n\"", "x y", "[c]", "{d: e}", "10 s", "64m", "ALPHA",
      ".inf", "&x y", "*x", "!!int '3'", "!!str 4", "-1", "+1"};

  private final Inputs inputs;

  ParseInputs(Inputs inputs) {
    this.inputs = inputs;
  }

  void addAll() {
    sizes();
    durations();
    scalars();
    lists();
    maps();
  }

  private void plain(String p, String in) {
    inputs.add(Json.object("p", p, "in", in));
  }

  private void option(String type, boolean list, String in) {
    inputs.add(Json.object("p", "opt", "type", type, "list", list, "in", in));
  }

  private void sizes() {
    for (String unit : SIZE_UNITS) {
      for (String number : NUMBERS) {
        plain("memsize", number + (inputs.chance(50) ? " " : "") + unit);
      }
      plain("memsize", inputs.pick(NUMBERS) + inputs.pick(GAPS) + unit);
      plain("memsize", inputs.pick(GAPS) + "12" + unit + inputs.pick(GAPS));
      plain("memsize", inputs.pick("-", "+") + "1" + unit);
      plain("memsize_mb", inputs.pick(NUMBERS) + unit);
      plain("memsize_mb", "3" + inputs.pick(GAPS) + unit);
    }
    for (int i = 0; i < 200; i++) {
      // Human sizes: quotients near the halves of the third decimal.
      long size = 1L << (10 + inputs.random.nextInt(40));
      plain("memsize", size + (long) (size * inputs.random.nextInt(2000) / 2000.0) + "");
      plain("memsize", inputs.random.nextLong(Long.MAX_VALUE) + "");
    }
  }

  private void durations() {
    for (String unit : TIME_UNITS) {
      for (int i = 0; i < 8; i++) {
        plain(
            "duration", inputs.pick(NUMBERS) + inputs.pick("", "", " ", inputs.pick(GAPS)) + unit);
      }
      plain("duration", inputs.pick("-1", "+1", "1.5", "1e3", " 1", "\u0661") + unit);
      plain("duration", "5" + unit.toUpperCase(java.util.Locale.ROOT));
      plain("duration", "90" + unit + inputs.pick(GAPS));
    }
    for (String iso : ISO) {
      plain("duration", iso);
      option("duration", false, iso);
    }
    for (int i = 0; i < 120; i++) {
      plain("duration", inputs.random.nextLong(100_000_000_000L) + inputs.pick(TIME_UNITS));
    }
  }

  private void scalars() {
    for (String type : TYPES) {
      for (String scalar : SCALARS) {
        option(type, false, scalar);
      }
    }
    for (int i = 0; i < 150; i++) {
      number("double", Double.toString(Double.longBitsToDouble(inputs.random.nextLong())));
      number("float", Float.toString(Float.intBitsToFloat(inputs.random.nextInt())));
      number("float", Double.toString(inputs.random.nextDouble()));
    }
  }

  /**
   * Only numbers that every JDK prints alike: before 19 (JDK-4511638) some had a digit too many,
   * and which JDK a Flink runs on is not ours to know.
   */
  private void number(String type, String text) {
    String printed = type.equals("float") ? Float.toString(Float.parseFloat(text))
                                          : Double.toString(Double.parseDouble(text));
    if (!printed.matches("[-0-9.E]+")) {
      return;
    }
    BigDecimal exact = new BigDecimal(printed).stripTrailingZeros();
    BigDecimal shorter = exact.round(new MathContext(Math.max(1, exact.precision() - 1)));
    boolean same = type.equals("float") ? shorter.floatValue() == exact.floatValue()
                                        : shorter.doubleValue() == exact.doubleValue();
    if (exact.precision() == 1 || !same) {
      option(type, false, text);
    }
  }

  private void lists() {
    for (String atom : ATOMS) {
      splitAndEscape(atom);
    }
    for (int i = 0; i < 150; i++) {
      splitAndEscape(joined(inputs.pick(";", ";", ",", ":", "; ", " ;"), ATOMS));
    }
    for (int i = 0; i < 500; i++) {
      boolean yaml = inputs.chance(50);
      String text =
          yaml ? "[" + joined(", ", YAML_ATOMS) + "]" : joined(inputs.pick(";", "; "), ATOMS);
      option(inputs.chance(40) ? "string" : inputs.pick(TYPES), true, text);
    }
    for (String scalar : SCALARS) {
      option("string", true, scalar);
      option(inputs.pick(TYPES), true, scalar);
    }
  }

  private void splitAndEscape(String text) {
    inputs.add(Json.object("p", "split", "sep", inputs.pick(";", ",", ":"), "in", text));
    inputs.add(Json.object("p", "split", "sep", ";", "in", text));
    plain("escape", text);
  }

  private void maps() {
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      boolean yaml = inputs.chance(40);
      for (int n = inputs.random.nextInt(4); n > 0; n--) {
        String[] atoms = yaml ? YAML_ATOMS : ATOMS;
        text.append(inputs.pick(atoms))
            .append(yaml ? ": " : inputs.pick(":", ":", ":", ""))
            .append(inputs.pick(atoms))
            .append(n > 1 ? (yaml ? ", " : ",") : "");
      }
      String map = yaml ? "{" + text + "}" : text.toString();
      option("map", inputs.chance(20), map);
      if (inputs.chance(30)) {
        Map<String, Object> entries =
            Json.object(inputs.pick("k.a", "k.b", "kx", "k.a.b", "k."), inputs.pick(ATOMS));
        if (inputs.chance(50)) {
          entries.put("k", map);
        }
        entries.put(inputs.pick("k.a", "k.c", "other"), inputs.pick(SCALARS));
        inputs.add(Json.object("p", "map", "in", entries));
      }
    }
  }

  private String joined(String separator, String[] atoms) {
    StringBuilder text = new StringBuilder();
    for (int n = inputs.random.nextInt(5); n > 0; n--) {
      text.append(inputs.pick(atoms)).append(n > 1 ? separator : "");
    }
    return text.toString();
  }
}
