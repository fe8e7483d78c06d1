package io.xiaoer.sdk.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.Read;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a stranger can send, and what only the platform can. See README.md for long runs. */
class PushFuzzTest {
  private static final PushReceiver SECURE = new PushReceiver(Platform.secure());
  private static final PushReceiver COMPATIBLE =
      new PushReceiver(Platform.settings(Mode.COMPATIBLE));

  /** The token is not among the inputs, so nothing here can be signed, and nothing is accepted. */
  @FuzzTest
  void nothingUnsignedIsAccepted(FuzzedDataProvider data) {
    String query = data.consumeString(600);
    byte[] body = data.consumeRemainingAsBytes();
    assertThat(SECURE.receive(query, body)).isInstanceOf(Received.Refused.class);
    assertThat(COMPATIBLE.receive(query, body)).isInstanceOf(Received.Refused.class);
  }

  /** Behind a query that is well formed, so that the search goes into the envelope. */
  @FuzzTest
  void anyEnvelopeIsReadOrRefused(byte[] body) {
    Envelope envelope = Envelope.read(body);
    if (envelope instanceof Envelope.Encrypted encrypted) {
      assertThat(encrypted.base64()).isNotEmpty();
    } else if (envelope instanceof Envelope.Malformed malformed) {
      assertThat(malformed.why()).isNotEmpty();
    }
  }

  /** What is read is what stands there: no value appears that the query does not spell. */
  @FuzzTest
  void anyQueryIsReadOrRefused(FuzzedDataProvider data) {
    String raw = data.consumeRemainingAsString();
    try {
      PushQuery query = PushQuery.parse(raw);
      if (query.echo() != null) {
        assertThat(query.echo()).isNotEmpty();
        assertThat(raw).contains("=");
      }
    } catch (PushQuery.Malformed malformed) {
      assertThat(malformed.what()).isNotEmpty();
    }
  }

  /** A signature over whatever the body is made of: the cipher text is the fuzzer's. */
  @FuzzTest
  void aSignedCipherTextNeverThrows(byte[] cipherText) {
    String encrypt = new String(cipherText, StandardCharsets.ISO_8859_1);
    String body = "{\"Encrypt\":\"" + encrypt.replaceAll("[\\\\\"\\p{Cntrl}]", "") + "\"}";
    String signed = body.substring(12, body.length() - 2);
    assertThat(SECURE.receive(Platform.signedQuery(Platform.TOKEN, signed), Platform.bytes(body)))
        .isInstanceOf(Received.Refused.class);
    String whole = Base64.getEncoder().encodeToString(cipherText);
    Received received =
        SECURE.receive(
            Platform.signedQuery(Platform.TOKEN, whole), Platform.carrying(whole).body());
    assertThat(PushReceiverTest.reason(received).isSigned())
        .isEqualTo(cipherText.length >= 48 && cipherText.length % 16 == 0);
  }

  /** Signed and encrypted: everything inside the padding is the fuzzer's. */
  @FuzzTest
  void aSealedClearTextIsAcceptedOnlyWithThisAppidAtItsEnd(byte[] clear) {
    if (clear.length < 32) {
      return; // less than three blocks, which nothing looks into
    }
    Platform.Push push = Platform.carrying(Platform.encrypt(Platform.KEY, Platform.padded(clear)));
    Received received = SECURE.receive(push.query(), push.body());
    if (received instanceof Received.Event event) {
      String text = new String(clear, StandardCharsets.ISO_8859_1);
      String raw = new String(event.event().head().raw().bytes(), StandardCharsets.ISO_8859_1);
      assertThat(text).endsWith(raw + Platform.APP_ID).hasSize(20 + raw.length() + 18);
    } else {
      assertThat(received).isInstanceOf(Received.Refused.class);
    }
  }

  /** Rightly packed: the message is the fuzzer's, and is kept to the byte when it is an event. */
  @FuzzTest
  void aSealedMessageIsKeptToTheByte(byte[] message) {
    Platform.Push push =
        Platform.carrying(
            Platform.encrypt(Platform.KEY, Platform.packed(message, Platform.APP_ID)));
    Received received = SECURE.receive(push.query(), push.body());
    if (EventText.read(message) instanceof Read.Event read) {
      assertThat(received).isEqualTo(new Received.Event(read.event()));
      assertThat(read.event().head().raw().bytes()).isEqualTo(message);
    } else {
      assertThat(PushReceiverTest.reason(received)).isEqualTo(Reason.EVENT_UNREADABLE);
    }
  }
}
