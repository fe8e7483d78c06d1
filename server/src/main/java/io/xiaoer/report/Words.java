package io.xiaoer.report;

import java.util.List;
import java.util.Locale;

/** What people read, in the languages of the desk. */
record Words(String zh, String en) {
  private static final List<Locale> LOCALES = List.of(Locale.CHINESE, Locale.ENGLISH);

  /** In the language that {@code Accept-Language} asks for; Chinese when it asks for none. */
  String in(String acceptLanguage) {
    try {
      Locale best = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), LOCALES);
      return Locale.ENGLISH.equals(best) ? en : zh;
    } catch (IllegalArgumentException notALanguage) {
      return zh;
    }
  }
}
