package io.xiaoer.assist;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.assist.AssistantSettings.KeyChange;
import io.xiaoer.assist.Completion.Failed;
import io.xiaoer.assist.Completion.Whole;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.UrlField;
import io.xiaoer.secret.Seal;
import io.xiaoer.store.Database;
import io.xiaoer.suggest.SuggestionSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Which model drafts, and whether one does. */
@RestController
@RequestMapping("/api/v1/admin/assistant")
@RequiresPermission(Permission.ADMIN)
class AssistantController {
  private static final String STRING = "a string";
  private static final String TRUE_OR_FALSE = "true or false";

  /** Browsers read again whether anything drafts when this has changed. */
  private static final String TOPIC = "assistant";

  /** Asks for next to nothing; a model that thinks first needs some room for it. */
  private static final List<Said> TRIAL = List.of(new Said(Said.Role.USER, "这是一次连接测试。请只回复两个字：收到"));

  private static final int TRIAL_TOKENS_MAX = 256;

  private final Database database;
  private final Seal seal;
  private final AddressGuard guard;
  private final ModelClient client;
  private final ChangeFeed changeFeed;
  private final SuggestionSettings suggestions;
  private final InstantSource clock;

  AssistantController(
      Database database,
      Seal seal,
      AddressGuard guard,
      ModelClient client,
      ChangeFeed changeFeed,
      SuggestionSettings suggestions,
      InstantSource clock) {
    this.database = database;
    this.seal = seal;
    this.guard = guard;
    this.client = client;
    this.changeFeed = changeFeed;
    this.suggestions = suggestions;
    this.clock = clock;
  }

  /**
   * @param host that is given the text; null until an address has been entered
   */
  record DraftView(
      boolean enabled,
      String baseUrl,
      @Nullable String host,
      String model,
      boolean hasApiKey,
      boolean maskPersonalData,
      int dailyLimit,
      long askedToday,
      @Nullable Instant changedAt,
      @Nullable String changedBy) {
    static DraftView of(AssistantSettings settings, long askedToday) {
      return new DraftView(
          settings.enabled(),
          settings.baseUrl(),
          settings.baseUrl().isEmpty() ? null : Model.host(URI.create(settings.baseUrl())),
          settings.model(),
          settings.hasKey(),
          true,
          settings.dailyLimit(),
          askedToday,
          settings.changedAt(),
          settings.changedBy());
    }
  }

  /**
   * @param suggestions whether they are on in shops that have no setting of their own
   */
  record AssistantView(boolean suggestions, DraftView draft) {}

  /**
   * @param outcome {@code answered}, or why not
   * @param text what the model said; else the beginning of what the host said
   */
  record Tried(
      String outcome,
      int status,
      String text,
      @Nullable Long firstWordMilliseconds,
      long milliseconds) {
    @Override
    public String toString() {
      return "Tried[" + outcome + "]";
    }
  }

  @GetMapping
  AssistantView get() {
    return view();
  }

  @PutMapping
  AssistantView put(@RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    JsonNode suggested = body.path("suggestions");
    if (!suggested.isMissingNode() && !suggested.isBoolean()) {
      throw ApiProblem.unprocessable(FieldError.wrongJsonType("suggestions", TRUE_OR_FALSE));
    }
    if (suggested.isMissingNode() || body.has("draft")) {
      write(read(body, database.read(AssistantSettings::read)), caller);
      changeFeed.announce();
    }
    if (suggested.isBoolean() && suggested.asBoolean() != suggestions.isOnForAll()) {
      suggestions.switchForAll(suggested.asBoolean(), caller.name());
    }
    return view();
  }

  private void write(Wish wish, Caller caller) {
    database.write(jdbc -> {
      if (!AssistantSettings.read(jdbc).baseUrl().equals(wish.before.baseUrl())) {
        throw ApiProblem.conflict(
            "changed_elsewhere", "Somebody else has changed it meanwhile. Read it again.");
      }
      Instant now = clock.instant();
      wish.settings.write(jdbc, seal, wish.key, now, caller.name());
      ChangeFeed.noteTopic(jdbc, TOPIC);
      Audit.note(
          jdbc,
          now,
          caller.name(),
          wish.settings.enabled() ? AuditAction.ASSISTANT_CHANGED : AuditAction.ASSISTANT_OFF,
          "assistant",
          detail(wish.settings));
      return true;
    });
  }

  private AssistantView view() {
    boolean suggested = suggestions.isOnForAll();
    return database.read(jdbc ->
        new AssistantView(
            suggested,
            DraftView.of(
                AssistantSettings.read(jdbc),
                DraftCounts.asked(jdbc, DraftCounts.day(clock.instant())))));
  }

  /** Calls a model as it is entered, before it is saved, and says what came of it. */
  @PostMapping("/try")
  Tried attempt(@RequestBody JsonNode body) {
    Wish wish = read(body, database.read(AssistantSettings::read));
    Optional<String> key =
        switch (wish.key) {
          case KeyChange.Stays() -> database.read(jdbc -> AssistantSettings.key(jdbc, seal));
          case KeyChange.Becomes(String written) -> Optional.of(written);
          case KeyChange.IsRemoved() -> Optional.empty();
        };
    Model model =
        wish.settings
            .withKey(key)
            .orElseThrow(() ->
                ApiProblem.unprocessable(
                    FieldError.missing(
                        wish.settings.baseUrl().isEmpty() ? "draft.base_url" : "draft.model",
                        "what is to be tried")));
    long began = System.nanoTime();
    Completion completion = client.ask(model, TRIAL, TRIAL_TOKENS_MAX, _ -> true);
    long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
    return switch (completion) {
      case Whole(String text, Duration firstWord) ->
          new Tried("answered", 200, cut(text.strip()), firstWord.toMillis(), took);
      case Failed(Failure why, int status, String detail) ->
          new Tried(why.word(), status, detail, null, took);
      case Completion.Stopped() -> throw new IllegalStateException("nobody stops a trial");
    };
  }

