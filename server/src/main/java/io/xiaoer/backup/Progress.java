package io.xiaoer.backup;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Says now and then how far long work has come; short work says nothing. */
public final class Progress {
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final double MEGABYTE = 1e6;

  private final Consumer<String> out;
  private long said = System.nanoTime();

  public Progress(Consumer<String> out) {
    this.out = out;
  }

  void part(String what, long done, long total) {
    if (isTime()) {
      out.accept(total <= 0 ? what : "%s: %s %%".formatted(what, done * 100 / total));
    }
  }

  void bytes(String what, long bytes) {
    if (isTime()) {
      out.accept(String.format(Locale.ROOT, "%s: %,.0f MB", what, bytes / MEGABYTE));
    }
  }

  private boolean isTime() {
    long now = System.nanoTime();
    if (now - said < EVERY.toNanos()) {
      return false;
    }
    said = now;
    return true;
  }
}
