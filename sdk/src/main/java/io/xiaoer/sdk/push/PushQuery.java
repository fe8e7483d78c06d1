package io.xiaoer.sdk.push;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few query parameters that a push is verified with. Of a parameter given twice the first value
 * counts; others are read past, however they are written: a shop may have put some of its own into
 * the URL it gave to the platform.
 */
record PushQuery(
    @Nullable String signature,
    @Nullable String msgSignature,
    @Nullable String timestamp,
    @Nullable String nonce,
    @Nullable String echo) {

  private static final String[] NAMES = {
    "signature", "msg_signature", "timestamp", "nonce", "echostr"
  };

  // The platform sends six parameters of at most a few dozen characters each.
  static final int charsMax = 8_192;
  static final int parametersMax = 64;
  static final int valueCharsMax = 1_024;

  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String what) {
      super(what, null, false, false); // strangers cause it at will: no stack trace
    }

    String what() {
      String what = getMessage();
      return what == null ? "query malformed" : what;
    }
  }

  private static final class Draft {
    @Nullable String signature;
    @Nullable String msgSignature;
    @Nullable String timestamp;
    @Nullable String nonce;
    @Nullable String echo;

    void put(String name, String value) throws Malformed {
      if (value.length() > valueCharsMax) {
        throw new Malformed("query has a value of more than " + valueCharsMax + " characters");
      }
      switch (name) {
        case "signature" -> signature = signature != null ? signature : value;
        case "msg_signature" -> msgSignature = msgSignature != null ? msgSignature : value;
        case "timestamp" -> timestamp = timestamp != null ? timestamp : value;
        case "nonce" -> nonce = nonce != null ? nonce : value;
        case "echostr" -> echo = echo != null ? echo : value;
        default -> {
          // openid and encrypt_type say nothing that the signed part does not
        }
      }
    }

    PushQuery done() {
      return new PushQuery(
          present(signature),
          present(msgSignature),
          present(timestamp),
          present(nonce),
          present(echo));
    }

    /** An empty value proves as little as a missing one. */
    private static @Nullable String present(@Nullable String value) {
      return value == null || value.isEmpty() ? null : value;
    }
  }

  /** Reads a query as it stands in the request line, after the question mark. */
  static PushQuery parse(@Nullable String raw) throws Malformed {
    Draft draft = new Draft();
    if (raw == null) {
      return draft.done();
    }
    if (raw.length() > charsMax) {
      throw new Malformed("query of " + raw.length() + " characters (at most " + charsMax + ")");
    }
    int parameters = 0;
    int from = 0;
    while (from <= raw.length()) {
      int to = raw.indexOf('&', from);
      if (to < 0) {
        to = raw.length();
      }
      if (to > from) {
        if (++parameters > parametersMax) {
          throw new Malformed("query has more than " + parametersMax + " parameters");
        }
        int equals = raw.indexOf('=', from);
        int nameEnd = equals < 0 || equals > to ? to : equals;
        String name = name(raw, from, nameEnd);
        if (name != null) {
          draft.put(name, decode(raw, Math.min(nameEnd + 1, to), to));
        }
      }
      from = to + 1;
    }
    return draft.done();
  }

  /** Takes parameters that a web server has already decoded. */
  static PushQuery of(Map<String, String> parameters) throws Malformed {
    Draft draft = new Draft();
    for (String name : NAMES) {
      String value = parameters.get(name);
      if (value != null) {
        draft.put(name, value);
      }
    }
    return draft.done();
  }

  /** One of {@link #NAMES}, or null for a name that says nothing here. */
  private static @Nullable String name(String raw, int from, int to) {
    String decoded;
    try {
      decoded = isPlain(raw, from, to) ? null : decode(raw, from, to);
    } catch (Malformed broken) {
      return null;
    }
    for (String name : NAMES) {
      boolean same =
          decoded == null
              ? name.length() == to - from && raw.startsWith(name, from)
              : name.equals(decoded);
      if (same) {
        return name;
      }
    }
    return null;
  }

  private static boolean isPlain(String raw, int from, int to) {
    for (int at = from; at < to; at++) {
      if (raw.charAt(at) == '%' || raw.charAt(at) == '+') {
        return false;
      }
    }
    return true;
  }

  private static String decode(String raw, int from, int to) throws Malformed {
    if (isPlain(raw, from, to)) {
      return raw.substring(from, to);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
    int at = from;
    while (at < to) {
      char c = raw.charAt(at);
      if (c == '%') {
        int high = at + 2 < to ? hex(raw.charAt(at + 1)) : -1;
        int low = at + 2 < to ? hex(raw.charAt(at + 2)) : -1;
        if (high < 0 || low < 0) {
          throw new Malformed("query has a broken percent escape");
        }
        bytes.write(high * 16 + low);
        at += 3;
      } else {
        int next = at + 1;
        while (next < to && raw.charAt(next) != '%' && raw.charAt(next) != '+') {
          next++;
        }
        if (c == '+') {
          bytes.write(' ');
          at++;
        } else {
          bytes.writeBytes(raw.substring(at, next).getBytes(StandardCharsets.UTF_8));
          at = next;
        }
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Not {@link Character#digit}, which also knows the digits of other scripts. */
  private static int hex(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
