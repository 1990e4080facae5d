// SPDX-License-Identifier: Apache-2.0
package dev.sluice.vectors;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Writes the inputs to record: {@code Inputs FOLDER SEED}.
 *
 * <p>The same seed gives the same bytes. No Flink is needed.
 */
public final class Inputs {
  private final Map<String, String> rows = new LinkedHashMap<>();
  final Random random;

  Inputs(long seed) {
    random = new Random(seed);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    long seed = Long.parseLong(args[1]);
    Inputs memory = new Inputs(seed);
    new MemoryInputs(memory).addAll();
    memory.save(folder.resolve("memory.jsonl"));
    Inputs parse = new Inputs(seed);
    new ParseInputs(parse).addAll();
    new FileInputs(parse).addAll();
    parse.save(folder.resolve("parse.jsonl"));
    Inputs quantity = new Inputs(seed);
    new QuantityInputs(quantity).addAll();
    quantity.save(folder.resolve("quantity.jsonl"));
  }

  /** Adds a row under the digest of its text; a row that is already there is not added again. */
  void add(Map<String, Object> row) {
    String text = Json.write(row);
    Map<String, Object> named = Json.object("id", digest(text));
    named.putAll(row);
    rows.putIfAbsent(text, Json.write(named));
  }

  int size() {
    return rows.size();
  }

  String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void save(Path path) throws Exception {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(path, StandardCharsets.UTF_8))) {
      rows.values().forEach(out::println);
    }
    System.err.println(path.getFileName() + ": " + rows.size() + " inputs");
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
