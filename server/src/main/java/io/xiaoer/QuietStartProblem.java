package io.xiaoer;

import java.nio.file.Path;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;

/** Takes the word from Spring Boot's own reports where {@link StartProblem} has a line to say. */
public final class QuietStartProblem implements SpringBootExceptionReporter, Ordered {
  @Override
  public boolean reportException(Throwable failure) {
    return !StartProblem.lines(failure, Path.of("")).isEmpty();
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
