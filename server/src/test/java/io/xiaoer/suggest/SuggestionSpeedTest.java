package io.xiaoer.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long one suggestion takes with many answers known; prints a line for docs/suggestions.md. A
 * few of them in every build; for the figures {@code -Dxiaoer.suggest.answers=100000}, on a machine
 * that does nothing else.
 */
class SuggestionSpeedTest {
  private static final int ANSWERS = Integer.getInteger("xiaoer.suggest.answers", 2_000);
  private static final int QUESTIONS = 400;
  private static final int WARM_UP = 100;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aSuggestionIsThereBeforeSomebodyLooks(Engine engine) throws InterruptedException {
    Path model = Shelf.modelFolder();
    measure(engine, "words", null, folder.resolve("words"));
    if (model != null) {
      measure(engine, "model", model, folder.resolve("model"));
    }
  }

  private static void measure(Engine engine, String way, @Nullable Path model, Path place)
      throws InterruptedException {
    place.toFile().mkdirs();
    try (Shelf shelf = new Shelf(engine.desk(place), model)) {
      shelf.switchOn();
      List<String> questions = new ArrayList<>();
      QuestionSet.test().forEach(topic -> questions.addAll(topic.asked()));
      fill(shelf, model != null);
      long[] nanos = new long[QUESTIONS];
      for (int i = -WARM_UP; i < QUESTIONS; i++) {
        String question = questions.get(Math.floorMod(i, questions.size()));
        long began = System.nanoTime();
        shelf.suggestions.tryOut(Shelf.SHOP, question, Shelf.NOBODY);
        if (i >= 0) {
          nanos[i] = System.nanoTime() - began;
        }
      }
      Arrays.sort(nanos);
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %,d | %.1f ms | %.1f ms | %.1f MB |%n",
          way,
          engine.name().toLowerCase(Locale.ROOT),
          ANSWERS,
          nanos[QUESTIONS / 2] / 1e6,
          nanos[QUESTIONS * 95 / 100] / 1e6,
          shelf.indexes.bytes() / 1e6);
      assertThat(Duration.ofNanos(nanos[QUESTIONS / 2])).isLessThan(Duration.ofSeconds(1));
    }
  }

  /** Rows as the learner writes them: an example for each answer, near a question of the set. */
  private static void fill(Shelf shelf, boolean vectors) throws InterruptedException {
    List<String> seeds = new ArrayList<>();
    QuestionSet.training().forEach(topic -> seeds.addAll(topic.given()));
    QuestionSet.test().forEach(topic -> seeds.addAll(topic.given()));
    List<float[]> exact = new ArrayList<>();
    for (String seed : seeds) {
      exact.add(vectors ? floats(shelf, seed) : new float[0]);
    }
    Random random = new Random(1);
    String name = shelf.model.name().orElse("");
    for (int from = 0; from < ANSWERS; from += 1_000) {
      int begin = from;
      shelf.database.write((JdbcClient jdbc) -> {
        List<SuggestionTable.Filled> filled = new ArrayList<>();
        for (int i = begin; i < Math.min(ANSWERS, begin + 1_000); i++) {
          int seed = i % seeds.size();
          long id = i + 1L;
          jdbc.sql(
                  """
                  INSERT INTO suggestion_answer (id, shop, answer_key, customers, text)
                  VALUES (?, 'main', ?, 2, ?)
                  """)
              .params(id, "key" + i, "回答" + i)
              .update();
          jdbc.sql(
                  """
                  INSERT INTO suggestion_question (id, answer_id, shop, conversation_id, message_id)
                  VALUES (?, ?, 'main', 1, ?)
                  """)
              .params(id, id, id)
              .update();
          MeaningVector vector = vectors ? near(exact.get(seed), random) : null;
          filled.add(
              new SuggestionTable.Filled(
                  id, new Encoded(Pieces.of(seeds.get(seed) + noise(random)), vector)));
          if (vector != null) {
            SuggestionTable.measured(jdbc, id, name, vector);
          }
        }
        SuggestionTable.fill(jdbc, filled, name);
        return true;
      });
    }
  }

  /** Two signs that no other question has, more or less. */
  private static String noise(Random random) {
    return Character.toString(0x4e00 + random.nextInt(0x5000))
        + Character.toString(0x4e00 + random.nextInt(0x5000));
  }

  private static float[] floats(Shelf shelf, String text) throws InterruptedException {
    byte[] stored = shelf.model.vector(text).orElseThrow().stored();
    float[] values = new float[MeaningVector.DIMENSIONS];
    for (int i = 0; i < values.length; i++) {
      values[i] = stored[i];
    }
    return values;
  }

  private static MeaningVector near(float[] exact, Random random) {
    float[] other = new float[exact.length];
    for (int i = 0; i < other.length; i++) {
      other[i] = exact[i] + (float) random.nextGaussian() * 25;
    }
    return MeaningVector.of(other).withTalk(0.4);
  }
}
