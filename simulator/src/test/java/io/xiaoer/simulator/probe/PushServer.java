package io.xiaoer.simulator.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small push URL, right but for the faults planted in it; written apart from the probe's code.
 */
final class PushServer implements AutoCloseable {
  enum Fault {
    ACKNOWLEDGES_FORGERIES,
    ACKNOWLEDGES_PLAINTEXT,
    ACKNOWLEDGES_FAILURES_WITH_AN_EMPTY_200,
    ACKNOWLEDGES_WHAT_IT_CANNOT_DECRYPT,
    IGNORES_THE_APPID,
    CHECKS_SIGNATURE_INSTEAD_OF_MSG_SIGNATURE,
    QUOTES_THE_ECHOSTR,
    ECHOES_WITHOUT_LOOKING,
    TAKES_SIX_SECONDS_FOR_A_VOICE,
    NEVER_ANSWERS_A_PUSH,
    READS_XML_EXTERNAL_ENTITIES,
    REFUSES_UNKNOWN_EVENTS,
    REFUSES_UNKNOWN_KINDS,
    REFUSES_DUPLICATES,
    TAKES_ANY_LENGTH,
    REDIRECTS,
    CLOSES_EVERY_CONNECTION,
    REPEATS_ITS_SECRETS,
    REFUSES_EVERYTHING,
    SAYS_SUCCESS_IN_CAPITALS,
    SAYS_SUCCESS_IN_JSON,
    SAYS_SUCCESS_WITH_STATUS_201,
    ENDS_SUCCESS_WITH_A_NEWLINE,
    ECHOES_WITH_A_NEWLINE,
    ECHOES_WITH_A_BYTE_ORDER_MARK,
    MATCHES_ONLY_THE_APPIDS_BEGINNING,
    VERIFIES_MSG_SIGNATURE_ONLY_WHERE_GIVEN,
    TRUSTS_THE_ENCRYPT_TYPE_OF_THE_QUERY,
    HANGS_UP_ON_UNKNOWN_EVENTS,
    ANSWERS_500_TO_A_DUPLICATE,
    CHOKES_ON_MANY_AT_ONCE,
    ACKNOWLEDGES_WHATEVER_COMES,
    KEEPS_WHATEVER_IS_SIGNED,
    TELLS_WHY_IT_CANNOT_READ,
    CHOKES_ON_CONTROL_CHARACTERS,
    REFUSES_AN_UNDERSCORE_IN_THE_HOST
  }

