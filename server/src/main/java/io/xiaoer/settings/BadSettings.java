package io.xiaoer.settings;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration cannot be used. Carries every problem found, each naming its key and the mend.
 */
public final class BadSettings extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** {@code what} never repeats a secret's value. */
  public record Problem(String key, String what) {
    @Override
    public String toString() {
      return key + ": " + what;
    }
  }

  private final transient List<Problem> problems;

  public BadSettings(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
