package io.xiaoer.webhook;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cloudevent.EventKind;
import io.xiaoer.cloudevent.EventRef;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.log.EventLog;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Calls;
import io.xiaoer.outbound.UrlField;
import io.xiaoer.secret.Seal;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.ShopList;
import io.xiaoer.store.Database;
import io.xiaoer.webhook.DeliveryTable.Attempt;
import io.xiaoer.webhook.DeliveryTable.Delivery;
import io.xiaoer.webhook.Signature.Secret;
import io.xiaoer.webhook.WebhookTable.Wish;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Where events are sent, and what became of them. */
@RestController
@RequestMapping("/api/v1/webhooks")
@RequiresPermission(Permission.ADMIN)
class WebhookController {
  private static final int WEBHOOKS_MAX = 50;
  private static final int PAGE_MAX = 200;

  /** What is sent again in one go. */
  private static final long REPLAYED_MAX = 10_000;

  private static final String OBJECT = "an object";

  private final Database database;
  private final EventLog log;
  private final Intake intake;
  private final Calls calls;
  private final AddressGuard guard;
  private final Seal seal;
  private final Shops shops;
  private final NodeSignals signals;
  private final InstantSource clock;

  WebhookController(
      Database database,
      EventLog log,
      Intake intake,
      Calls calls,
      AddressGuard guard,
      Seal seal,
      Shops shops,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.log = log;
    this.intake = intake;
    this.calls = calls;
    this.guard = guard;
    this.seal = seal;
    this.shops = shops;
    this.signals = signals;
    this.clock = clock;
  }

  record WebhookView(
      String id,
      String url,
      List<String> types,
      @Nullable List<String> shops,
      boolean ordered,
      String state,
      @Nullable String reason,
      @Nullable Instant failingSince,
      int pending,
      Instant createdAt,
      String createdBy) {
    static WebhookView of(JdbcClient jdbc, Webhook webhook) {
      Webhook.Reason reason = webhook.reason();
      return new WebhookView(
          String.valueOf(webhook.id()),
          webhook.url().toString(),
          webhook.types().stream().map(EventKind::word).sorted().toList(),
          ShopList.names(webhook.shops()),
          webhook.ordered(),
          Webhook.word(webhook.state()),
          reason == null ? null : Webhook.word(reason),
          webhook.failingSince(),
          DeliveryTable.pending(jdbc, webhook.id()),
          webhook.createdAt(),
          webhook.createdBy());
    }
  }

  record WebhookList(List<WebhookView> webhooks) {}

  /** The secret is shown this once. */
  record NewSecret(String id, String secret) {
    @Override
    public String toString() {
      return "NewSecret[" + id + "]";
    }
  }

  record Tried(
      String outcome, @Nullable Integer status, long milliseconds, @Nullable String detail) {}

  record Replayed(int events) {}

  record AttemptView(
      Instant at,
      @Nullable Integer status,
      @Nullable Long milliseconds,
      @Nullable String error,
      @Nullable String answer) {}

  record DeliveryView(
      String eventId, String type, long sequence, String state, List<AttemptView> attempts) {}

  record DeliveryPage(List<DeliveryView> deliveries, @Nullable String nextCursor) {}

  @GetMapping
  WebhookList list() {
    return database.read(jdbc ->
        new WebhookList(
            WebhookTable.all(jdbc).stream().map(one -> WebhookView.of(jdbc, one)).toList()));
  }

