// SPDX-License-Identifier: Apache-2.0
package dev.sluice.options;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a class file that the extractor needs: the class name and its fields of one type.
 *
 * <p>Read from bytes and not by reflection, because {@code getDeclaredFields} links the types of
 * all fields and so fails on classes with one optional dependency.
 */
final class ClassFile {
  private static final String DEPRECATED = "Ljava/lang/Deprecated;";
  private static final String SUFFIX =
      "Lorg/apache/flink/annotation/docs/Documentation$SuffixOption;";

  /** A static field; {@code suffixOf} is null unless it carries SuffixOption. */
  record Field(String name, int access, boolean deprecated, String suffixOf) {}

  private final Object[] pool;
  private final DataInputStream in;

  final List<Field> fields = new ArrayList<>();
  final String name;
  final boolean deprecated;
  final String suffixOf;

  /** Fields whose descriptor is {@code descriptor}. */
  ClassFile(InputStream bytes, String descriptor) throws IOException {
    in = new DataInputStream(bytes);
    in.readInt();
    in.readInt();
    pool = readPool();
    in.readUnsignedShort();
    name = ((String) pool[(Integer) pool[in.readUnsignedShort()]]).replace('/', '.');
    in.readUnsignedShort();
    in.skipNBytes(2L * in.readUnsignedShort());
    for (int n = in.readUnsignedShort(); n > 0; n--) {
      int access = in.readUnsignedShort();
      String field = utf8();
      boolean wanted = utf8().equals(descriptor) && (access & 0x0008) != 0;
      Marks marks = readAttributes();
      if (wanted) {
        fields.add(new Field(field, access, marks.deprecated, marks.suffixOf));
      }
    }
    for (int n = in.readUnsignedShort(); n > 0; n--) {
      in.skipNBytes(6);
      readAttributes();
    }
    Marks own = readAttributes();
    deprecated = own.deprecated;
    suffixOf = own.suffixOf;
  }

  private static final class Marks {
    boolean deprecated;
    String suffixOf;
  }

  private String utf8() throws IOException {
    return (String) pool[in.readUnsignedShort()];
  }

  private Object[] readPool() throws IOException {
    Object[] entries = new Object[in.readUnsignedShort()];
    for (int i = 1; i < entries.length; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> entries[i] = in.readUTF();
        case 7 -> entries[i] = in.readUnsignedShort();
        case 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++;
        }
        default -> throw new IOException("constant pool tag " + tag);
      }
    }
    return entries;
  }

  private Marks readAttributes() throws IOException {
    Marks marks = new Marks();
    for (int n = in.readUnsignedShort(); n > 0; n--) {
      String attribute = utf8();
      int length = in.readInt();
      if (attribute.equals("RuntimeVisibleAnnotations")) {
        for (int a = in.readUnsignedShort(); a > 0; a--) {
          readAnnotation(marks);
        }
      } else {
        marks.deprecated |= attribute.equals("Deprecated");
        in.skipNBytes(length);
      }
    }
    return marks;
  }

  private void readAnnotation(Marks marks) throws IOException {
    String type = utf8();
    marks.deprecated |= type.equals(DEPRECATED);
    for (int pairs = in.readUnsignedShort(); pairs > 0; pairs--) {
      in.readUnsignedShort();
      String text = readElement(marks);
      if (type.equals(SUFFIX)) {
        marks.suffixOf = text;
      }
    }
  }

  /** Skips an element value; the text of a string element, else null. */
  private String readElement(Marks marks) throws IOException {
    int tag = in.readUnsignedByte();
    switch (tag) {
      case 's':
        return utf8();
      case 'e':
        in.skipNBytes(4);
        return null;
      case '@':
        readAnnotation(new Marks());
        return null;
      case '[':
        for (int n = in.readUnsignedShort(); n > 0; n--) {
          readElement(marks);
        }
        return null;
      default:
        in.skipNBytes(2);
        return null;
    }
  }
}
