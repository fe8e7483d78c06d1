package io.xiaoer.suggest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Our own questions and answers of shops. The weights and thresholds were found on the training
 * half; the test half was written before and only ever measured.
 */
final class QuestionSet {
  private QuestionSet() {}

  /**
   * @param given questions that were answered with it in the past
   * @param asked questions in other words, to which it is the right answer
   */
  record Topic(String title, String answer, List<String> given, List<String> asked) {}

  static List<Topic> training() {
    return topics("train.txt");
  }

  static List<Topic> test() {
    return topics("test.txt");
  }

  /** Questions to which nothing in the set is an answer. */
  static List<String> withoutAnswer() {
    return lines("none-test.txt");
  }

  private static List<Topic> topics(String name) {
    List<Topic> topics = new ArrayList<>();
    for (String line : lines(name)) {
      String words = line.substring(line.indexOf(' ') + 1);
      switch (line.charAt(0)) {
        case '#' -> topics.add(new Topic(words, "", new ArrayList<>(), new ArrayList<>()));
        case '=' -> {
          Topic last = topics.removeLast();
          topics.add(new Topic(last.title, words, last.given, last.asked));
        }
        case '-' -> topics.getLast().given.add(words);
        case '?' -> topics.getLast().asked.add(words);
        default -> throw new IllegalStateException(name + ": " + line);
      }
    }
    return topics;
  }

  private static List<String> lines(String name) {
    try (InputStream file = QuestionSet.class.getResourceAsStream("/suggest/" + name)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
