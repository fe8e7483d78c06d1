package io.xiaoer.sdk.push;

import static io.xiaoer.sdk.push.Platform.APP_ID;
import static io.xiaoer.sdk.push.Platform.KEY;
import static io.xiaoer.sdk.push.Platform.NONCE;
import static io.xiaoer.sdk.push.Platform.TIMESTAMP;
import static io.xiaoer.sdk.push.Platform.TOKEN;
import static io.xiaoer.sdk.push.Platform.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.sdk.event.Message;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Samples;
import io.xiaoer.sdk.push.Platform.Push;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushReceiverTest {
  private static final String TEXT = Samples.json("\"text\":{\"content\":\"在的 😀\"}");
  private static final PushReceiver SECURE = new PushReceiver(Platform.secure());

  @TestFactory
  Stream<DynamicTest> receivesEachKindInEachFormatAndMode() {
    return Stream.of(Mode.values())
        .flatMap(mode ->
            Samples.KINDS.values().stream()
                .flatMap(sample ->
                    Stream.of(sample.json(), sample.xml())
                        .map(clear ->
                            DynamicTest.dynamicTest(
                                mode + " " + sample.kind() + " " + clear.charAt(0),
                                () -> receives(mode, clear, sample.message())))));
  }

  private static void receives(Mode mode, String clear, Message message) {
    Push push = Platform.push(mode, clear);
    PushEvent.KfMessage read =
        kf(new PushReceiver(Platform.settings(mode)).receive(push.query(), push.body()));
    assertThat(read.message()).isEqualTo(message);
    assertThat(read.head().raw().utf8()).isEqualTo(clear);
  }

  @Test
  void answersTheUrlCheckOfAnyModeOnlyWhenItIsSigned() {
    for (Mode mode : Mode.values()) {
      PushReceiver receiver = new PushReceiver(Platform.settings(mode));
      String query = Platform.plainQuery(TOKEN) + "&echostr=4375120948345356249";
      assertThat(receiver.receive(query, new byte[0]))
          .isEqualTo(new Received.UrlCheck("4375120948345356249"));
      assertThat(reason(receiver.receive(query.replace("1714", "1715"), new byte[0])))
          .isEqualTo(Reason.SIGNATURE_WRONG);
      assertThat(reason(receiver.receive("echostr=1", new byte[0])))
          .isEqualTo(Reason.SIGNATURE_MISSING);
      assertThat(reason(receiver.receive(Platform.plainQuery(TOKEN), new byte[0])))
          .isEqualTo(Reason.BODY_EMPTY);
      assertThat(reason(receiver.receive((String) null, new byte[0]))).isEqualTo(Reason.BODY_EMPTY);
    }
  }

  @Test
  void takesAQueryThatTheWebServerHasDecoded() {
    Push push = Platform.push(Mode.SECURE, TEXT);
    String encrypt = push.text().replaceAll(".*\"Encrypt\":\"([^\"]+)\".*", "$1");
    Map<String, String> query =
        Map.of(
            "timestamp", TIMESTAMP,
            "nonce", NONCE,
            "msg_signature", Platform.signature(TOKEN, TIMESTAMP, NONCE, encrypt));
    assertThat(kf(SECURE.receive(query, push.body())).message())
        .isEqualTo(new Message.Text("在的 😀"));
  }

  @Test
  void believesOnlyTheEncryptedPartWhenTheClearFieldsLie() {
    Push push = Platform.push(Mode.COMPATIBLE, TEXT);
    String lying = push.text().replace("在的", "退款").replace("o9AgO5Kd5gg", "oFORGEDxxxx");
    for (Mode mode : new Mode[] {Mode.SECURE, Mode.COMPATIBLE}) {
      PushEvent.KfMessage read =
          kf(new PushReceiver(Platform.settings(mode)).receive(push.query(), bytes(lying)));
      assertThat(read.head().raw().utf8()).isEqualTo(TEXT);
      assertThat(read.message()).isEqualTo(new Message.Text("在的 😀"));
    }
  }

  @Test
  void findsTheCipherTextWhereverItStandsInTheBody() {
    Push push = Platform.push(Mode.SECURE, TEXT);
    String encrypt = push.text().replaceFirst("(?s).*\"Encrypt\":\"([^\"]+)\".*", "$1");
    for (String body :
        new String[] {
          "{\"Encrypt\":\"%s\"}",
          "\n\t {  \"Encrypt\" \n : \n \"%s\" }  ",
          "\uFEFF{\"ToUserName\":\"名字 😀"
              + " \\\"Encrypt\\\"\",\"a\":[1,{\"Encrypt\":\"x\"}],\"Encrypt\":\"%s\",\"z\":\"é\"}",
          "{\"x\":\"" + "y".repeat(20_000) + "\",\"Encrypt\":\"%s\",\"Encrypt\":\"second\"}"
        }) {
      byte[] written = bytes(body.formatted(encrypt));
      assertThat(SECURE.receive(push.query(), written))
          .as(body.substring(0, Math.min(60, body.length())))
          .isInstanceOf(Received.Event.class);
    }
  }

  @Test
  void undoesTheEscapesOfJsonBeforeItChecksTheSignature() {
    Push push = Platform.push(Mode.SECURE, TEXT);
    String escaped = push.text().replace("/", "\\/").replace("+", "\\u002b");
    assertThat(escaped).isNotEqualTo(push.text());
    assertThat(kf(SECURE.receive(push.query(), bytes("\uFEFF " + escaped)))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Event\":\"x\"}",
        "{\"MsgType\":\"text\",\"Encrypt\":\"\"}",
        "{\"FromUserName\":\"o\",\"Encrypt\":{\"a\":1}}",
        "<xml><Event>x</Event></xml>",
        "<xml><FromUserName><![CDATA[o]]></FromUserName><Encrypt/></xml>",
      })
  void refusesClearTextWhereEncryptionIsConfigured(String body) {
    for (Mode mode : new Mode[] {Mode.SECURE, Mode.COMPATIBLE}) {
      assertThat(
              reason(
                  new PushReceiver(Platform.settings(mode))
                      .receive(Platform.plainQuery(TOKEN), bytes(body))))
          .isEqualTo(Reason.PLAINTEXT_REFUSED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "{",
        "{}",
        "[]",
        "success",
        "{\"a\":1}",
        "{\"Encrypt\":1}",
        "{\"Encrypt\":\"x\"",
        "{\"Encrypt\":\"x\"}}",
        "{\"Encrypt\":\"x\"} x",
        "<xml>",
        "<xml/>",
        "<xml><a>1</a></xml>",
        "<xml><x><Encrypt>abc</Encrypt></x></xml>",
        "<xml><Encrypt><a/></Encrypt></xml>",
        "<!DOCTYPE xml><xml><Encrypt>abc</Encrypt></xml>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x><Encrypt>&e;</Encrypt></x>",
        "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
            + "<l><Encrypt>&b;&b;&b;&b;&b;&b;</Encrypt></l>",
        "<x><Encrypt>&e;</Encrypt></x>",
        "<x>&e;<Encrypt>abc</Encrypt></x>"
      })
  void refusesABodyThatIsNoEnvelope(String body) {
    assertThat(reason(SECURE.receive(Platform.signedQuery(TOKEN, "abc"), bytes(body))))
        .isEqualTo(Reason.ENVELOPE_MALFORMED);
  }

  @Test
  void refusesHugeNestingAndHugeBodies() {
    String query = Platform.signedQuery(TOKEN, "abc");
    for (String body :
        new String[] {
          "{\"a\":" + "[".repeat(500_000),
          "{\"a\":".repeat(100_000),
          "<a>".repeat(300_000),
          "{\"Encrypt\":\"" + "A".repeat(1 << 20) + "\"}"
        }) {
      assertThat(reason(SECURE.receive(query, bytes(body)))).isEqualTo(Reason.ENVELOPE_MALFORMED);
    }
  }

  @Test
  void neverLetsThePlainSignatureStandInForTheOneOverTheBody() {
    Push push = Platform.push(Mode.SECURE, TEXT);
    assertThat(reason(SECURE.receive(Platform.plainQuery(TOKEN), push.body())))
        .isEqualTo(Reason.SIGNATURE_MISSING);
    String swapped =
        Platform.plainQuery(TOKEN)
            + "&msg_signature="
            + Platform.signature(TOKEN, TIMESTAMP, NONCE);
    assertThat(reason(SECURE.receive(swapped, push.body()))).isEqualTo(Reason.SIGNATURE_WRONG);
    for (String missing : new String[] {"timestamp", "nonce", "msg_signature"}) {
      Received received =
          SECURE.receive(push.query().replaceFirst("(^|&)" + missing + "=[^&]*", ""), push.body());
      assertThat(received)
          .isEqualTo(new Received.Refused(Reason.SIGNATURE_MISSING, "query has no " + missing));
    }
  }

  @Test
  void refusesWhatAnotherTokenSigned() {
    String encrypt = Platform.encrypt(KEY, Platform.packed(bytes(TEXT), APP_ID));
    assertThat(
            reason(
                SECURE.receive(
                    Platform.signedQuery("BBBBB", encrypt), Platform.carrying(encrypt).body())))
        .isEqualTo(Reason.SIGNATURE_WRONG);
    Push plain = Platform.push(Mode.PLAINTEXT, TEXT);
    PushReceiver plaintext = new PushReceiver(Platform.settings(Mode.PLAINTEXT));
    assertThat(reason(plaintext.receive(Platform.plainQuery("BBBBB"), plain.body())))
        .isEqualTo(Reason.SIGNATURE_WRONG);
    assertThat(reason(plaintext.receive("timestamp=1&nonce=2", plain.body())))
        .isEqualTo(Reason.SIGNATURE_MISSING);
    assertThat(reason(plaintext.receive(Platform.plainQuery(TOKEN), bytes("{}"))))
        .isEqualTo(Reason.EVENT_UNREADABLE);
  }

  @Test
  void looksAtTheSignatureBeforeItTouchesTheCipherText() {
    String garbage = "A".repeat(64);
    assertThat(
            reason(
                SECURE.receive(
                    Platform.signedQuery("BBBBB", garbage), Platform.carrying(garbage).body())))
        .isEqualTo(Reason.SIGNATURE_WRONG);
    assertThat(reason(receive(Platform.carrying(garbage)))).isEqualTo(Reason.UNDECRYPTABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not base64!",
        "1714",
        "AAAAAAAAAAAAAAAAAAAAAA==", // one block
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", // two
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", // not whole
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      })
  void takesNothingForSignedThatIsNotTheBase64OfWholeBlocks(String encrypt) {
    assertThat(reason(receive(Platform.carrying(encrypt)))).isEqualTo(Reason.ENVELOPE_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "171411244", "17141124450", "171411244x", "-714112445", "１７１４１１２４４５"})
  void takesNothingForSignedWhoseTimestampIsNotTenDigits(String timestamp) {
    Push push = Platform.push(Mode.SECURE, TEXT);
    String encrypt = push.text().replaceAll(".*\"Encrypt\":\"([^\"]+)\".*", "$1");
    Map<String, String> query =
        Map.of(
            "timestamp", timestamp,
            "nonce", NONCE,
            "msg_signature", Platform.signature(TOKEN, timestamp, NONCE, encrypt));
    assertThat(reason(SECURE.receive(query, push.body()))).isEqualTo(Reason.QUERY_MALFORMED);
  }

  /** The one query string is all that the attacker has seen; the token stays unknown. */
  @Test
  void noCutOfOneSeenQueryMakesASignedBody() {
    for (String token : new String[] {"AAAAA", "5tartsWithADigit", "zzz"}) {
      PushReceiver receiver =
          new PushReceiver(PushSettings.secure(token, EncodingAesKey.parse(KEY), APP_ID));
      String signature = Platform.signature(token, TIMESTAMP, NONCE);
      String digits = TIMESTAMP + NONCE;
      for (String joined : new String[] {digits, NONCE + TIMESTAMP}) {
        for (int i = 1; i < joined.length() - 1; i++) {
          for (int j = i + 1; j < joined.length(); j++) {
            String[] cut = {joined.substring(0, i), joined.substring(i, j), joined.substring(j)};
            for (int[] order :
                new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
              Received received =
                  receiver.receive(
                      Map.of(
                          "timestamp",
                          cut[order[0]],
                          "nonce",
                          cut[order[1]],
                          "msg_signature",
                          signature,
                          "signature",
                          signature),
                      Platform.carrying(cut[order[2]]).body());
              assertThat(reason(received).isSigned()).as("%s", (Object) cut).isFalse();
            }
          }
        }
      }
    }
  }

  /** Whoever has the body too moves the borders of a whole push. */
  @Test
  void noCutOfAWholePushMakesAnEvent() {
    String encrypt = Platform.encrypt(KEY, Platform.packed(bytes(TEXT), APP_ID));
    String[] parts = {TIMESTAMP, NONCE, encrypt, TOKEN};
    Arrays.sort(parts);
    String joined = String.join("", parts);
    int token = joined.indexOf(TOKEN);
    String signature = Platform.signature(TOKEN, TIMESTAMP, NONCE, encrypt);
    for (String side : new String[] {joined.substring(0, token), joined.substring(token + 5)}) {
      for (int at = 0; at + 10 <= side.length(); at++) {
        String timestamp = side.substring(at, at + 10);
        String rest = side.substring(0, at) + side.substring(at + 10);
        for (int i = 1; i < rest.length(); i++) {
          for (String[] cut :
              new String[][] {
                {rest.substring(0, i), rest.substring(i)}, {rest.substring(i), rest.substring(0, i)}
              }) {
            Received received =
                SECURE.receive(
                    Map.of("timestamp", timestamp, "nonce", cut[0], "msg_signature", signature),
                    Platform.carrying(cut[1]).body());
            if (!cut[1].equals(encrypt)) {
              assertThat(received).isInstanceOf(Received.Refused.class);
            }
          }
        }
      }
    }
  }

  @Test
  void takesASignatureInCapitals() {
    Push push = Platform.push(Mode.SECURE, TEXT);
    String query =
        push.query()
            .replaceFirst(
                "msg_signature=.*",
                "msg_signature="
                    + push.query().replaceFirst(".*msg_signature=", "").toUpperCase(Locale.ROOT));
    assertThat(query).isNotEqualTo(push.query());
    assertThat(SECURE.receive(query, push.body())).isInstanceOf(Received.Event.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"note=100%", "%", "a%=1", "note=%B5%EA", "x={a|b}", "note=%zz"})
  void readsPastParametersThatAShopHasAddedItself(String own) {
    Push push = Platform.push(Mode.SECURE, TEXT);
    for (String query : new String[] {own + "&" + push.query(), push.query() + "&" + own}) {
      assertThat(SECURE.receive(query, push.body())).isInstanceOf(Received.Event.class);
    }
  }

  @Test
  void whatIsRefusedBehindARightSignatureSaysSo() {
    for (Reason reason : Reason.values()) {
      assertThat(reason.isSigned())
          .as(reason.name())
          .isEqualTo(reason.compareTo(Reason.UNDECRYPTABLE) >= 0);
    }
  }

  @Test
  void whatIsAroundTheCipherTextMakesNoOtherPush() {
    Push push = Platform.push(Mode.SECURE, TEXT);
    String other = push.text().replace("{", "{ \"n\":1, ").replace("gh_97417a04a28d", "gh_x");
    assertThat(SECURE.identity(bytes(other)))
        .isNotEqualTo(bytes(other))
        .isEqualTo(SECURE.identity(push.body()));
    assertThat(SECURE.receive(push.query(), bytes(other))).isInstanceOf(Received.Event.class);
  }

  @Test
  void refusesEveryPaddingThatIsNotWhole() {
    byte[] good = Platform.packed(bytes(TEXT), APP_ID);
    int padding = good[good.length - 1];
    for (int i = 1; i <= padding; i++) {
      byte[] bad = good.clone();
      bad[bad.length - i] ^= 0x40;
      assertThat(reason(receive(Platform.carrying(Platform.encrypt(KEY, bad)))))
          .as("padding byte %s from the end", i)
          .isEqualTo(Reason.UNDECRYPTABLE);
    }
    for (int wrong : new int[] {0, 33, 64, 255}) {
      byte[] bad = good.clone();
      Arrays.fill(bad, bad.length - padding, bad.length, (byte) wrong);
      assertThat(reason(receive(Platform.carrying(Platform.encrypt(KEY, bad)))))
          .isEqualTo(Reason.UNDECRYPTABLE);
    }
    byte[] onlyPadding = new byte[64];
    Arrays.fill(onlyPadding, (byte) 32);
    assertThat(reason(receive(Platform.carrying(Platform.encrypt(KEY, onlyPadding)))))
        .isEqualTo(Reason.UNDECRYPTABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 19, 100_000})
  void refusesALengthBeyondTheClearText(int length) {
    byte[] bad = Platform.packed(bytes(TEXT), APP_ID);
    ByteBuffer.wrap(bad).putInt(16, length);
    assertThat(reason(receive(Platform.carrying(Platform.encrypt(KEY, bad)))))
        .isEqualTo(Reason.UNDECRYPTABLE);
  }

  @Test
  void refusesWhatIsMeantForAnotherAppid() {
    for (String foreign :
        new String[] {"wx0123456789abcdef", "", APP_ID + "0", APP_ID.substring(1)}) {
      assertThat(
              reason(
                  receive(
                      Platform.carrying(
                          Platform.encrypt(KEY, Platform.packed(bytes(TEXT), foreign))))))
          .isEqualTo(Reason.APP_ID_WRONG);
    }
    byte[] shifted = Platform.packed(bytes(TEXT), APP_ID);
    ByteBuffer.wrap(shifted).putInt(16, bytes(TEXT).length - 1);
    assertThat(reason(receive(Platform.carrying(Platform.encrypt(KEY, shifted)))))
        .isEqualTo(Reason.APP_ID_WRONG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "success", "{}", "{\"Event\":\"x\"", "<!DOCTYPE x><x><Event>x</Event></x>"})
  void saysSoWhenTheClearTextIsNoEvent(String clear) {
    assertThat(
            reason(
                receive(
                    Platform.carrying(
                        Platform.encrypt(KEY, Platform.packed(bytes(clear), APP_ID))))))
        .isEqualTo(Reason.EVENT_UNREADABLE);
  }

  @Test
  void takesOldAndNewWhileTokenAndKeyAreChanged() {
    String newKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    PushSettings changing =
        PushSettings.secure("newtoken", EncodingAesKey.parse(newKey), APP_ID)
            .withPreviousKey(EncodingAesKey.parse(KEY))
            .withPreviousToken(TOKEN);
    PushReceiver receiver = new PushReceiver(changing);
    for (String key : new String[] {newKey, KEY}) {
      for (String token : new String[] {"newtoken", TOKEN}) {
        String encrypt = Platform.encrypt(key, Platform.packed(bytes(TEXT), APP_ID));
        byte[] body = Platform.carrying(encrypt).body();
        assertThat(kf(receiver.receive(Platform.signedQuery(token, encrypt), body))).isNotNull();
        assertThat(reason(receiver.receive(Platform.signedQuery("older", encrypt), body)))
            .isEqualTo(Reason.SIGNATURE_WRONG);
      }
      String foreign = Platform.encrypt(key, Platform.packed(bytes(TEXT), "wx0"));
      assertThat(
              reason(
                  receiver.receive(
                      Platform.signedQuery(TOKEN, foreign), Platform.carrying(foreign).body())))
          .isEqualTo(Reason.APP_ID_WRONG);
    }
    assertThat(
            reason(
                new PushReceiver(PushSettings.secure(TOKEN, EncodingAesKey.parse(newKey), APP_ID))
                    .receive(
                        Platform.push(Mode.SECURE, TEXT).query(),
                        Platform.push(Mode.SECURE, TEXT).body())))
        .isEqualTo(Reason.UNDECRYPTABLE);
  }

  @Test
  void ignoresTheSpareBitsOfTheKeysLastCharacter() {
    String encrypt =
        Platform.encrypt(KEY.substring(0, 42) + "E", Platform.packed(bytes(TEXT), APP_ID));
    Push push = Platform.carrying(encrypt);
    for (char last : new char[] {'E', 'F', 'G', 'H'}) {
      PushSettings settings =
          PushSettings.secure(TOKEN, EncodingAesKey.parse(KEY.substring(0, 42) + last), APP_ID);
      assertThat(kf(new PushReceiver(settings).receive(push.query(), push.body()))).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonce=%zz", "nonce=%1", "a=1&timestamp=%", "msg_signature=%٣٣"})
  void refusesABrokenPercentEscape(String query) {
    assertThat(reason(SECURE.receive(query, bytes("{}")))).isEqualTo(Reason.QUERY_MALFORMED);
  }

  @Test
  void boundsTheQuery() {
    for (String query :
        new String[] {"a=1&".repeat(65), "nonce=" + "1".repeat(1_025), "x".repeat(8_193)}) {
      assertThat(reason(SECURE.receive(query, bytes("{}")))).isEqualTo(Reason.QUERY_MALFORMED);
    }
    assertThat(reason(SECURE.receive(Map.of("nonce", "1".repeat(1_025)), bytes("{}"))))
        .isEqualTo(Reason.QUERY_MALFORMED);
  }

  @Test
  void decodesTheQueryAndTakesTheFirstOfTwoValues() throws PushQuery.Malformed {
    PushQuery query = PushQuery.parse("&&nonce=a%2Bb+c%E5%9C%A8&nonce=2&timestamp&echostr==1&x");
    assertThat(query).isEqualTo(new PushQuery(null, null, null, "a+b c在", "=1"));
    assertThat(PushQuery.parse("%6Eonce=%41")).isEqualTo(PushQuery.parse("nonce=A"));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void isSafeToShareBetweenThreads(Mode mode) throws Exception {
    PushReceiver receiver = new PushReceiver(Platform.settings(mode));
    var pool = Executors.newFixedThreadPool(8);
    try {
      Callable<Void> task =
          () -> {
            for (int i = 0; i < 300; i++) {
              String clear = Samples.json("\"text\":{\"content\":\"" + "第".repeat(i) + "\"}");
              Push push = Platform.push(mode, clear);
              assertThat(kf(receiver.receive(push.query(), push.body())).head().raw().utf8())
                  .isEqualTo(clear);
            }
            return null;
          };
      for (Future<Void> done : pool.invokeAll(IntStream.range(0, 8).mapToObj(i -> task).toList())) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aMistypedKeyIsExplainedWithoutShowingIt() {
    assertThatThrownBy(() -> EncodingAesKey.parse(KEY.substring(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("42 characters (expected: 43)");
    assertThatThrownBy(() -> EncodingAesKey.parse(KEY.replace('c', '-')))
        .hasMessageStartingWith("character 3 is none of")
        .hasMessageNotContaining("abc");
    assertThatThrownBy(() -> PushSettings.secure(" ", EncodingAesKey.parse(KEY), APP_ID))
        .hasMessageStartingWith("token: blank");
    assertThatThrownBy(() -> PushSettings.plaintext(TOKEN, ""))
        .hasMessageStartingWith("app-id: blank");
  }

  @Test
  void printsNoSecret() {
    PushSettings settings = Platform.secure().withPreviousToken("oldtoken");
    for (Object printed :
        new Object[] {settings, EncodingAesKey.parse(KEY), new PushReceiver(settings)}) {
      assertThat(printed.toString()).doesNotContain(TOKEN, "oldtoken", KEY, "abcdef");
    }
    Push push = Platform.push(Mode.SECURE, TEXT);
    Received received = SECURE.receive(push.query(), push.body());
    assertThat(received.toString()).doesNotContain("在的", "o9AgO5Kd5ggOC-bXrbNODIiE3bGY");
    String body = new String(push.body(), StandardCharsets.UTF_8);
    assertThat(SECURE.receive("", bytes(body + "secret")).toString()).doesNotContain("secret");
  }

  private static Received receive(Push push) {
    return SECURE.receive(push.query(), push.body());
  }

  static Reason reason(Received received) {
    assertThat(received).isInstanceOf(Received.Refused.class);
    return ((Received.Refused) received).reason();
  }

  static PushEvent.KfMessage kf(Received received) {
    assertThat(received).isInstanceOf(Received.Event.class);
    PushEvent event = ((Received.Event) received).event();
    assertThat(event).isInstanceOf(PushEvent.KfMessage.class);
    return (PushEvent.KfMessage) event;
  }
}
