package io.xiaoer.send;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.conversation.AnswerTable.Added;
import io.xiaoer.conversation.Budget;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import java.time.Instant;
import org.springframework.http.HttpStatus;

/** Why an answer is not taken, in words for people and a word for programs. */
public final class AnswerRefusals {
  private AnswerRefusals() {}

  static ApiProblem of(Added declined, Instant now) {
    return switch (declined) {
      case Added.Kept(long id, boolean _) ->
          throw new IllegalStateException("message " + id + " was taken");
      case Added.NoConversation _ -> NamedConversation.absent();
      case Added.ClientIdTaken _ ->
          ApiProblem.of(
              HttpStatus.CONFLICT,
              "client_id_taken",
              "client_id: was used before for a message of other content");
      case Added.Undone _ ->
          ApiProblem.of(
              HttpStatus.CONFLICT, "undone", "client_id: its message was undone, and is not sent");
      case Added.AnsweredMeanwhile(long messageId, String by) -> {
        ApiProblem refusal =
            ApiProblem.of(
                HttpStatus.CONFLICT,
                "answered_meanwhile",
                "Somebody else has answered since. Look first, or send it with \"anyway\": true.");
        refusal.with("message_id", String.valueOf(messageId));
        refusal.with("by", by);
        yield refusal;
      }
      case Added.Reserved _ ->
          ApiProblem.of(
              HttpStatus.CONFLICT,
              "reserved",
              "The remaining replies are reserved for human agents.");
      case Added.OverBudget(Budget budget) -> overBudget(budget, now);
    };
  }

  /** An answer for a shop that cannot send would only be tried until it is given up. */
  static void requireShop(Shops shops, ShopId shop) {
    if (shops.find(shop.value()).isEmpty()) {
      throw ApiProblem.conflict(
          "shop_gone", "The shop of this conversation is not configured any more, or not active.");
    }
  }

  public static ApiProblem of(Attachments.Objection why) {
    return ApiProblem.unprocessable(
        switch (why) {
          case ABSENT -> FieldError.of("media_id", "no_such_file", "no such file");
          case OTHER_KIND ->
              FieldError.of("media_id", "wrong_type", "the file is not of this type");
        });
  }

  static ApiProblem replacedHasLeft() {
    return ApiProblem.of(
        HttpStatus.CONFLICT,
        "replaced_has_left",
        "replaces: that message has been tried already or is gone, so it cannot be replaced.");
  }

  /** The platform would refuse an answer now. */
  public static ApiProblem overBudget(Budget budget, Instant now) {
    Instant expiresAt = budget.expiresAt();
    if (expiresAt == null) {
      return ApiProblem.of(
          HttpStatus.CONFLICT,
          "not_begun",
          "The customer has not written yet, and on the platform only customers begin.");
    }
    return now.isBefore(expiresAt)
        ? ApiProblem.of(
            HttpStatus.CONFLICT,
            "used_up",
            "The platform takes at most 5 answers within 48 hours of a customer's message, and none"
                + " is left. The customer's next message opens 5 more.")
        : ApiProblem.of(
            HttpStatus.CONFLICT,
            "too_late",
            "The platform takes answers within 48 hours of a customer's message, and they are over."
                + " The customer's next message opens 5 more.");
  }
}
