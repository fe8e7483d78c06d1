package io.xiaoer.send;

import io.xiaoer.conversation.Budget;
import io.xiaoer.conversation.Outgoing.Added;
import io.xiaoer.send.Attachments;
import java.time.Instant;
import org.springframework.http.HttpStatus;

/** Why an answer is not taken, in words for people and a word for programs. */
final class AnswerRefusals {
  private AnswerRefusals() {}

  static ApiProblem of(Added declined, Instant now) {
    return switch (declined) {
      case Added.Kept(long id, boolean _) ->
          throw new IllegalStateException("message " + id + " was taken");
      case Added.NoConversation _ -> new Refusal(HttpStatus.NOT_FOUND, "No such conversation.");
      case Added.ClientIdTaken _ ->
          new Refusal(
              HttpStatus.CONFLICT,
              "client_id_taken",
              "client_id: was used before for a message of other content");
      case Added.Undone _ ->
          new Refusal(
              HttpStatus.CONFLICT, "undone", "client_id: its message was undone, and is not sent");
      case Added.AnsweredMeanwhile(long messageId, String by) -> {
        Refusal refusal =
            new Refusal(
                HttpStatus.CONFLICT,
                "answered_meanwhile",
                "Somebody else has answered since. Look first, or send it with \"anyway\": true.");
        refusal.getBody().setProperty("message_id", String.valueOf(messageId));
        refusal.getBody().setProperty("by", by);
        yield refusal;
      }
      case Added.Reserved _ ->
          new Refusal(
              HttpStatus.CONFLICT,
              "reserved",
              "The remaining replies are reserved for human agents.");
      case Added.OverBudget(Budget budget) -> overBudget(budget, now);
    };
  }

  static Refusal of(Attachments.Objection why) {
    return new Refusal(
        HttpStatus.UNPROCESSABLE_CONTENT,
        switch (why) {
          case ABSENT -> "media_id: no such file";
          case OTHER_KIND -> "media_id: the file is not of this type";
        });
  }

  static Refusal overBudget(Budget budget, Instant now) {
    Instant expiresAt = budget.expiresAt();
    if (expiresAt == null) {
      return new Refusal(
          HttpStatus.CONFLICT,
          "not_begun",
          "The customer has not written yet, and on the platform only customers begin.");
    }
    return now.isBefore(expiresAt)
        ? new Refusal(
            HttpStatus.CONFLICT,
            "used_up",
            "The platform takes at most 5 answers within 48 hours of a customer's message, and none"
                + " is left. The customer's next message opens 5 more.")
        : new Refusal(
            HttpStatus.CONFLICT,
            "too_late",
            "The platform takes answers within 48 hours of a customer's message, and they are over."
                + " The customer's next message opens 5 more.");
  }
}
