package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FatalErrorsTest {
  private final AtomicInteger ends = new AtomicInteger();
  private final FatalErrors handler = new FatalErrors(ends::incrementAndGet);

  @Test
  void anErrorOfAnyThreadEndsTheProcess() throws InterruptedException {
    die("some-thread", new StackOverflowError());
    assertThat(ends).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http-nio-8080-Acceptor", "http-nio-8080-Poller", "inbox-writer", "live-feed"})
  void aVitalThreadThatDiesEndsTheProcess(String name) throws InterruptedException {
    die(name, new IllegalStateException("unexpected"));
    assertThat(ends).hasValue(1);
  }

  @Test
  void aFailedRequestDoesNotEndTheProcess() throws InterruptedException {
    die("tomcat-handler-7", new IllegalStateException("unexpected"));
    assertThat(ends).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xiaoer", "Dockerfile", "docs/operate/xiaoer.service"})
  void everyWayOfStartingEndsAServerThatIsOutOfMemory(String file) throws IOException {
    assertThat(Files.readString(Path.of("..", file))).contains("-XX:+ExitOnOutOfMemoryError");
  }

  private void die(String name, Throwable problem) throws InterruptedException {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .uncaughtExceptionHandler(handler)
            .start(() -> FatalErrorsTest.<RuntimeException>raise(problem));
    thread.join();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable problem) throws T {
    throw (T) problem;
  }
}
