package io.xiaoer.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.customer.Content;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.fault.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Files in answers, and what customers send, between a running server and a running simulator. */
@ParameterizedClass
@EnumSource(Engine.class)
class AttachedTest {
  @Parameter Engine engine;

  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platform = Platform.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settingsOf(
                        platform,
                        "xiaoer.shops[0].allow-private-media-hosts=true",
                        "xiaoer.media.keep-free=1MB"),
                    TestPlatform.settings(1, "other", Mode.SECURE, platform.baseUrl()))
                .flatMap(Stream::of)
                .toArray(String[]::new));
    platform.pushTo(server.url("/callback/main"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  @AfterEach
  void clearFaults() {
    platform.clearFaults();
  }

  @Test
  void aFileIsCarriedOncePerCustomerHoweverOftenItIsSent() {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    String mediaId = bring("说明.bin", bytes).path("media_id").asString();
    Customer one = writes("oAttach1");
    Customer other = writes("oAttach2");
    answer("oAttach1", "c1", "file", mediaId);
    answer("oAttach1", "c2", "file", mediaId);
    answer("oAttach2", "c1", "file", mediaId);
    JsonNode first = await("oAttach1", "c1", "accepted");
    await("oAttach1", "c2", "accepted");
    await("oAttach2", "c1", "accepted");
    assertThat(platform.received(one)).hasSize(2);
    List<String> contents = List.of(content(one, 0), content(one, 1), content(other, 0));
    assertThat(contents.get(0)).as("carried once").isEqualTo(contents.get(1));
    assertThat(contents.get(0)).as("but for each customer").isNotEqualTo(contents.get(2));
    assertThat(first.path("file").path("state").asString()).isEqualTo("stored");
    assertThat(first.path("file").path("name").asString()).isEqualTo("说明.bin");
    assertThat(download(content(one, 0))).isEqualTo(bytes);
    assertThat(first.toString()).doesNotContain("cos_url", "downloadmedia");
  }

  @Test
  void whatACustomerOfOneShopSentIsNotSentToACustomerOfAnother() {
    writes("oAttach9").sendsPhoto();
    String url = awaitStored("oAttach9", "image").path("url").asString();
    String mediaId = url.substring(url.lastIndexOf('/') + 1);
    assertThat(
            new TestPlatform(server, "other", Mode.SECURE, Format.JSON)
                .push(TestPlatform.text("oOther", TestPlatform.nextMsgId(), "在吗"))
                .statusCode())
        .isEqualTo(200);
    HttpResponse<String> refused = tried("oOther", "c1", "image", mediaId);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("no such file");
    answer("oAttach9", "c1", "image", mediaId);
  }

  @Test
  void theWholeFileArrivesAlsoWhenTheTokenWasKilled() {
    byte[] bytes = new byte[2_000_000];
    new Random(2).nextBytes(bytes);
    String mediaId = bring("a.bin", bytes).path("media_id").asString();
    Customer customer = writes("oAttach3");
    answer("oAttach3", "c1", "file", bring("b.bin", new byte[10]).path("media_id").asString());
    await("oAttach3", "c1", "accepted");
    platform.next(new Fault.KillTokens());
    answer("oAttach3", "c2", "file", mediaId);
    await("oAttach3", "c2", "accepted");
    assertThat(download(content(customer, 1))).isEqualTo(bytes);
  }

  @Test
  void aFileOfAnotherKindOrOfNobodyIsRefusedBeforeItIsQueued() {
    writes("oAttach4");
    String mediaId =
        bring("a.txt", "words".getBytes(StandardCharsets.UTF_8)).path("media_id").asString();
    assertThat(tried("oAttach4", "c1", "image", mediaId).statusCode()).isEqualTo(422);
    assertThat(tried("oAttach4", "c2", "file", "0".repeat(32)).statusCode()).isIn(404, 422);
    assertThat(tried("oAttach4", "c3", "file", "../../lock").statusCode()).isIn(404, 422);
    assertThat(tried("oAttach4", "c4", "file", mediaId).statusCode()).isEqualTo(202);
  }

  @Test
  void whatACustomerSendsIsKeptAndCanBeSentBack() {
    Customer customer = platform.customer("oAttach5");
    platform.awaitAcknowledged(customer.sendsImage(), Soon.AT_MOST);
    platform.awaitAcknowledged(customer.sendsVideo(), Soon.AT_MOST);
    platform.awaitAcknowledged(customer.sendsFile(), Soon.AT_MOST);
    for (String type : List.of("image", "video", "file")) {
      JsonNode kept = awaitStored("oAttach5", type);
      assertThat(kept.path("size").asLong()).as(type).isPositive();
      if (!type.equals("file")) {
        assertThat(kept.path("content_type").asString()).startsWith(type + "/");
      }
      if (type.equals("image")) {
        String url = kept.path("url").asString();
        answer("oAttach5", "c1", "image", url.substring(url.lastIndexOf('/') + 1));
        await("oAttach5", "c1", "accepted");
      }
    }
  }

  // --- by hand

  private Customer writes(String openId) {
    Customer customer = platform.customer(openId);
    platform.awaitAcknowledged(customer.says("在吗"), Soon.AT_MOST);
    conversation(openId);
    return customer;
  }

  private String content(Customer customer, int index) {
    return platform.received(customer).get(index).content() instanceof Content.File(String url)
        ? url
        : "";
  }

  private byte[] download(String url) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofByteArray())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode bring(String name, byte[] content) {
    HttpResponse<String> brought = server.upload(name, content, "");
    assertThat(brought.statusCode()).as(brought.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(brought.body());
  }

  private void answer(String openId, String clientId, String type, String mediaId) {
    HttpResponse<String> response = tried(openId, clientId, type, mediaId);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  private HttpResponse<String> tried(String openId, String clientId, String type, String mediaId) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("client_id", clientId).put("type", type);
    body.putObject(type).put("media_id", mediaId);
    return server.post(
        "/api/v1/conversations/" + conversation(openId) + "/messages", body.toString());
  }

  private static String conversation(String openId) {
    return Soon.find(
        "a conversation of " + openId,
        () ->
            server
                .get("/api/v1/conversations")
                .path("conversations")
                .valueStream()
                .filter(one -> one.path("open_id").asString().equals(openId))
                .map(one -> one.path("id").asString())
                .findFirst());
  }

  private JsonNode messages(String openId) {
    return server
        .get("/api/v1/conversations/" + conversation(openId) + "/messages")
        .path("messages");
  }

  private JsonNode await(String openId, String clientId, String state) {
    return Soon.find(
        openId + " " + clientId + " " + state,
        () ->
            messages(openId)
                .valueStream()
                .filter(message -> message.path("client_id").asString("").equals(clientId))
                .filter(message -> message.path("state").asString("").equals(state))
                .findFirst());
  }

  private JsonNode awaitStored(String openId, String type) {
    return Soon.find(
        openId + " " + type + " stored",
        () ->
            messages(openId)
                .valueStream()
                .filter(message -> message.path("direction").asString("").equals("in"))
                .filter(message -> message.path("type").asString().equals(type))
                .map(message -> message.path(type))
                .filter(content -> content.path("state").asString("").equals("stored"))
                .findFirst());
  }
}
