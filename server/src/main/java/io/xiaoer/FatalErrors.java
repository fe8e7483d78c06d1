package io.xiaoer;

import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that died is the end of the process. Without one of its threads a server lives on and
 * does only part of its work: one that accepts no connections any more looks alive to who started
 * it and is dead to the platform. Whoever started it starts it again, and the platform pushes again
 * meanwhile.
 */
final class FatalErrors implements UncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(FatalErrors.class);

  /** As sysexits.h has it: an internal error. The launcher and the unit start the server again. */
  static final int EXIT_INTERNAL_ERROR = 70;

  /** Those that accept connections, keep what is pushed, and work on it for as long as we run. */
  private static final Pattern VITAL =
      Pattern.compile(
          ".*-(Acceptor|Poller|guard)"
              + "|inbox-(writer|watchdog)|reader-.*|follower-.*|live-feed"
              + "|sender|send-outcomes|media-fetcher|catalog-refresher|lease|signals-(listen|notify)");

  private final Runnable end;

  /** {@code end} of the process. */
  FatalErrors(Runnable end) {
    this.end = end;
  }

  /** For all threads that have no handler of their own. */
  static void install() {
    Thread.setDefaultUncaughtExceptionHandler(
        new FatalErrors(() -> Runtime.getRuntime().halt(EXIT_INTERNAL_ERROR)));
  }

  @Override
  public void uncaughtException(Thread thread, Throwable problem) {
    if (problem instanceof Error || VITAL.matcher(thread.getName()).matches()) {
      try {
        log.error(
            "thread {} died, this process exits with {} and has to be restarted",
            thread.getName(),
            EXIT_INTERNAL_ERROR,
            problem);
      } finally {
        end.run();
      }
    } else {
      log.error("thread {} ended with an error", thread.getName(), problem);
    }
  }

  /**
   * Whether the JVM ends itself when it is out of memory, which no code of ours can do as surely.
   */
  static boolean endsWhenOutOfMemory() {
    try {
      Object option =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                  "getVMOption",
                  new Object[] {"ExitOnOutOfMemoryError"},
                  new String[] {String.class.getName()});
      return option instanceof CompositeData data && "true".equals(data.get("value"));
    } catch (JMException | RuntimeException notHotSpot) {
      return true;
    }
  }
}
