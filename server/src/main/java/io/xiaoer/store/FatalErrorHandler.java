package io.xiaoer.store;

/**
 * What follows when a database can no longer be trusted: the process says so and ends. Nothing is
 * acknowledged from then on, and whoever started the process sees that it failed.
 */
@FunctionalInterface
public interface FatalErrorHandler {

  /** Called from any thread, perhaps more than once; returns at once. */
  void untrusted(String what, Throwable cause);
}
