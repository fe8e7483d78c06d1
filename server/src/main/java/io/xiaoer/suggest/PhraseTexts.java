package io.xiaoer.suggest;

import io.xiaoer.phrase.Phrase;
import java.util.ArrayList;
import java.util.List;

/** What of a phrase is compared with a question: its title, and what it says. */
final class PhraseTexts {
  private PhraseTexts() {}

  static List<String> of(Phrase phrase) {
    List<String> texts = new ArrayList<>();
    for (String text : List.of(phrase.title(), content(phrase))) {
      if (!text.isBlank()) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** What it puts into the composer; empty for a picture or a card without words. */
  static String content(Phrase phrase) {
    return switch (phrase.body()) {
      case Phrase.Body.Text(String content) -> content;
      case Phrase.Body.Image(String _, String content) -> content;
      case Phrase.Body.ProductShare(String _, String content) -> content;
    };
  }
}
