package io.xiaoer.desk;

import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Message.Decision;
import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.conversation.Outgoing.Revived;
import io.xiaoer.send.Replies;
import io.xiaoer.send.Sending;
import io.xiaoer.send.Sending.Open;
import io.xiaoer.send.Sending.Paused;
import io.xiaoer.send.Sending.Reason;
import io.xiaoer.send.Sending.Stopped;
import io.xiaoer.send.Standings;
import io.xiaoer.send.Standings.Standing;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopSet;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Caller;
import io.xiaoer.staff.Needs;
import io.xiaoer.staff.Permission;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of answers after they were handed in, and whether the shops' answers leave. */
@RestController
@RequestMapping("/api/v1")
@Needs(Permission.CONVERSATIONS_WRITE)
class SendingController {
  private final Replies replies;
  private final Standings standings;
  private final Conversations conversations;
  private final Shops shops;
  private final InstantSource clock;

  SendingController(
      Replies replies,
      Standings standings,
      Conversations conversations,
      Shops shops,
      InstantSource clock) {
    this.replies = replies;
    this.standings = standings;
    this.conversations = conversations;
    this.shops = shops;
    this.clock = clock;
  }

  record As(@Nullable String as) {}

  record SendingList(List<ShopSending> shops) {}

  record ShopSending(
      String shop,
      String state,
      @Nullable String reason,
      @Nullable Integer errcode,
      @Nullable String errmsg,
      @Nullable String rid,
      @Nullable Instant since,
      @Nullable Instant until,
      long waiting) {}

  @PostMapping("/messages/{id}/undo")
  ResponseEntity<Void> undo(@PathVariable String id) {
    return switch (replies.undo(messageId(id))) {
      case DONE -> ResponseEntity.noContent().build();
      case NO_MESSAGE -> throw noSuchMessage();
      case TOO_LATE ->
          throw new Refusal(
              HttpStatus.CONFLICT,
              "too_late",
              "It has been tried already, and the platform has no way to take it back.");
    };
  }

  @PostMapping("/messages/{id}/send-again")
  ResponseEntity<ObjectNode> sendAgain(@PathVariable String id) {
    long messageId = messageId(id);
    return switch (replies.sendAgain(messageId)) {
      case Revived.Queued _ ->
          ResponseEntity.status(HttpStatus.ACCEPTED)
              .body(Views.message(conversations.messagesByIds(List.of(messageId)).getFirst()));
      case Revived.NoMessage _ -> throw noSuchMessage();
      case Revived.NotNow _ -> throw notNow();
      case Revived.OverBudget(var budget) ->
          throw AnswerRefusals.overBudget(budget, clock.instant());
    };
  }

  @PostMapping("/messages/{id}/decide")
  ResponseEntity<Void> decide(
      @PathVariable String id, @RequestBody As body, @AuthenticationPrincipal Caller caller) {
    Decision decision =
        switch (body.as()) {
          case "sent" -> Decision.SENT;
          case "dropped" -> Decision.DROPPED;
          case null, default ->
              throw new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, "as: sent or dropped");
        };
    return switch (replies.decide(messageId(id), decision, caller.name())) {
      case DONE -> ResponseEntity.noContent().build();
      case NO_MESSAGE -> throw noSuchMessage();
      case NOT_NOW -> throw notNow();
    };
  }

  @GetMapping("/sending")
  @Needs(Permission.CONVERSATIONS_READ)
  SendingList sending(ShopSet visible) {
    Map<String, Standing> known = standings.all();
    return new SendingList(
        shops.all().stream()
            .map(Shop::id)
            .filter(visible::has)
            .map(ShopId::value)
            .map(shop -> view(shop, known.getOrDefault(shop, new Standing(new Open(), 0))))
            .toList());
  }

  @PostMapping("/sending/{shop}/try-now")
  @Needs(Permission.TEAM)
  ResponseEntity<Void> tryNow(@PathVariable String shop) {
    Shop found =
        shops.find(shop).orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "No such shop."));
    standings.tryNow(found.id().value());
    return ResponseEntity.accepted().build();
  }

  private static ShopSending view(String shop, Standing standing) {
    Sending sending = standing.sending();
    return switch (sending) {
      case Open _ ->
          new ShopSending(shop, "open", null, null, null, null, null, null, standing.waiting());
      case Paused(Reason reason, SendError error, Instant since, Instant until) ->
          view(shop, "paused", reason, error, since, until, standing);
      case Stopped(Reason reason, SendError error, Instant since, Instant next, int _) ->
          view(shop, "stopped", reason, error, since, next, standing);
    };
  }

  private static ShopSending view(
      String shop,
      String state,
      Reason reason,
      SendError error,
      Instant since,
      Instant until,
      Standing standing) {
    return new ShopSending(
        shop,
        state,
        reason.name().toLowerCase(Locale.ROOT),
        error.errcode(),
        error.errmsg(),
        error.rid(),
        since,
        until,
        standing.waiting());
  }

  private static long messageId(String id) {
    return Limits.number(id).orElseThrow(SendingController::noSuchMessage);
  }

  private static Refusal noSuchMessage() {
    return new Refusal(HttpStatus.NOT_FOUND, "No such answer.");
  }

  private static Refusal notNow() {
    return new Refusal(
        HttpStatus.CONFLICT,
        "not_now",
        "Only what has failed or is in doubt can be sent again or dropped, only what is in doubt"
            + " can be taken as sent, and only once.");
  }
}
