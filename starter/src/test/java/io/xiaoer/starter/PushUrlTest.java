package io.xiaoer.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.sdk.api.OutgoingMessage;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.sdk.event.Message;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.Settings;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.starter.inbox.InboxEvent;
import io.xiaoer.starter.inbox.InboxMessage;
import io.xiaoer.starter.inbox.JdbcMessageInbox;
import io.xiaoer.starter.inbox.KfMessageHandler;
import io.xiaoer.starter.inbox.ShopEventHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An application on the starter, and the simulated platform. */
class PushUrlTest {
  @TempDir static Path folder;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Shop SHOP = Shop.example("main");
  private static Platform platform;
  private static ConfigurableApplicationContext application;
  private static URI url;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    static final Queue<InboxMessage> MESSAGES = new ConcurrentLinkedQueue<>();
    static final Queue<InboxEvent> EVENTS = new ConcurrentLinkedQueue<>();

    @Bean
    KfMessageHandler answers(KfClient client) {
      return message -> {
        MESSAGES.add(message);
        if (message.content() instanceof Message.Text text && text.content().equals("在吗？")) {
          SendOutcome outcome = client.reply(message, new OutgoingMessage.Body.Text("在的"));
          if (!(outcome instanceof SendOutcome.Accepted)) {
            throw new IllegalStateException("not answered: " + outcome);
          }
        }
      };
    }

