package io.xiaoer.suggest;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.HeavyWork;
import io.xiaoer.api.RequestParams;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.shop.ShopId;
import io.xiaoer.suggest.SuggestionSettings.Setting;
import io.xiaoer.suggest.SuggestionTable.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What could be answered, and whether it is shown. */
@RestController
@RequiresPermission(Permission.CONVERSATIONS_READ)
class SuggestionController {
  private static final int THRESHOLD_MAX = 100;

  /** A model works in one thread; the second request reads and writes meanwhile. */
  private static final HeavyWork.Bounds BOUNDS =
      new HeavyWork.Bounds(
          2, 8, Duration.ofSeconds(2), 4, "too_many_suggestions", "suggestions_busy");

  private final HeavyWork work = new HeavyWork(BOUNDS);
  private final Suggestions suggestions;
  private final SuggestionSettings settings;
  private final Learned learned;
  private final Conversations conversations;

  SuggestionController(
      Suggestions suggestions,
      SuggestionSettings settings,
      Learned learned,
      Conversations conversations) {
    this.suggestions = suggestions;
    this.settings = settings;
    this.learned = learned;
    this.conversations = conversations;
  }

  record SuggestionView(String source, String text, double score, @Nullable String phraseId) {
    static SuggestionView of(Suggestion one) {
      Long phrase = one.phraseId();
      return new SuggestionView(
          one.source().name().toLowerCase(Locale.ROOT),
          one.text(),
          rounded(one.score()),
          phrase == null ? null : String.valueOf(phrase));
    }

    @Override
    public String toString() {
      return "SuggestionView";
    }
  }

  /** {@code enabled}: false where they are off, so that nobody need ask again. */
  record SuggestionList(boolean enabled, List<SuggestionView> suggestions) {}

  /** For what the customer has asked; nothing is sent or written. */
  @PostMapping("/api/v1/conversations/{id}/suggestions")
  SuggestionList suggest(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    Conversation conversation =
        RequestParams.number(id)
            .flatMap(conversations::find)
            .orElseThrow(
                () -> ApiProblem.notFound("no_such_conversation", "No such conversation."));
    if (!settings.of(conversation.shop()).enabled()) {
      return new SuggestionList(false, List.of());
    }
    List<Suggestion> found =
        work.run(
            caller.name(),
            () ->
                suggestions.toOpenQuestion(conversation.shop(), conversation.id(), caller.name()));
    return new SuggestionList(true, found.stream().map(SuggestionView::of).toList());
  }

  /**
   * A shop's setting and what it has learned.
   *
   * @param engine what is compared: {@code words} or {@code model}
   * @param model its name; null where words are compared
   * @param answers that may be shown
   * @param examples of questions they were given to
   * @param waiting of those, how many cannot be found yet
   */
  record SettingView(
      boolean enabled,
      int threshold,
      String engine,
      @Nullable String model,
      long answers,
      long examples,
      long waiting,
      @Nullable Instant changedAt,
      @Nullable String changedBy) {}

  @GetMapping("/api/v1/shops/{shop}/suggestions")
  SettingView get(@PathVariable String shop) {
    ShopId id = new ShopId(shop);
    return view(id, settings.of(id));
  }

  record Wanted(@Nullable Boolean enabled, @Nullable Integer threshold) {}

  @PutMapping("/api/v1/shops/{shop}/suggestions")
  @RequiresPermission(Permission.TEAM)
  SettingView put(
      @PathVariable String shop,
      @RequestBody Wanted wanted,
      @AuthenticationPrincipal Caller caller) {
    Boolean enabled = wanted.enabled;
    if (enabled == null) {
      throw ApiProblem.badRequest(FieldError.missing("enabled", "true or false"));
    }
    Integer threshold = wanted.threshold;
    if (threshold != null && (threshold < 0 || threshold > THRESHOLD_MAX)) {
      throw ApiProblem.unprocessable(FieldError.outOfRange("threshold", 0, THRESHOLD_MAX));
    }
    ShopId id = new ShopId(shop);
    return view(
        id,
        settings.put(
            id, enabled, threshold == null ? Setting.THRESHOLD_DEFAULT : threshold, caller.name()));
  }

  private SettingView view(ShopId shop, Setting setting) {
    Counts counts = learned.of(shop);
    String model = learned.model();
    return new SettingView(
        setting.enabled(),
        setting.threshold(),
        model == null ? "words" : "model",
        model,
        counts.answers(),
        counts.examples(),
        counts.waiting(),
        setting.changedAt(),
        setting.changedBy());
  }

  record Asked(@Nullable String text) {
    @Override
    public String toString() {
      return "Asked";
    }
  }

  /** {@code shown}: whether it would be, at the shop's threshold as it is saved. */
  record TriedView(
      boolean shown, String source, String text, double score, @Nullable String phraseId) {
    @Override
    public String toString() {
      return "TriedView";
    }
  }

  record TriedList(List<TriedView> suggestions) {}

  /** What would be suggested if a customer asked this; also where suggestions are off. */
  @PostMapping("/api/v1/shops/{shop}/suggestions/try")
  TriedList tryOut(
      @PathVariable String shop, @RequestBody Asked asked, @AuthenticationPrincipal Caller caller) {
    String text = asked.text;
    if (text == null || Characters.isInvisible(text)) {
      throw ApiProblem.badRequest(FieldError.missing("text", "a question"));
    }
    if (text.length() > Said.QUESTION_CHARS_MAX) {
      throw ApiProblem.unprocessable(FieldError.tooLong("text", Said.QUESTION_CHARS_MAX));
    }
    ShopId id = new ShopId(shop);
    List<Suggestions.Tried> tried =
        work.run(caller.name(), () -> suggestions.tryOut(id, text, caller.name()));
    return new TriedList(
        tried.stream()
            .map(one -> {
              SuggestionView view = SuggestionView.of(one.suggestion());
              return new TriedView(one.shown(), view.source, view.text, view.score, view.phraseId);
            })
            .toList());
  }

  private static double rounded(double score) {
    return Math.round(score * Scores.HUNDREDTHS) / (double) Scores.HUNDREDTHS;
  }
}
