package io.xiaoer.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.xiaoer.Absence;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What customers send, kept and given out by a running server; the platform's side is scripted. */
@ParameterizedClass
@EnumSource(Engine.class)
class MediaLibraryTest {
  /** As long as twenty files would surely take to be asked for. */
  private static final Duration SURELY_ASKED_FOR = Duration.ofSeconds(2);

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Map<String, Handler> FILES = new ConcurrentHashMap<>();
  private static final List<String> ASKED = Collections.synchronizedList(new ArrayList<>());
  private static final Map<String, String> OPEN_IDS = new ConcurrentHashMap<>();
  private static final Map<String, String> CONVERSATIONS = new ConcurrentHashMap<>();

  @Parameter Engine engine;

  @TempDir static Path data;
  private static HttpServer cos;
  private static TestServer server;

  /** The shop that most tests write to. Its files may lie on private addresses. */
  private static TestPlatform platform;

  /** What makes the server that runs now another one than most tests want. */
  private static boolean changed;

  private interface Handler {
    void answer(HttpExchange exchange) throws IOException;
  }

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws IOException {
    cos = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    cos.setExecutor(THREADS);
    cos.createContext(
        "/",
        exchange -> {
          ASKED.add(exchange.getRequestURI().getPath());
          try (exchange) {
            Handler handler = FILES.get(exchange.getRequestURI().getPath());
            if (handler == null) {
              exchange.sendResponseHeaders(404, -1);
            } else {
              handler.answer(exchange);
            }
          }
        });
    cos.start();
    CONVERSATIONS.clear();
    server = startServer(engine, false);
    platform = shop("main");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    cos.stop(0);
  }

  @BeforeEach
  void beginAnew() {
    if (changed) {
      restart(false);
    }
    FILES.clear();
    ASKED.clear();
  }

  private void restart(boolean strictMay, String... more) {
    server.close();
    server = startServer(engine, strictMay, more);
    platform = shop("main");
  }

  /**
   * Three shops: {@code main}; {@code strict}, which may not fetch from private addresses unless
   * {@code strictMay} says so; and {@code held}, whose fetches are put off.
   */
  private static TestServer startServer(Engine engine, boolean strictMay, String... more) {
    List<String> settings = new ArrayList<>();
    List<String> shops = List.of("main", "strict", "held");
    for (int i = 0; i < shops.size(); i++) {
      URI nowhere = URI.create("http://127.0.0.1:9");
      settings.addAll(List.of(TestPlatform.settings(i, shops.get(i), Mode.SECURE, nowhere)));
      boolean may = strictMay || !shops.get(i).equals("strict");
      settings.add("xiaoer.shops[" + i + "].allow-private-media-hosts=" + may);
    }
    settings.addAll(more.length == 0 ? List.of("xiaoer.media.keep-free=1MB") : List.of(more));
    changed = strictMay || more.length > 0;
    return TestServer.start(engine, data.resolve(engine.name()), settings.toArray(String[]::new));
  }

  private static TestPlatform shop(String id) {
    return new TestPlatform(server, id, Mode.SECURE, Format.JSON);
  }

