package io.xiaoer.backup;

import org.jspecify.annotations.Nullable;

/**
 * A backup cannot be taken or brought back; the message says why and what to do, for the operator.
 */
public final class Trouble extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean mendable;

  private Trouble(String message, boolean mendable, @Nullable Throwable cause) {
    super(message, cause);
    this.mendable = mendable;
  }

  /** The operator asked for what cannot be, and can ask again. */
  static Trouble refused(String message) {
    return new Trouble(message, true, null);
  }

  /** Something broke on the way. */
  static Trouble broken(String message, Throwable cause) {
    return new Trouble(message, false, cause);
  }

  /** Whether it was refused before anything was begun. */
  public boolean isRefusal() {
    return mendable;
  }
}
