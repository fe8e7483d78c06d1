package io.xiaoer.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/** The connection below a request: who is at its other end, and that it is not used again. */
final class Connection {
  private static final String ATTRIBUTE = Connection.class.getName();

  private Connection() {}

  /** Before all other valves: what they change of the request is not the connection's. */
  static final class Valve extends ValveBase {
    Valve() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      request.setAttribute(ATTRIBUTE, request);
      getNext().invoke(request, response);
    }
  }

  /** The socket's own, whatever a proxy says of the sender. */
  static Peer peer(ServletRequest request) {
    Request below = below(request);
    return below == null
        ? new Peer(request.getRemoteAddr(), request.getRemotePort())
        : new Peer(below.getPeerAddr(), below.getRemotePort());
  }

  /** How many bytes of the body are here; asks the socket when there are none, and never waits. */
  static int available(ServletRequest request) {
    Request below = below(request);
    if (below == null) {
      return 0;
    }
    // The stream's own method says 1 at most, and does not ask.
    below.getCoyoteRequest().action(ActionCode.AVAILABLE, true);
    return below.getCoyoteRequest().getAvailable();
  }

  /**
   * Throws away some of the body, also after the answer was written, which closes the request's own
   * stream; waits where nothing is here. How many bytes, or -1 at the end.
   */
  static int skip(ServletRequest request) throws IOException {
    Request below = below(request);
    return below == null ? -1 : below.getCoyoteRequest().doRead(new Thrown());
  }

  /** Whether there is nothing left of the body that could be taken for a next request. */
  static boolean isBodyRead(ServletRequest request) {
    Request below = below(request);
    AtomicBoolean read = new AtomicBoolean();
    if (below != null) {
      below.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
    }
    return read.get();
  }

  /**
   * What has not been read of the request is not waited for. What went wrong with reading it has
   * its answer; without that word Tomcat would dispatch to the error page too.
   */
  static void closeAfterAnswer(ServletRequest request) {
    Request below = below(request);
    if (below != null) {
      below.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
      below.getCoyoteRequest().getResponse().setErrorReported();
    }
  }

  /**
   * After reading the body failed: Tomcat has put an answer of its own in place and takes no other.
   * Ours has the reason, where there is still somebody to read it.
   */
  static void answerAnyway(ServletRequest request) {
    Request below = below(request);
    if (below != null) {
      below.getResponse().setSuspended(false);
    }
    closeAfterAnswer(request);
  }

  private static final class Thrown implements ApplicationBufferHandler {
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
      bytes = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return bytes;
    }

    @Override
    public void expand(int size) {
      // The bytes are lent by the filter that reads them.
    }
  }

  private static @Nullable Request below(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Request below ? below : null;
  }
}