  private static void has(String path, byte[] bytes, String... headers) {
    FILES.put(
        path,
        exchange -> {
          for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
          }
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  private static String url(String path) {
    return "http://127.0.0.1:" + cos.getAddress().getPort() + path + "?openid=oSecret";
  }

  /** A customer sends something; the message's id. */
  private static String sends(TestPlatform shop, String openId, String type, String fields) {
    String msgId = TestPlatform.nextMsgId();
    assertThat(shop.push(TestPlatform.event(openId, msgId, type, fields)).body())
        .isEqualTo("success");
    OPEN_IDS.put(msgId, openId);
    return msgId;
  }

  private static String sends(String openId, String type, String fields) {
    return sends(platform, openId, type, fields);
  }

  private static String sendsFile(String openId, String type, String path) {
    return sendsFile(platform, openId, type, path);
  }

  private static String sendsFile(TestPlatform shop, String openId, String type, String path) {
    return sends(shop, openId, type, "{\"cos_url\":\"" + url(path) + "\"}");
  }

  private static Optional<JsonNode> message(String msgId) {
    return server
        .get("/api/v1/conversations/" + conversation(msgId) + "/messages")
        .path("messages")
        .valueStream()
        .filter(message -> message.path("msg_id").asString("").equals(msgId))
        .findFirst();
  }

  /** Every customer here writes to one shop only. */
  private static String conversation(String msgId) {
    return CONVERSATIONS.computeIfAbsent(
        Objects.requireNonNull(OPEN_IDS.get(msgId)),
        openId ->
            Soon.find(
                "a conversation of " + openId,
                () ->
                    server
                        .get("/api/v1/conversations")
                        .path("conversations")
                        .valueStream()
                        .filter(one -> one.path("open_id").asString().equals(openId))
                        .map(one -> one.path("id").asString())
                        .findFirst()));
  }

  private static JsonNode await(String msgId, Predicate<JsonNode> ready) {
    return Soon.find(
        "message " + msgId,
        () ->
            message(msgId)
                .map(message -> message.path(message.path("type").asString("none")))
                .filter(ready));
  }

  private static JsonNode awaitState(String msgId, String state) {
    return await(msgId, body -> body.path("state").asString("").equals(state));
  }

  private static HttpResponse<byte[]> get(String path, String... headers) {
    return request("GET", path, headers);
  }

  private static HttpResponse<byte[]> request(String method, String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      builder.headers(headers);
    }
    try {
      return HTTP.send(builder.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] picture(String format, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.RED);
    pen.fillRect(0, 0, width / 2, height);
    pen.setColor(Color.BLUE);
    pen.fillRect(width / 2, 0, width - width / 2, height);
    pen.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPictureIsFetchedAtOnceAndGivenOutAsItWas() throws IOException {
    byte[] png = picture("png", 1_200, 600);
    has("/a", png, "Content-Type", "text/html");
    String msgId = sendsFile("oMedia1", "image", "/a");
    JsonNode image = awaitState(msgId, "stored");
    assertThat(image.path("content_type").asString()).isEqualTo("image/png");
    assertThat(image.path("size").asLong()).isEqualTo(png.length);
    assertThat(image.path("width").asInt()).isEqualTo(1_200);
    assertThat(image.path("height").asInt()).isEqualTo(600);
    assertThat(image.path("name").asString()).matches("image-[0-9a-f]{8}\\.png");
    assertThat(image.toString()).doesNotContain("127.0.0.1", "oSecret", "cos_url");

    HttpResponse<byte[]> whole = get(image.path("url").asString());
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(png);
    assertThat(whole.headers().map())
        .containsEntry("content-type", List.of("image/png"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("content-security-policy", List.of("sandbox; default-src 'none'"))
        .containsEntry("cache-control", List.of("private, max-age=31536000, immutable"))
        .containsEntry("accept-ranges", List.of("bytes"));
    assertThat(whole.headers().firstValue("content-disposition").orElse("")).startsWith("inline;");
    BufferedImage small =
        ImageIO.read(new ByteArrayInputStream(get(image.path("thumbnail_url").asString()).body()));
    assertThat(small.getWidth()).isEqualTo(480);
    assertThat(small.getHeight()).isEqualTo(240);
    assertThat(new Color(small.getRGB(10, 10)).getRed()).isGreaterThan(200);
    assertThat(new Color(small.getRGB(470, 10)).getBlue()).isGreaterThan(200);
  }

  @Test
  void aVideoIsPlayedFromAnyPlaceAndHasItsCover() {
    byte[] video = new byte[50_000];
    new Random(1).nextBytes(video);
    System.arraycopy(bytes("\0\0\0\u0018ftypmp42"), 0, video, 0, 12);
    has("/v", video);
    has("/cover", picture("jpg", 100, 50));
    String msgId =
        sends(
            "oMedia2",
            "video",
            "{\"play_length\":7,\"cos_url\":\"%s\",\"ld_img_url\":\"%s\"}"
                .formatted(url("/v"), url("/cover")));
    JsonNode shown =
        await(
            msgId,
            body ->
                body.path("state").asString("").equals("stored")
                    && body.path("cover_url").isString());
    assertThat(shown.path("content_type").asString()).isEqualTo("video/mp4");
    assertThat(shown.path("play_length").asInt()).isEqualTo(7);
    assertThat(get(shown.path("cover_url").asString()).headers().firstValue("content-type"))
        .contains("image/jpeg");
    String url = shown.path("url").asString();
    HttpResponse<byte[]> whole = get(url);
    String tag = whole.headers().firstValue("etag").orElse("");

    HttpResponse<byte[]> part = get(url, "Range", "bytes=100-199");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("content-range")).contains("bytes 100-199/50000");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(video, 100, 200));
    assertThat(get(url, "Range", "bytes=-5").body())
        .isEqualTo(Arrays.copyOfRange(video, 49_995, 50_000));
    assertThat(get(url, "Range", "bytes=49990-99999").body()).hasSize(10);
    assertThat(get(url, "Range", "bytes=50000-").statusCode()).isEqualTo(416);
    assertThat(get(url, "Range", "bytes=0-1,5-6").statusCode()).isEqualTo(200);
    assertThat(get(url, "Range", "bytes=0-1", "If-Range", tag).statusCode()).isEqualTo(206);
    assertThat(get(url, "Range", "bytes=0-1", "If-Range", "\"else\"").body()).hasSize(50_000);
    assertThat(get(url, "If-None-Match", tag).statusCode()).isEqualTo(304);
    HttpResponse<byte[]> head = request("HEAD", url);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("content-length")).contains("50000");
  }

  @Test
  void whatCouldActIsOnlyEverSavedWhateverItIsCalled() {
    for (String hostile :
        List.of(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            "<?xml version=\"1.0\"?><svg/>",
            "\n<html><script>alert(1)</script>",
            "{\"some\":\"json\"}",
            "GIF8 is no picture")) {
      String path = "/f" + hostile.hashCode();
      has(
          path,
          bytes(hostile),
          "Content-Type",
          "image/png",
          "Content-Disposition",
          "inline; filename=\"../../a b<c>.svg\"");
      JsonNode file = awaitState(sendsFile("oMedia3", "file", path), "stored");
      assertThat(file.path("name").asString()).isEqualTo("a b_c_.svg");
      HttpResponse<byte[]> given = get(file.path("url").asString());
      assertThat(given.headers().firstValue("content-disposition").orElse(""))
          .as(hostile)
          .startsWith("attachment; filename=\"a b_c_.svg\"; filename*=UTF-8''a%20b_c_.svg");
      assertThat(given.headers().firstValue("content-type").orElse(""))
          .as(hostile)
          .isIn("application/octet-stream", "text/plain;charset=utf-8");
      assertThat(given.headers().firstValue("x-content-type-options")).contains("nosniff");
    }
  }

  @Test
  void nobodyGetsAFileWithoutLoggingIn() {
    has("/a", picture("png", 10, 10));
    JsonNode image = awaitState(sendsFile("oMedia4", "image", "/a"), "stored");
    for (String path : List.of("url", "thumbnail_url")) {
      HttpRequest.Builder request = HttpRequest.newBuilder(server.url(image.path(path).asString()));
      assertThat(server.send(request).statusCode()).isEqualTo(401);
    }
    assertThat(get("/api/v1/media/" + "0".repeat(32)).statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/media/..%2f..%2flock").statusCode()).isIn(400, 404);
  }

  @Test
  void whoDoesNotSeeTheShopDoesNotSeeItsFiles() {
    has("/a", picture("png", 10, 10));
    JsonNode image = awaitState(sendsFile("oMedia15", "image", "/a"), "stored");
    String password = "correct horse battery";
    assertThat(
            server
                .post(
                    "/api/v1/staff",
                    "{\"username\":\"other\",\"name\":\"o\",\"role\":\"agent\",\"shops\":[],"
                        + "\"password\":\"%s\"}".formatted(password))
                .statusCode())
        .isEqualTo(201);
    HttpResponse<String> login =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/session"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"username\":\"other\",\"password\":\"%s\"}".formatted(password))));
    String cookie = login.headers().firstValue("set-cookie").orElse("").split(";", -1)[0];
    for (String path : List.of("url", "thumbnail_url")) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.url(image.path(path).asString())).header("Cookie", cookie);
      assertThat(server.send(request).statusCode()).isEqualTo(404);
    }
    assertThat(get(image.path("url").asString()).statusCode()).isEqualTo(200);
  }

  @Test
  void theSameFileIsKeptOnce() throws IOException {
    int before = kept().size();
    byte[] same = new byte[100_000];
    new Random(2).nextBytes(same);
    has("/a", same);
    has("/b", same);
    String first = sendsFile("oMedia5", "file", "/a");
    String second = sendsFile("oMedia6", "file", "/b");
    String one = awaitState(first, "stored").path("url").asString();
    String other = awaitState(second, "stored").path("url").asString();
    assertThat(one).isNotEqualTo(other);
    assertThat(get(one).body()).isEqualTo(get(other).body());
    assertThat(kept()).hasSize(before + 1);
  }

  @Test
  void aFileThatIsNotThereYetIsFetchedAgainSoonAndTheBrowserSeesWhen() {
    String msgId = sendsFile("oMedia7", "file", "/late");
    JsonNode pending = await(msgId, body -> body.has("next_try_at"));
    assertThat(pending.path("state").asString()).isEqualTo("pending");
    has(
        "/late",
        bytes("fourteen bytes"),
        "Content-Disposition",
        "attachment; filename*=UTF-8''%E8%AF%B4%E6%98%8E.txt");
    JsonNode stored = awaitState(msgId, "stored");
    assertThat(stored.path("size").asInt()).isEqualTo(14);
    assertThat(stored.has("next_try_at")).isFalse();
    assertThat(stored.path("name").asString()).isEqualTo("说明.txt");
  }

  @Test
  void aBrokenLineOrAnErrorInPlaceOfAFileIsNoFile() {
    FILES.put(
        "/broken",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[50]);
        });
    has("/error", bytes("{\"errcode\":40097,\"errmsg\":\"expired rid: 1\"}"));
    has("/page", bytes("<!DOCTYPE html><html><body>gone</body></html>"));
    for (String path : List.of("/broken", "/error", "/page")) {
      String msgId = sendsFile("oBroken", "image", path);
      assertThat(await(msgId, body -> body.has("next_try_at")).path("state").asString())
          .as(path)
          .isEqualTo("pending");
      byte[] png = picture("png", 5, 5);
      has(path, png);
      assertThat(awaitState(msgId, "stored").path("size").asInt()).isEqualTo(png.length);
    }
  }

  @Test
  void onlyAPictureOrVideoIsBelievedWhereOneWasPromised() throws IOException {
    byte[] png = picture("png", 9, 5);
    int before = kept().size();
    Map<String, String> paths = new LinkedHashMap<>(); // by the message's id
    for (String other :
        List.of(
            "{\"errcode\":0,\"errmsg\":\"ok\"}",
            "{\"errcode\":0,\"data\":{\"url\":\"\"}}",
            "{\"errcode\":40097,\"errmsg\":\"invalid args\"}",
            "the picture is not ready yet",
            "%PDF-1.7 no picture")) {
      for (String type : List.of("image", "video")) {
        for (boolean named : List.of(true, false)) {
          String path = "/instead" + paths.size();
          String[] headers = {"Content-Disposition", "attachment; filename=\"a.png\""};
          has(path, bytes(other), named ? headers : new String[0]);
          paths.put(sendsFile("oInstead", type, path), path);
        }
      }
    }
    for (String msgId : paths.keySet()) {
      assertThat(await(msgId, body -> body.has("next_try_at")).path("state").asString())
          .as("%s", message(msgId))
          .isEqualTo("pending");
    }
    paths.values().forEach(path -> has(path, png));
    for (String msgId : paths.keySet()) {
      assertThat(awaitState(msgId, "stored").path("size").asInt()).isEqualTo(png.length);
    }
    assertThat(kept()).as("the picture and its thumbnail, and nothing else").hasSize(before + 2);
  }

  @Test
  void aFormatThatIsNotKnownHereIsStillKeptForWhoMayKnowIt() {
    byte[] unknown = {(byte) 0x81, 1, 2, 3, (byte) 0xFE, 0, 7};
    has("/new-format", unknown);
    JsonNode image = awaitState(sendsFile("oMedia8", "image", "/new-format"), "stored");
    assertThat(image.path("size").asInt()).isEqualTo(unknown.length);
  }

  @Test
  void anErrcodeOfTheWholeShopHoldsItsOtherFiles() {
    String refusal = "{\"errcode\":40164,\"errmsg\":\"invalid ip, not in whitelist\"}";
    has("/held/first", bytes(refusal));
    has("/held/second", bytes(refusal));
    String first = sendsFile(shop("held"), "oHeld", "file", "/held/first");
    Instant later = Instant.now().plusSeconds(30); // a file that is not there comes much sooner
    await(
        first,
        body ->
            body.has("next_try_at")
                && Instant.parse(body.path("next_try_at").asString()).isAfter(later));
    assertThat(asked("/held/")).hasSize(1);
  }

  @Test
  void nothingIsFetchedWhileItCouldNotBeKept() {
    String[] bucket = {
      "xiaoer.media.keep-free=1MB",
      "xiaoer.media.s3.endpoint=http://127.0.0.1:1",
      "xiaoer.media.s3.bucket=files",
      "xiaoer.media.s3.region=us-east-1",
      "xiaoer.media.s3.access-key=k",
      "xiaoer.media.s3.secret-key=s",
      "xiaoer.media.s3.path-style=true"
    };
    has("/before", picture("png", 6, 6));
    JsonNode before = awaitState(sendsFile("oMedia13", "image", "/before"), "stored");
    restart(false, bucket);
    List<String> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      has("/waits/" + i, picture("png", 7 + i, 7));
      waiting.add(sendsFile("oMedia13", "image", "/waits/" + i));
    }
    await(waiting.getLast(), body -> body.path("state").asString("").equals("pending"));
    Absence.holdsFor(SURELY_ASKED_FOR, () -> assertThat(asked("/waits/")).isEmpty());
    assertThat(get(before.path("url").asString()).statusCode())
        .as("what is in the folder is shown all the same")
        .isEqualTo(200);
    restart(false);
    for (String msgId : waiting) {
      awaitState(msgId, "stored");
    }
    assertThat(asked("/waits/")).as("each was asked for once").hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void contactsNothingButThePlatformsHostsUnlessTheShopIsASimulators() {
    has("/contacts/a", picture("png", 10, 10));
    for (String address :
        List.of(
            url("/contacts/a"),
            url("/contacts/a").replace("127.0.0.1", "localhost"),
            "https://127.0.0.1:" + cos.getAddress().getPort() + "/contacts/a",
            "http://169.254.169.254/latest/meta-data",
            "https://channels.weixin.qq.com.evil.example/a",
            "https://channels.weixin.qq.com@127.0.0.1/a",
            "file:///etc/passwd")) {
      String msgId = sends(shop("strict"), "oMedia9", "image", "{\"cos_url\":\"" + address + "\"}");
      JsonNode failed = awaitState(msgId, "failed");
      assertThat(failed.path("reason").asString()).as(address).isEqualTo("refused");
    }
    assertThat(asked("/contacts/")).isEmpty();
  }

  @Test
  void followsNoRedirectAwayFromWhatIsAllowed() {
    FILES.put(
        "/away",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://169.254.169.254/latest");
          exchange.sendResponseHeaders(302, -1);
        });
    JsonNode failed = awaitState(sendsFile("oMedia10", "image", "/away"), "failed");
    assertThat(failed.path("reason").asString()).isEqualTo("refused");
  }

  @Test
  void whatWasRefusedIsTriedAgainWhenTheSettingsAreOthers() {
    has("/refused/a", picture("png", 10, 10));
    String msgId = sendsFile(shop("strict"), "oMedia11", "image", "/refused/a");
    awaitState(msgId, "failed");
    restart(true);
    awaitState(msgId, "stored");
  }

  @Test
  void aPersonCanHaveItFetchedAgain() {
    String msgId = sendsFile(shop("strict"), "oMedia12", "image", "/again/a");
    awaitState(msgId, "failed");
    String id = message(msgId).orElseThrow().path("id").asString();
    assertThat(server.post("/api/v1/messages/" + id + "/fetch-again", "").statusCode())
        .isEqualTo(202);
    awaitState(msgId, "failed");
    has("/again/b", picture("png", 10, 10));
    String other = sendsFile("oMedia18", "image", "/again/b");
    awaitState(other, "stored");
    String otherId = message(other).orElseThrow().path("id").asString();
    HttpResponse<String> nothing = server.post("/api/v1/messages/" + otherId + "/fetch-again", "");
    assertThat(nothing.statusCode()).isEqualTo(409);
    assertThat(nothing.body()).contains("nothing_to_fetch");
    assertThat(server.post("/api/v1/messages/999999/fetch-again", "").statusCode()).isEqualTo(404);
  }

  @Test
  void nothingIsFetchedWhileTheDiskIsNearlyFullAndMessagesAreKeptAsBefore() {
    restart(false, "xiaoer.media.keep-free=100000TB");
    has("/full/a", picture("png", 10, 10));
    String msgId = sendsFile("oMedia17", "image", "/full/a");
    await(msgId, body -> body.path("state").asString("").equals("pending"));
    String text = TestPlatform.nextMsgId();
    assertThat(platform.push(TestPlatform.text("oMedia17", text, "在吗")).body())
        .isEqualTo("success");
    OPEN_IDS.put(text, "oMedia17");
    await(text, body -> body.has("content"));
    assertThat(asked("/full/")).isEmpty();
    HttpResponse<String> refused = bring("a.png", picture("png", 5, 5), "");
    assertThat(refused.statusCode()).isEqualTo(507);
    restart(false);
    awaitState(msgId, "stored");
  }

  @Test
  void whatWasBeingFetchedWhenTheServerEndedIsFetchedByTheNext() throws IOException {
    FILES.put(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000_000);
          exchange.getResponseBody().write(new byte[500_000]);
          exchange.getResponseBody().flush();
          try {
            new CountDownLatch(1).await(); // the rest never comes
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    String msgId = sendsFile("oMedia14", "file", "/slow");
    Soon.await().until(() -> ASKED.contains("/slow"));
    byte[] whole = new byte[1_000_000];
    new Random(3).nextBytes(whole);
    has("/slow", whole);
    restart(false);
    JsonNode stored = awaitState(msgId, "stored");
    assertThat(get(stored.path("url").asString()).body()).isEqualTo(whole);
    try (Stream<Path> left = Files.list(data.resolve(engine.name()).resolve("media/spool"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aFileThatIsBroughtIsThereToBeSent() {
    byte[] png = picture("png", 300, 200);
    HttpResponse<String> response = bring("杯子 \"新\".png", png, "?kind=image");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    JsonNode brought = JsonMapper.shared().readTree(response.body());
    assertThat(brought.path("kind").asString()).isEqualTo("image");
    assertThat(brought.path("media_id").asString()).hasSize(32);
    assertThat(brought.path("width").asInt()).isEqualTo(300);
    assertThat(brought.path("name").asString()).isEqualTo("杯子 _新_.png");
    assertThat(get(brought.path("url").asString()).body()).isEqualTo(png);
    assertThat(
            get(brought.path("url").asString() + "?download=1")
                .headers()
                .firstValue("content-disposition")
                .orElse(""))
        .startsWith("attachment; filename=\"__ ___.png\"; filename*=UTF-8''%E6%9D%AF%E5%AD%90%20");
  }

  @Test
  void whatCannotBeSentIsNotTaken() {
    assertThat(bring("a.png", new byte[0], "").statusCode()).isEqualTo(422);
    HttpResponse<String> wrong = bring("a.png", bytes("<html>"), "?kind=image");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("wrong_type").contains("text/html");
    HttpResponse<String> large = bring("a.bin", new byte[30 * 1024 * 1024 + 1], "");
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("too_large");
    assertThat(bring("a.bin", new byte[30 * 1024 * 1024], "").statusCode()).isEqualTo(201);
    assertThat(server.post("/api/v1/media", "{}").statusCode()).isEqualTo(415);
  }

  private static HttpResponse<String> bring(String name, byte[] content, String query) {
    String boundary = "xxBoundaryxx";
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        bytes(
            "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: image/png\r\n\r\n"
                .formatted(boundary, name.replace("\"", "\\\""))));
    form.writeBytes(content);
    form.writeBytes(bytes("\r\n--" + boundary + "--\r\n"));
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/media" + query))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofByteArray(form.toByteArray())));
  }

  /** What was asked for below {@code folder}. Other tests leave files that are tried again. */
  private static List<String> asked(String folder) {
    return List.copyOf(ASKED).stream().filter(path -> path.startsWith(folder)).toList();
  }

  /** The files on the shelf. */
  private List<Path> kept() throws IOException {
    try (Stream<Path> all = Files.walk(data.resolve(engine.name()).resolve("media"))) {
      return all.filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}")).toList();
    }
  }
}
