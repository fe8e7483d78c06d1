package io.xiaoer.sdk.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushEndpointTest {
  private static final String EVENT =
      Samples.json("\"msg_type\":\"text\",\"text\":{\"content\":\"在吗\"}");

  private final PushEndpoint endpoint = new PushEndpoint(new PushReceiver(Platform.secure()));
  private final Keeper keeper = new Keeper();

  /** Keeps, or says that it cannot. */
  private static final class Keeper implements PushKeeper {
    final List<PushEvent> kept = new ArrayList<>();
    final List<Reason> refused = new ArrayList<>();
    int checks;
    PushAnswer answer = PushAnswer.SUCCESS;

    @Override
    public PushAnswer keep(PushEvent event) {
      kept.add(event);
      return answer;
    }

    @Override
    public void checked() {
      checks++;
    }

    @Override
    public void refused(Received.Refused why, byte[] body) {
      refused.add(why.reason());
    }
  }

  @Test
  void whatIsKeptIsAnsweredAsTheKeeperSays() {
    assertThat(push(EVENT)).isEqualTo(PushAnswer.SUCCESS);
    keeper.answer = PushAnswer.NOT_KEPT;
    assertThat(push(EVENT)).isEqualTo(PushAnswer.NOT_KEPT);
    assertThat(keeper.kept).hasSize(2);
    assertThat(keeper.refused).isEmpty();
  }

  @Test
  void aCheckOfTheUrlIsAnsweredWithItsEchoAndNothingElse() {
    String query = Platform.plainQuery(Platform.TOKEN) + "&echostr=echo+42";
    assertThat(endpoint.answer("GET", query, new byte[0], keeper))
        .isEqualTo(new PushAnswer(200, "echo 42"));
    assertThat(endpoint.answer("POST", query, new byte[0], keeper))
        .isEqualTo(PushAnswer.EMPTY_PUSH);
    assertThat(keeper.checks).isEqualTo(1);
    assertThat(keeper.kept).isEmpty();
  }

  @Test
  void everyReasonThatIsSignedHasOneAnswer() {
    assertThat(push("not an event")).isEqualTo(PushAnswer.UNOPENED);
    assertThat(keeper.refused).containsExactly(Reason.EVENT_UNREADABLE);
    for (Reason reason : Reason.values()) {
      PushAnswer answer = PushAnswer.to(reason);
      assertThat(answer.status()).as("%s", reason).isIn(400, 403, 503);
      assertThat(answer.equals(PushAnswer.UNOPENED)).as("%s", reason).isEqualTo(reason.isSigned());
    }
  }

  @Test
  void anotherMethodIsRefusedBeforeAnythingIsRead() {
    assertThat(endpoint.answer("PUT", "", new byte[0], keeper)).isEqualTo(PushAnswer.METHOD);
    assertThat(PushAnswer.METHOD.headers()).containsEntry("Allow", "GET, POST");
    assertThat(PushAnswer.SUCCESS.headers())
        .isEqualTo(
            Map.of(
                "Content-Type", "text/plain;charset=utf-8", "X-Content-Type-Options", "nosniff"));
    assertThat(PushEndpoint.takes("HEAD")).isFalse();
  }

  @Test
  void noAnswerIsEmpty() {
    assertThatThrownBy(() -> new PushAnswer(503, "")).hasMessageContaining("success");
    assertThat(PushAnswer.SUCCESS.bytes()).isEqualTo("success".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void onlyWhatIsSignedAndCannotBeOpenedIsHeldBack() {
    long began = System.nanoTime();
    PushAnswer.SUCCESS.holdBack(began - 1);
    PushAnswer.UNOPENED.holdBack(began);
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(20_000_000);
  }

  private PushAnswer push(String clear) {
    Platform.Push push = Platform.push(Mode.SECURE, clear);
    return endpoint.answer("POST", push.query(), push.body(), keeper);
  }
}
