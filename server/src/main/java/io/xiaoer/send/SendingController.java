package io.xiaoer.send;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.conversation.AnswerTable.Revived;
import io.xiaoer.conversation.ConversationJson;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Message.Decision;
import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.send.ShopSendState.Open;
import io.xiaoer.send.ShopSendState.Paused;
import io.xiaoer.send.ShopSendState.Reason;
import io.xiaoer.send.ShopSendState.Stopped;
import io.xiaoer.send.ShopSendStates.Standing;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
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
@RequiresPermission(Permission.CONVERSATIONS_WRITE)
class SendingController {
  private final Answers answers;
  private final ShopSendStates sendStates;
  private final Conversations conversations;
  private final Shops shops;
  private final InstantSource clock;

  SendingController(
      Answers answers,
      ShopSendStates sendStates,
      Conversations conversations,
      Shops shops,
      InstantSource clock) {
    this.answers = answers;
    this.sendStates = sendStates;
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
    return switch (answers.undo(messageId(id))) {
      case DONE -> ResponseEntity.noContent().build();
      case NO_MESSAGE -> throw noSuchMessage();
      case TOO_LATE ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT,
              "too_late",
              "It has been tried already, and the platform has no way to take it back.");
    };
  }

  @PostMapping("/messages/{id}/send-again")
  ResponseEntity<ObjectNode> sendAgain(@PathVariable String id) {
    long messageId = messageId(id);
    conversations
        .shopOfMessage(messageId)
        .ifPresent(shop -> AnswerRefusals.requireShop(shops, shop));
    return switch (answers.sendAgain(messageId)) {
      case Revived.Queued _ ->
          ResponseEntity.status(HttpStatus.ACCEPTED)
              .body(
                  ConversationJson.message(
                      conversations.messagesByIds(List.of(messageId)).getFirst()));
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
              throw ApiProblem.unprocessable(FieldError.notOneOf("as", List.of("sent", "dropped")));
        };
    return switch (answers.decide(messageId(id), decision, caller.name())) {
      case DONE -> ResponseEntity.noContent().build();
      case NO_MESSAGE -> throw noSuchMessage();
      case NOT_NOW -> throw notNow();
    };
  }

  @GetMapping("/sending")
  @RequiresPermission(Permission.CONVERSATIONS_READ)
  SendingList sending(ShopScope visible) {
    Map<String, Standing> known = sendStates.all();
    return new SendingList(
        shops.all().stream()
            .map(Shop::id)
            .filter(visible::has)
            .map(ShopId::value)
            .map(shop -> view(shop, known.getOrDefault(shop, new Standing(new Open(), 0))))
            .toList());
  }

  @PostMapping("/sending/{shop}/try-now")
  @RequiresPermission(Permission.TEAM)
  ResponseEntity<Void> tryNow(@PathVariable String shop, @AuthenticationPrincipal Caller caller) {
    Shop found =
        shops.find(shop).orElseThrow(() -> ApiProblem.notFound("no_such_shop", "No such shop."));
    sendStates.tryNow(found.id().value(), caller.name());
    return ResponseEntity.accepted().build();
  }

  private static ShopSending view(String shop, Standing standing) {
    ShopSendState sending = standing.sending();
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
    return RequestParams.number(id).orElseThrow(SendingController::noSuchMessage);
  }

  private static ApiProblem noSuchMessage() {
    return ApiProblem.notFound("no_such_message", "No such answer.");
  }

  private static ApiProblem notNow() {
    return ApiProblem.of(
        HttpStatus.CONFLICT,
        "not_now",
        "Only what has failed or is in doubt can be sent again or dropped, only what is in doubt"
            + " can be taken as sent, and only once.");
  }
}