    @Bean
    ShopEventHandler events() {
      return EVENTS::add;
    }
  }

  @BeforeAll
  static void start() {
    platform = Platform.start(Settings.standard().withShops(List.of(SHOP)).withTimeScale(200));
    SpringApplication starting = new SpringApplication(Application.class);
    application =
        starting.run(
            "--server.port=0",
            "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("inbox").toAbsolutePath(),
            "--management.endpoint.health.show-details=always",
            "--management.endpoints.web.exposure.include=health,metrics",
            "--xiaoer.shops[0].id=main",
            "--xiaoer.shops[0].user-name=" + SHOP.userName(),
            "--xiaoer.shops[0].app-id=" + SHOP.appId(),
            "--xiaoer.shops[0].app-secret=" + SHOP.appSecret(),
            "--xiaoer.shops[0].token=" + SHOP.token(),
            "--xiaoer.shops[0].encoding-aes-key=" + SHOP.encodingAesKey(),
            "--xiaoer.shops[0].api-base-url=" + platform.baseUrl(),
            "--xiaoer.inbox.first-pause=50ms",
            "--xiaoer.inbox.poll=100ms");
    int port =
        Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
    url = URI.create("http://127.0.0.1:" + port);
    platform.pushTo(url.resolve("/callback/main"));
  }

  @AfterAll
  static void stop() {
    application.close();
    platform.close();
  }

  @Test
  void aCustomerAsksAndHasTheAnswerOnceThoughThePlatformHangsUpAfterTakingIt() {
    assertThat(platform.checksUrl()).isTrue();
    Customer lin = platform.customer("o-lin");
    platform.next(new Fault.AcceptThenHangUp());
    String msgId = lin.says("在吗？");
    platform.awaitAcknowledged(msgId, Duration.ofSeconds(10));
    platform.awaitDelivered(lin, 1, Duration.ofSeconds(20));
    Soon.await().until(() -> inbox().state().waiting() == 0);
    assertThat(platform.delivered(lin)).containsExactly("在的");
    assertThat(
            Application.MESSAGES.stream()
                .filter(message -> message.openId().value().equals("o-lin"))
                .map(InboxMessage::attempt))
        .containsExactly(1, 2);
  }

  @Test
  void anotherEventGoesToItsOwnHandler() {
    platform.announces("main", "product_spu_update", "{\"product_id\":\"1\"}");
    Soon.await()
        .until(() ->
            Application.EVENTS.stream()
                .anyMatch(event -> event.head().event().equals("product_spu_update")));
  }

  @Test
  void aPushIsAnsweredAsByTheServer() throws Exception {
    PushRequest push = push("o-zhao", "7001", "在");
    assertThat(send(post(push, push.body()))).isEqualTo("200 success");
    assertThat(send(post(push, push.body()))).isEqualTo("200 success");
    assertThat(send(post(push, push.body().replace("Encrypt", "Other")))).startsWith("400 refused");
    PushRequest forged = push("o-zhao", "7002", "在");
    assertThat(send(post(push, forged.body()))).isEqualTo("403 refused: signature_wrong");
    assertThat(send(post(push, "{\"Event\":\"x\"}"))).isEqualTo("403 refused: plaintext_refused");
    assertThat(send(post(push, push.body() + " ".repeat(1 << 20))))
        .isEqualTo("413 body over 1 MiB");
    assertThat(send(post(push, ""))).startsWith("400 ");
    assertThat(send(HttpRequest.newBuilder(callback("main")).DELETE()))
        .isEqualTo("405 GET or POST");
    assertThat(send(HttpRequest.newBuilder(callback("none")).GET()))
        .isEqualTo("404 no shop of this name here");
    assertThat(send(HttpRequest.newBuilder(callback("main")).GET())).startsWith("400 ");
  }

  @Test
  void whatIsSignedAndCannotBeOpenedIsAnsweredTheSameWhateverTheReason() throws Exception {
    EnvelopeWriter writer = new EnvelopeWriter(Chance.from(new Random(3)));
    String event = event("o-qian", "7003", "在").toString();
    byte[] notAnEvent = "no event".getBytes(StandardCharsets.UTF_8);
    Keys foreign = new Keys("wxffffffffffffffff", SHOP.token(), SHOP.encodingAesKey());
    List<String> encrypted =
        List.of(
            writer.encrypt(event.getBytes(StandardCharsets.UTF_8), foreign),
            writer.encrypt(notAnEvent, SHOP.keys()),
            Base64.getEncoder().encodeToString(new byte[96]));
    for (String encrypt : encrypted) {
      PushRequest push =
          writer.around(
              encrypt, SHOP.userName(), "o-qian", SHOP.keys(), Format.JSON, Instant.now());
      assertThat(send(post(push, push.body())))
          .isEqualTo("503 not readable with this shop's keys, push again");
    }
  }

  @Test
  void healthAndMetricsTellOfTheInbox() throws Exception {
    PushRequest push = push("o-sun", "7004", "在");
    assertThat(send(post(push, push.body()))).isEqualTo("200 success");
    assertThat(send(HttpRequest.newBuilder(url.resolve("/actuator/health"))))
        .contains("\"xiaoerInbox\"")
        .contains("\"dead\":0");
    assertThat(send(HttpRequest.newBuilder(url.resolve("/actuator/metrics/xiaoer.pushes"))))
        .contains("stored");
    assertThat(send(HttpRequest.newBuilder(url.resolve("/actuator/metrics/xiaoer.inbox.waiting"))))
        .startsWith("200 ");
  }

  private static JdbcMessageInbox inbox() {
    return application.getBean(JdbcMessageInbox.class);
  }

  private static URI callback(String shop) {
    return url.resolve("/callback/" + shop);
  }

  private static ObjectNode event(String openId, String msgId, String words) {
    ObjectNode event = JsonMapper.shared().createObjectNode();
    event
        .put("ToUserName", SHOP.userName())
        .put("FromUserName", openId)
        .put("CreateTime", 1_747_633_418)
        .put("MsgType", "event")
        .put("Event", "commkf_send_msg_to_kf")
        .put("msg_id", msgId)
        .put("msg_type", "text");
    event.putObject("text").put("content", words);
    return event;
  }

  private static PushRequest push(String openId, String msgId, String words) {
    return new EnvelopeWriter(Chance.from(new Random(msgId.hashCode())))
        .push(event(openId, msgId, words), SHOP.keys(), Mode.SECURE, Format.JSON, Instant.now());
  }

  private static HttpRequest.Builder post(PushRequest push, String body) {
    return HttpRequest.newBuilder(push.to(callback("main"))).POST(BodyPublishers.ofString(body));
  }

  private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }
}
