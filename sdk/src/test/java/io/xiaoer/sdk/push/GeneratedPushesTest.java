package io.xiaoer.sdk.push;

import static io.xiaoer.sdk.push.Platform.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.sdk.Seeded;
import io.xiaoer.sdk.event.Message;
import io.xiaoer.sdk.event.Samples;
import io.xiaoer.sdk.push.Platform.Push;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

class GeneratedPushesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void whatThePlatformSealsIsOpenedUnchanged() {
    BitSet paddings = new BitSet();
    Seeded.cases(
        4_000,
        random -> {
          String content = Seeded.text(random, 120);
          boolean xml = random.nextInt(4) == 0;
          String clear =
              xml
                  ? Samples.xml("<text><content>" + escaped(content) + "</content></text>")
                  : Samples.json("\"text\":{\"content\":" + JSON.writeValueAsString(content) + "}");
          String key = Platform.key(random);
          String token = "t" + random.nextInt(1_000_000);
          String appId = "wx" + Long.toHexString(random.nextLong());
          byte[] packed = Platform.packed(bytes(clear), appId);
          paddings.set(packed[packed.length - 1]);
          String encrypt = Platform.encrypt(key, packed);
          TreeMap<String, String> query = new TreeMap<>();
          query.put("timestamp", Long.toString(random.nextLong(1_000_000_000L, 10_000_000_000L)));
          query.put("nonce", Long.toString(random.nextLong(1L << 40), 36) + "+/ &=在");
          query.put(
              "msg_signature",
              Platform.signature(token, query.get("timestamp"), query.get("nonce"), encrypt));
          String body =
              random.nextBoolean()
                  ? "{\"ToUserName\":\"gh\",\"Encrypt\":" + JSON.writeValueAsString(encrypt) + "}"
                  : "<xml><ToUserName>gh</ToUserName><Encrypt>" + encrypt + "</Encrypt></xml>";
          Received received =
              new PushReceiver(PushSettings.secure(token, EncodingAesKey.parse(key), appId))
                  .receive(Platform.query(query), bytes(body));
          var read = PushReceiverTest.kf(received);
          assertThat(read.message()).isEqualTo(new Message.Text(content));
          assertThat(read.head().raw().utf8()).isEqualTo(clear);
        });
    assertThat(paddings.cardinality()).as("paddings from 1 to 32 that came up").isEqualTo(32);
  }

  @Test
  void noChangedByteOfASecurePushChangesWhatIsRead() {
    String clear = Samples.json("\"text\":{\"content\":\"在的\"}");
    PushReceiver receiver = new PushReceiver(Platform.secure());
    Push push = Platform.push(Mode.SECURE, clear);
    for (int at = 0; at < push.body().length; at++) {
      for (int change : new int[] {1, 0x20, 0x80, 0xFF}) {
        byte[] body = push.body().clone();
        body[at] ^= (byte) change;
        assertUnchangedOrRefused(receiver.receive(push.query(), body), clear, "body byte " + at);
      }
    }
    for (int at = 0; at < push.query().length(); at++) {
      for (char other : new char[] {'0', 'f', '%', '&', '=', '+'}) {
        String query = push.query().substring(0, at) + other + push.query().substring(at + 1);
        assertUnchangedOrRefused(receiver.receive(query, push.body()), clear, "query char " + at);
      }
    }
  }

  @Test
  void noChangedByteOfTheCipherTextIsAcceptedEvenWhenSignedAgain() {
    String clear = Samples.json("\"text\":{\"content\":\"在的\"}");
    byte[] packed = Platform.packed(bytes(clear), Platform.APP_ID);
    PushReceiver receiver = new PushReceiver(Platform.secure());
    // From the appid to the end every byte is checked, so a change there is always seen.
    for (int at = 20 + bytes(clear).length; at < packed.length; at++) {
      byte[] changed = packed.clone();
      changed[at] ^= 1;
      Push push = Platform.carrying(Platform.encrypt(Platform.KEY, changed));
      assertThat(receiver.receive(push.query(), push.body()))
          .as("byte %s of %s", at, packed.length)
          .isInstanceOf(Received.Refused.class);
    }
  }

  @Test
  void noTruncatedPushIsAccepted() {
    PushReceiver receiver = new PushReceiver(Platform.secure());
    for (String clear : new String[] {Samples.json("\"text\":{}"), Samples.xml("<text/>")}) {
      Push push = Platform.push(Mode.SECURE, clear);
      for (int length = 0; length < push.body().length; length++) {
        byte[] cut =
            new String(push.body(), StandardCharsets.ISO_8859_1)
                .substring(0, length)
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(receiver.receive(push.query(), cut)).isInstanceOf(Received.Refused.class);
      }
      for (int length = 0; length < push.query().length(); length++) {
        assertThat(receiver.receive(push.query().substring(0, length), push.body()))
            .isInstanceOf(Received.Refused.class);
      }
    }
  }

  private static void assertUnchangedOrRefused(Received received, String clear, String what) {
    if (received instanceof Received.Event event) {
      assertThat(event.event().head().raw().utf8()).as(what).isEqualTo(clear);
    } else {
      assertThat(received).as(what).isInstanceOf(Received.Refused.class);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