  static final String APP_ID = "wx0123456789abcdef";
  static final String USER_NAME = "gh_0123456789ab";
  static final String TOKEN = "probeTestToken0123";
  static final String AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final int THREADS_OF_A_SMALL_SERVER = 10;
  private static final Set<String> KINDS =
      Set.of("text", "image", "video", "file", "product_share", "order_share", "voice");

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refused(int status, String why) {
      super(why);
      this.status = status;
    }
  }

  private static final class HungUp extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final Mode mode;
  private final Format format;
  private final Set<Fault> faults;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();
  final AtomicInteger requests = new AtomicInteger();

  PushServer(Fault... faults) throws IOException {
    this(Mode.SECURE, Format.JSON, faults);
  }

  PushServer(Mode mode, Format format, Fault... faults) throws IOException {
    this(0, mode, format, faults);
  }

  PushServer(int port, Mode mode, Format format, Fault... faults) throws IOException {
    this.mode = mode;
    this.format = format;
    this.faults = EnumSet.noneOf(Fault.class);
    this.faults.addAll(Arrays.asList(faults));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  static PushServer startedAt(int port) {
    try {
      return new PushServer(port, Mode.SECURE, Format.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/callback/main");
  }

  private void take(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try {
      byte[] body =
          exchange
              .getRequestBody()
              .readNBytes(has(Fault.TAKES_ANY_LENGTH) ? Integer.MAX_VALUE : BODY_BYTES_MAX + 1);
      if (has(Fault.REFUSES_AN_UNDERSCORE_IN_THE_HOST)
          && String.valueOf(exchange.getRequestHeaders().getFirst("Host")).contains("_")) {
        answer(exchange, 400, "Bad Request");
        return;
      }
      if (has(Fault.CLOSES_EVERY_CONNECTION)) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      if (has(Fault.REDIRECTS)) {
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        answer(exchange, 302, "moved");
        return;
      }
      if (has(Fault.REFUSES_EVERYTHING)) {
        answer(exchange, 404, "nothing here");
        return;
      }
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      boolean check = exchange.getRequestMethod().equals("GET");
      answer(
          exchange,
          !check && has(Fault.SAYS_SUCCESS_WITH_STATUS_201) ? 201 : 200,
          check ? echo(query) : inItsWords(push(query, body)));
    } catch (HungUp e) {
      // Closing the exchange unanswered drops the connection.
    } catch (Refused e) {
      if (has(Fault.ACKNOWLEDGES_FAILURES_WITH_AN_EMPTY_200)) {
        answer(exchange, 200, "");
      } else if (has(Fault.REPEATS_ITS_SECRETS)) {
        answer(exchange, e.status, TOKEN + " " + AES_KEY);
      } else {
        answer(exchange, e.status, "refused: " + e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  /** Or the server is closed. */
  private void passes(Duration time) throws InterruptedException {
    var _ = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private String echo(Map<String, String> query) throws Refused {
    String echo = query.getOrDefault("echostr", "");
    if (!has(Fault.ECHOES_WITHOUT_LOOKING) && !has(Fault.ACKNOWLEDGES_WHATEVER_COMES)) {
      verify("signature", query);
    }
    if (has(Fault.ECHOES_WITH_A_NEWLINE)) {
      return echo + "\n";
    }
    if (has(Fault.ECHOES_WITH_A_BYTE_ORDER_MARK)) {
      return "\ufeff" + echo;
    }
    return has(Fault.QUOTES_THE_ECHOSTR) ? "\"" + echo + "\"" : echo;
  }

  private String inItsWords(String success) {
    if (has(Fault.SAYS_SUCCESS_IN_CAPITALS)) {
      return success.toUpperCase(Locale.ROOT);
    }
    if (has(Fault.SAYS_SUCCESS_IN_JSON)) {
      return "{\"code\":0,\"msg\":\"" + success + "\"}";
    }
    return has(Fault.ENDS_SUCCESS_WITH_A_NEWLINE) ? success + "\n" : success;
  }

  private String push(Map<String, String> query, byte[] body)
      throws Refused, HungUp, InterruptedException {
    underWay.incrementAndGet();
    try {
      if (has(Fault.CHOKES_ON_MANY_AT_ONCE)) {
        passes(Duration.ofMillis(100)); // So that those at once meet, however fast the machine.
        if (underWay.get() > THREADS_OF_A_SMALL_SERVER) {
          passes(Duration.ofSeconds(6));
        }
      }
      return taken(query, body);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private String taken(Map<String, String> query, byte[] body)
      throws Refused, HungUp, InterruptedException {
    if (has(Fault.NEVER_ANSWERS_A_PUSH)) {
      passes(Duration.ofMinutes(1));
    }
    if (has(Fault.ACKNOWLEDGES_WHATEVER_COMES)) {
      return "success";
    }
    if (body.length > BODY_BYTES_MAX && !has(Fault.TAKES_ANY_LENGTH)) {
      throw new Refused(413, "too large");
    }
    if (mode == Mode.PLAINTEXT) {
      verify("signature", query);
      return keep(body);
    }
    String encrypt = encrypt(body);
    if (encrypt == null) {
      if (has(Fault.ACKNOWLEDGES_PLAINTEXT)
          || (has(Fault.TRUSTS_THE_ENCRYPT_TYPE_OF_THE_QUERY)
              && "raw".equals(query.get("encrypt_type")))) {
        return keep(body);
      }
      throw new Refused(403, "not encrypted");
    }
    if (!has(Fault.KEEPS_WHATEVER_IS_SIGNED)) {
      checkShape(query, encrypt);
    }
    if (has(Fault.CHECKS_SIGNATURE_INSTEAD_OF_MSG_SIGNATURE)) {
      verify("signature", query);
    } else if (has(Fault.VERIFIES_MSG_SIGNATURE_ONLY_WHERE_GIVEN)) {
      if (query.containsKey("msg_signature")) {
        verify("msg_signature", query, encrypt);
      }
    } else if (!has(Fault.ACKNOWLEDGES_FORGERIES)) {
      verify("msg_signature", query, encrypt);
    }
    if (has(Fault.KEEPS_WHATEVER_IS_SIGNED)) {
      return "success";
    }
    byte[] clear;
    try {
      clear = decrypt(encrypt);
      checkEvent(clear);
    } catch (Refused e) {
      if (has(Fault.ACKNOWLEDGES_WHAT_IT_CANNOT_DECRYPT)) {
        return "success";
      }
      throw has(Fault.TELLS_WHY_IT_CANNOT_READ) || has(Fault.REPEATS_ITS_SECRETS)
          ? e
          : new Refused(503, "cannot be read");
    }
    return keep(clear);
  }

  /** What the platform could not have written was not signed by it, whatever the signature says. */
  private static void checkShape(Map<String, String> query, String encrypt) throws Refused {
    if (!query.getOrDefault("timestamp", "").matches("\\d{10}")) {
      throw new Refused(400, "timestamp");
    }
    try {
      int bytes = Base64.getDecoder().decode(encrypt).length;
      if (bytes < 48 || bytes % 16 != 0) {
        throw new Refused(400, "Encrypt");
      }
    } catch (IllegalArgumentException e) {
      throw new Refused(400, "Encrypt");
    }
  }

  private void checkEvent(byte[] clear) throws Refused {
    String event =
        clear.length > 0 && clear[0] == '<'
            ? String.valueOf(field(xml(clear), "Event"))
            : json(clear).path("Event").asString("");
    if (event.isEmpty() || event.equals("null")) {
      throw new Refused(400, "no event");
    }
  }

  private @Nullable String encrypt(byte[] body) throws Refused {
    if (body.length > 0 && body[0] == '<') {
      return field(xml(body), "Encrypt");
    }
    JsonNode encrypt = json(body).path("Encrypt");
    return encrypt.isString() ? encrypt.stringValue() : null;
  }

  private String keep(byte[] clear) throws Refused, HungUp, InterruptedException {
    String event;
    String kind;
    String id;
    if (format == Format.XML || (clear.length > 0 && clear[0] == '<')) {
      Document document = xml(clear);
      event = String.valueOf(field(document, "Event"));
      kind = String.valueOf(field(document, "msg_type"));
      id = String.valueOf(field(document, "msg_id"));
    } else {
      JsonNode document = json(clear);
      event = document.path("Event").asString("");
      kind = document.path("msg_type").asString("");
      id = document.path("msg_id").asString("");
    }
    boolean message = event.equals("commkf_send_msg_to_kf");
    if (event.isEmpty() || event.equals("null")) {
      throw new Refused(400, "no event");
    }
    if (!message && has(Fault.REFUSES_UNKNOWN_EVENTS)) {
      throw new Refused(400, "unknown event");
    }
    if (!message && has(Fault.HANGS_UP_ON_UNKNOWN_EVENTS)) {
      throw new HungUp();
    }
    if (message && !KINDS.contains(kind) && has(Fault.REFUSES_UNKNOWN_KINDS)) {
      throw new Refused(400, "unknown kind");
    }
    if (message && !seen.add(id)) {
      if (has(Fault.REFUSES_DUPLICATES)) {
        throw new Refused(409, "seen");
      }
      if (has(Fault.ANSWERS_500_TO_A_DUPLICATE)) {
        throw new Refused(500, "duplicate key value violates unique constraint");
      }
    }
    if (kind.equals("voice") && has(Fault.TAKES_SIX_SECONDS_FOR_A_VOICE)) {
      passes(Duration.ofSeconds(6));
    }
    return "success";
  }

  private static JsonNode json(byte[] text) throws Refused {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new Refused(400, "not JSON");
    }
  }

  private Document xml(byte[] text) throws Refused {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(
          "http://apache.org/xml/features/disallow-doctype-decl",
          !has(Fault.READS_XML_EXTERNAL_ENTITIES));
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(
          new ByteArrayInputStream(
              has(Fault.CHOKES_ON_CONTROL_CHARACTERS) ? text : withoutControlCharacters(text)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new Refused(400, "not XML");
    }
  }

  private static byte[] withoutControlCharacters(byte[] text) {
    return new String(text, StandardCharsets.UTF_8)
        .replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "?")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String field(Document document, String name) {
    return document.getElementsByTagName(name).item(0) instanceof Element element
        ? element.getTextContent()
        : null;
  }

  private static void verify(String name, Map<String, String> query, String... more)
      throws Refused {
    String[] parts = Arrays.copyOf(more, more.length + 3);
    parts[more.length] = TOKEN;
    parts[more.length + 1] = query.getOrDefault("timestamp", "");
    parts[more.length + 2] = query.getOrDefault("nonce", "");
    Arrays.sort(parts);
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-1")
              .digest(String.join("", parts).getBytes(StandardCharsets.UTF_8));
      if (!HexFormat.of().formatHex(sum).equals(query.get(name))) {
        throw new Refused(403, name);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] decrypt(String encrypt) throws Refused {
    byte[] key = Base64.getDecoder().decode(AES_KEY.substring(0, 42) + "E="); // Spare bits cleared.
    byte[] clear;
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(Arrays.copyOf(key, 16)));
      clear = cipher.doFinal(Base64.getDecoder().decode(encrypt));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Refused(400, "undecryptable");
    }
    int padding = clear.length == 0 ? 0 : clear[clear.length - 1];
    int end = clear.length - padding;
    int length = end < 20 ? -1 : ByteBuffer.wrap(clear, 16, 4).getInt();
    if (padding < 1 || padding > 32 || length < 0 || length > end - 20) {
      throw new Refused(400, "undecryptable");
    }
    String appId = new String(clear, 20 + length, end - 20 - length, StandardCharsets.UTF_8);
    boolean begins = has(Fault.MATCHES_ONLY_THE_APPIDS_BEGINNING) && appId.startsWith(APP_ID);
    if (!appId.equals(APP_ID) && !begins && !has(Fault.IGNORES_THE_APPID)) {
      throw new Refused(403, "appid");
    }
    return Arrays.copyOfRange(clear, 20, 20 + length);
  }

  private boolean has(Fault fault) {
    return faults.contains(fault);
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
