// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

/** Texts of `resource.memory`: Flink's units, Kubernetes' suffixes, and what is neither. */
final class QuantityInputs {
  private static final String[] SUFFIXES = {"", "b", "k", "m", "g", "t", "kb", "mb", "gb", "tb",
      "K", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "ki", "mi", "gi", "ti",
      "KB", "MB", "GB", "KiB", "MiB", "GiB", "gib", "bytes", "mebibytes", "gibibytes", "n", "u",
      "i", "B", "Bi", "Gii", "GI", "%", "x", "e3", "E3", "e3Gi", "e-1G"};
  private static final String[] NUMBERS = {"0", "1", "2", "3", "16", "512", "1024", "2048", "4096",
      "1.5", "2.25", "0.5", ".5", "5.", "0.1", "1.0", "2.00", "1000000", "1073741824",
      "9007199254740993", "9223372036854775807", "9223372036854775808", "-1", "+1", "007", "1_0",
      "1e3", "1E3", "1,5", "\u0661", ""};

  private final Inputs inputs;

  QuantityInputs(Inputs inputs) {
    this.inputs = inputs;
  }

  void addAll() {
    for (String suffix : SUFFIXES) {
      for (int i = 0; i < 10; i++) {
        add(inputs.pick(NUMBERS) + inputs.pick("", "", "", " ", "  ", "\u00a0") + suffix);
      }
      add(inputs.pick(" ", "\t") + inputs.pick(NUMBERS) + suffix + inputs.pick("", " ", "\n"));
      add(inputs.random.nextInt(100_000) + suffix);
      add(String.format(java.util.Locale.ROOT, "%.3f", inputs.random.nextDouble() * 64) + suffix);
    }
  }

  private void add(String in) {
    inputs.add(Json.object("p", "quantity", "in", in));
  }
}
