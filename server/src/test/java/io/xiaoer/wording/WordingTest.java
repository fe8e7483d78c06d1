package io.xiaoer.wording;

import static io.xiaoer.wording.WordingAction.CONFIRM;
import static io.xiaoer.wording.WordingAction.REFUSE;
import static io.xiaoer.wording.WordingAction.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Sources;
import io.xiaoer.wording.WordingHit.Kind;
import io.xiaoer.wording.WordingRules.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What rules find in a text, and what they do not. */
class WordingTest {
  private static final Wording USUAL = Wording.of(WordingRules.DEFAULT);
  private static final String NONE = "-";
  private static final int GENERATED = 2_000;

  record Example(String group, String text) {}

  static Stream<Example> examples() {
    return Sources.text("server/src/test/resources/wording/examples.txt")
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.split("\\|", 2))
        .map(parts -> new Example(parts[0], parts[1]));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatComesWithTheServerFindsWhatItIsForAndNothingElse(Example example) {
    List<WordingHit> hits = USUAL.check(example.text);
    List<String> groups = hits.stream().map(WordingHit::value).distinct().toList();
    if (example.group.equals(NONE)) {
      assertThat(groups).as(example.text).isEmpty();
    } else {
      assertThat(groups).as(example.text).contains(example.group);
    }
    assertThat(hits)
        .allSatisfy(hit -> {
          assertThat(hit.from()).isBetween(0, hit.to() - 1);
          assertThat(hit.to()).isLessThanOrEqualTo(example.text.length());
        });
  }

  @Test
  void aPhoneNumberIsFoundInEverySpellingAndOnlyItsOwnCharactersAreMarked() {
    Random random = new Random(20_261_130);
    List<String> digits = List.of("0123456789", "０１２３４５６７８９", "零一二三四五六七八九", "⓪①②③④⑤⑥⑦⑧⑨");
    List<String> between = List.of("", " ", "-", "\u200b", " - ");
    for (int i = 0; i < GENERATED; i++) {
      String number =
          "1"
              + (3 + random.nextInt(7))
              + IntStream.range(0, 9)
                  .mapToObj(_ -> String.valueOf(random.nextInt(10)))
                  .collect(Collectors.joining());
      String spelling = digits.get(random.nextInt(digits.size()));
      String separator = between.get(random.nextInt(between.size()));
      String written =
          Stream.of(number.substring(0, 3), number.substring(3, 7), number.substring(7))
              .map(piece ->
                  piece
                      .chars()
                      .mapToObj(digit -> String.valueOf(spelling.charAt(digit - '0')))
                      .collect(Collectors.joining()))
              .collect(Collectors.joining(separator));
      String before = List.of("", "请打", "电话：", "打 ", "😀").get(random.nextInt(5));
      String text = before + written + List.of("", "。", " 谢谢", "，随时").get(random.nextInt(4));
      assertThat(phones(text)).as("case %s: %s", i, text).containsExactly(written);
    }
  }

  @Test
  void aNumberOfAnyOtherLengthIsNoPhoneNumber() {
    Random random = new Random(7);
    for (int i = 0; i < GENERATED; i++) {
      int length = 1 + random.nextInt(30);
      String number =
          "1"
              + IntStream.range(1, length)
                  .mapToObj(
                      at -> String.valueOf(at == 1 ? 3 + random.nextInt(7) : random.nextInt(10)))
                  .collect(Collectors.joining());
      if (length != 11) {
        assertThat(phones("编 " + number + " 完")).as("case %s: %s", i, number).isEmpty();
      }
    }
  }

  private static List<String> phones(String text) {
    return USUAL.check(text).stream()
        .filter(hit -> hit.value().equals("phone_numbers"))
        .map(hit -> text.substring(hit.from(), hit.to()))
        .toList();
  }

  @Test
  void aWordIsFoundWithAnythingInvisibleBetweenItsLettersWhereItWasWritten() {
    Wording wording = own(Kind.WORD, "全网最低", REFUSE);
    Random random = new Random(11);
    List<String> between = List.of(" ", "\u200b", "\u3000", "\ufeff", "\u2060", "\ufe0f", "\t", "");
    for (int i = 0; i < GENERATED; i++) {
      StringBuilder written = new StringBuilder("全");
      for (char letter : "网最低".toCharArray()) {
        written.append(between.get(random.nextInt(between.size()))).append(letter);
      }
      String before = "😀，".repeat(random.nextInt(3));
      List<WordingHit> hits = wording.check(before + written + "的价");
      assertThat(hits)
          .as("case %s: %s", i, written)
          .containsExactly(
              new WordingHit(
                  before.length(),
                  before.length() + written.length(),
                  Kind.WORD,
                  "全网最低",
                  REFUSE,
                  null,
                  ""));
    }
  }

