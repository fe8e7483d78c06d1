package io.xiaoer.autoreply;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.autoreply.Decision.Held;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a customer's message would be answered with; nothing is sent. */
@RestController
class TrialController {
  /** More than one message has. */
  private static final int TEXT_CHARS_MAX = 10_000;

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  private final Situations situations;
  private final Database database;
  private final Shops shops;
  private final InstantSource clock;

  TrialController(Situations situations, Database database, Shops shops, InstantSource clock) {
    this.situations = situations;
    this.database = database;
    this.shops = shops;
    this.clock = clock;
  }

  /** What one rule does; a reason where it says nothing. */
  record RuleOutcome(String rule, String name, String outcome, @Nullable String reason) {}

  record Trial(
      String outcome,
      @Nullable String reason,
      @Nullable ObjectNode message,
      boolean open,
      Instant at,
      List<RuleOutcome> rules) {}

  @PostMapping("/api/v1/automatic-replies/test")
  @RequiresPermission(Permission.CONVERSATIONS_READ)
  Trial test(@RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    if (!body.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", "an object"));
    }
    List<FieldError> errors = new ArrayList<>();
    ShopId shop =
        shops.find(body.path("shop").asString("")).map(Shop::id).filter(caller::sees).orElse(null);
    if (shop == null) {
      errors.add(FieldError.unknownShop("shop"));
    }
    String text = body.path("text").asString("");
    if (text.length() > TEXT_CHARS_MAX) {
      errors.add(FieldError.tooLong("text", TEXT_CHARS_MAX));
    }
    Instant at = moment(body.path("at"), errors);
    boolean newCustomer = flag(body, "new_customer", true, errors);
    boolean attended = flag(body, "attended", true, errors);
    boolean served = flag(body, "served", false, errors);
    if (shop == null || !errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    Situation situation =
        database.read(
            jdbc -> situations.trial(jdbc, shop, text, at, newCustomer, attended, served));
    return trial(situation, Composer.decide(situation));
  }

  private static Trial trial(Situation situation, Decision decision) {
    Stream<RuleOutcome> held = decision.held().stream().map(TrialController::outcome);
    return switch (decision) {
      case Decision.Send send ->
          new Trial(
              "sent",
              null,
              RuleJson.write(send.body()),
              situation.open(),
              situation.now(),
              Stream.concat(
                      send.rules().stream()
                          .map(rule ->
                              new RuleOutcome(
                                  String.valueOf(rule.id()), rule.name(), "sent", null)),
                      held)
                  .toList());
      case Decision.Suppress suppress ->
          new Trial(
              "suppressed",
              suppress.held().stream()
                  .map(Held::reason)
                  .filter(Decision.Reason::isSuppression)
                  .findFirst()
                  .orElse(Decision.Reason.NOT_TRIGGERED)
                  .word(),
              null,
              situation.open(),
              situation.now(),
              held.toList());
    };
  }

  private static RuleOutcome outcome(Held held) {
    return new RuleOutcome(
        String.valueOf(held.rule().id()), held.rule().name(), "suppressed", held.reason().word());
  }

  private Instant moment(JsonNode field, List<FieldError> errors) {
    Instant now = clock.instant();
    if (field.isMissingNode() || field.isNull()) {
      return now;
    }
    try {
      Instant moment = Instant.parse(field.asString(""));
      if (!moment.isBefore(EARLIEST) && moment.isBefore(LATEST)) {
        return moment;
      }
    } catch (DateTimeException notATime) {
      // said below
    }
    errors.add(FieldError.notATime("at"));
    return now;
  }

  private static boolean flag(JsonNode body, String name, boolean usual, List<FieldError> errors) {
    JsonNode field = body.path(name);
    if (!field.isMissingNode() && !field.isBoolean()) {
      errors.add(FieldError.wrongJsonType(name, "true or false"));
    }
    return field.isBoolean() ? field.asBoolean() : usual;
  }
}
