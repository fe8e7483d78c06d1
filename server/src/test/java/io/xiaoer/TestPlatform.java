package io.xiaoer;

import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import io.xiaoer.simulator.shop.Shop;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pushes to one shop, written by the simulator's own envelope writer and sent one by one. */
public final class TestPlatform {
  public static final String AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  public static final String TOKEN = "theTokenOfTheShop";
  public static final String APP_ID = "wx0123456789abcdef";
  public static final String APP_SECRET = "theSecretOfTheShop";
  public static final String USER_NAME = "gh_0123456789ab";
  public static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

  private static final String TOO_SLOW = "not on the disk in time, push again";
  private static final AtomicLong MSG_IDS = new AtomicLong(3_895_464_567_618_158_592L);

  private final TestServer server;
  private final String shop;
  private final Mode mode;
  private final Format format;
  private final EnvelopeWriter writer = new EnvelopeWriter(Chance.from(new Random(7)));

  public TestPlatform(TestServer server, String shop, Mode mode, Format format) {
    this.server = server;
    this.shop = shop;
    this.mode = mode;
    this.format = format;
  }

  /** The lines that configure shop number {@code index} for this platform. */
  public static String[] settings(int index, String id, Mode mode, URI api) {
    String at = "xiaoer.shops[" + index + "].";
    return new String[] {
      at + "id=" + id,
      at + "name=" + id,
      at + "user-name=" + USER_NAME,
      at + "app-id=" + APP_ID,
      at + "app-secret=" + APP_SECRET,
      at + "token=" + TOKEN,
      at + "encoding-aes-key=" + AES_KEY,
      at + "mode=" + mode.name().toLowerCase(Locale.ROOT),
      at + "api-base-url=" + api
    };
  }

  /** The lines that configure the one shop of a simulated platform as "main", and more. */
  public static String[] settingsOf(Platform platform, String... more) {
    Shop shop = platform.shop();
    return Stream.concat(
            Stream.of(
                "xiaoer.shops[0].id=main",
                "xiaoer.shops[0].user-name=" + shop.userName(),
                "xiaoer.shops[0].app-id=" + shop.appId(),
                "xiaoer.shops[0].app-secret=" + shop.appSecret(),
                "xiaoer.shops[0].token=" + shop.token(),
                "xiaoer.shops[0].encoding-aes-key=" + shop.encodingAesKey(),
                "xiaoer.shops[0].api-base-url=" + platform.baseUrl()),
            Arrays.stream(more))
        .toArray(String[]::new);
  }

  /** The lines of {@code count} shops, shop0 and so on, of a platform that nobody reaches. */
  public static String[] shops(int count) {
    URI nowhere = URI.create("http://127.0.0.1:9");
    return IntStream.range(0, count)
        .boxed()
        .flatMap(i -> Stream.of(settings(i, "shop" + i, Mode.SECURE, nowhere)))
        .toArray(String[]::new);
  }

  public static String nextMsgId() {
    return String.valueOf(MSG_IDS.incrementAndGet());
  }

  public static ObjectNode event(String openId, String msgId, String type, String contentJson) {
    ObjectNode event = JsonMapper.shared().createObjectNode();
    event
        .put("ToUserName", USER_NAME)
        .put("FromUserName", openId)
        .put("CreateTime", NOW.getEpochSecond())
        .put("MsgType", "event")
        .put("Event", "commkf_send_msg_to_kf")
        .put("msg_id", msgId)
        .put("msg_type", type)
        .put("msg_event", "EVENT_TYPE_SEND_MSG");
    event.set(type, JsonMapper.shared().readTree(contentJson));
    return event;
  }

  public static ObjectNode text(String openId, String msgId, String content) {
    ObjectNode event = event(openId, msgId, "text", "{}");
    event.putObject("text").put("content", content);
    return event;
  }

  public PushRequest write(ObjectNode event, Keys keys, Mode writtenIn) {
    return writer.push(event, keys, writtenIn, format, NOW);
  }

  public static Keys keys() {
    return new Keys(APP_ID, TOKEN, AES_KEY);
  }

  public HttpResponse<String> push(ObjectNode event) {
    return deliver(write(event, keys(), mode));
  }

  /**
   * Comes again, as the platform's pushes do, where a machine that is busy could not keep it in
   * time.
   */
  public HttpResponse<String> deliver(PushRequest push) {
    long until = System.nanoTime() + Soon.AT_MOST.toNanos();
    while (true) {
      HttpResponse<String> answer =
          server.send(
              HttpRequest.newBuilder(push.to(server.url("/callback/" + shop)))
                  .header("Content-Type", push.contentType())
                  .POST(BodyPublishers.ofString(push.body())));
      if (!answer.body().equals(TOO_SLOW) || System.nanoTime() > until) {
        return answer;
      }
    }
  }
}
