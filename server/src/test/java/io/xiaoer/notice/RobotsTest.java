package io.xiaoer.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.notice.Ladder.Who;
import io.xiaoer.notice.NoticeTable.Called;
import io.xiaoer.notice.Robots.Request;
import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Answer.Trouble;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.staff.Accounts.State;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages as the services want them, their answers, and what people read. */
class RobotsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
  private static final ShopId SHOP = new ShopId("shop");
  private static final Post POST =
      new Post("notice-7", "waiting", "2 位顾客等待", List.of("店铺：旗舰店"), "https://desk.test/", 2, 70);

  @Test
  void eachServiceIsSentWhatItDocuments() {
    Instant at = Instant.ofEpochSecond(1_599_360_473);
    assertThat(sent(Kind.WECOM, "https://q.test/send?key=k", null, at))
        .isEqualTo(
            json(
                "{'msgtype':'text','text':{'content':'【小二】2 位顾客等待\\n店铺：旗舰店\\nhttps://desk.test/'}}"));
    JsonNode feishu = sent(Kind.FEISHU, "https://f.test/hook/x", "demo", at);
    assertThat(feishu.path("timestamp").asString()).isEqualTo("1599360473");
    assertThat(feishu.path("sign").asString())
        .as("computed by another program")
        .isEqualTo("l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
    assertThat(feishu.path("msg_type").asString()).isEqualTo("text");
    assertThat(sent(Kind.FEISHU, "https://f.test/hook/x", null, at).has("sign")).isFalse();
    JsonNode bark = sent(Kind.BARK, "https://api.day.app/key", null, at);
    assertThat(bark.path("title").asString()).isEqualTo("【小二】2 位顾客等待");
    assertThat(bark.path("body").asString()).isEqualTo("店铺：旗舰店");
    assertThat(bark.path("url").asString()).isEqualTo("https://desk.test/");
    JsonNode webhook = sent(Kind.WEBHOOK, "https://w.test/", null, at);
    assertThat(webhook.path("id").asString()).isEqualTo("notice-7");
    assertThat(webhook.path("waiting").asInt()).isEqualTo(2);
    assertThat(webhook.path("longest_seconds").asInt()).isEqualTo(70);
  }

  @Test
  void dingtalkIsSignedInItsAddress() {
    Request request =
        Robots.request(
            Kind.DINGTALK,
            new Target(
                URI.create("https://oapi.dingtalk.test/robot/send?access_token=t"), "SECdemo"),
            POST,
            Instant.ofEpochSecond(1_599_360_473));
    assertThat(request.url().getRawQuery())
        .as("computed by another program")
        .isEqualTo(
            "access_token=t&timestamp=1599360473000"
                + "&sign=tGWkA5eQOQNCNPDgphtxIoNLO%2B%2FgD8Lcb705KQoRzeY%3D");
    assertThat(request.toString()).doesNotContain("access_token");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "WECOM,200,{\"errcode\":0},delivered,~~",
        "WECOM,200,~{\"errcode\":93000,\"errmsg\":\"invalid webhook url, hint: [1]\"}~,refused,93000 invalid webhook url",
        "WECOM,200,{\"errcode\":45009},throttled,{\"errcode\":45009}",
        "DINGTALK,200,{\"errcode\":130101},throttled,{\"errcode\":130101}",
        "DINGTALK,200,{\"errcode\":660026},throttled,{\"errcode\":660026}",
        "DINGTALK,200,~{\"errcode\":310000,\"errmsg\":\"sign not match\"}~,refused,310000 sign not match",
        "FEISHU,200,~{\"code\":0,\"msg\":\"success\"}~,delivered,~~",
        "FEISHU,200,~{\"StatusCode\":0,\"StatusMessage\":\"success\"}~,delivered,~~",
        "FEISHU,200,{\"code\":11232},throttled,{\"code\":11232}",
        "FEISHU,200,~{\"code\":9499,\"msg\":\"too many request\"}~,throttled,~{\"code\":9499,\"msg\":\"too many request\"}~",
        "FEISHU,200,~{\"code\":9499,\"msg\":\"Bad Request\"}~,refused,9499 Bad Request",
        "FEISHU,429,~~,throttled,~~",
        "BARK,200,{\"code\":200},delivered,~~",
        "BARK,400,~{\"code\":400,\"message\":\"key not found\"}~,refused,400 key not found",
        "WEBHOOK,204,~~,delivered,~~",
        "WEBHOOK,302,~~,refused,HTTP 302",
        "WECOM,200,<html>,refused,HTTP 200 <html>",
        "WECOM,502,{\"errcode\":0},refused,HTTP 502 {\"errcode\":0}"
      })
  void whatAnAnswerMeansStandsInItsBody(
      Kind kind, int status, String body, String word, String detail) {
    Outcome outcome = Robots.outcome(kind, new Answer.Answered(status, Duration.ZERO, body, null));
    assertThat(outcome.word()).isEqualTo(word);
    assertThat(outcome.detail()).isEqualTo(detail);
  }

  @Test
  void aServiceIsLeftAloneForAsLongAsItDocumentsOrAsks() {
    assertThat(silence(Kind.DINGTALK, null)).isEqualTo(Duration.ofMinutes(10));
    assertThat(silence(Kind.WECOM, null)).isEqualTo(Duration.ofMinutes(1));
    assertThat(silence(Kind.WECOM, Duration.ofMinutes(3))).isEqualTo(Duration.ofMinutes(3));
    assertThat(Robots.outcome(Kind.WECOM, new Answer.None(Trouble.TLS, Duration.ZERO)).detail())
        .isEqualTo("tls");
  }

  private static Duration silence(Kind kind, @Nullable Duration asked) {
    return Robots.outcome(kind, new Answer.Answered(429, Duration.ZERO, "", asked))
            instanceof Outcome.Throttled(Duration silence, String _)
        ? silence
        : Duration.ZERO;
  }

  @Test
  void aTextFitsAndItsLinkIsWhole() {
    Post longOne =
        new Post(
            "x", "waiting", "标题", Collections.nCopies(200, "很长的一行文字"), "https://desk.test/", 1, 1);
    String text = longOne.text(Robots.TEXT_BYTES_MAX);
    assertThat(text.getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(Robots.TEXT_BYTES_MAX);
    assertThat(text).endsWith("行文字\nhttps://desk.test/");
  }

  @Test
  void anAddressIsShownWithoutItsSecret() {
    Target target =
        new Target(URI.create("https://qyapi.weixin.qq.com/send?key=73febdcb-1b38-8d30"), "s3cret");
    assertThat(target.shown()).isEqualTo("qyapi.weixin.qq.com/…8d30");
    assertThat(target.toString()).isEqualTo("Target");
    assertThat(Target.read(target.json())).isEqualTo(target);
  }

  @Test
  void peopleReadWhoIsCalledForWhomAndHowLongTheyHaveWaited() {
    List<Called> called =
        List.of(
            new Called(1, SHOP, NOW.minusSeconds(130), Who.ON_DUTY, null, "王先生"),
            new Called(1, SHOP, NOW.minusSeconds(130), Who.OWNER, null, "王先生"),
            new Called(2, SHOP, NOW.minusSeconds(125), Who.OWNER, "mei", ""),
            new Called(3, SHOP, NOW.minusSeconds(125), Who.SUPERVISORS, "mei", ""));
    Post post = Words.post("notice-1", scene(called, 5, List.of("告警：磁盘将满"), false));
    assertThat(post.headline()).isEqualTo("3 位顾客等待，最久 2 分 10 秒");
    assertThat(post.lines())
        .containsExactly(
            "店铺：旗舰店",
            "请当班同事接待：小美",
            "接待人：无人接待 1 位、小美 1 位",
            "请主管跟进：老王",
            "这些店铺现在共有 5 位顾客等待",
            "告警：磁盘将满");
    assertThat(post.link()).isEqualTo("https://desk.test/");
    assertThat(Words.post("n", scene(called, 5, List.of(), true)).lines()).contains("顾客：王先生");
    Post one = Words.post("n", scene(called.subList(0, 1), 1, List.of(), false));
    assertThat(one.link()).isEqualTo("https://desk.test/c/1");
  }

  @Test
  void manyAreCountedAndAnAlarmAloneStandsInTheHeadline() {
    List<Called> fifty =
        LongStream.range(0, 50)
            .mapToObj(
                i -> new Called(i, new ShopId("shop" + i % 7), NOW, Who.ON_DUTY, null, "顾客" + i))
            .toList();
    Post post = Words.post("n", scene(fifty, 50, List.of(), true));
    assertThat(post.headline()).startsWith("50 位顾客等待，最久 0 秒");
    assertThat(post.lines().getFirst()).endsWith("等 7 家");
    assertThat(post.lines()).contains("顾客：顾客0、顾客1、顾客2、顾客3、顾客4 等 50 位");
    Post alarm = Words.post("n", scene(List.of(), 0, List.of("告警：一", "恢复：二"), false));
    assertThat(alarm.headline()).isEqualTo("告警：一");
    assertThat(alarm.lines()).containsExactly("恢复：二");
    assertThat(Words.words(Duration.ofHours(30).plusMinutes(5))).isEqualTo("30 小时 5 分");
  }

  private static Words.Scene scene(
      List<Called> called, long waiting, List<String> alarms, boolean showNames) {
    return new Words.Scene(
        called,
        waiting,
        alarms,
        List.of(
            person("mei", "小美", Role.AGENT, State.ONLINE),
            person("qiang", "阿强", Role.AGENT, State.AWAY),
            person("boss", "老王", Role.SUPERVISOR, State.OFFLINE)),
        shop -> shop.equals(SHOP) ? "旗舰店" : shop.value(),
        new NoticeSettings("https://desk.test", showNames, false, null),
        NOW);
  }

  private static Account person(String username, String name, Role role, State state) {
    return new Account(username, name, role, true, ShopScope.all(), state, null, NOW);
  }

  private static JsonNode sent(Kind kind, String url, @Nullable String secret, Instant at) {
    return JsonMapper.shared()
        .readTree(Robots.request(kind, new Target(URI.create(url), secret), POST, at).body());
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }
}
