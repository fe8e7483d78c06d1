package io.xiaoer.suggest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.xiaoer.Engine;
import io.xiaoer.suggest.QuestionSet.Topic;
import io.xiaoer.suggest.Suggestions.Tried;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often the right answer is suggested, and how often something is where nothing is right;
 * prints the table of docs/suggestions.md where {@code -Dxiaoer.suggest.answers} is given. With the
 * optional model where it has been fetched ({@code ./xiaoer suggestions}).
 */
class SuggestionQualityTest {
  private static final int DEFAULT = SuggestionSettings.Setting.THRESHOLD_DEFAULT;
  private static final List<Integer> THRESHOLDS = List.of(30, 40, 50, 52, 54, 56, 60, 70);

  /** The table takes a minute and more; a build looks at what it asserts. */
  private static final boolean WHOLE_TABLE = System.getProperty("xiaoer.suggest.answers") != null;

  @TempDir Path folder;

  /**
   * What came of a way to look, in hundredths of all questions.
   *
   * @param first the right answer is the likeliest, shown or not
   * @param three it is among the three likeliest, shown or not
   * @param shownFirst it is the first that is shown
   * @param shownThree it is among those shown
   * @param wrongly of questions without an answer, to how many something is shown
   */
  private record Outcome(
      double first, double three, double shownFirst, double shownThree, double wrongly) {}

  private enum Known {
    /** Each answer was given to five customers. */
    FIVE,
    /** Just often enough to be suggested. */
    TWO,
    /** All answers are phrases, and nothing was answered. */
    PHRASES
  }

  @Test
  void wordsFindWhatIsAskedInTheSameWords() throws InterruptedException {
    Outcome found = print("words", null, Known.FIVE);
    if (WHOLE_TABLE) {
      print("words", null, Known.TWO);
      print("words", null, Known.PHRASES);
    }
    assertThat(found.first).isGreaterThanOrEqualTo(75);
    assertThat(found.wrongly).isLessThanOrEqualTo(5);
  }

  @Test
  void theModelFindsWhatIsAskedInOtherWords() throws InterruptedException {
    Path model = Shelf.modelFolder();
    assumeTrue(model != null, "the optional model is not there: ./xiaoer suggestions fetches it");
    Outcome found = print("model", model, Known.FIVE);
    if (WHOLE_TABLE) {
      print("model", model, Known.TWO);
      print("model", model, Known.PHRASES);
    }
    assertThat(found.first).isGreaterThanOrEqualTo(85);
    assertThat(found.three).isGreaterThanOrEqualTo(95);
    assertThat(found.wrongly).isLessThanOrEqualTo(5);
  }

  private Outcome print(String way, @Nullable Path model, Known known) throws InterruptedException {
    Path place = folder.resolve(way + known);
    place.toFile().mkdirs();
    try (Shelf shelf = new Shelf(Engine.SQLITE.desk(place), model)) {
      learn(shelf, known);
      if (WHOLE_TABLE) {
        List<Topic> halves = new ArrayList<>(QuestionSet.training());
        halves.addAll(QuestionSet.test());
        for (int threshold : THRESHOLDS) {
          row(
              way,
              known,
              "both halves",
              threshold,
              outcome(shelf, halves, QuestionSet.withoutAnswer(), threshold));
        }
      }
      Outcome heldOut =
          outcome(shelf, QuestionSet.heldOut(), QuestionSet.withoutAnswerHeldOut(), DEFAULT);
      row(way, known, "held out", DEFAULT, heldOut);
      return heldOut;
    }
  }

  private static void row(String way, Known known, String asked, int threshold, Outcome one) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% |%n",
        way,
        known.name().toLowerCase(Locale.ROOT),
        asked,
        threshold,
        one.first,
        one.three,
        one.shownFirst,
        one.shownThree,
        one.wrongly);
  }

  /** What is known is all of the set, whichever half is asked. */
  private static void learn(Shelf shelf, Known known) {
    List<Topic> all = new ArrayList<>(QuestionSet.training());
    all.addAll(QuestionSet.test());
    for (Topic topic : all) {
      switch (known) {
        case FIVE -> topic.given().forEach(one -> shelf.answered(one, topic.answer()));
        case TWO -> topic.given().subList(0, 2).forEach(one -> shelf.answered(one, topic.answer()));
        case PHRASES -> shelf.phrase(topic.title(), topic.answer());
      }
    }
    shelf.learn();
  }

  private static Outcome outcome(
      Shelf shelf, List<Topic> asked, List<String> without, int threshold) {
    shelf.settings.put(Shelf.SHOP, true, threshold, "admin");
    int questions = 0;
    int first = 0;
    int three = 0;
    int shownFirst = 0;
    int shownThree = 0;
    for (Topic topic : asked) {
      for (String question : topic.asked()) {
        questions++;
        List<Tried> tried = shelf.suggestions.tryOut(Shelf.SHOP, question, Shelf.NOBODY);
        for (int rank = 0; rank < Math.min(3, tried.size()); rank++) {
          Tried one = tried.get(rank);
          if (one.suggestion().text().equals(topic.answer())) {
            first += rank == 0 ? 1 : 0;
            three++;
            shownFirst += rank == 0 && one.shown() ? 1 : 0;
            shownThree += one.shown() ? 1 : 0;
          }
        }
      }
    }
    long wrongly = without.stream().filter(one -> !shelf.shownTo(one).isEmpty()).count();
    return new Outcome(
        100.0 * first / questions,
        100.0 * three / questions,
        100.0 * shownFirst / questions,
        100.0 * shownThree / questions,
        100.0 * wrongly / without.size());
  }
}
