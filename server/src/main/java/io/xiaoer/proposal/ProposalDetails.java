package io.xiaoer.proposal;

import io.xiaoer.conversation.ConversationDetails;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The proposals of a conversation, in its view; nothing where there are none. */
final class ProposalDetails implements ConversationDetails {
  /** The platform takes answers for as long after a customer's message. */
  static final Duration KEPT = Duration.ofDays(2);

  /** Above one composer; each key has one. */
  private static final int SHOWN_MAX = 3;

  /** Rules answer by themselves, and end nothing that a person is to read. */
  static final String CURRENT =
      """
      p.proposed_at >= :since AND NOT EXISTS (
        SELECT 1 FROM message m
        WHERE m.conversation_id = p.conversation_id AND m.id > p.seen_message_id
          AND m.origin NOT LIKE 'auto:%')
      """;

  private final InstantSource clock;

  ProposalDetails(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Map<Long, ObjectNode> of(JdbcClient jdbc, Collection<Long> conversations) {
    Map<Long, ObjectNode> found = new HashMap<>();
    jdbc.sql(
            """
            SELECT p.id, p.conversation_id, p.proposed_by, p.content, p.marks, p.proposed_at
            FROM proposal p WHERE p.conversation_id IN (:ids) AND %s ORDER BY p.id DESC
            """
                .formatted(CURRENT))
        .param("ids", conversations)
        .param("since", Micros.of(clock.instant().minus(KEPT)))
        .query(row -> {
          ArrayNode shown =
              found
                  .computeIfAbsent(
                      row.getLong("conversation_id"), _ -> JsonNodeFactory.instance.objectNode())
                  .withArray("proposals");
          if (shown.size() < SHOWN_MAX) {
            shown.add(view(row));
          }
        });
    return found;
  }

  private static ObjectNode view(ResultSet row) throws SQLException {
    ObjectNode view =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", String.valueOf(row.getLong("id")))
            .put("text", row.getString("content"))
            .put("by", row.getString("proposed_by"))
            .put("created_at", Columns.instant(row, "proposed_at").toString());
    view.set("warnings", JsonMapper.shared().readTree(row.getString("marks")));
    return view;
  }
}