  @GetMapping("/{id}")
  WebhookView one(@PathVariable String id) {
    return database.read(jdbc -> WebhookView.of(jdbc, find(jdbc, id)));
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NewSecret add(@RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    Wish wish = read(body, null);
    Secret secret = Secret.random();
    Instant now = clock.instant();
    long logSeq = log.lastSeq();
    long id =
        database.write(jdbc -> {
          if (WebhookTable.all(jdbc).size() >= WEBHOOKS_MAX) {
            throw ApiProblem.conflict(
                    "too_many_webhooks", "At most %s webhooks.".formatted(WEBHOOKS_MAX))
                .with("max", WEBHOOKS_MAX);
          }
          long added =
              WebhookTable.add(
                  jdbc, wish, logSeq, ConversationEvents.lastSeq(jdbc), now, caller.name());
          WebhookTable.setSecret(jdbc, seal, added, secret, now);
          note(jdbc, caller, AuditAction.WEBHOOK_ADDED, added, wish.url().getHost());
          return added;
        });
    signals.ring(Topic.WEBHOOK);
    return new NewSecret(String.valueOf(id), secret.written());
  }

  @PatchMapping("/{id}")
  WebhookView change(
      @PathVariable String id, @RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    Wish wish = read(body, database.read(jdbc -> find(jdbc, id)));
    JsonNode paused = body.path("paused");
    if (!paused.isMissingNode() && !paused.isBoolean()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("paused", "true or false"));
    }
    WebhookView view =
        database.write(jdbc -> {
          Webhook webhook = find(jdbc, id);
          WebhookTable.change(jdbc, webhook.id(), wish);
          if (paused.isBoolean()) {
            WebhookTable.set(
                jdbc,
                webhook.id(),
                paused.asBoolean() ? Webhook.State.PAUSED : Webhook.State.ACTIVE,
                paused.asBoolean() ? Webhook.Reason.PERSON : null);
          }
          note(jdbc, caller, AuditAction.WEBHOOK_CHANGED, webhook.id(), wish.url().getHost());
          return WebhookView.of(jdbc, find(jdbc, id));
        });
    signals.ring(Topic.WEBHOOK);
    return view;
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    database.write(jdbc -> {
      Webhook webhook = find(jdbc, id);
      DeliveryTable.removeAll(jdbc, webhook.id());
      WebhookTable.remove(jdbc, webhook.id());
      note(jdbc, caller, AuditAction.WEBHOOK_REMOVED, webhook.id(), webhook.url().getHost());
      return true;
    });
  }

  @PostMapping("/{id}/rotate-secret")
  NewSecret rotate(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    Secret secret = Secret.random();
    database.write(jdbc -> {
      Webhook webhook = find(jdbc, id);
      WebhookTable.setSecret(jdbc, seal, webhook.id(), secret, clock.instant());
      note(jdbc, caller, AuditAction.WEBHOOK_CHANGED, webhook.id(), "secret");
      return true;
    });
    return new NewSecret(id, secret.written());
  }

  /** Sends something that means nothing, at once. */
  @PostMapping("/{id}/test")
  Tried test(@PathVariable String id) {
    Instant now = clock.instant();
    Webhook webhook = database.read(jdbc -> find(jdbc, id));
    List<Secret> secrets =
        database.read(jdbc -> WebhookTable.secrets(jdbc, seal, webhook.id(), now));
    String eventId = "test-" + UUID.randomUUID();
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("specversion", "1.0")
            .put("id", eventId)
            .put("source", "/xiaoer")
            .put("type", "webhook.test")
            .put("time", now.toString())
            .put("timestamp", now.toString())
            .toString();
    Map<String, String> headers = Signature.headers(secrets, eventId, body, now);
    return switch (calls.post(webhook.url(), headers, Deliverer.MEDIA_TYPE, body)) {
      case Answer.Answered answered ->
          new Tried(
              answered.isTaken() ? "delivered" : "refused",
              answered.status(),
              answered.took().toMillis(),
              answered.beginning());
      case Answer.None none ->
          new Tried("unreachable", null, none.took().toMillis(), none.trouble().word());
    };
  }

  /** What waits is tried at once. */
  @PostMapping("/{id}/resume")
  WebhookView resume(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    WebhookView view =
        database.write(jdbc -> {
          Webhook webhook = find(jdbc, id);
          WebhookTable.set(jdbc, webhook.id(), Webhook.State.ACTIVE, null);
          DeliveryTable.allDue(jdbc, webhook.id(), clock.instant());
          note(jdbc, caller, AuditAction.WEBHOOK_RESUMED, webhook.id(), "");
          return WebhookView.of(jdbc, find(jdbc, id));
        });
    signals.ring(Topic.WEBHOOK);
    return view;
  }