  private static final int SHOWN_CHARS_MAX = 200;

  private static String cut(String text) {
    return text.codePoints()
        .limit(SHOWN_CHARS_MAX)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String detail(AssistantSettings settings) {
    return settings.enabled()
        ? settings.model() + " · " + Model.host(URI.create(settings.baseUrl()))
        : "";
  }

  /** What is to hold, and what held when that was written. */
  private record Wish(AssistantSettings before, AssistantSettings settings, KeyChange key) {}

  private Wish read(JsonNode body, AssistantSettings before) {
    JsonNode draft = body.path("draft");
    if (!draft.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("draft", "an object"));
    }
    List<FieldError> errors = new ArrayList<>();
    boolean enabled = flag(draft, "enabled", before.enabled(), errors);
    if (!flag(draft, "mask_personal_data", true, errors)) {
      errors.add(FieldError.notOneOf("draft.mask_personal_data", List.of("true")));
    }
    String baseUrl = baseUrl(draft.path("base_url"), before, errors);
    String model = text(draft, "model", before.model(), AssistantSettings.MODEL_CHARS_MAX, errors);
    KeyChange key = key(draft.path("api_key"), errors);
    int daily = dailyLimit(draft.path("daily_limit"), before.dailyLimit(), errors);
    if (enabled && baseUrl.isEmpty() && errors.isEmpty()) {
      errors.add(FieldError.missing("draft.base_url", "the address of a model"));
    }
    if (enabled && model.isEmpty()) {
      errors.add(FieldError.missing("draft.model", "the name of a model"));
    }
    if (errors.isEmpty() && key instanceof KeyChange.Stays && isElsewhere(before, baseUrl)) {
      errors.add(
          FieldError.of("draft.api_key", "key_of_other_host", "the key of the new host, or null"));
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return new Wish(
        before,
        new AssistantSettings(enabled, baseUrl, model, before.hasKey(), daily, null, null),
        key);
  }

  /** A key goes to the host that it was entered for, and to no other one. */
  private static boolean isElsewhere(AssistantSettings before, String baseUrl) {
    return before.hasKey()
        && !before.baseUrl().isEmpty()
        && (baseUrl.isEmpty()
            || !Model.isSameHost(URI.create(before.baseUrl()), URI.create(baseUrl)));
  }

  private String baseUrl(JsonNode field, AssistantSettings before, List<FieldError> errors) {
    if (field.isMissingNode()) {
      return before.baseUrl();
    }
    String written = Model.base(field.asString(""));
    if (written.isEmpty() || written.equals(before.baseUrl())) {
      return written; // It is looked at again at each call; switching off works without a line.
    }
    URI url = UrlField.read("draft.base_url", written, guard, errors);
    if (url != null && url.getRawQuery() != null) {
      errors.add(FieldError.of("draft.base_url", "not_a_url", "https://host/path without a query"));
    }
    return written;
  }

  private static String text(
      JsonNode draft, String name, String before, int max, List<FieldError> errors) {
    JsonNode field = draft.path(name);
    if (field.isMissingNode()) {
      return before;
    }
    String written = field.asString("").strip();
    if (!field.isString()) {
      errors.add(FieldError.wrongJsonType("draft." + name, STRING));
    } else if (written.length() > max) {
      errors.add(FieldError.tooLong("draft." + name, max));
    } else if (written.chars().anyMatch(Character::isISOControl)) {
      errors.add(FieldError.notAnId("draft." + name));
    }
    return written;
  }

  /** It stays where it is left out, since nobody can read it to repeat it. */
  private static KeyChange key(JsonNode field, List<FieldError> errors) {
    if (field.isMissingNode()) {
      return new KeyChange.Stays();
    }
    String written = field.asString("").strip();
    if (written.isEmpty()) {
      return new KeyChange.IsRemoved();
    }
    if (written.length() > AssistantSettings.KEY_CHARS_MAX) {
      errors.add(FieldError.tooLong("draft.api_key", AssistantSettings.KEY_CHARS_MAX));
    } else if (!written.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      errors.add(FieldError.notAnId("draft.api_key")); // It goes into a header.
    }
    return new KeyChange.Becomes(written);
  }

  private static int dailyLimit(JsonNode field, int before, List<FieldError> errors) {
    if (field.isMissingNode()) {
      return before;
    }
    int written = field.isInt() ? field.asInt() : -1;
    if (written < 1 || written > AssistantSettings.DAILY_LIMIT_MAX) {
      errors.add(FieldError.outOfRange("draft.daily_limit", 1, AssistantSettings.DAILY_LIMIT_MAX));
    }
    return written;
  }

  private static boolean flag(
      JsonNode draft, String name, boolean before, List<FieldError> errors) {
    JsonNode value = draft.path(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      errors.add(FieldError.wrongJsonType("draft." + name, TRUE_OR_FALSE));
    }
    return value.asBoolean(before);
  }
}
