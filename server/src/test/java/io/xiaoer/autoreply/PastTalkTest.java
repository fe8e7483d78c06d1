package io.xiaoer.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.autoreply.Decision.Held;
import io.xiaoer.autoreply.Decision.Reason;
import io.xiaoer.autoreply.PastTalk.Decided;
import io.xiaoer.autoreply.PastTalk.Said;
import io.xiaoer.autoreply.PastTalk.Stands;
import io.xiaoer.autoreply.Rule.Trigger;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.hours.TestTimetables;
import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A past day through the same composer. */
class PastTalkTest {
  private static final Instant DAY = Instant.parse("2026-11-23T00:00:00Z");

  @Test
  void aDayIsDecidedOnAsItWouldHaveBeen() {
    List<Said> said =
        List.of(
            customer(8 * 3600, "在吗"),
            customer(8 * 3600 + 2, "什么时候发货"),
            person(8 * 3600 + 60),
            customer(8 * 3600 + 120, "发货快点"),
            customer(12 * 3600, "还没发货吗"));
    List<Stands> stands = List.of(new Stands(DAY.plusSeconds(8 * 3600), false, false));
    List<Decided> decided = replay(said, stands, Trigger.WELCOME, Trigger.KEYWORD, Trigger.QUEUED);
    assertThat(decided.stream().map(PastTalkTest::words))
        .containsExactly("KEYWORD+QUEUED+WELCOME", "person_answered+already_sent", "KEYWORD");
    assertThat(decided.getFirst().at()).isEqualTo(DAY.plusSeconds(8 * 3600 + 5));
  }

  @Test
  void whatWasSaidTheDayBeforeCountsAndIsNotCounted() {
    List<Said> said =
        List.of(customer(-3600, "在吗"), customer(600, "在吗"), customer(3 * 3600, "有人吗"));
    List<Decided> decided = replay(said, List.of(), Trigger.WELCOME);
    assertThat(decided.stream().map(PastTalkTest::words))
        .as("greeted an hour before midnight")
        .containsExactly("already_sent", "already_sent");
  }

  @Test
  void aNewTalkBeginsWhenItWasClosed() {
    List<Said> said = List.of(customer(600, "在吗"), customer(3 * 3600, "在吗"));
    List<Stands> stands =
        List.of(
            new Stands(DAY.plusSeconds(600), false, false),
            new Stands(DAY.plusSeconds(3600), false, true),
            new Stands(DAY.plusSeconds(3 * 3600), false, false));
    assertThat(replay(said, stands, Trigger.QUEUED).stream().map(PastTalkTest::words))
        .containsExactly("QUEUED", "QUEUED");
  }

  private static List<Decided> replay(List<Said> said, List<Stands> stands, Trigger... triggers) {
    List<Rule> rules =
        java.util.Arrays.stream(triggers).map(PastTalkTest::rule).collect(Collectors.toList());
    ShopId shop = new ShopId("main");
    DryRun.Day day =
        new DryRun.Day(
            shop,
            "小店",
            DAY,
            DAY.plus(Duration.ofDays(1)),
            ZoneOffset.UTC,
            TestTimetables.alwaysOpen(),
            rules);
    return new PastTalk(1, "", false, said, stands).replay(day);
  }

  private static String words(Decided decided) {
    return switch (decided.decision()) {
      case Decision.Send send ->
          send.rules().stream().map(Rule::name).collect(Collectors.joining("+"));
      case Decision.Suppress suppress ->
          suppress.held().stream()
              .map(Held::reason)
              .filter(Reason::isSuppression)
              .map(Reason::word)
              .distinct()
              .collect(Collectors.joining("+"));
    };
  }

  private static Rule rule(Trigger trigger) {
    return new Rule(
        List.of(Trigger.values()).indexOf(trigger) + 1,
        trigger.name(),
        null,
        trigger,
        trigger == Trigger.KEYWORD
            ? new Keywords(List.of("发货"), List.of(), List.of(), null)
            : Keywords.NONE,
        trigger.usualWhen(),
        new MessageBody.Text(trigger.name()),
        trigger.usualLimit(),
        true,
        1,
        DAY,
        "");
  }

  private static Said customer(int second, String text) {
    return new Said(DAY.plusSeconds(second), false, text);
  }

  private static Said person(int second) {
    return new Said(DAY.plusSeconds(second), true, "在的");
  }
}
