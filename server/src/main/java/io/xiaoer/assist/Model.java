package io.xiaoer.assist;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A language model and where it is.
 *
 * @param base without the slash at its end; what is called is below it
 * @param key null where the host asks for none
 */
record Model(URI base, String name, @Nullable String key) {
  private static final String COMPLETIONS = "/chat/completions";

  /** The address that is called. */
  URI completions() {
    return URI.create(base + COMPLETIONS);
  }

  /** An address as somebody pastes it: with or without what is called below it. */
  static String base(String written) {
    String base = written.strip();
    base = withoutSlashes(base);
    return base.endsWith(COMPLETIONS)
        ? withoutSlashes(base.substring(0, base.length() - COMPLETIONS.length()))
        : base;
  }

  private static String withoutSlashes(String base) {
    return base.replaceAll("/+$", "");
  }

  /** Whether both are at one host and port: what a key was entered for. */
  static boolean isSameHost(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && one.getPort() == other.getPort();
  }

  /** The host that is given the text, with the port where it is not the usual one. */
  static String host(URI base) {
    return base.getPort() < 0 ? base.getHost() : base.getHost() + ":" + base.getPort();
  }

  @Override
  public String toString() {
    return "Model[" + host(base) + "]";
  }
}
