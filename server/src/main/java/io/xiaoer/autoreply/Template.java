package io.xiaoer.autoreply;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts with variables: {@code {customer_name}}, or {@code {称呼}}, also in double braces as phrases
 * have them. What is not known leaves no gap: the comma behind it goes as well.
 */
final class Template {
  /** At most as long as a name of one, so that it is linear. */
  private static final Pattern PLACE = Pattern.compile("\\{\\{?\\s?([\\p{L}_]{1,20})\\s?\\}?\\}");

  private static final Pattern COMMA = Pattern.compile("^[，,、]? ?");

  private Template() {}

  /** What can be filled in. */
  enum Variable {
    CUSTOMER_NAME,
    SHOP_NAME,
    /** How many wait before the customer. */
    QUEUE_AHEAD,
    /** Until when the shop is open, or when it opens. */
    HOURS,
    /** Who serves. */
    AGENT_NAME
  }

  /** By the names that the pages offer; phrases know shorter ones for some. */
  private static final Map<String, Variable> BY_NAME =
      Map.ofEntries(
          Map.entry("customer_name", Variable.CUSTOMER_NAME),
          Map.entry("customer", Variable.CUSTOMER_NAME),
          Map.entry("称呼", Variable.CUSTOMER_NAME),
          Map.entry("shop_name", Variable.SHOP_NAME),
          Map.entry("shop", Variable.SHOP_NAME),
          Map.entry("店铺名", Variable.SHOP_NAME),
          Map.entry("queue_ahead", Variable.QUEUE_AHEAD),
          Map.entry("排队人数", Variable.QUEUE_AHEAD),
          Map.entry("hours", Variable.HOURS),
          Map.entry("营业时间", Variable.HOURS),
          Map.entry("agent_name", Variable.AGENT_NAME),
          Map.entry("agent", Variable.AGENT_NAME),
          Map.entry("客服", Variable.AGENT_NAME));

  /** The names by which they can be written, for a message. */
  static List<String> names() {
    return BY_NAME.keySet().stream().sorted().toList();
  }

  private static Optional<Variable> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Set<Variable> variables(String text) {
    Set<Variable> found = EnumSet.noneOf(Variable.class);
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      of(places.group(1)).ifPresent(found::add);
    }
    return found;
  }

  /** The first name in braces that is none of a variable: a slip that a customer would see. */
  static Optional<String> unknown(String text) {
    return PLACE
        .matcher(text)
        .results()
        .map(place -> place.group(1))
        .filter(name -> of(name).isEmpty())
        .findFirst();
  }

  /** At most {@code bytesMax} bytes in UTF-8. */
  static String fill(String text, Map<Variable, String> values, int bytesMax) {
    StringBuilder filled = new StringBuilder();
    Matcher places = PLACE.matcher(text);
    int at = 0;
    while (places.find()) {
      Optional<Variable> variable = of(places.group(1));
      if (variable.isEmpty()) {
        continue;
      }
      filled.append(text, at, places.start());
      String value = values.getOrDefault(variable.get(), "");
      at = places.end();
      filled.append(value);
      if (value.isEmpty()) {
        Matcher comma = COMMA.matcher(text).region(at, text.length());
        if (comma.find()) {
          at = comma.end();
        }
      }
    }
    return cut(filled.append(text, at, text.length()).toString(), bytesMax);
  }

  private static String cut(String text, int bytesMax) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= bytesMax) {
      return text;
    }
    int end = 0;
    int bytes = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > bytesMax) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end);
  }
}
