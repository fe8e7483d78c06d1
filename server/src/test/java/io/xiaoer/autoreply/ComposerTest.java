package io.xiaoer.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.autoreply.Decision.Held;
import io.xiaoer.autoreply.Decision.Reason;
import io.xiaoer.autoreply.Rule.Limit;
import io.xiaoer.autoreply.Rule.Trigger;
import io.xiaoer.autoreply.Rule.When;
import io.xiaoer.autoreply.Situation.Burst;
import io.xiaoer.autoreply.Situation.Told;
import io.xiaoer.autoreply.Situation.Turn;
import io.xiaoer.autoreply.Template.Variable;
import io.xiaoer.conversation.MessageBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposerTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

  private String text = "什么时候发货";
  private boolean open = true;
  private boolean attended = true;
  private boolean served;
  private boolean blocked;
  private boolean closed;
  private int left = 5;
  private @Nullable Instant answered;
  private Instant session = Instant.EPOCH;
  private Instant wroteAt = NOW;
  private boolean closing;
  private List<Told> told = List.of();
  private List<Turn> turns = List.of();
  private boolean stopped;
  private String name = "";

  private final Rule keyword = rule(1, Trigger.KEYWORD, "48 小时内发货");
  private final Rule offHours = rule(2, Trigger.OFF_HOURS, "我们下班了");
  private final Rule queued = rule(3, Trigger.QUEUED, "正在排队");
  private final Rule assigned = rule(4, Trigger.ASSIGNED, "小李为您服务");
  private final Rule welcome = rule(5, Trigger.WELCOME, "{称呼}，您好");
  private final Rule bye = rule(6, Trigger.CLOSING, "再见");
  private final List<Rule> all = List.of(welcome, bye, assigned, queued, offHours, keyword);

  @Test
  void theTextsOfAllThatApplyAreOneMessageInTheOrderOfTriggers() {
    open = false;
    assertThat(sent(all)).isEqualTo("48 小时内发货\n我们下班了\n您好");
    assertThat(((Decision.Send) decide(all)).rules()).containsExactly(keyword, offHours, welcome);
    open = true;
    assertThat(sent(all)).isEqualTo("48 小时内发货\n正在排队\n您好");
    served = true;
    name = "小王";
    assertThat(sent(all)).isEqualTo("48 小时内发货\n小李为您服务\n小王，您好");
  }

  @Test
  void whereNobodyIsOnlineAnOpenShopIsOffDutyForThoseWhoAskForIt() {
    Rule always = at(offHours, When.ALWAYS);
    Rule whileOpen = at(offHours, When.OPEN);
    for (Rule rule : List.of(offHours, always, whileOpen)) {
      assertThat(reason(List.of(rule), rule)).isIn(Reason.NOT_TRIGGERED, Reason.OTHER_HOURS);
    }
    attended = false;
    assertThat(reason(List.of(offHours), offHours)).isEqualTo(Reason.OTHER_HOURS);
    assertThat(sent(List.of(always))).isEqualTo("我们下班了");
    assertThat(sent(List.of(whileOpen))).isEqualTo("我们下班了");
    open = false;
    assertThat(sent(List.of(offHours))).isEqualTo("我们下班了");
    assertThat(reason(List.of(whileOpen), whileOpen)).isEqualTo(Reason.OTHER_HOURS);
  }

  @Test
  void noBurstTriggersAClosingAndNoClosingAnythingElse() {
    assertThat(reason(List.of(bye), bye)).isEqualTo(Reason.NOT_TRIGGERED);
    closing = true;
    closed = true;
    answered = NOW.minusSeconds(60);
    assertThat(sent(all)).isEqualTo("再见");
  }

  @Test
  void aPersonWhoAnsweredIsThereForHalfAnHour() {
    answered = NOW.minus(Situation.PERSON_IS_THERE).plusSeconds(1);
    for (Rule rule : List.of(keyword, queued, welcome)) {
      assertThat(reason(all, rule)).isEqualTo(Reason.PERSON_ANSWERED);
    }
    answered = NOW.minus(Situation.PERSON_IS_THERE);
    assertThat(sent(all)).isNotEmpty();
  }

  @Test
  void threeAnswersAreLeftToPeople() {
    left = 4;
    assertThat(sent(all)).isNotEmpty();
    left = 3;
    assertThat(reason(all, keyword)).isEqualTo(Reason.BUDGET);
  }

  @Test
  void whatWasSaidIsNotSaidAgainInItsPeriod() {
    told = List.of(new Told(welcome.id(), "day:2026-11-23", NOW.minusSeconds(60)));
    assertThat(reason(all, welcome)).isEqualTo(Reason.ALREADY_SENT);
    assertThat(sent(all)).isEqualTo("48 小时内发货\n正在排队");
    told =
        List.of(
            new Told(welcome.id(), "day:2026-11-22", NOW.minus(Duration.ofHours(9))),
            new Told(queued.id(), "conversation:7", NOW.minus(Duration.ofHours(9))));
    assertThat(sent(all)).as("the same talk on the next day").isEqualTo("48 小时内发货");
    session = NOW.minusSeconds(10);
    assertThat(sent(all)).as("a new talk").isEqualTo("48 小时内发货\n正在排队\n您好");
  }

  @Test
  void aPictureGoesAlone() {
    Rule picture =
        with(keyword, new MessageBody.Media(io.xiaoer.sdk.api.UploadKind.IMAGE, "1"), Limit.DAY);
    Decision decision = decide(List.of(picture, queued));
    assertThat(((Decision.Send) decision).body()).isEqualTo(picture.reply());
    assertThat(decision.held()).containsExactly(new Held(queued, Reason.ONE_MESSAGE));
  }

  @Test
  void aTextOfWhichNothingIsLeftIsNotSent() {
    Rule bare = with(welcome, new MessageBody.Text("{称呼}"), Limit.DAY);
    assertThat(reason(List.of(bare), bare)).isEqualTo(Reason.EMPTY);
    name = "小王";
    assertThat(sent(List.of(bare))).isEqualTo("小王");
  }

  @Test
  void theSameTextTwiceAfterOursIsAMachine() {
    turns = List.of(theirs(0, "你好"), ours(1), theirs(60, "自动回复"), ours(61), theirs(120, "自动回复"));
    assertThat(reason(all, keyword)).isEqualTo(Reason.ROBOT);
    turns = List.of(theirs(0, "在吗"), ours(1), theirs(60, "在吗"), theirs(120, "在吗"));
    assertThat(sent(all)).as("somebody impatient").isNotEmpty();
  }

  @Test
  void threeThatComeWithinTwoSecondsOfOursAreAMachine() {
    turns = List.of(ours(0), theirs(1, "1"), ours(10), theirs(11, "2"), ours(20), theirs(22, "3"));
    assertThat(reason(all, keyword)).isEqualTo(Reason.ROBOT);
    turns = List.of(ours(0), theirs(1, "1"), ours(10), theirs(11, "2"), ours(20), theirs(23, "3"));
    assertThat(sent(all)).isNotEmpty();
  }

  @Test
  void nothingIsSaidToWhomNobodyIsCalledForOrWhoWroteLongAgo() {
    blocked = true;
    assertThat(reason(all, keyword)).isEqualTo(Reason.BLOCKED);
    blocked = false;
    closed = true;
    assertThat(reason(all, keyword)).isEqualTo(Reason.CLOSED);
    closed = false;
    stopped = true;
    assertThat(reason(all, keyword)).isEqualTo(Reason.ROBOT);
    stopped = false;
    wroteAt = NOW.minus(Situation.LATE).minusSeconds(1);
    assertThat(reason(all, keyword)).isEqualTo(Reason.LATE);
  }

  /** A customer, people and the rules at random, for some days. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whateverHappensThreeAnswersAreLeftAndNothingIsSaidTwice(long seed) {
    Random random = new Random(seed);
    List<Rule> rules = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      rules.add(anyRule(i, random));
    }
    List<Told> said = new ArrayList<>();
    Instant now = NOW;
    Instant began = Instant.EPOCH;
    int budget = 0;
    int automatic = 0;
    for (int burst = 1; burst < 300; burst++) {
      now = now.plusSeconds(random.nextInt(20_000));
      if (random.nextInt(10) == 0) {
        began = now;
      }
      if (random.nextInt(8) == 0) {
        answered = now.minusSeconds(random.nextInt(3_600));
      }
      if (random.nextInt(3) > 0) {
        budget = 5;
        automatic = 0;
      } else if (budget > 0 && random.nextInt(4) == 0) {
        budget--;
      }
      open = random.nextBoolean();
      served = random.nextBoolean();
      text = random.nextBoolean() ? "发货" : "您好";
      Situation situation =
          new Situation(
              now,
              new Burst.Wrote(burst, now, text),
              rules,
              now.atZone(ZoneOffset.UTC).toLocalDate(),
              open,
              random.nextBoolean(),
              served,
              false,
              false,
              budget,
              answered,
              began,
              List.copyOf(said),
              List.of(),
              false,
              Map.of());
      Decision decision = Composer.decide(situation);
      List<Rule> spoke = decision instanceof Decision.Send send ? send.rules() : List.of();
      assertThat(Stream.concat(spoke.stream(), decision.held().stream().map(Held::rule)))
          .as("each rule once")
          .containsExactlyInAnyOrderElementsOf(rules);
      List<Rule> shuffled = new ArrayList<>(rules);
      Collections.shuffle(shuffled, random);
      assertThat(Composer.decide(with(situation, shuffled)))
          .as("whatever the order of the rules")
          .isEqualTo(decision);
      if (decision instanceof Decision.Send send) {
        assertThat(budget - 1).isGreaterThanOrEqualTo(3);
        assertThat(answered == null || !answered.plusSeconds(1_800).isAfter(now)).isTrue();
        budget--;
        automatic++;
        assertThat(automatic).isLessThanOrEqualTo(2);
        if (send.body() instanceof MessageBody.Text(String whole)) {
          assertThat(whole.getBytes(StandardCharsets.UTF_8).length).isBetween(1, 2_048);
        } else {
          assertThat(send.rules()).hasSize(1);
        }
        for (Rule rule : send.rules()) {
          Instant since = began;
          String period = Composer.period(rule, situation);
          assertThat(said).noneMatch(one -> one.rule() == rule.id() && one.period().equals(period));
          if (rule.trigger().isOncePerSession()) {
            assertThat(said).noneMatch(one -> one.rule() == rule.id() && !one.at().isBefore(since));
          }
          said.add(new Told(rule.id(), period, now));
        }
      }
    }
    assertThat(said).as("seed %s", seed).isNotEmpty();
  }

  private static Rule anyRule(int id, Random random) {
    Trigger trigger = pick(Trigger.values(), random);
    MessageBody.Sendable reply =
        random.nextInt(5) == 0
            ? new MessageBody.ProductShare("1")
            : new MessageBody.Text("好".repeat(1 + random.nextInt(400)) + id);
    return new Rule(
        id,
        "rule " + id,
        null,
        trigger,
        random.nextInt(3) == 0
            ? new Keywords(List.of("发货"), List.of(), List.of(), null)
            : Keywords.NONE,
        pick(When.values(), random),
        reply,
        pick(Limit.values(), random),
        true,
        1,
        NOW,
        "");
  }

  private static <T> T pick(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  private Decision decide(List<Rule> rules) {
    return Composer.decide(
        new Situation(
            NOW,
            closing ? new Burst.Closed(9, wroteAt) : new Burst.Wrote(9, wroteAt, text),
            rules,
            LocalDate.of(2026, 11, 23),
            open,
            attended,
            served,
            blocked,
            closed,
            left,
            answered,
            session,
            told,
            turns,
            stopped,
            Map.of(Variable.CUSTOMER_NAME, name)));
  }

  private static Situation with(Situation given, List<Rule> rules) {
    return new Situation(
        given.now(),
        given.burst(),
        rules,
        given.day(),
        given.open(),
        given.attended(),
        given.served(),
        given.blocked(),
        given.closed(),
        given.budgetLeft(),
        given.personAnsweredAt(),
        given.sessionSince(),
        given.told(),
        given.turns(),
        given.stopped(),
        given.values());
  }

  private String sent(List<Rule> rules) {
    return decide(rules) instanceof Decision.Send send
            && send.body() instanceof MessageBody.Text(String content)
        ? content
        : "";
  }

  private Reason reason(List<Rule> rules, Rule rule) {
    return decide(rules).held().stream()
        .filter(held -> held.rule().equals(rule))
        .map(Held::reason)
        .findFirst()
        .orElseThrow();
  }

  private static Turn ours(int seconds) {
    return new Turn.Ours(NOW.plusSeconds(seconds), NOW.plusSeconds(seconds));
  }

  private static Turn theirs(int seconds, String text) {
    return new Turn.Theirs(NOW.plusSeconds(seconds), text);
  }

  private static Rule rule(long id, Trigger trigger, String text) {
    return new Rule(
        id,
        trigger.name(),
        null,
        trigger,
        trigger == Trigger.KEYWORD
            ? new Keywords(List.of("发货"), List.of(), List.of(), null)
            : Keywords.NONE,
        trigger.usualWhen(),
        new MessageBody.Text(text),
        trigger.usualLimit(),
        true,
        1,
        NOW,
        "");
  }

  private static Rule at(Rule rule, When when) {
    return new Rule(
        rule.id(),
        rule.name(),
        rule.shop(),
        rule.trigger(),
        rule.keywords(),
        when,
        rule.reply(),
        rule.perCustomer(),
        true,
        1,
        NOW,
        "");
  }

  private static Rule with(Rule rule, MessageBody.Sendable reply, Limit limit) {
    return new Rule(
        rule.id(),
        rule.name(),
        rule.shop(),
        rule.trigger(),
        rule.keywords(),
        rule.when(),
        reply,
        limit,
        true,
        1,
        NOW,
        "");
  }
}
