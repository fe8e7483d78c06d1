package io.xiaoer.disclosure;

import io.xiaoer.store.Micros;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One that is written to a stream. */
final class ZipArchive implements Archive, AutoCloseable {
  private final ZipOutputStream zip;

  ZipArchive(OutputStream out) {
    zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
  }

  @Override
  public void entry(String name, Content content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    content.to(
        new FilterOutputStream(zip) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
          }

          @Override
          public void close() throws IOException {
            out.flush();
          }
        });
    zip.closeEntry();
  }

  @Override
  public void rows(String name, List<? extends Map<String, ? extends @Nullable Object>> rows)
      throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    rows.forEach(row -> {
      ObjectNode node = array.addObject();
      row.forEach((column, value) -> put(node, column, value));
    });
    entry(
        name,
        out ->
            out.write(
                JsonMapper.shared()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(array)
                    .getBytes(StandardCharsets.UTF_8)));
  }

  private static void put(ObjectNode node, String column, @Nullable Object value) {
    switch (value) {
      case null -> node.putNull(column);
      case Number micros when column.endsWith("_at") || column.endsWith("since") ->
          node.put(column, Micros.instant(micros.longValue()).toString());
      case Number number -> node.put(column, number.longValue());
      case Boolean truth -> node.put(column, truth);
      case Object other -> node.put(column, other.toString());
    }
  }

  @Override
  public void close() throws IOException {
    zip.finish();
    zip.flush();
  }
}
