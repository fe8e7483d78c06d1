package io.xiaoer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.search.NormalizedText.Span;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NormalizedTextTest {

  @Test
  void widthCaseAndAccentsDoNotCount() {
    assertThat(found("ＡＢＣ１２３", "abc123")).containsExactly("ＡＢＣ１２３");
    assertThat(found("Café au lait", "cafe")).containsExactly("Café");
    assertThat(found("Cafe\u0301 au lait", "café")).containsExactly("Cafe\u0301");
    assertThat(found("㈱ ﾊﾝｶｸ", "ハンカク")).hasSize(1);
  }

  @Test
  void aSyllableIsTheSameInHalfWidthAndTakenApart() {
    assertThat(found("ｶﾞﾗｽのﾎﾟｯﾄ", "ガラス")).containsExactly("ｶﾞﾗｽ");
    assertThat(found("ｶﾞﾗｽのﾎﾟｯﾄ", "ポット")).containsExactly("ﾎﾟｯﾄ");
    assertThat(found("ガラスのポット", "ｶﾞﾗｽ")).containsExactly("ガラス");
    assertThat(found("カ\u3099ラス", "ガラス")).containsExactly("カ\u3099ラス");
    assertThat(found("ガラス", "カラス")).as("another word").isEmpty();
    assertThat(found("\u1112\u1161\u11AB국", "한국")).containsExactly("\u1112\u1161\u11AB국");
    assertThat(found("한국", "\u1112\u1161\u11AB")).containsExactly("한");
    assertThat(found("ｺｰﾋｰ", "コーヒー")).containsExactly("ｺｰﾋｰ");
  }

  @Test
  void formsThatMeanTheSameAreTheSame() {
    assertThat(found("订单３７１２３４", "371234")).containsExactly("３７１２３４");
    assertThat(found("①号 Ⅳ ㎏ ㊗ ﬁne", "1号")).containsExactly("①号");
    assertThat(found("①号 Ⅳ ㎏ ㊗ ﬁne", "iv")).containsExactly("Ⅳ");
    assertThat(found("①号 Ⅳ ㎏ ㊗ ﬁne", "祝")).containsExactly("㊗");
    assertThat(found("①号 Ⅳ ㎏ ㊗ ﬁne", "fine")).containsExactly("ﬁne");
    assertThat(found("\u2F2F作", "工作")).as("a radical").containsExactly("\u2F2F作");
    assertThat(found("\uF9DC人", "隆人")).as("a compatibility ideograph").hasSize(1);
  }

  /** Whatever form it is typed in, the same text is found. */
  @Test
  void everyNormalFormOfATextIsTheSameText() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String letters = "茶ガぱﾊﾟｶﾞ한각ＡÉéñ①㍻ﬁﷺ1 か\u3099";
    for (int i = 0; i < 20_000; i++) {
      String text = random(random, letters, 1 + random.nextInt(12));
      for (Form form : Form.values()) {
        assertThat(
                NormalizedText.of(Normalizer.normalize(text, form)).same(NormalizedText.of(text)))
            .as("seed %d: <%s> as %s", seed, text, form)
            .isTrue();
      }
    }
  }

  @Test
  void chineseIsFoundAnywhereHoweverLong() {
    String text = "这件白茶还有货吗，有货的话帮我留两盒";
    assertThat(found(text, "茶")).containsExactly("茶");
    assertThat(found(text, "白茶")).containsExactly("白茶");
    assertThat(found(text, "有货")).containsExactly("有货", "有货");
    assertThat(found(text, "白茶还有货吗")).containsExactly("白茶还有货吗");
    assertThat(found(text, "茶白")).isEmpty();
  }

  @Test
  void shortLatinWordsAreFoundAtTheirBeginningLongerOnesAnywhere() {
    assertThat(found("要XL码的", "xl")).containsExactly("XL");
    assertThat(found("pxl", "xl")).isEmpty();
    assertThat(found("XLarge", "xl")).containsExactly("XL");
    assertThat(found("订单3712345678901234567", "678901")).containsExactly("678901");
    assertThat(found("iPhone15", "15")).containsExactly("15");
    assertThat(found("买2送1", "2送1")).containsExactly("2送1");
  }

  @Test
  void anEmojiIsAWordWhateverItsColour() {
    assertThat(found("好的👍🏻谢谢", "👍")).containsExactly("👍🏻");
    assertThat(found("好的👍🏻谢谢", "👍🏿")).containsExactly("👍🏻");
    assertThat(found("在吗❤\uFE0F", "❤")).containsExactly("❤\uFE0F");
  }

  @Test
  void whatStandsBetweenWordsIsNotLookedAt() {
    assertThat(NormalizedText.of("你好,  在吗?！").words()).hasSize(2);
    assertThat(NormalizedText.of(" %_\"'()*?^ \0\uD800 ").words()).isEmpty();
    assertThat(NormalizedText.of("\uDC00\uD800\uFFFF\uE000").words()).isEmpty();
  }

  @Test
  void aTextOfAnyLengthIsReadUpToABound() {
    assertThat(NormalizedText.of("茶".repeat(1_000_000)).length())
        .isEqualTo(NormalizedText.LETTERS_MAX);
    assertThat(NormalizedText.of("a" + "\u0301".repeat(1_000_000) + "b").length()).isEqualTo(1);
    assertThat(NormalizedText.of("ﷺ".repeat(10_000)).length())
        .isLessThan(NormalizedText.LETTERS_MAX + 32);
  }

  /** What the index rests on: it gives every text that has the word. */
  @Test
  void thePiecesOfAWordAreAmongThoseOfEveryTextThatHasIt() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String letters = "茶白货 ab1２Ｃé👍🏻かﾞｶ\u3099가\u11A8,-9XL%\u0301";
    int hits = 0;
    for (int i = 0; i < 200_000; i++) {
      String text = random(random, letters, 1 + random.nextInt(20));
      // Half of them from the text itself, that enough of them are found.
      String word =
          random.nextBoolean()
              ? random(random, letters, 1 + random.nextInt(4))
              : part(random, text);
      NormalizedText folded = NormalizedText.of(text);
      Set<Integer> pieces = new HashSet<>();
      Grams.addAll(folded, pieces);
      for (NormalizedText one : NormalizedText.of(word).words()) {
        if (!folded.find(one).isEmpty()) {
          hits++;
          assertThat(pieces)
              .as("seed %d: <%s> in <%s>", seed, word, text)
              .containsAll(Grams.of(one));
        }
      }
    }
    assertThat(hits).isGreaterThan(10_000);
  }

  @Test
  void aSnippetShowsWhatWasFoundAndCutsNoCharacter() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String text = random(random, "茶白😀👍🏻a \n1", 1 + random.nextInt(300));
      NormalizedText folded = NormalizedText.of(text);
      List<NormalizedText> words = NormalizedText.of(part(random, text)).words();
      List<Span> spans = words.stream().flatMap(word -> folded.find(word).stream()).toList();
      Snippet snippet = Snippet.of(text, spans);
      assertThat(snippet.text().codePoints())
          .as("seed %d", seed)
          .noneMatch(unit -> unit >= 0xD800 && unit <= 0xDFFF);
      assertThat(snippet.marks().isEmpty()).as("seed %d", seed).isEqualTo(spans.isEmpty());
      int last = -1;
      for (Snippet.Mark mark : snippet.marks()) {
        assertThat(mark.begin()).as("seed %d", seed).isGreaterThan(last);
        assertThat(mark.end()).isGreaterThan(mark.begin());
        last = mark.end();
      }
      assertThat(last).isLessThanOrEqualTo(snippet.text().length());
    }
  }

  @Test
  void aSnippetOfALongTextBeginsShortlyBeforeWhatWasFound() {
    String text = "前".repeat(500) + "白茶" + "后".repeat(500);
    Snippet snippet = Snippet.of(text, NormalizedText.of(text).find(NormalizedText.of("白茶")));
    assertThat(snippet.text()).startsWith("…前").endsWith("后…").hasSizeLessThan(130);
    Snippet.Mark mark = snippet.marks().getFirst();
    assertThat(snippet.text().substring(mark.begin(), mark.end())).isEqualTo("白茶");
  }

  @Test
  void anyTimeIsAFewDaysMonthsAndYearsOfWhichEachMessageHasOne() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Instant latest = Instant.parse("2026-11-27T00:00:00Z");
    for (int i = 0; i < 2_000; i++) {
      Instant from = latest.minusSeconds(random.nextInt(180_000_000));
      Instant to = from.plusSeconds(random.nextInt(100_000_000));
      Set<Integer> cover = Properties.time(from, to, latest);
      assertThat(cover).as("seed %d: %s to %s", seed, from, to).hasSizeLessThan(100);
      Instant at = from.plusSeconds(random.nextInt(100_000_000));
      Set<Integer> properties = new HashSet<>();
      Properties.addTime(at, properties);
      properties.retainAll(cover);
      if (at.isBefore(to) && at.isBefore(latest)) {
        assertThat(properties).as("seed %d: %s in %s to %s", seed, at, from, to).hasSize(1);
      } else if (at.isAfter(to.plusSeconds(86_400))) {
        assertThat(properties).as("seed %d: %s after %s", seed, at, to).isEmpty();
      }
    }
    Instant never = Instant.parse("8999-01-01T00:00:00Z");
    assertThat(Properties.time(null, never, latest)).hasSizeLessThan(100);
    assertThat(Properties.time(never, null, latest)).isEmpty();
  }

  @Test
  void halfACharacterIsShownAsOneThatIsMissing() {
    Snippet snippet = Snippet.of("白\uD83D茶\n\uDE00", List.of());
    assertThat(snippet.text()).isEqualTo("白\uFFFD茶 \uFFFD");
  }

  private static List<String> found(String text, String word) {
    return NormalizedText.of(text).find(NormalizedText.of(word)).stream()
        .map(span -> text.substring(span.begin(), span.end()))
        .toList();
  }

  private static String part(Random random, String text) {
    int[] letters = text.codePoints().toArray();
    int from = random.nextInt(letters.length);
    return new String(letters, from, 1 + random.nextInt(letters.length - from));
  }

  private static String random(Random random, String letters, int length) {
    int[] all = letters.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(all[random.nextInt(all.length)]);
    }
    return text.toString();
  }
}
