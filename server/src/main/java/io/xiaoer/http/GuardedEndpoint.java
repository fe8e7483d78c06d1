package io.xiaoer.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint, with an eye on its connections. Tomcat's own time-outs run from one byte to
 * the next, so that who sends a byte every second holds a connection, and with the first byte of a
 * head some 30 KB, for as long as they like; and when the last place is taken, nobody else is
 * accepted.
 *
 * <p>Four times a second, and more often in a crowd, all connections are looked at. A head or a
 * body that takes longer than {@link ConnectionLimits#arrivesWithin} ends its connection. When
 * there are more than {@link ConnectionLimits#crowded}, those that do nothing are closed until
 * there are not: first those with half a head, then those that never asked anything, then those
 * that wait for a next request, and of each kind the longest idle first. A push arrives in a few
 * milliseconds and is not among them.
 */
final class GuardedEndpoint extends NioEndpoint {
  private static final long LOOK_MILLIS = 250;

  /** While there are too many: so soon that the system's queue of those to accept stays short. */
  private static final long LOOK_OFTEN_MILLIS = 10;

  /** Room that a look makes beyond what is needed: so many may come until the next one. */
  private static final int ROOM = 256;

  /** A push comes in one piece, right behind its connection; shorter than this nobody is idle. */
  private static final long IDLE_MILLIS_MIN = 250;

  /** Who was answered before most likely comes back, and may be sending at this very moment. */
  private static final long KEPT_MILLIS_MIN = 2_000;

  /** They are closed only in so large a crowd. */
  private static final int KEPT_FACTOR = 2;

  /** The read that waits goes on for as long as it was told; the one after it ends at once. */
  private static final long AT_ONCE_MILLIS = 1;

  /** For a new connection while too many bodies are on their way. */
  private static final long HASTY_READ_MILLIS = 500;

  private final LongAdder late = new LongAdder();
  private final LongAdder shed = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private volatile @Nullable Rules rules;

  /** Connections by network at the last look, and those accepted since; without proxies. */
  private volatile Map<InetAddress, Integer> byNetwork = Map.of();

  private volatile @Nullable Thread guard;

  /** As seen at one look; Tomcat's threads go on changing the connection itself. */
  private record Idle(SocketChannel socket, NioSocketWrapper connection, long lastRead) {
    /** On a busy machine a whole request may lie there that no thread has come to. */
    boolean hasUnread() {
      try {
        return socket.socket().getInputStream().available() > 0;
      } catch (IOException closed) {
        return false;
      }
    }
  }

  private record Rules(ConnectionLimits limits, ArrivingBodies bodies, InstantSource clock) {}

  /** Before the start; without it this is Tomcat's own endpoint. */
  void guard(ConnectionLimits limits, ArrivingBodies bodies, InstantSource clock) {
    rules = new Rules(limits, bodies, clock);
  }

  /** Connections ended because a head or a body took too long. */
  long late() {
    return late.sum();
  }

  /** Connections closed because there were too many. */
  long shed() {
    return shed.sum();
  }

  /** Connections refused because their network had too many. */
  long turnedAway() {
    return turnedAway.sum();
  }

  @Override
  public void startInternal() throws Exception {
    super.startInternal();
    byNetwork = new ConcurrentHashMap<>();
    guard = Thread.ofPlatform().daemon().name(getName() + "-guard").start(this::watch);
  }

  @Override
  public void stopInternal() {
    Thread stopping = guard;
    guard = null;
    if (stopping != null) {
      stopping.interrupt();
    }
    super.stopInternal();
  }

  @Override
  protected boolean setSocketOptions(SocketChannel socket) {
    Rules now = rules;
    if (now == null) {
      return super.setSocketOptions(socket);
    }
    if (!mayConnect(now.limits(), socket)) {
      turnedAway.increment();
      destroySocket(socket);
      return false;
    }
    boolean accepted = super.setSocketOptions(socket);
    Thread watching = guard;
    if (watching != null && connections.size() > now.limits().crowded()) {
      LockSupport.unpark(watching);
    }
    if (accepted && now.bodies().count() > now.limits().slow()) {
      SocketWrapperBase<NioChannel> connection = connections.get(socket);
      if (connection != null) {
        connection.setReadTimeout(HASTY_READ_MILLIS);
      }
    }
    return accepted;
  }

  /** Called by the one thread that accepts. */
  private boolean mayConnect(ConnectionLimits limits, SocketChannel socket) {
    InetAddress network = network(limits, socket);
    return network == null || byNetwork.merge(network, 1, Integer::sum) <= limits.perNetwork();
  }

  /** Null for a proxy, and for a socket that is closed already. */
  private static @Nullable InetAddress network(ConnectionLimits limits, SocketChannel socket) {
    try {
      return socket.getRemoteAddress() instanceof InetSocketAddress from
              && !limits.isProxy(from.getAddress())
          ? ConnectionLimits.networkOf(from.getAddress())
          : null;
    } catch (IOException closed) {
      return null;
    }
  }

  private void watch() {
    boolean crowded = false;
    while (!Thread.currentThread().isInterrupted()) {
      // The acceptor ends the longer wait as soon as there is a crowd.
      LockSupport.parkNanos(MILLISECONDS.toNanos(crowded ? LOOK_OFTEN_MILLIS : LOOK_MILLIS));
      Rules now = rules;
      if (now != null) {
        crowded = connections.size() > now.limits().crowded();
        look(now.limits(), now.bodies(), now.clock().millis());
      }
    }
  }

  private void look(ConnectionLimits limits, ArrivingBodies bodies, long millis) {
    Collection<SocketWrapperBase<NioChannel>> all = connections.values();
    long now = System.nanoTime();
    long within = limits.arrivesWithin().toNanos();
    count(limits);
    cutOff(all, bodies.late(now, within, limits.slow()));
    List<Idle> halfHeads = new ArrayList<>();
    List<Idle> silent = new ArrayList<>();
    List<Idle> kept = new ArrayList<>();
    connections.forEach((socket, one) -> {
      if (one instanceof NioSocketWrapper connection) {
        long began = headBegan(connection);
        Idle idle = new Idle(socket, connection, connection.getLastRead());
        if (began > 0 && now - began > within) {
          late.increment();
          end(connection);
        } else if (began > 0) {
          halfHeads.add(idle);
        } else if (connection.getCurrentProcessor() == null && !connection.getLock().isLocked()) {
          (connection.getLastWrite() <= idle.lastRead() ? silent : kept).add(idle);
        }
      }
    });
    int tooMany = all.size() > limits.crowded() ? all.size() - limits.crowded() + ROOM : 0;
    int slow = Math.max(tooMany, halfHeads.size() - limits.slow());
    tooMany -= shed(halfHeads, slow, millis - IDLE_MILLIS_MIN);
    tooMany -= shed(silent, tooMany, millis - IDLE_MILLIS_MIN);
    // Most crowds are of the others, and pass with them; then no sender finds its connection
    // closed.
    int muchTooMany = all.size() - KEPT_FACTOR * limits.crowded();
    shed(kept, Math.min(tooMany, muchTooMany), millis - KEPT_MILLIS_MIN);
  }

  private void count(ConnectionLimits limits) {
    Map<InetAddress, Integer> counted = new ConcurrentHashMap<>();
    for (SocketChannel socket : connections.keySet()) {
      InetAddress network = network(limits, socket);
      if (network != null) {
        counted.merge(network, 1, Integer::sum);
      }
    }
    byNetwork = counted;
  }

  /** When the first byte of a head came that is not complete yet; 0 when there is none. */
  private static long headBegan(SocketWrapperBase<NioChannel> connection) {
    // A thread that works for the connection has taken the processor; here are those left waiting.
    return connection.getCurrentProcessor() instanceof Http11Processor waiting && !waiting.isAsync()
        ? Math.max(0, waiting.getRequest().getStartTimeNanos())
        : 0;
  }

  /** Closes up to {@code most} of those idle since before, the longest idle first; how many. */
  private int shed(List<Idle> connections, int most, long idleSince) {
    if (most <= 0) {
      return 0;
    }
    List<Idle> oldest =
        connections.stream()
            .filter(idle -> idle.lastRead() < idleSince)
            .sorted(Comparator.comparingLong(Idle::lastRead))
            .filter(idle -> !idle.hasUnread())
            .limit(most)
            .toList();
    oldest.forEach(idle -> end(idle.connection()));
    shed.add(oldest.size());
    return oldest.size();
  }

  /** On Tomcat's own way, which gives the processor back. */
  private void end(NioSocketWrapper connection) {
    connection.setError(new SocketTimeoutException("too slow, or too many"));
    if (!processSocket(connection, SocketEvent.ERROR, true)) {
      connection.close();
    }
  }

  /** A thread waits there for bytes: the next byte, or Tomcat's time-out, ends the body. */
  private void cutOff(Collection<SocketWrapperBase<NioChannel>> all, List<Peer> peers) {
    if (peers.isEmpty()) {
      return;
    }
    Set<Peer> slow = new HashSet<>(peers);
    for (SocketWrapperBase<NioChannel> one : all) {
      if (one.getReadTimeout() != AT_ONCE_MILLIS
          && slow.contains(new Peer(Objects.toString(one.getRemoteAddr()), one.getRemotePort()))) {
        late.increment();
        one.setReadTimeout(AT_ONCE_MILLIS);
      }
    }
  }
}
