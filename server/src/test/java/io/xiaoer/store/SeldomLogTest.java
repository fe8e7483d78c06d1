package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import io.xiaoer.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What goes wrong again and again fills no log. */
class SeldomLogTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // it runs over, as it may
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final SeldomLog log = new SeldomLog(logger(), Level.WARN, nanos::get);

  @Test
  void aThousandFailuresInAMinuteAreSixLinesThatCountAllOfThem() {
    for (int i = 0; i < 1_000; i++) {
      log.say("the disk is full");
      pass(Duration.ofMillis(60));
    }
    assertThat(texts())
        .hasSize(6)
        .startsWith("the disk is full", "the disk is full (166 more in the last 10 s)");
    assertThat(lines.list).allMatch(line -> line.getLevel().toString().equals("WARN"));
  }

  @Test
  void troubleThatGoesOnHasItsStackTraceOnce() {
    Supplier<IOException> full = () -> new IOException("No space left on device");
    for (int i = 0; i < 30; i++) {
      log.say("not written", full.get());
      pass(Duration.ofSeconds(2));
    }
    assertThat(texts().subList(0, 2))
        .containsExactly(
            "not written",
            "not written: java.io.IOException: No space left on device (4 more in the last 10 s)");
    assertThat(traces()).isEqualTo(1);
  }

  @Test
  void anotherTroubleAtTheSamePlaceIsToldInFull() {
    log.say("not written", new IOException("No space left on device"));
    pass(SeldomLog.EVERY);
    log.say("not written", new UncheckedIOException(new IOException("Read-only file system")));
    assertThat(traces()).isEqualTo(2);
  }

  @Test
  void troubleThatComesBackIsToldInFullAgain() {
    Supplier<IOException> full = () -> new IOException("No space left on device");
    log.say("not written", full.get());
    pass(SeldomLog.OVER_AFTER);
    log.say("not written", full.get());
    assertThat(texts()).containsExactly("not written", "not written");
    assertThat(traces()).isEqualTo(2);
  }

  /** What a {@code catch} tells may come again at each round of a loop, and at each request. */
  @Test
  void whateverIsCaughtIsToldSeldom() throws IOException {
    Set<String> toldEachTime = new TreeSet<>();
    for (CompilationUnitTree unit : Sources.of("server")) {
      new Caught(toldEachTime).scan(unit, false);
    }
    assertThat(toldEachTime)
        .as("warnings and errors inside a catch that do not go by SeldomLog")
        .containsExactlyInAnyOrder(
            "Nodes.start", // once, at the start
            "SqliteDatabase.close", // once, at the end
            "PostgresLease.giveBack", // once, at the end
            "MeaningModel.load", // once, when it is first asked for
            "PostgresConnections.awaitServer", // once in an outage
            "PostgresNodeSignals.keepUp", // once in an outage
            "LogConsumer.readAgain"); // when a person asked for it
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private List<String> texts() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private long traces() {
    return lines.list.stream().filter(line -> line.getThrowableProxy() != null).count();
  }

  /** Of a context of its own, so that nothing reaches the log of the tests. */
  private Logger logger() {
    LoggerContext context = new LoggerContext();
    lines.setContext(context);
    lines.start();
    Logger logger = context.getLogger("place");
    logger.addAppender(lines);
    return logger;
  }

  /** The parameter is whether it is inside a {@code catch}. */
  private static final class Caught extends TreeScanner<Void, Boolean> {
    private final Set<String> found;
    private String type = "";
    private String method = "";

    Caught(Set<String> found) {
      this.found = found;
    }

    @Override
    public Void visitClass(ClassTree tree, Boolean caught) {
      String outer = type;
      type = outer.isEmpty() ? tree.getSimpleName().toString() : outer;
      super.visitClass(tree, caught);
      type = outer;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree tree, Boolean caught) {
      String outer = method;
      method = tree.getName().toString();
      super.visitMethod(tree, false);
      method = outer;
      return null;
    }

    @Override
    public Void visitCatch(CatchTree tree, Boolean caught) {
      return super.visitCatch(tree, true);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Boolean caught) {
      String called = call.getMethodSelect().toString();
      if (caught && (called.equals("log.warn") || called.equals("log.error"))) {
        found.add(type + "." + method);
      }
      return super.visitMethodInvocation(call, caught);
    }
  }
}
