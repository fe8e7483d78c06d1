package io.xiaoer.e2e.ledger;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was pushed, and what was answered, in the order in which it happened. Kept in memory for the
 * comparison and in a file for whoever looks for the cause afterwards: {@code push}, {@code answer}
 * or {@code harm} lines with milliseconds, never changed.
 */
final class Ledger implements AutoCloseable {
  private final long began = System.nanoTime();
  private final BufferedWriter file;
  private final Map<String, String> hashByMsgId = new ConcurrentHashMap<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<String> byAnother = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Violation> wrongAnswers = new ConcurrentLinkedQueue<>();
  private final AtomicLong pushes = new AtomicLong();
  private final Map<String, Long> lastSuccessByNode = new ConcurrentHashMap<>();

  Ledger(Path path) {
    try {
      file = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before the first byte of it leaves. */
  void pushed(String msgId, String clearText) {
    pushes.incrementAndGet();
    if (hashByMsgId.putIfAbsent(msgId, hash(clearText)) == null) {
      line("push " + msgId + " " + hash(clearText));
    }
  }

  /** Its content is not known here, and it counts neither as written nor as acknowledged. */
  void pushedByAnother(String msgId) {
    byAnother.add(msgId);
  }

  void answered(String msgId, String node, int status, String body) {
    if (status == 200) {
      if (body.equals("success")) {
        lastSuccessByNode.put(node, System.nanoTime());
        if (acknowledged.add(msgId)) {
          line("answer " + msgId + " 200 from " + node);
        }
      } else {
        wrongAnswers.add(new Violation(Violation.Kind.WRONG_SUCCESS, msgId + ": \"" + body + "\""));
      }
    } else {
      line("answer " + msgId + " " + status + " from " + node + " " + body);
      if (body.isEmpty()) {
        wrongAnswers.add(
            new Violation(Violation.Kind.WRONG_SUCCESS, msgId + ": " + status + ", empty"));
      }
    }
  }

  void noted(String what) {
    line("harm " + what);
  }

  boolean isAcknowledged(String msgId) {
    return acknowledged.contains(msgId);
  }

  /** As it is now; grows on. */
  Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  long pushCount() {
    return pushes.get();
  }

  int messageCount() {
    return hashByMsgId.size();
  }

  @Nullable String hashOf(String msgId) {
    return hashByMsgId.get(msgId);
  }

  boolean isByAnother(String msgId) {
    return byAnother.contains(msgId);
  }

  /** Whether {@code node}, an authority, has acknowledged something since. */
  boolean hasAcknowledgedSince(String node, long nanoTime) {
    Long last = lastSuccessByNode.get(node);
    return last != null && last - nanoTime > 0;
  }

  Iterable<Violation> wrongAnswers() {
    return wrongAnswers;
  }

  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private synchronized void line(String text) {
    try {
      file.write((System.nanoTime() - began) / 1_000_000 + " " + text);
      file.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
