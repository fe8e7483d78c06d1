package io.xiaoer.notice;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message to people, before it is written as one service or another wants it.
 *
 * @param id the same each time it is tried
 * @param what {@code waiting}, {@code alarm} or {@code test}
 * @param headline what must be seen
 * @param link to the desk; empty when its address is not known
 * @param waiting customers it is about
 * @param longestSeconds how long the one has waited who waits longest
 * @param confirmation where somebody on phone duty shows that they look; empty for others
 * @param path of the page that it is about, at the desk
 */
record Post(
    String id,
    String what,
    String headline,
    List<String> lines,
    String link,
    int waiting,
    long longestSeconds,
    String confirmation,
    String path) {

  /** Robots of DingTalk and Feishu may ask for a word that stands in every message. */
  private static final String MARK = "【小二】";

  Post {
    lines = List.copyOf(lines);
  }

  Post(
      String id,
      String what,
      String headline,
      List<String> lines,
      String link,
      int waiting,
      long longestSeconds) {
    this(id, what, headline, lines, link, waiting, longestSeconds, "", "/");
  }

  Post confirmedBy(String url) {
    return new Post(id, what, headline, lines, link, waiting, longestSeconds, url, path);
  }

  Post at(String page) {
    return new Post(id, what, headline, lines, link, waiting, longestSeconds, confirmation, page);
  }

  String title() {
    return MARK + headline;
  }

  /** All of it, with the links at its end whatever else has no room. */
  String text(int bytesMax) {
    String end =
        (confirmation.isEmpty() ? "" : "\n看到请确认：" + confirmation)
            + (link.isEmpty() ? "" : "\n" + link);
    return title() + body(bytesMax - bytes(title()) - bytes(end)) + end;
  }

  /** What stands below the headline, without a link. */
  String linesAsText(int bytesMax) {
    return body(bytesMax).strip();
  }

  /** What stands below the headline; whole lines. */
  private String body(int bytesMax) {
    StringBuilder body = new StringBuilder();
    int left = bytesMax;
    for (String line : lines) {
      left -= bytes("\n" + line);
      if (left < 0) {
        break;
      }
      body.append('\n').append(line);
    }
    return body.toString();
  }

  String linesAsText() {
    return String.join("\n", lines);
  }

  /** What a tap opens, where there is one tap only. */
  String opens() {
    return confirmation.isEmpty() ? link : confirmation;
  }

  /** As it is kept, to be shown to administrators. */
  String kept() {
    List<String> all = new ArrayList<>();
    all.add(headline);
    all.addAll(lines);
    return String.join("\n", all);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
