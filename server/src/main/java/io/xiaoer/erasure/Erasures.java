package io.xiaoer.erasure;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.erasure.ConversationsAtHand.Customer;
import io.xiaoer.erasure.ErasesCustomer.Kind;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where a removal is asked for, and what is known of those that were. */
final class Erasures {
  static final String PSEUDONYM = "erased-";

  /** Messages of the log are in conversations within moments; a rush may take longer. */
  private static final Duration READ_WITHIN = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Database database;
  private final ConversationsAtHand conversations;
  private final List<ErasesCustomer> owners;
  private final NodeSignals signals;
  private final InstantSource clock;

  Erasures(
      Database database,
      ConversationsAtHand conversations,
      List<ErasesCustomer> owners,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.conversations = conversations;
    this.owners = List.copyOf(owners);
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * What would be removed.
   *
   * @param answerOnItsWay it would be refused now
   */
  record Preview(Customer customer, Map<Kind, Long> counts, boolean answerOnItsWay) {}

  /** What became of a request. */
  sealed interface Requested {
    record Begun(Erasure erasure) implements Requested {}

    record NotThere() implements Requested {}

    /** The caller means somebody else. */
    record OtherCustomer() implements Requested {}

    /** It ends within minutes, or somebody has to say what became of it. */
    record AnswerOnItsWay() implements Requested {}

    /** Something of the customer may be in the log and not in the conversation. */
    record StillReading() implements Requested {}
  }

  Optional<Preview> preview(long conversationId) {
    return database.read(jdbc ->
        conversations
            .customer(jdbc, conversationId)
            .map(customer ->
                new Preview(
                    customer,
                    counts(jdbc, of(conversationId, customer, "", 0, clock.instant())),
                    conversations.hasAnswerOnItsWay(jdbc, conversationId))));
  }

  /** The conversation is gone for everybody when this returns; the rest follows. */
  Requested request(long conversationId, String openId, String by) throws InterruptedException {
    long newest = conversations.newestEntry();
    long until = System.nanoTime() + READ_WITHIN.toNanos();
    while (database.read(conversations::readUpTo) < newest) {
      if (System.nanoTime() > until) {
        return new Requested.StillReading();
      }
      Thread.sleep(LOOK_EVERY);
    }
    Requested requested =
        database.write(jdbc -> {
          Optional<Customer> found = conversations.customer(jdbc, conversationId);
          if (found.isEmpty()) {
            return new Requested.NotThere();
          }
          if (!found.get().openId().equals(openId)) {
            return new Requested.OtherCustomer();
          }
          if (conversations.hasAnswerOnItsWay(jdbc, conversationId)) {
            return new Requested.AnswerOnItsWay();
          }
          return begin(jdbc, conversationId, found.get(), by);
        });
    signals.ring(Topic.ERASURE);
    signals.ring(Topic.CHANGE);
    return requested;
  }

  private Requested begin(JdbcClient jdbc, long conversationId, Customer customer, String by) {
    Instant now = clock.instant();
    ErasedCustomer who =
        of(
            conversationId,
            customer,
            PSEUDONYM + UUID.randomUUID(),
            conversations.readUpTo(jdbc),
            now);
    Map<Kind, Long> counts = counts(jdbc, who);
    conversations.detach(jdbc, conversationId, who.pseudonym(), by, now);
    long id = ErasureTable.add(jdbc, who, counts, by);
    Audit.note(
        jdbc,
        now,
        by,
        AuditAction.CUSTOMER_ERASED,
        subject(who),
        "%s messages, %s files"
            .formatted(
                counts.getOrDefault(Kind.MESSAGES, 0L), counts.getOrDefault(Kind.FILES, 0L)));
    return new Requested.Begun(ErasureTable.find(jdbc, id).orElseThrow());
  }

  /** As the audit log names it. */
  static String subject(ErasedCustomer who) {
    return "conversation " + who.conversationId();
  }

  private static ErasedCustomer of(
      long conversationId, Customer customer, String pseudonym, long upTo, Instant at) {
    return new ErasedCustomer(
        conversationId, customer.shop(), customer.openId(), pseudonym, upTo, at);
  }

  private Map<Kind, Long> counts(JdbcClient jdbc, ErasedCustomer who) {
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    for (ErasesCustomer owner : owners) {
      owner
          .count(jdbc, who)
          .forEach((kind, count) -> {
            if (count > 0) {
              counts.merge(kind, count, Long::sum);
            }
          });
    }
    return counts;
  }

  Optional<Erasure> find(long id) {
    return database.read(jdbc -> ErasureTable.find(jdbc, id));
  }

  List<Erasure> newest(int limit) {
    return database.read(jdbc -> ErasureTable.newest(jdbc, limit));
  }
}
