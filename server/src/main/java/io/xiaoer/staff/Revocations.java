package io.xiaoer.staff;

import io.xiaoer.access.Caller;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Announces, after the commit, that a caller lost a right: a session ended or expired, a key was
 * removed, an account was closed or was given another role, other shops or another password. What
 * was let in once and is still open (a live connection, a long download) listens here and asks
 * {@link Credentials} again. Like every signal it is a reason to look and not the truth: a
 * revocation on another node may be missed while the connection to PostgreSQL is down.
 */
public final class Revocations {
  private final NodeSignals signals;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Whose rights are to be looked up again. */
  public sealed interface Whose {
    /** All connections of one caller, by {@link Caller#name()}. */
    record Of(String callerName) implements Whose {}

    /** Anybody: another node does not say whose. */
    record Anybody() implements Whose {}

    default boolean covers(Caller caller) {
      return switch (this) {
        case Of(String callerName) -> callerName.equals(caller.name());
        case Anybody _ -> true;
      };
    }
  }

  /** Must not block: it is called by the thread that revoked. */
  @FunctionalInterface
  public interface Listener {
    void revoked(Whose whose);
  }

  Revocations(NodeSignals signals) {
    this.signals = signals;
    signals.onRing(
        Topic.STAFF,
        here -> {
          if (!here) {
            tell(new Whose.Anybody());
          }
        });
  }

  public void onRevoked(Listener listener) {
    listeners.add(listener);
  }

  /** {@code username} has one session less, or may do or see something else than before. */
  public void ofPerson(String username) {
    announce(new Whose.Of(username));
  }

  /** The key of this name opens nothing any more. */
  public void ofKey(String keyName) {
    announce(new Whose.Of(Caller.ApiClient.callerName(keyName)));
  }

  /** A rule changed that may shut out anybody. */
  public void ofAnybody() {
    announce(new Whose.Anybody());
  }

  private void announce(Whose whose) {
    tell(whose);
    signals.ring(Topic.STAFF);
  }

  private void tell(Whose whose) {
    listeners.forEach(listener -> listener.revoked(whose));
  }
}
