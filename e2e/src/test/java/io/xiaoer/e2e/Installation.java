package io.xiaoer.e2e;

import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.Settings;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.shop.AllowedAddresses;
import io.xiaoer.simulator.shop.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A folder with configuration and data, and the server that runs on it. */
public final class Installation {
  public static final String API_KEY = "e2e-key-0123456789abcdef";
  public static final String PASSWORD = "e2e-long-password-42";

  /** Of everybody but the administrator. */
  static final String STAFF_PASSWORD = "a-long-password-7";

  static final String SECRET = "thisIsTheAppSecretOfTheShop";
  static final String AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  static final String TOKEN = "thisIsTheTokenOfTheShop";
  static final String APP_ID = "wx0123456789abcdef";
  public static final String USER_NAME = "gh_0123456789ab";
  public static final String SHOP = "main";

  private final Path folder;
  private final ServerImage image;
  private final AtomicInteger shops = new AtomicInteger();
  public final int port = Program.freePort();
  final int simulatorPort;

  /** On SQLite, or on a PostgreSQL of its own where {@code xiaoer.e2e.engine} says postgres. */
  public Installation(Path folder) {
    this(folder, "");
  }

  /** The same, with more below {@code xiaoer:} in the configuration, indented by two. */
  Installation(Path folder, String more) {
    this(
        folder,
        ofEngine(System.getProperty("xiaoer.e2e.engine", "sqlite")) + more,
        ServerImage.quick());
  }

  private static String ofEngine(String engine) {
    return switch (engine) {
      case "sqlite" -> "";
      case "postgres" -> {
        PostgresServer postgres = PostgresServer.start();
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        yield postgres.settings();
      }
      default -> throw new AssertionError("xiaoer.e2e.engine: sqlite or postgres, not " + engine);
    };
  }

  /** {@code more} goes below {@code xiaoer:} in the configuration, indented by two. */
  public Installation(Path folder, String more, ServerImage image) {
    this(folder, more, image, Program.freePort());
  }

  /** One more node of this one's: in {@code folder}, with the same platform. */
  public Installation besides(Path folder, String more) {
    return new Installation(folder, more, image, simulatorPort);
  }

  private Installation(Path folder, String more, ServerImage image, int simulatorPort) {
    this.simulatorPort = simulatorPort;
    this.folder = folder;
    this.image = image;
    write(
        "xiaoer.yaml",
        """
        server: {address: 127.0.0.1, port: %d}
        xiaoer:
          data-dir: "%s"
          admin: {username: admin, password: %s}
          api-keys:
            - {name: e2e, key: %s}
          shops:
            - id: %s
              name: 测试小店
              user-name: %s
              app-id: %s
              app-secret: %s
              token: %s
              encoding-aes-key: %s
              mode: secure
              api-base-url: http://127.0.0.1:%d
              allow-private-media-hosts: true
        %s\
        """
            .formatted(
                port,
                data(),
                PASSWORD,
                API_KEY,
                SHOP,
                USER_NAME,
                APP_ID,
                SECRET,
                TOKEN,
                AES_KEY,
                simulatorPort,
                more));
    write(
        "simulator.yaml",
        """
        simulator:
          port: %d
          shops:
            - id: %s
              name: 测试小店
              user-name: %s
              app-id: %s
              app-secret: %s
              token: %s
              encoding-aes-key: %s
              mode: secure
              format: json
              push-url: "http://127.0.0.1:%d/callback/%s"
        """
            .formatted(simulatorPort, SHOP, USER_NAME, APP_ID, SECRET, TOKEN, AES_KEY, port, SHOP));
  }

  Program startServer() {
    return startServer(Map.of());
  }

  Program startServer(Map<String, String> environment) {
    Program server = launchServer(environment);
    awaitReady(server);
    return server;
  }

  /** Starts it and does not wait. */
  public Program launchServer(Map<String, String> environment) {
    return launchServer(environment, image);
  }

  /** As after an update, which is another image on the same data. */
  Program launchServer(Map<String, String> environment, ServerImage image) {
    Path log = folder.resolve("server.log");
    String config = folder.resolve("xiaoer.yaml").toString();
    return image.command().isEmpty()
        ? Program.java(log, environment, image.options(), image.jar(), "--config", config)
        : Program.start(
            log,
            environment,
            Stream.concat(image.command().stream(), Stream.of("--config", config)).toList());
  }

  /** In an empty folder and without a configuration; the platform is this one's simulator. */
  Program startBare(Path empty) {
    Program server =
        Program.java(
            folder.resolve("bare.log"),
            empty,
            Map.of(
                "XIAOER_APIBASEURLS_0",
                "http://127.0.0.1:" + simulatorPort,
                "XIAOER_WEBHOOKS_ALLOW_0",
                "127.0.0.1/32"),
            image.options(),
            image.jar(),
            "--port",
            String.valueOf(port));
    awaitReady(server);
    return server;
  }

  public void awaitReady(Program server) {
    server.awaitAnswer(desk("/actuator/health/readiness"));
  }

  /** Where the server keeps what it keeps. */
  public Path data() {
    return folder.resolve("data").toAbsolutePath().normalize();
  }

