package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * XML that points elsewhere. The probe listens on loopback and looks whether a parser follows; what
 * it would hand out is the rightly signed {@code Encrypt}, so that a parser that follows also
 * acknowledges. Sent also when the shop's pushes are JSON: many servers take whichever comes.
 */
final class ExternalEntity {
  static final String ID = "xml-external-entity-not-read";
  private static final String FETCHED = "the parser fetched";
  private static final Duration LATE_READER = Duration.ofMillis(50);

  private ExternalEntity() {}

  static Finding notRead(Session session) throws InterruptedException {
    if (session.silent()) {
      return Finding.skip(Session.NOT_ASKED);
    }
    try (Listener listener = new Listener()) {
      Session.BadPush entity =
          session.bad(
              "external entity",
              xml(session, listener, "<!ENTITY probe SYSTEM \"%s\">", "&probe;"));
      Session.BadPush parameter =
          session.bad(
              "external parameter entity",
              xml(session, listener, "<!ENTITY %% probe SYSTEM \"%s\"> %%probe;", "probe"));
      Session.BadPush internal =
          session.bad(
              "entity declared inside",
              xml(session, listener, "<!ENTITY probe \"%s\">", "&probe;"));
      Thread.sleep(LATE_READER);
      String mend =
          "switch DTDs off in the XML parser (disallow-doctype-decl, or SUPPORT_DTD false)";
      if (listener.readers() > 0) {
        return Finding.fail(
            FETCHED + " what an entity pointed at, " + listener.readers() + " times: " + mend);
      }
      Finding finding = Refusal.judge(session, mend, List.of(entity, parameter, internal));
      return finding.outcome() == Outcome.PASS && !session.target.onLoopback()
          ? Finding.pass(
              finding.detail()
                  + "; from a server elsewhere only the answer can be seen, not what it fetched")
          : finding;
    } catch (IOException e) {
      return Finding.skip("no port to listen on: " + e.getMessage());
    }
  }

  static boolean wasFetched(Finding finding) {
    return finding.detail().startsWith(FETCHED);
  }

  /**
   * @param declaration with a place for the listener's address, or the text where it names none
   */
  private static PushRequest xml(
      Session session, Listener listener, String declaration, String content) {
    var event = session.messages.text("Xiaoer probe: entity");
    boolean external = declaration.contains("SYSTEM");
    if (session.target.mode() == Mode.PLAINTEXT) {
      PushRequest right =
          session.envelopes.push(
              event, session.target.keys(), Mode.PLAINTEXT, Format.XML, session.clock.instant());
      listener.handsOut("probe");
      String doctype = doctype(declaration, external ? listener.address() : "probe");
      return Refusal.with(
          right,
          right.query(),
          doctype + right.body().replace("</content>", "</content><note>" + content + "</note>"));
    }
    String encrypt =
        session.envelopes.encrypt(
            event.toString().getBytes(StandardCharsets.UTF_8), session.target.keys());
    listener.handsOut(encrypt);
    PushRequest right =
        session.envelopes.around(
            encrypt,
            session.target.userName(),
            session.messages.openId(),
            session.target.keys(),
            Format.XML,
            session.clock.instant());
    String doctype = doctype(declaration, external ? listener.address() : encrypt);
    return Refusal.with(
        right,
        right.query(),
        doctype + right.body().replace("<![CDATA[" + encrypt + "]]>", content));
  }

  private static String doctype(String declaration, String value) {
    return "<?xml version=\"1.0\"?>\n<!DOCTYPE xml [" + declaration.formatted(value) + "]>\n";
  }

  /** A port of the probe's own that counts who comes. */
  private static final class Listener implements AutoCloseable {
    private static final int REQUEST_BYTES_MAX = 8_192;
    private static final int CALLER_SILENT_MILLIS_MAX = 1_000;

    private final ServerSocket socket = new ServerSocket();
    private final AtomicInteger readers = new AtomicInteger();
    private volatile String text = "";

    Listener() throws IOException {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread.ofVirtual().name("probe-listener").start(this::listen);
    }

    String address() {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/xiaoer-probe";
    }

    void handsOut(String what) {
      text = what;
    }

    int readers() {
      return readers.get();
    }

    private void listen() {
      while (!socket.isClosed()) {
        try (Socket caller = socket.accept()) {
          readers.incrementAndGet();
          caller.setSoTimeout(CALLER_SILENT_MILLIS_MAX);
          InputStream in = caller.getInputStream();
          if (in.read(new byte[REQUEST_BYTES_MAX]) > 0) {
            String answer =
                "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" + text;
            caller.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          }
        } catch (IOException closedOrGone) {
          // The next one, or the end.
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
