package io.xiaoer.sdk.api;

import static io.xiaoer.sdk.api.FakePlatform.answers;
import static io.xiaoer.sdk.api.FakePlatform.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.xiaoer.sdk.Seeded;
import io.xiaoer.sdk.event.OpenId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shop's token as seen by its calls: when it is asked for, and who waits for it. */
class AccessTokensTest {
  private static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");

  private static final Duration SURELY_ASKED = Duration.ofMillis(30);
  private static final Duration REFUSAL_SURELY_BACK = Duration.ofMillis(300);

  private final FakePlatform platform = new FakePlatform();
  private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
  private final KfApi api = api(() -> 0);

  private KfApi api(RandomGenerator random) {
    Duration deadline = Duration.ofSeconds(5);
    return new KfApi(
        platform.url(),
        "wx0123456789abcdef",
        "secret",
        now::get,
        deadline,
        HttpTransport.client(deadline),
        random);
  }

  @AfterEach
  void end() {
    platform.close();
  }

  @ParameterizedTest
  @CsvSource({"7200,7079", "7200,0", "300,269", "300,1", "10,8"})
  void keepsATokenWhileItIsYoung(long expiresIn, long secondsLater) throws Exception {
    platform.expiresIn = expiresIn;
    send(api);
    now.set(BEGIN.plusSeconds(secondsLater));
    send(api);
    await()
        .pollInterval(Duration.ofMillis(10))
        .during(SURELY_ASKED)
        .until(() -> platform.tokenCalls.get() == 1);
  }

  @ParameterizedTest
  @CsvSource({"7200,7081", "7200,7199", "300,271", "10,9"})
  void asksForTheNextTokenWhileThePresentOneIsGoodAndLetsNobodyWait(
      long expiresIn, long secondsLater) {
    platform.expiresIn = expiresIn;
    send(api);
    now.set(BEGIN.plusSeconds(secondsLater));
    platform.nextTokens.add(platform.silent());
    send(api);
    send(api);
    platform.awaitTokenCalls(2);
    send(api);
    assertThat(platform.tokenCalls).as("one request at a time").hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({"7200,7200", "300,300", "0,0"})
  void waitsForANewTokenWhenTheOldOneIsOver(long expiresIn, long secondsLater) {
    platform.expiresIn = expiresIn;
    send(api);
    now.set(BEGIN.plusSeconds(secondsLater));
    platform.tokenDelay = Duration.ofMillis(50);
    send(api);
    assertThat(platform.tokenCalls).hasValue(2);
  }

  @Test
  void spreadsRenewalsOverTheMinutesInWhichThePlatformGrantsANewToken() {
    Seeded.cases(
        30,
        random -> {
          int before = platform.tokenCalls.get();
          now.set(BEGIN);
          KfApi one = api(random);
          send(one);
          now.set(BEGIN.plusSeconds(7_200 - 240).minusMillis(1));
          send(one);
          assertThat(platform.tokenCalls).hasValue(before + 1);
          now.set(BEGIN.plusSeconds(7_200 - 120));
          send(one);
          platform.awaitTokenCalls(before + 2);
        });
  }

  @Test
  void goesOnWithAGoodTokenWhenTheNextOneIsNotGrantedAndDoesNotAskWithEveryCall() throws Exception {
    send(api);
    now.set(BEGIN.plusSeconds(7_100));
    platform.nextTokens.add(says(-1, "busy rid: 1"));
    send(api);
    platform.awaitTokenCalls(2);
    await()
        .during(REFUSAL_SURELY_BACK)
        .until(() -> {
          send(api);
          return platform.tokenCalls.get() == 2;
        });
    now.set(BEGIN.plusSeconds(7_116));
    send(api);
    platform.awaitTokenCalls(3);
  }

  @Test
  void twelveSendsWithAKilledTokenCostAtMostThreeTokenCalls() throws Exception {
    send(api);
    platform.token = "token-2";
    twelve(SendOutcome.Accepted.class);
    assertThat(platform.tokenCalls.get()).isLessThanOrEqualTo(3);
    assertThat(platform.delivered).hasSize(13);
  }

  @Test
  void twelveSendsShareOneTokenCallAlsoWhenThePlatformGrantsTheDeadTokenAgain() throws Exception {
    send(api);
    String dead = platform.token;
    platform.token = "token-2";
    platform.tokenDelay = Duration.ofMillis(100);
    for (int i = 0; i < 12; i++) {
      platform.nextTokens.add(
          answers(200, "{\"access_token\":\"" + dead + "\",\"expires_in\":7200}"));
    }
    twelve(SendOutcome.Misconfigured.class);
    assertThat(platform.tokenCalls.get()).isLessThanOrEqualTo(3);
    assertThat(platform.delivered).hasSize(1);
  }

  private void twelve(Class<? extends SendOutcome> expected) throws Exception {
    var pool = Executors.newFixedThreadPool(12);
    try {
      List<Callable<SendOutcome>> sends =
          IntStream.range(0, 12).<Callable<SendOutcome>>mapToObj(i -> () -> sent(api)).toList();
      for (Future<SendOutcome> sent : pool.invokeAll(sends)) {
        assertThat(sent.get()).isInstanceOf(expected);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static void send(KfApi api) {
    assertThat(sent(api)).isInstanceOf(SendOutcome.Accepted.class);
  }

  private static SendOutcome sent(KfApi api) {
    return api.send(new OutgoingMessage("r", new OpenId("o1"), new OutgoingMessage.Body.Text("在")));
  }
}
