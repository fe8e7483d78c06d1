package io.xiaoer.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** What stands on an exported page besides what people wrote, in one language. */
record Words(String tag, Locale locale, String dayPattern, Map<String, String> texts) {
  static final Words CHINESE = read("zh-CN", Locale.SIMPLIFIED_CHINESE, "yyyy年M月d日 EEEE");
  static final Words ENGLISH = read("en", Locale.ENGLISH, "EEEE, d MMMM yyyy");
  static final List<Words> ALL = List.of(CHINESE, ENGLISH);

  Words {
    texts = Map.copyOf(texts);
  }

  /** By the language's tag. */
  static Optional<Words> of(String tag) {
    return ALL.stream().filter(words -> words.tag.equals(tag)).findFirst();
  }

  String say(String key, Object... values) {
    return String.format(locale, texts.getOrDefault(key, key), values);
  }

  private static Words read(String tag, Locale locale, String dayPattern) {
    Properties texts = new Properties();
    String name = "/export/words-" + tag + ".properties";
    try (InputStream in = Words.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is not in the jar");
      }
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Words(
        tag,
        locale,
        dayPattern,
        texts.stringPropertyNames().stream()
            .collect(Collectors.toMap(key -> key, texts::getProperty)));
  }
}
