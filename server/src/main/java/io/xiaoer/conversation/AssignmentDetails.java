package io.xiaoer.conversation;

import io.xiaoer.conversation.Assignments.Step;
import io.xiaoer.store.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What whoever serves has to know first: that it was handed over and not looked at yet, or that it
 * came back to the queue from somebody who is offline.
 */
final class AssignmentDetails implements ConversationDetails {

  @Override
  public Map<Long, ObjectNode> of(JdbcClient jdbc, Collection<Long> conversations) {
    Map<Long, ObjectNode> found = new HashMap<>();
    for (Long conversation : conversations) {
      ObjectNode fields = JsonNodeFactory.instance.objectNode();
      fields.putNull("handed_over").putNull("returned_from");
      found.put(conversation, fields);
    }
    jdbc.sql(
            """
            SELECT c.id, c.handed_by AS username, s.name, c.handed_at AS at, c.handed_note
            FROM conversation c
            LEFT JOIN staff s ON s.username = c.handed_by
            WHERE c.id IN (:ids) AND c.handed_by IS NOT NULL
            """)
        .param("ids", conversations)
        .query(row -> {
          ObjectNode fields = found.get(row.getLong("id"));
          if (fields != null) {
            fields.set("handed_over", person(row).put("note", row.getString("handed_note")));
          }
        });
    jdbc.sql(
            Queue.OF_THESE
                + """
                SELECT c.id, t.to_name AS username, s.name, t.noted_at AS at, t.what FROM c
                JOIN conversation_trail t ON t.id = (SELECT max(n.id) FROM conversation_trail n
                                                     WHERE n.conversation_id = c.id)
                LEFT JOIN staff s ON s.username = t.to_name
                WHERE c.assignee IS NULL AND c.closed_at IS NULL
                """)
        .param("ids", conversations)
        .query(row -> {
          ObjectNode fields = found.get(row.getLong("id"));
          if (fields != null && Step.RETURNED.word().equals(row.getString("what"))) {
            fields.set("returned_from", person(row));
          }
        });
    return found;
  }

  private static ObjectNode person(ResultSet row) throws SQLException {
    String username = row.getString("username");
    String name = row.getString("name");
    return JsonNodeFactory.instance
        .objectNode()
        .put("username", username)
        .put("name", name == null ? username : name)
        .put("at", Columns.instant(row, "at").toString());
  }
}
