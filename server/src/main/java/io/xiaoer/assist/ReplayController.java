package io.xiaoer.assist;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.assist.Replay.Played;
import io.xiaoer.assist.Replay.Verdict;
import io.xiaoer.assist.Replays.Plan;
import io.xiaoer.assist.Replays.Reported;
import io.xiaoer.assist.Replays.Wish;
import io.xiaoer.assist.Talk.Line;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Past rounds given to the model, and what people say of its drafts. */
@RestController
@RequestMapping("/api/v1/assistant")
@RequiresPermission(Permission.TEAM)
class ReplayController {
  private static final int DAYS_USUAL = 30;
  private static final int COUNT_USUAL = 50;
  private static final int PAGE_MAX = 50;

  private final Replays replays;
  private final ReplayTalks talks;
  private final Shops shops;

  ReplayController(Replays replays, ReplayTalks talks, Shops shops) {
    this.replays = replays;
    this.talks = talks;
    this.shops = shops;
  }

  record Wanted(@Nullable String shop, @Nullable Integer days, @Nullable Integer count) {}

  record ReplayView(
      String id,
      String shop,
      int days,
      int wanted,
      String host,
      String model,
      String state,
      @Nullable String reason,
      String by,
      Instant beganAt,
      @Nullable Instant endedAt,
      ReplayReport report) {
    static ReplayView of(Reported reported) {
      Replay one = reported.replay();
      return new ReplayView(
          String.valueOf(one.id()),
          one.shop().value(),
          one.days(),
          one.wanted(),
          one.host(),
          one.model(),
          one.state().word(),
          one.reason().isEmpty() ? null : one.reason(),
          one.byName(),
          one.beganAt(),
          one.endedAt(),
          reported.report());
    }
  }

  record ReplayList(List<ReplayView> replays) {}

  record LineView(String speaker, String kind, String text) {
    static LineView of(Line line) {
      return new LineView(
          line.speaker().name().toLowerCase(Locale.ROOT),
          line.kind().name().toLowerCase(Locale.ROOT),
          line.text());
    }

    @Override
    public String toString() {
      return "LineView";
    }
  }

  /**
   * A draft beside what a person has answered.
   *
   * @param lines before the answer, oldest first
   * @param answer null where it is not there any more
   */
  record RoundView(
      String id,
      String conversationId,
      List<LineView> lines,
      String draft,
      JsonNode warnings,
      @Nullable String answer,
      @Nullable String verdict,
      @Nullable String judgedBy) {
    @Override
    public String toString() {
      return "RoundView[" + id + "]";
    }
  }

  record RoundList(List<RoundView> rounds) {}

  /** What a replay would cost. */
  @GetMapping("/replay-plan")
  Plan plan(
      ShopScope visible,
      @RequestParam(defaultValue = "") String shop,
      @RequestParam(required = false) @Nullable Integer days,
      @RequestParam(required = false) @Nullable Integer count) {
    return replays.plan(wish(visible, shop, days, count));
  }

  @GetMapping("/replays")
  ReplayList all(ShopScope visible) {
    return new ReplayList(replays.all(visible).stream().map(ReplayView::of).toList());
  }

  @PostMapping("/replays")
  ResponseEntity<ReplayView> begin(
      @RequestBody Wanted wanted, @AuthenticationPrincipal Caller caller) {
    String shop = wanted.shop == null ? "" : wanted.shop;
    Replay begun =
        replays.begin(wish(caller.shops(), shop, wanted.days, wanted.count), caller.name());
    return ResponseEntity.status(HttpStatus.CREATED).body(view(begun.id()));
  }

  @GetMapping("/replays/{id}")
  ReplayView get(@PathVariable String id) {
    return view(id(id));
  }

  @PostMapping("/replays/{id}/stop")
  ReplayView stop(@PathVariable String id) {
    replays.stop(id(id));
    return view(id(id));
  }

  @DeleteMapping("/replays/{id}")
  ResponseEntity<Void> remove(@PathVariable String id) {
    if (!replays.remove(id(id))) {
      throw ApiProblem.conflict("replay_running", "Stop it first.");
    }
    return ResponseEntity.noContent().build();
  }

  /**
   * Drafts to be judged, in their order; {@code open}: only those of which nobody has said
   * anything.
   */
  @GetMapping("/replays/{id}/rounds")
  RoundList rounds(
      @PathVariable String id,
      @RequestParam(defaultValue = "0") String after,
      @RequestParam(defaultValue = "false") boolean open,
      @RequestParam(defaultValue = "10") int limit) {
    List<Played> drafted =
        replays.drafted(
            id(id), RequestParams.id("after", after), open, RequestParams.page(limit, PAGE_MAX));
    return new RoundList(drafted.stream().map(this::view).toList());
  }

  record Judged(@Nullable String verdict) {}

  @PutMapping("/replays/{id}/rounds/{round}")
  ReplayView judge(
      @PathVariable String id,
      @PathVariable String round,
      @RequestBody Judged judged,
      @AuthenticationPrincipal Caller caller) {
    String word = judged.verdict;
    Verdict verdict =
        word == null
            ? null
            : Verdict.of(word)
                .orElseThrow(() ->
                    ApiProblem.unprocessable(
                        FieldError.notOneOf(
                            "verdict",
                            Arrays.stream(Verdict.values()).map(Verdict::word).toList())));
    long number =
        RequestParams.number(round)
            .orElseThrow(() -> ApiProblem.notFound("no_such_round", "No such draft."));
    if (!replays.judge(id(id), number, verdict, caller.name())) {
      throw ApiProblem.notFound("no_such_round", "No such draft.");
    }
    return view(id(id));
  }

  private RoundView view(Played played) {
    ReplayTalks.Shown shown = talks.of(played);
    Verdict verdict = played.verdict();
    return new RoundView(
        String.valueOf(played.id()),
        String.valueOf(played.conversationId()),
        shown.lines().stream().map(LineView::of).toList(),
        played.draft() == null ? "" : played.draft(),
        JsonMapper.shared().readTree(played.promises() == null ? "[]" : played.promises()),
        shown.answer(),
        verdict == null ? null : verdict.word(),
        played.judgedBy());
  }

  private ReplayView view(long id) {
    return replays
        .report(id)
        .map(ReplayView::of)
        .orElseThrow(() -> ApiProblem.notFound("no_such_replay", "No such replay."));
  }

  private static long id(String id) {
    return RequestParams.number(id)
        .orElseThrow(() -> ApiProblem.notFound("no_such_replay", "No such replay."));
  }

  private Wish wish(
      ShopScope visible, String shop, @Nullable Integer days, @Nullable Integer count) {
    ShopId found =
        shops
            .find(shop)
            .map(Shop::id)
            .filter(visible::has)
            .orElseThrow(() -> ApiProblem.unprocessable(FieldError.unknownShop("shop")));
    return new Wish(
        found,
        bounded("days", days, DAYS_USUAL, Replays.DAYS_MAX),
        bounded("count", count, COUNT_USUAL, Replays.ROUNDS_MAX));
  }

  private static int bounded(String name, @Nullable Integer written, int usual, int max) {
    int number = written == null ? usual : written;
    if (number < 1 || number > max) {
      throw ApiProblem.unprocessable(FieldError.outOfRange(name, 1, max));
    }
    return number;
  }
}