  /** What of a range of the log was not sent, or was given up, is sent; the rest on request. */
  @PostMapping("/{id}/replay")
  Replayed replay(
      @PathVariable String id, @RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    long from = number(body, "from_seq");
    long to = number(body, "to_seq");
    if (to < from) {
      throw ApiProblem.unprocessable(FieldError.outOfRange("to_seq", from, Long.MAX_VALUE));
    }
    if (to - from >= REPLAYED_MAX) {
      throw ApiProblem.unprocessable(
          FieldError.outOfRange("to_seq", from, from + REPLAYED_MAX - 1));
    }
    JsonNode also = body.path("also_delivered");
    if (!also.isMissingNode() && !also.isBoolean()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("also_delivered", "true or false"));
    }
    Webhook webhook = database.read(jdbc -> find(jdbc, id));
    // What is not taken up yet is sent anyway.
    List<EventRef> found = intake.inRange(webhook, from, Math.min(to, webhook.logSeq()));
    int events =
        database.write(jdbc -> {
          Instant now = clock.instant();
          find(jdbc, id);
          int again = DeliveryTable.again(jdbc, webhook.id(), found, also.asBoolean(false), now);
          int added = DeliveryTable.add(jdbc, webhook.id(), found, now);
          note(
              jdbc,
              caller,
              AuditAction.WEBHOOK_REPLAYED,
              webhook.id(),
              "%s to %s".formatted(from, to));
          return again + added;
        });
    signals.ring(Topic.WEBHOOK);
    return new Replayed(events);
  }

  @GetMapping("/{id}/deliveries")
  DeliveryPage deliveries(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    int max = RequestParams.page(limit, PAGE_MAX);
    List<String> states = List.of("pending", "delivered", "parked");
    if (!state.isEmpty() && !states.contains(state)) {
      throw ApiProblem.badRequest(FieldError.notOneOf("state", states));
    }
    long before = cursor.isEmpty() ? Long.MAX_VALUE : RequestParams.id("cursor", cursor);
    return database.read(jdbc -> {
      Webhook webhook = find(jdbc, id);
      List<Delivery> found =
          DeliveryTable.newest(jdbc, webhook.id(), state.isEmpty() ? null : state, before, max + 1);
      List<Delivery> page = found.size() > max ? found.subList(0, max) : found;
      Map<Long, List<Attempt>> attempts = DeliveryTable.attempts(jdbc, page);
      return new DeliveryPage(
          page.stream().map(one -> view(one, attempts.getOrDefault(one.id(), List.of()))).toList(),
          found.size() > max ? String.valueOf(page.getLast().id()) : null);
    });
  }

  private static DeliveryView view(Delivery delivery, List<Attempt> attempts) {
    return new DeliveryView(
        delivery.eventId(),
        delivery.type(),
        delivery.sequence(),
        delivery.state(),
        attempts.stream()
            .map(one ->
                new AttemptView(
                    one.triedAt(), one.status(), one.milliseconds(), one.error(), one.answer()))
            .toList());
  }

  /** {@code before}: what stays where nothing else is said; null for a new one. */
  private Wish read(JsonNode body, @Nullable Webhook before) {
    if (!body.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", OBJECT));
    }
    List<FieldError> errors = new ArrayList<>();
    URI url = url(body.path("url"), before, errors);
    Set<EventKind> types = types(body.path("types"), before, errors);
    JsonNode scope = body.path("shops");
    ShopScope seen =
        scope.isMissingNode()
            ? before == null ? ShopScope.all() : before.shops()
            : ShopList.read(scope, shops);
    JsonNode ordered = body.path("ordered");
    if (!ordered.isMissingNode() && !ordered.isBoolean()) {
      errors.add(FieldError.wrongJsonType("ordered", "true or false"));
    }
    if (url == null || !errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return new Wish(url, types, seen, ordered.asBoolean(before == null || before.ordered()));
  }

  private @Nullable URI url(JsonNode field, @Nullable Webhook before, List<FieldError> errors) {
    return field.isMissingNode() && before != null
        ? before.url()
        : UrlField.read("url", field.asString(""), guard, errors);
  }

  private static Set<EventKind> types(
      JsonNode field, @Nullable Webhook before, List<FieldError> errors) {
    if (field.isMissingNode() && before != null) {
      return before.types();
    }
    Set<EventKind> types = EnumSet.noneOf(EventKind.class);
    if (!field.isArray()) {
      errors.add(
          FieldError.wrongJsonType("types", "an array of " + String.join(", ", EventKind.words())));
      return types;
    }
    for (JsonNode one : field) {
      EventKind.of(one.asString(""))
          .ifPresentOrElse(
              types::add, () -> errors.add(FieldError.notOneOf("types", EventKind.words())));
    }
    if (types.isEmpty() && errors.isEmpty()) {
      errors.add(FieldError.missing("types", String.join(", ", EventKind.words())));
    }
    return types;
  }

  private static long number(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1) {
      throw ApiProblem.unprocessable(FieldError.outOfRange(field, 1, Long.MAX_VALUE));
    }
    return value.asLong();
  }

  private static Webhook find(JdbcClient jdbc, String id) {
    return RequestParams.number(id)
        .flatMap(number -> WebhookTable.find(jdbc, number))
        .orElseThrow(() -> ApiProblem.notFound("no_such_webhook", "No such webhook."));
  }

  /** Without what follows the host's name: it may hold a secret. */
  private void note(JdbcClient jdbc, Caller caller, AuditAction action, long id, String detail) {
    Audit.note(jdbc, clock.instant(), caller.name(), action, "webhook " + id, detail);
  }
}
