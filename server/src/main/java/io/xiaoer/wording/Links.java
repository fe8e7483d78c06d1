package io.xiaoer.wording;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Addresses outside the platform, with or without a scheme; e-mail addresses are none. */
final class Links {
  /** The platform's own, and what is below them: its pages, mini programs and pictures. */
  private static final List<String> OF_THE_PLATFORM =
      List.of(
          "weixin.qq.com",
          "wxaurl.cn",
          "servicewechat.com",
          "weixinbridge.com",
          "qpic.cn",
          "qlogo.cn");

  private static final String REST = "[^\\s\\x{3000}-\\x{9fff}\\x{ff00}-\\x{ffef}\"'<>]*";
  private static final String AUTHORITY = "[^\\s/?#\\x{3000}-\\x{9fff}\\x{ff00}-\\x{ffef}\"'<>,;]+";

  private static final Pattern WITH_SCHEME =
      Pattern.compile("(?:https?|ftp)://(" + AUTHORITY + ")" + REST, Pattern.CASE_INSENSITIVE);

  /** Only names that no sentence ends with. */
  private static final Pattern BARE =
      Pattern.compile(
          "(?:^|[^a-z0-9@._/-])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+"
              + "(?:com|cn|net|org|top|xyz|cc|vip|shop|store|tv|io|app|info|club|site|online|link|ltd"
              + "|wang|icu|tech|hk|tw|biz|mobi|asia))(?:[:/?]"
              + REST
              + ")?(?:[^a-z0-9.@-]|\\.(?:[^a-z0-9]|$)|$)",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private Links() {}

  /** Places in {@code text}: from, and behind. */
  static List<int[]> in(FoldedText text, List<String> ownDomains, int max) {
    String written = text.toString();
    List<int[]> found = new ArrayList<>();
    Matcher full = WITH_SCHEME.matcher(written);
    int at = 0;
    while (found.size() < max && full.find(at)) {
      if (!isOwn(full.group(1), ownDomains)) {
        found.add(new int[] {full.start(), full.end()});
      }
      at = full.end();
    }
    Matcher bare = BARE.matcher(written);
    at = 0;
    while (found.size() < max && at < written.length() && bare.find(at)) {
      if (!isOwn(bare.group(1), ownDomains)) {
        found.add(new int[] {bare.start(1), bare.end(1)});
      }
      at = bare.end(1);
    }
    return found;
  }

  private static boolean isOwn(String authority, List<String> ownDomains) {
    String host = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    int port = host.indexOf(':');
    String name = port < 0 ? host : host.substring(0, port);
    return OF_THE_PLATFORM.stream().anyMatch(domain -> isBelow(name, domain))
        || ownDomains.stream().anyMatch(domain -> isBelow(name, domain));
  }

  private static boolean isBelow(String host, String domain) {
    return host.equals(domain) || host.endsWith("." + domain);
  }
}
