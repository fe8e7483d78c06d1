package io.xiaoer.events;

import org.springframework.context.SmartLifecycle;

/**
 * Readers who wait for the next entry are answered before the server stops: it would wait for them
 * else.
 */
final class Waiting implements SmartLifecycle {
  private volatile boolean running;

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
