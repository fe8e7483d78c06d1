package io.xiaoer.suggest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Our own questions and answers of shops. The weights were found on the training half, the
 * threshold on both halves; the questions that are held out were written after that and are only
 * ever measured.
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

  /** Two more questions to each answer of both halves. */
  static List<Topic> heldOut() {
    Map<String, Topic> known = new HashMap<>();
    Stream.concat(training().stream(), test().stream())
        .forEach(topic -> known.put(topic.title, topic));
    return topics("held-out.txt").stream()
        .map(topic -> {
          Topic answered = Objects.requireNonNull(known.get(topic.title), topic.title);
          return new Topic(topic.title, answered.answer, answered.given, topic.asked);
        })
        .toList();
  }

  /** Questions to which nothing in the set is an answer; the threshold was found with them. */
  static List<String> withoutAnswer() {
    return lines("none-test.txt");
  }

  /** Others of that kind, only ever measured. */
  static List<String> withoutAnswerHeldOut() {
    return lines("none-held-out.txt");
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
