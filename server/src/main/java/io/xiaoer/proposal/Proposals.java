package io.xiaoer.proposal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.assist.Promise;
import io.xiaoer.assist.PromiseMarks;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The proposals that are still worth something. Whether one is, is read and not written: it is as
 * long as nobody has written behind the message that its maker saw last, so a customer's next
 * message and anybody's answer end it in the transaction that keeps them.
 */
public final class Proposals {
  private static final String COUNTER = "xiaoer.proposals";

  private final Database database;
  private final ChangeFeed changeFeed;
  private final PromiseMarks promises;
  private final InstantSource clock;
  private final MeterRegistry registry;

  Proposals(
      Database database,
      ChangeFeed changeFeed,
      PromiseMarks promises,
      InstantSource clock,
      MeterRegistry registry) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.promises = promises;
    this.clock = clock;
    this.registry = registry;
  }

  /** What became of a text that was to be proposed. */
  public sealed interface Proposed {
    /**
     * It is shown, in place of what the same key proposed before.
     *
     * @param marks what the person will be asked to look at
     */
    record Shown(long id, List<Promise> marks) implements Proposed {}

    /** Somebody has written behind what its maker saw last. */
    record MovedOn() implements Proposed {}
  }

  /** What a person did with a proposal. */
  enum Outcome {
    INSERTED,
    DROPPED
  }

  /**
   * Puts a text before the people who serve.
   *
   * @param by as a caller is called
   * @param seenMessageId the newest message that its maker saw
   * @param also is written in the same transaction, when it is shown
   */
  public Proposed propose(
      Conversation conversation,
      String by,
      String text,
      long seenMessageId,
      Consumer<JdbcClient> also) {
    List<Promise> marks = promises.in(conversation, text);
    Instant now = clock.instant();
    Optional<Long> id =
        database.write(jdbc -> {
          if (newest(jdbc, conversation.id()) > seenMessageId) {
            return Optional.<Long>empty();
          }
          also.accept(jdbc);
          jdbc.sql("DELETE FROM proposal WHERE conversation_id = ? AND proposed_by = ?")
              .params(conversation.id(), by)
              .update();
          Long made =
              jdbc.sql(
                      """
                      INSERT INTO proposal (conversation_id, proposed_by, content, marks,
                                            seen_message_id, proposed_at)
                      VALUES (?, ?, ?, ?, ?, ?) RETURNING id
                      """)
                  .params(
                      conversation.id(),
                      by,
                      text,
                      JsonMapper.shared().writeValueAsString(json(marks)),
                      seenMessageId,
                      Micros.of(now))
                  .query(Long.class)
                  .single();
          ChangeFeed.note(jdbc, conversation.id(), null, Micros.of(now));
          return Optional.of(made);
        });
    changeFeed.announce();
    id.ifPresent(_ -> count("proposed"));
    return id.<Proposed>map(made -> new Proposed.Shown(made, marks))
        .orElseGet(Proposed.MovedOn::new);
  }

  /**
   * The newest message that a person, a customer or another system wrote; 0 where there is none.
   */
  public long newest(long conversationId) {
    return database.read(jdbc -> newest(jdbc, conversationId));
  }

  private static long newest(JdbcClient jdbc, long conversationId) {
    return jdbc.sql(
            """
            SELECT coalesce(max(m.id), 0) FROM message m
            WHERE m.conversation_id = ? AND m.origin NOT LIKE 'auto:%'
            """)
        .param(conversationId)
        .query(Long.class)
        .single();
  }

  /** Takes it away; false when it is not there any more, or is stale. */
  boolean settle(long conversationId, long id, Outcome outcome) {
    Instant now = clock.instant();
    boolean settled =
        database.write(jdbc -> {
          boolean was =
              jdbc.sql(
                          """
                          DELETE FROM proposal WHERE id IN (
                            SELECT p.id FROM proposal p
                            WHERE p.id = :id AND p.conversation_id = :conversation AND %s)
                          """
                              .formatted(ProposalDetails.CURRENT))
                      .param("id", id)
                      .param("conversation", conversationId)
                      .param("since", Micros.of(now.minus(ProposalDetails.KEPT)))
                      .update()
                  > 0;
          if (was) {
            ChangeFeed.note(jdbc, conversationId, null, Micros.of(now));
          }
          return was;
        });
    changeFeed.announce();
    if (settled) {
      count(outcome.name().toLowerCase(Locale.ROOT));
    }
    return settled;
  }

  /** What is stale is not shown, and is worth nothing to anybody. */
  void deleteStale() {
    database.write(jdbc ->
        jdbc.sql(
                """
                DELETE FROM proposal WHERE id NOT IN (SELECT p.id FROM proposal p WHERE %s)
                """
                    .formatted(ProposalDetails.CURRENT))
            .param("since", Micros.of(clock.instant().minus(ProposalDetails.KEPT)))
            .update());
  }

  private static ArrayNode json(List<Promise> marks) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Promise mark : marks) {
      json.addObject()
          .put("kind", mark.kind().word())
          .put("text", mark.text())
          .put("from", mark.from())
          .put("to", mark.to());
    }
    return json;
  }

  private void count(String outcome) {
    Counter.builder(COUNTER)
        .description("answers that programs of others proposed, and what people did with them")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }
}
