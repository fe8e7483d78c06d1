package io.xiaoer.conversation;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The conversation: its state, who served it when, and every message as the API has it. */
final class ConversationDisclosure implements DisclosesCustomer {
  private static final int MESSAGES_AT_ONCE = 500;

  private final Database database;
  private final Conversations conversations;

  ConversationDisclosure(Database database, Conversations conversations) {
    this.database = database;
    this.conversations = conversations;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "conversation.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT id, shop, open_id, created_at, last_message_at, waiting_since, assignee,
                           closed_at, blocked_until, handed_by, handed_note, handed_at
                    FROM conversation WHERE id = ?
                    """)
                .param(who.conversationId())
                .query()
                .listOfRows()));
    archive.rows(
        "service.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT noted_at, by_name, what, to_name, note FROM conversation_trail
                    WHERE conversation_id = ? ORDER BY id
                    """)
                .param(who.conversationId())
                .query()
                .listOfRows()));
    archive.entry("messages.json", out -> messages(who.conversationId(), out));
  }

  private void messages(long conversationId, OutputStream out) throws IOException {
    String before = "[\n";
    List<Message> page = conversations.stretch(conversationId, null, null, null, MESSAGES_AT_ONCE);
    while (!page.isEmpty()) {
      for (Message message : page) {
        write(
            out,
            before + JsonMapper.shared().writeValueAsString(ConversationJson.message(message)));
        before = ",\n";
      }
      page = conversations.stretch(conversationId, page.getLast(), null, null, MESSAGES_AT_ONCE);
    }
    write(out, before.equals("[\n") ? "[]\n" : "\n]\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
