package io.xiaoer.e2e;

import io.xiaoer.simulator.envelope.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A folder with configuration and data, and the server that runs on it. */
public final class Installation {
  public static final String API_KEY = "e2e-key-0123456789abcdef";
  static final String PASSWORD = "e2e-password-42";
  static final String SECRET = "thisIsTheAppSecretOfTheShop";
  static final String AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  static final String TOKEN = "thisIsTheTokenOfTheShop";
  static final String APP_ID = "wx0123456789abcdef";
  public static final String USER_NAME = "gh_0123456789ab";
  public static final String SHOP = "main";

  private final Path folder;
  private final ServerImage image;
  public final int port = Program.freePort();
  final int simulatorPort = Program.freePort();

  public Installation(Path folder) {
    this(folder, "", ServerImage.built());
  }

  /** {@code more} goes below {@code xiaoer:} in the configuration, indented by two. */
  public Installation(Path folder, String more, ServerImage image) {
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
    return Program.java(
        folder.resolve("server.log"),
        environment,
        image.options(),
        image.jar(),
        "--config",
        folder.resolve("xiaoer.yaml").toString());
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
            "simulator/target/xiaoer-simulator-app.jar",
            arguments);
    simulator.awaitAnswer(simulator("/"));
    return simulator;
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

  HttpResponse<String> post(String path, String json) throws IOException {
    return Program.send(
        HttpRequest.newBuilder(desk(path))
            .header("Authorization", "Bearer " + API_KEY)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** A customer of the simulator writes a text. */
  void customerSays(String openId, String text) throws IOException {
    HttpResponse<String> response =
        Program.send(
            HttpRequest.newBuilder(simulator("/sim/api/customers/" + openId + "/messages"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        JsonMapper.shared()
                            .createObjectNode()
                            .put("shop", SHOP)
                            .put("msg_type", "text")
                            .set(
                                "text", JsonMapper.shared().createObjectNode().put("content", text))
                            .toString())));
    if (response.statusCode() != 202) {
      throw new AssertionError("the simulator answered " + response.statusCode());
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
