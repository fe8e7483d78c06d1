package io.xiaoer.guide;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.log.TestCustomers;
import io.xiaoer.sdk.push.PushTrial;
import io.xiaoer.shop.Shop;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message of a customer that nobody is, sealed with the shop's own keys and posted to the shop's
 * push URL of this server: whatever would keep a real one away keeps it away.
 */
final class TestMessages implements AutoCloseable {
  /** The platform's patience. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private static final int OK = 200;
  private static final long NANOS_OF_MICRO = 1_000;
  private static final String TEXT =
      "这是一条测试消息，由“切换前准备”发出。测试顾客并不存在，回复不会发给任何人。 (A test message. The customer is made up, and replies go"
          + " to nobody.)";

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
  private final SecureRandom random = new SecureRandom();
  private final Supplier<URI> server;
  private final Database database;
  private final InstantSource clock;

  /**
   * @param server where this server listens
   */
  TestMessages(Supplier<URI> server, Database database, InstantSource clock) {
    this.server = server;
    this.database = database;
    this.clock = clock;
  }

  /** What became of it. */
  sealed interface Sent {
    /** Acknowledged, so it is in the log. */
    record Taken(String openId) implements Sent {}

    record Refused(int status) implements Sent {}

    record Unanswered() implements Sent {}
  }

  Sent send(Shop shop, String by) {
    Instant now = clock.instant();
    database.write(jdbc -> {
      Audit.note(jdbc, now, by, AuditAction.TEST_MESSAGE_SENT, shop.id().value(), "");
      return true;
    });
    String openId = TestCustomers.of(shop.id().value());
    PushTrial push =
        PushTrial.message(
            shop.push(), shop.userName(), openId, message(shop, openId, now), now, random);
    URI url = server.get().resolve("/callback/" + shop.id() + "?" + push.query());
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(url)
                  .timeout(ANSWER_WITHIN)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(push.body()))
                  .build(),
              BodyHandlers.ofString());
      return answer.statusCode() == OK && answer.body().equals("success")
          ? new Sent.Taken(openId)
          : new Sent.Refused(answer.statusCode());
    } catch (IOException e) {
      return new Sent.Unanswered();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Sent.Unanswered();
    }
  }

  private static String message(Shop shop, String openId, Instant now) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("ToUserName", shop.userName());
    message.put("FromUserName", openId);
    message.put("CreateTime", now.getEpochSecond());
    message.put("MsgType", "event");
    message.put("Event", "commkf_send_msg_to_kf");
    // As long as the platform's, and rising.
    message.put("msg_id", String.valueOf(Micros.of(now) * NANOS_OF_MICRO));
    message.put("msg_type", "text");
    message.put("msg_event", "EVENT_TYPE_SEND_MSG");
    message.put("text", Map.of("content", TEXT));
    return JsonMapper.shared().writeValueAsString(message);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
