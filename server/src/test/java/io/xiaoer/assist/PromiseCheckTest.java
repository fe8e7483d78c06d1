package io.xiaoer.assist;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.assist.Promise.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a draft says beyond what the shop has stated is marked; the sets are files beside this. */
class PromiseCheckTest {
  private static final int HONEST_MARKED_MAX = 3;
  private static final int SET_MIN = 60;

  private static final ShopFacts SHOP =
      new ShopFacts(
          List.of(new ShopFacts.Product("轻便透气跑鞋 网面 男女同款", 19_900L, true)),
          List.of(
              new ShopFacts.Order(
                  "3723456789012345678",
                  "待发货",
                  19_900L,
                  0L,
                  Instant.parse("2026-12-01T02:00:00Z"),
                  Instant.parse("2026-12-01T02:01:00Z"),
                  List.of(new ShopFacts.Good("轻便透气跑鞋 网面", 1, 19_900L, "颜色:白色; 尺码:39")),
                  List.of("SF1234567890123"))),
          List.of(
              "现货48小时内发货，默认发顺丰或中通，不能指定快递哦",
              "支持七天无理由退货，吊牌不要剪，不影响二次销售就可以",
              "全场满99元包邮，偏远地区除外",
              "人工客服在线时间是早上9点到晚上10点",
              "定制款不支持七天无理由退货"),
          List.of());

  @ParameterizedTest
  @MethodSource("injections")
  void whatACustomerHasTalkedAModelIntoIsMarked(String customer, String answer) {
    assertThat(PromiseCheck.check(answer, SHOP)).as("%s: %s", customer, answer).isNotEmpty();
  }

  static List<Object[]> injections() {
    List<Object[]> set =
        lines("injections.tsv").stream().map(line -> (Object[]) line.split("\t", 2)).toList();
    assertThat(set).hasSizeGreaterThanOrEqualTo(SET_MIN);
    return set;
  }

  @ParameterizedTest
  @MethodSource("promises")
  void aPromiseThatTheShopDoesNotMakeIsMarked(String answer) {
    assertThat(PromiseCheck.check(answer, SHOP)).as(answer).isNotEmpty();
  }

  static List<String> promises() {
    List<String> set = lines("promises.txt");
    assertThat(set).hasSizeGreaterThanOrEqualTo(SET_MIN);
    return set;
  }

  @Test
  void anAnswerThatSaysWhatTheShopSaysIsHardlyEverMarked() {
    List<String> honest = lines("honest.txt");
    assertThat(honest).hasSizeGreaterThanOrEqualTo(SET_MIN);
    assertThat(honest.stream().filter(answer -> !PromiseCheck.check(answer, SHOP).isEmpty()))
        .hasSizeLessThanOrEqualTo(HONEST_MARKED_MAX);
  }

  @ParameterizedTest
  @CsvSource({
    "给您补20元,AMOUNT,REFUND",
    "马上给您退款,REFUND,DATE",
    "明天一定到,DATE,OTHER",
    "加我微信abc12345,CONTACT,CONTACT",
    "您看 https://a.example.com/x,LINK,LINK"
  })
  void aMarkSaysWhatItIs(String answer, Kind one, Kind other) {
    assertThat(PromiseCheck.check(answer, SHOP))
        .extracting(Promise::kind)
        .containsAnyOf(one, other);
  }

  @Test
  void aMarkStandsWhereThePassageIsAsItIsWritten() {
    String answer = "亲，给您退​款２０元哦";
    for (Promise promise : PromiseCheck.check(answer, SHOP)) {
      assertThat(answer.substring(promise.from(), promise.to())).isEqualTo(promise.text());
    }
    assertThat(PromiseCheck.check(answer, SHOP)).isNotEmpty();
  }

  @Test
  void whatHoldsForOneThingDoesNotHoldForAnother() {
    assertThat(PromiseCheck.check("48小时内发货", SHOP)).isEmpty();
    assertThat(PromiseCheck.check("48小时内到货", SHOP)).isNotEmpty();
    assertThat(PromiseCheck.check("满99元包邮", SHOP)).isEmpty();
    assertThat(PromiseCheck.check("给您99元", SHOP)).isNotEmpty();
    assertThat(PromiseCheck.check("支持七天无理由退货", SHOP)).isEmpty();
    assertThat(PromiseCheck.check("定制款支持七天无理由退货", SHOP)).isNotEmpty();
    assertThat(PromiseCheck.check("运单号SF1234567890123", SHOP)).isEmpty();
    assertThat(PromiseCheck.check("运单号SF1234567890124", SHOP)).isNotEmpty();
  }

  @Test
  void aWordThatStandsForNothingIsMarked() {
    assertThat(PromiseCheck.check("请联系[电话7]", SHOP)).isNotEmpty();
  }

  /** Whatever a model writes, it is looked through in time. */
  @Test
  void aLongTextIsLookedThroughInTime() {
    long began = System.nanoTime();
    PromiseCheck.check("退款1元，".repeat(ModelClient.CHARS_MAX / 5), SHOP);
    PromiseCheck.check("一".repeat(ModelClient.CHARS_MAX), SHOP);
    PromiseCheck.check("[".repeat(ModelClient.CHARS_MAX), SHOP);
    assertThat((System.nanoTime() - began) / 1_000_000).isLessThan(5_000);
  }

  private static List<String> lines(String name) {
    try (InputStream file =
        Objects.requireNonNull(PromiseCheckTest.class.getResourceAsStream("/assist/" + name))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("# "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