  @Test
  void capitalsAndWidthDoNotMatterAndLatinWordsAreNotCut() {
    Wording wording = own(Kind.WORD, "VIP价", WARN);
    assertThat(wording.check("享ｖｉｐ价")).hasSize(1);
    assertThat(wording.check("Vip 价")).hasSize(1);
    Wording latin = own(Kind.WORD, "app", WARN);
    assertThat(latin.check("打开App看")).hasSize(1);
    assertThat(latin.check("my app")).hasSize(1);
    assertThat(latin.check("happy apple")).isEmpty();
    Wording number = own(Kind.WORD, "400", WARN);
    assertThat(number.check("打400电话")).hasSize(1);
    assertThat(number.check("共 14005 件")).isEmpty();
  }

  @Test
  void aPatternIsFoundWithoutRegardToCapitalsAndWidth() {
    Wording wording = own(Kind.PATTERN, "保证.{0,4}发货|sku-\\d+", CONFIRM);
    String text = "保证今天发货，ＳＫＵ－１２";
    assertThat(wording.check(text))
        .extracting(hit -> text.substring(hit.from(), hit.to()))
        .containsExactly("保证今天发货", "ＳＫＵ－１２");
  }

  @Test
  void theShopsOwnDomainsAndWhatIsBelowThemAreNoHits() {
    Wording wording =
        Wording.of(new WordingRules(WordingRules.usual(), List.of(), List.of("kuaidi100.com")));
    assertThat(wording.check("https://m.kuaidi100.com/x 和 kuaidi100.com")).isEmpty();
    assertThat(wording.check("notkuaidi100.com")).hasSize(1);
  }

  @Test
  void theStrongestHitDecides() {
    List<Entry> entries =
        List.of(
            new Entry(Kind.WORD, "最低", WARN, null, ""),
            new Entry(Kind.WORD, "全网", REFUSE, "本店", "广告法"));
    List<WordingHit> hits =
        Wording.of(new WordingRules(Map.of(), entries, List.of())).check("全网最低");
    assertThat(hits).extracting(WordingHit::value).containsExactly("全网", "最低");
    assertThat(WordingHit.strongest(hits)).contains(REFUSE);
    assertThat(WordingHit.strongest(List.of())).isEmpty();
  }

  @Test
  void withoutRulesNothingIsLookedAt() {
    Wording off = Wording.of(new WordingRules(Map.of(), List.of(), List.of()));
    assertThat(off.isActive()).isFalse();
    assertThat(off.check("加微信 13800138000 https://example.com 扫二维码 滚蛋")).isEmpty();
  }

  @Test
  void fewHitsOfARuleAreEnough() {
    assertThat(own(Kind.WORD, "好", WARN).check("好".repeat(2_048)))
        .hasSize(Wording.HITS_OF_A_RULE_MAX);
    assertThat(USUAL.check("加微信，".repeat(500))).hasSizeLessThan(200);
  }

  @Test
  void noOtherKindOfPatternIsUsedOnWhatPeopleWrite() {
    for (String name :
        List.of("Wording", "WordingPattern", "ShippedPatterns", "PhoneNumbers", "Links")) {
      String source = Sources.text("server/src/main/java/io/xiaoer/wording/" + name + ".java");
      assertThat(source).as(name).doesNotContain("java.util.regex", ".replaceAll(", ".split(");
    }
  }

  @Test
  void hostileTextsAreReadToTheirEnd() {
    List<Entry> entries = new ArrayList<>();
    for (String pattern : List.of("(a+)+$", "(.*)*b", "(?:a?){40}b", "(一|一一)+二")) {
      entries.add(new Entry(Kind.PATTERN, pattern, WARN, null, ""));
    }
    Wording wording = Wording.of(new WordingRules(WordingRules.usual(), entries, List.of()));
    for (String piece :
        List.of(
            "a", "1", "1 ", "1-", "一", "加", "加 ", "v ", "www.", "a.", "http://", "微-", "￥1",
            "@a.")) {
      assertThat(wording.check(piece.repeat(2_048 / piece.length()))).as(piece).isNotNull();
    }
  }

  @Test
  void aPatternThatIsRefusedTodayIsPassedOverAndTheOthersAreNot() {
    List<Entry> entries =
        List.of(
            new Entry(Kind.PATTERN, "a{1,900}b", REFUSE, null, ""),
            new Entry(Kind.PATTERN, "a+b", WARN, null, ""));
    Wording wording = Wording.of(new WordingRules(Map.of(), entries, List.of()));
    assertThat(wording.check("aab")).extracting(WordingHit::value).containsExactly("a+b");
  }

  private static Wording own(Kind kind, String value, WordingAction action) {
    return Wording.of(
        new WordingRules(Map.of(), List.of(new Entry(kind, value, action, null, "")), List.of()));
  }
}
