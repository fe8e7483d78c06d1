package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.shop.Shop;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A running server with one shop on a running simulator. */
abstract class Answering {
  static final Duration SOON = Duration.ofSeconds(10);

  @Parameter Engine engine;
  @TempDir Path data;

  protected Platform platform;
  protected TestServer server;

  @BeforeEach
  void start() {
    platform = Platform.start();
    server = startServer();
  }

  @AfterEach
  void stop() {
    server.close();
    platform.close();
  }

  final TestServer startServer(String... more) {
    Shop shop = platform.shop();
    TestServer started =
        TestServer.start(
            engine,
            data,
            Stream.concat(
                    Stream.of(
                        "xiaoer.shops[0].id=main",
                        "xiaoer.shops[0].user-name=" + shop.userName(),
                        "xiaoer.shops[0].app-id=" + shop.appId(),
                        "xiaoer.shops[0].app-secret=" + shop.appSecret(),
                        "xiaoer.shops[0].token=" + shop.token(),
                        "xiaoer.shops[0].encoding-aes-key=" + shop.encodingAesKey(),
                        "xiaoer.shops[0].api-base-url=" + platform.baseUrl()),
                    Stream.of(more))
                .toArray(String[]::new));
    platform.pushTo(started.url("/callback/main"));
    return started;
  }

  final Customer writes(String openId) {
    Customer customer = platform.customer(openId);
    platform.awaitAcknowledged(customer.says("在吗"), SOON);
    return customer;
  }

  final String conversation(String openId) {
    while (true) {
      for (JsonNode one : server.get("/api/v1/conversations?limit=1000").path("conversations")) {
        if (one.path("open_id").asString().equals(openId)) {
          return one.path("id").asString();
        }
      }
      pause();
    }
  }

  final JsonNode messages(String openId, int atLeast) {
    String conversation = conversation(openId);
    while (true) {
      JsonNode messages =
          server.get("/api/v1/conversations/" + conversation + "/messages").path("messages");
      if (messages.size() >= atLeast) {
        return messages;
      }
      pause();
    }
  }

  /** Waits for the message to stand in this state; passing states may be missed. */
  final JsonNode await(String openId, String clientId, String state) {
    String conversation = conversation(openId);
    while (true) {
      for (JsonNode message :
          server.get("/api/v1/conversations/" + conversation + "/messages").path("messages")) {
        if (message.path("client_id").asString("").equals(clientId)
            && message.path("state").asString("").equals(state)) {
          return message;
        }
      }
      pause();
    }
  }

  final void answer(String conversation, String clientId, String text) {
    assertThat(post(conversation, clientId, text).statusCode()).isEqualTo(202);
  }

  final HttpResponse<String> post(String conversation, String clientId, String text) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("client_id", clientId).put("type", "text").putObject("text").put("content", text);
    return server.post("/api/v1/conversations/" + conversation + "/messages", body.toString());
  }

  static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(202);
    return JsonMapper.shared().readTree(response.body());
  }

  static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
