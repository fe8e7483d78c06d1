package io.xiaoer.export;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The messages as people read them. */
final class ConversationPages implements DisclosesCustomer {
  private final Conversations conversations;
  private final Exports exports;

  ConversationPages(Conversations conversations, Exports exports) {
    this.conversations = conversations;
    this.exports = exports;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    Optional<Conversation> conversation = conversations.find(who.conversationId());
    if (conversation.isPresent()) {
      archive.entry(
          "messages.html",
          out ->
              exports.html(
                  conversation.get(), who.language(), who.by(), UnaryOperator.identity(), out));
      archive.entry(
          "messages.csv", out -> exports.csv(conversation.get(), UnaryOperator.identity(), out));
    }
  }
}
