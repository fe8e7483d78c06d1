package io.xiaoer.conversation;

/**
 * The beginning of a message, as a list shows it. It is kept with the conversation when the message
 * is taken: a page of the list would else read every last message as a whole.
 */
final class Preview {
  static final int CHARS_MAX = 100;

  private Preview() {}

  /** Empty where a message has no words. */
  static String of(MessageBody body) {
    return switch (body) {
      case MessageBody.Words words -> cut(words.words());
      case MessageBody.Attachment _, MessageBody.Share _, MessageBody.Unknown _ -> "";
    };
  }

  private static String cut(String text) {
    int end = Math.min(text.length(), CHARS_MAX);
    // Not between the two halves of an emoji.
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).replace("\u0000", ""); // PostgreSQL has no place for it
  }
}
