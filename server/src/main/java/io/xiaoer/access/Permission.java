package io.xiaoer.access;

import io.xiaoer.access.Caller.Role;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a route asks of its caller: a person needs at least a role, a machine a scope of its key.
 * Which shops he sees is asked besides, everywhere.
 */
public enum Permission {
  /** Who is here, and leaving: also for who has not proved all that their role asks for. */
  ENTRY("entry", Role.AGENT, null),
  /** A person's own second factor; also for who must have one and does not yet. */
  SECOND_FACTOR("second_factor", Role.AGENT, null),
  /** Nothing but being known. */
  KNOWN("known", Role.AGENT, null),
  /**
   * What belongs to a person himself: his password, his settings, his drafts. No machine has it.
   */
  SELF("self", Role.AGENT, null),
  CONVERSATIONS_READ("conversations.read", Role.AGENT, Scope.CONVERSATIONS_READ),
  /** Answering, marking as read, taking, handing over, closing; a customer's notes and tags. */
  CONVERSATIONS_WRITE("conversations.write", Role.AGENT, Scope.CONVERSATIONS_WRITE),
  MEDIA("media", Role.AGENT, Scope.MEDIA),
  /** Products, orders, phrases. */
  CATALOG("catalog", Role.AGENT, Scope.CATALOG),
  /** Putting an answer before the people who serve; by machines, people just write it. */
  REPLIES_PROPOSE("replies.propose", Role.AGENT, Scope.REPLIES_PROPOSE),
  /** Sending what nobody has read before, checked and up to a number a day. */
  REPLIES_SEND("replies.send", Role.AGENT, Scope.REPLIES_SEND),
  /** What all share: the team's phrases, shared views, trying again to send. */
  TEAM("team", Role.SUPERVISOR, Scope.ADMIN),
  /** What the team does, as figures. */
  FIGURES("figures", Role.SUPERVISOR, Scope.CONVERSATIONS_READ),
  /** Many conversations at once as a file. */
  EXPORT("export", Role.SUPERVISOR, Scope.CONVERSATIONS_READ),
  /** The log as the platform pushed it. */
  EVENTS_READ("events.read", Role.ADMINISTRATOR, Scope.EVENTS_READ),
  /** Shops, staff, keys, quarantine, parked events, the audit log, the system page. */
  ADMIN("admin", Role.ADMINISTRATOR, Scope.ADMIN);

  private final String word;
  private final Role least;
  private final @Nullable Scope scope;

  Permission(String word, Role least, @Nullable Scope scope) {
    this.word = word;
    this.least = least;
    this.scope = scope;
  }

  /** As the API names it. */
  public String word() {
    return word;
  }

  public Role least() {
    return least;
  }

  public Optional<Scope> scope() {
    return Optional.ofNullable(scope);
  }
}