  Program startSimulator(String... more) {
    String[] arguments = new String[2 + more.length];
    arguments[0] = "--config";
    arguments[1] = folder.resolve("simulator.yaml").toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    Program simulator =
        Program.java(
            folder.resolve("simulator.log"),
            Map.of(),
            List.of("-XX:TieredStopAtLevel=1"), // it lives for a minute
            Path.of("simulator/target/xiaoer-simulator-app.jar"),
            arguments);
    simulator.awaitAnswer(simulator("/"));
    return simulator;
  }

  /** As an administrator adds one at the desk; with the keys of {@link #keys}. */
  void addShop(String id) throws IOException {
    int number = shops.incrementAndGet();
    HttpResponse<String> added =
        post(
            "/api/v1/admin/shops",
            """
            {"id":"%s","name":"小店 %s","user_name":"gh_%012d","app_id":"wx%016d","app_secret":"%s",
             "token":"%s","encoding_aes_key":"%s","mode":"secure"}
            """
                .formatted(id, id, number, number, SECRET, TOKEN, AES_KEY));
    if (added.statusCode() != 201) {
      throw new AssertionError(id + ": " + added.statusCode() + " " + added.body());
    }
  }

  /**
   * The simulated platform in this process, for who looks closely at what it has; what is pushed in
   * vain is tried again so many times faster than published.
   */
  public Platform startPlatform(double timeScale) {
    Shop shop =
        new Shop(
            SHOP,
            "测试小店",
            USER_NAME,
            APP_ID,
            SECRET,
            TOKEN,
            AES_KEY,
            Mode.SECURE,
            Format.JSON,
            desk("/callback/" + SHOP),
            AllowedAddresses.ANY);
    return Platform.start(
        Settings.standard()
            .withPort(simulatorPort)
            .withTimeScale(timeScale)
            .withShops(List.of(shop)));
  }

  public static Keys keys() {
    return new Keys(APP_ID, TOKEN, AES_KEY);
  }

  public URI desk(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  URI simulator(String path) {
    return URI.create("http://127.0.0.1:" + simulatorPort + path);
  }

  public JsonNode get(String path) throws IOException {
    HttpResponse<String> response =
        Program.send(
            HttpRequest.newBuilder(desk(path)).header("Authorization", "Bearer " + API_KEY));
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return JsonMapper.shared().readTree(response.body());
  }

  /** What the server measures under this name, as Prometheus is told; without labels. */
  public double metric(String name) throws IOException {
    HttpResponse<String> response =
        Program.send(
            HttpRequest.newBuilder(desk("/actuator/prometheus"))
                .header("Authorization", "Bearer " + API_KEY));
    return response
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("no metric " + name + ": " + response.statusCode()));
  }

  public HttpResponse<String> post(String path, String json) throws IOException {
    return send("POST", path, json);
  }

  public HttpResponse<String> send(String method, String path, String json) throws IOException {
    return Program.send(
        HttpRequest.newBuilder(desk(path))
            .header("Authorization", "Bearer " + API_KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  /** One more agent, who sees all shops. */
  void addStaff(String username) throws IOException {
    HttpResponse<String> response =
        post(
            "/api/v1/staff",
            JsonMapper.shared()
                .createObjectNode()
                .put("username", username)
                .put("name", username)
                .put("role", "agent")
                .put("password", STAFF_PASSWORD)
                .toString());
    if (response.statusCode() != 201) {
      throw new AssertionError("staff: " + response.statusCode() + " " + response.body());
    }
  }

  /** A customer of the simulator writes a text. */
  void customerSays(String openId, String text) throws IOException {
    sim(
        "/sim/api/customers/" + openId + "/messages",
        JsonMapper.shared()
            .createObjectNode()
            .put("shop", SHOP)
            .put("msg_type", "text")
            .set("text", JsonMapper.shared().createObjectNode().put("content", text))
            .toString());
  }

  /** Orders a fault from the simulated platform. */
  void fault(String json) throws IOException {
    sim("/sim/api/faults", json);
  }

  void clearFaults() throws IOException {
    Program.send(HttpRequest.newBuilder(simulator("/sim/api/faults")).DELETE());
  }

  void sim(String path, String json) throws IOException {
    HttpResponse<String> response =
        Program.send(
            HttpRequest.newBuilder(simulator(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    if (response.statusCode() >= 300) {
      throw new AssertionError(
          "the simulator answered " + response.statusCode() + " to " + path + response.body());
    }
  }

  /** Waits until the server has a conversation with this customer; its id. */
  String awaitConversation(String openId) {
    return Soon.await()
        .alias("a conversation with " + openId)
        .until(
            () ->
                get("/api/v1/conversations?limit=200")
                    .path("conversations")
                    .valueStream()
                    .filter(one -> one.path("open_id").asString("").equals(openId))
                    .map(one -> one.path("id").asString())
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** The index follows the messages some moments behind. */
  void awaitFound(String words, int count) {
    String path = "/api/v1/search?limit=100&q=" + URLEncoder.encode(words, StandardCharsets.UTF_8);
    Soon.await()
        .alias(count + " found: " + words)
        .until(() -> get(path).path("hits").size() == count);
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
