package db.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The previews of the conversations that are there. In Java, since the engines read JSON
 * differently and PostgreSQL refuses to give out a text with a NUL in it.
 */
public final class V19_2__previews_of_last_messages extends BaseJavaMigration {
  private static final int CHARS_MAX = 100;
  private static final int ROWS = 500;

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    long after = 0;
    try (PreparedStatement find =
            connection.prepareStatement(
                """
                SELECT c.id, m.body FROM conversation c JOIN message m ON m.id = c.last_message_id
                WHERE c.id > ? ORDER BY c.id LIMIT %s
                """
                    .formatted(ROWS));
        PreparedStatement put =
            connection.prepareStatement("UPDATE conversation SET last_preview = ? WHERE id = ?")) {
      int found;
      do {
        found = 0;
        find.setLong(1, after);
        try (ResultSet row = find.executeQuery()) {
          while (row.next()) {
            after = row.getLong(1);
            found++;
            put.setString(1, preview(row.getString(2)));
            put.setLong(2, after);
            put.addBatch();
          }
        }
        put.executeBatch();
      } while (found == ROWS);
    }
  }

  /** As version 19 made them; a migration does not follow what the code becomes. */
  private static String preview(String body) {
    String text;
    try {
      JsonNode fields = JsonMapper.shared().readTree(body);
      text = fields.path("content").asString(fields.path("translated_msg").asString(""));
    } catch (JacksonException notJson) {
      return "";
    }
    int end = Math.min(text.length(), CHARS_MAX);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).replace("\u0000", "");
  }
}
