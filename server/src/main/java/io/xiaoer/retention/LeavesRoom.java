package io.xiaoer.retention;

/** Does work for which nobody waits at a moment when pushes do not have to wait for it. */
@FunctionalInterface
public interface LeavesRoom {
  void run(Runnable work) throws InterruptedException;
}
