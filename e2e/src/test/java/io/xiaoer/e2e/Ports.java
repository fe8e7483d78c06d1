package io.xiaoer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that are about to start, which take long to listen on them. Another process of
 * tests must not find the same port free meanwhile, whichever checkout it runs from: so ports are
 * taken in blocks, and who listens on the first port of a block has the others.
 */
final class Ports {
  /**
   * Below those that systems give to outgoing connections by themselves: such a one could take a
   * port between its being found free and a program's listening on it.
   */
  private static final int FROM = 20_000;

  private static final int BLOCKS = 40;
  private static final int OF_BLOCK = 250;

  /** Listens until this process ends; nobody calls. */
  @SuppressWarnings("unused")
  private static ServerSocket taken = takeBlock();

  private static int last = taken.getLocalPort();

  private Ports() {}

  /** On which nobody listens, and which no other test is given. */
  static synchronized int free() {
    while (true) {
      last++;
      if (last == taken.getLocalPort() + OF_BLOCK) {
        taken = takeBlock();
        last = taken.getLocalPort() + 1;
      }
      try (ServerSocket socket = new ServerSocket(last)) {
        return socket.getLocalPort();
      } catch (BindException heldByAnother) {
        // The next one, then.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static ServerSocket takeBlock() {
    int start = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int first = FROM + (start + i) % BLOCKS * OF_BLOCK;
      try {
        return new ServerSocket(first, 1, InetAddress.getLoopbackAddress());
      } catch (BindException ofAnother) {
        // The next one, then.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new AssertionError("all ports from " + FROM + " are taken by other tests");
  }
}
