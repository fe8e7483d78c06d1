package io.xiaoer.retention;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What has a time of its own for being kept. */
public enum KeptKind {
  /**
   * What customers and agents wrote, in the log and in conversations. A customer may come back to a
   * purchase for weeks, and the platform takes disputes for as long.
   */
  MESSAGES(30),
  /** Images, videos and files of messages. */
  FILES(30),
  /**
   * Who did what. Cybersecurity Law of the People's Republic of China, article 21: logs are kept
   * for no less than six months.
   */
  AUDIT(183);

  private final int daysMin;

  KeptKind(int daysMin) {
    this.daysMin = daysMin;
  }

  /** Nobody may set less. */
  int daysMin() {
    return daysMin;
  }

  /** As the API and the table name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<KeptKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
