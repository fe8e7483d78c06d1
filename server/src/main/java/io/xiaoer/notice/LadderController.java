package io.xiaoer.notice;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.notice.Ladder.Step;
import io.xiaoer.notice.Ladder.Who;
import io.xiaoer.notice.LadderTable.Setting;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Who is called when. */
@RestController
@RequestMapping("/api/v1/notices/ladders")
@RequiresPermission(Permission.ADMIN)
class LadderController {
  private final Database database;
  private final Shops shops;
  private final NodeSignals signals;
  private final InstantSource clock;

  LadderController(Database database, Shops shops, NodeSignals signals, InstantSource clock) {
    this.database = database;
    this.shops = shops;
    this.signals = signals;
    this.clock = clock;
  }

  record StepView(int afterSeconds, String who, @Nullable String channel) {}

  record LadderView(
      @Nullable String shop,
      List<StepView> steps,
      boolean hoursOnly,
      @Nullable Instant changedAt,
      @Nullable String changedBy) {}

  record LadderList(List<LadderView> ladders) {}

  /** The one of all shops is first, whether somebody has set it or not. */
  @GetMapping
  LadderList list() {
    return database.read(jdbc -> {
      Set<Long> channels = channels(jdbc);
      Map<String, Setting> set = LadderTable.all(jdbc);
      List<LadderView> ladders = new ArrayList<>();
      if (!set.containsKey(LadderTable.ALL_SHOPS)) {
        ladders.add(view(null, Ladder.usual(), null, null, channels));
      }
      set.forEach((shop, setting) ->
          ladders.add(
              view(
                  shop.equals(LadderTable.ALL_SHOPS) ? null : shop,
                  setting.ladder(),
                  setting.changedAt(),
                  setting.changedBy(),
                  channels)));
      return new LadderList(ladders);
    });
  }

  @PutMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void put(@RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    String shop = shop(body.path("shop"));
    Ladder ladder = read(body, database.read(LadderController::channels));
    Instant now = clock.instant();
    database.write(jdbc -> {
      LadderTable.put(jdbc, shop, ladder, now, caller.name());
      note(jdbc, caller, shop);
      return true;
    });
    signals.ring(Topic.NOTICE);
  }

  /** The shop has that of all shops again. */
  @DeleteMapping("/{shop}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String shop, @AuthenticationPrincipal Caller caller) {
    database.write(jdbc -> {
      if (!LadderTable.remove(jdbc, shop)) {
        throw ApiProblem.notFound("no_such_ladder", "This shop has no ladder of its own.");
      }
      note(jdbc, caller, shop);
      return true;
    });
    signals.ring(Topic.NOTICE);
  }

  private void note(JdbcClient jdbc, Caller caller, String shop) {
    Audit.note(
        jdbc,
        clock.instant(),
        caller.name(),
        AuditAction.NOTICE_LADDER_CHANGED,
        shop.equals(LadderTable.ALL_SHOPS) ? "all shops" : "shop " + shop,
        "");
  }

  private static LadderView view(
      @Nullable String shop,
      Ladder ladder,
      @Nullable Instant changedAt,
      @Nullable String changedBy,
      Set<Long> channels) {
    return new LadderView(
        shop,
        ladder.steps().stream()
            .map(step ->
                new StepView(
                    step.afterSeconds(),
                    step.who().word(),
                    Optional.ofNullable(step.channelId())
                        .filter(channels::contains)
                        .map(String::valueOf)
                        .orElse(null)))
            .toList(),
        ladder.hoursOnly(),
        changedAt,
        changedBy);
  }

  private static Set<Long> channels(JdbcClient jdbc) {
    return ChannelTable.all(jdbc).stream().map(Channel::id).collect(Collectors.toSet());
  }

  private String shop(JsonNode field) {
    if (field.isNull() || field.isMissingNode()) {
      return LadderTable.ALL_SHOPS;
    }
    return shops
        .find(field.asString(""))
        .map(Shop::id)
        .orElseThrow(() -> ApiProblem.unprocessable(FieldError.unknownShop("shop")))
        .value();
  }

  private static Ladder read(JsonNode body, Set<Long> channels) {
    JsonNode written = body.path("steps");
    if (!written.isArray()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("steps", "an array of objects"));
    }
    JsonNode hoursOnly = body.path("hours_only");
    if (!hoursOnly.isMissingNode() && !hoursOnly.isBoolean()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("hours_only", "true or false"));
    }
    List<FieldError> errors = new ArrayList<>();
    if (written.size() > Ladder.STEPS_MAX) {
      errors.add(FieldError.tooMany("steps", Ladder.STEPS_MAX));
    }
    List<Step> steps = new ArrayList<>();
    for (JsonNode one : written) {
      step(one, channels, errors).ifPresent(steps::add);
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return new Ladder(steps, hoursOnly.asBoolean(true));
  }

  private static Optional<Step> step(JsonNode one, Set<Long> channels, List<FieldError> errors) {
    JsonNode after = one.path("after_seconds");
    JsonNode channel = one.path("channel");
    Optional<Who> who = Who.of(one.path("who").asString(""));
    Optional<Long> id = RequestParams.number(channel.asString("")).filter(channels::contains);
    boolean fine = true;
    if (!after.isIntegralNumber()
        || after.asLong(-1) < 0
        || after.asLong(-1) > Ladder.AFTER_SECONDS_MAX) {
      errors.add(FieldError.outOfRange("after_seconds", 0, Ladder.AFTER_SECONDS_MAX));
      fine = false;
    }
    if (who.isEmpty()) {
      errors.add(FieldError.notOneOf("who", Who.words()));
      fine = false;
    }
    if (id.isEmpty() && !channel.isNull() && !channel.isMissingNode()) {
      errors.add(FieldError.of("channel", "unknown_channel", "the id of a channel, or null"));
      fine = false;
    }
    return fine && who.isPresent()
        ? Optional.of(new Step(after.asInt(), who.get(), id.orElse(null)))
        : Optional.empty();
  }
}
