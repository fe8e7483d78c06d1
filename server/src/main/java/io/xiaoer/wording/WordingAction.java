package io.xiaoer.wording;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is done about an answer that has certain words; the later ones are stronger. */
public enum WordingAction {
  /** Its writer sees it, and it is sent. */
  WARN,
  /** It is sent when its writer says so a second time. */
  CONFIRM,
  /** It is not sent. */
  REFUSE;

  /** As the API names it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(WordingAction::word).toList();
  }

  static Optional<WordingAction> of(String word) {
    return Arrays.stream(values()).filter(action -> action.word().equals(word)).findFirst();
  }
}
