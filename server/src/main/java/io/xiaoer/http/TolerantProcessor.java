package io.xiaoer.http;

import java.nio.charset.StandardCharsets;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.jspecify.annotations.Nullable;

/**
 * Takes an underscore in {@code Host}. DNS knows none, and Tomcat answers 400 before any servlet
 * sees the request. But a proxy that is not told otherwise passes its own name for this server, and
 * names of containers and upstreams have underscores: every push would be lost.
 */
final class TolerantProcessor extends Http11Processor {
  TolerantProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
    super(protocol, adapter);
  }

  @Override
  protected void parseHost(@Nullable MessageBytes given) {
    if (given == null || given.isNull() || given.indexOf("_", 0) < 0) {
      super.parseHost(given);
      return;
    }
    ByteChunk chunk = given.getByteChunk();
    String written =
        new String(
            chunk.getBytes(), chunk.getStart(), chunk.getLength(), StandardCharsets.ISO_8859_1);
    byte[] known = written.replace('_', 'x').getBytes(StandardCharsets.ISO_8859_1);
    MessageBytes checked = MessageBytes.newInstance();
    checked.setBytes(known, 0, known.length);
    super.parseHost(checked);
    int length = request.serverName().toString() == null ? 0 : request.serverName().getLength();
    if (getErrorState().isIoAllowed() && length > 0 && length <= written.length()) {
      request.serverName().setString(written.substring(0, length));
    }
  }
}
