package io.xiaoer.board;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.board.Board.AgentNow;
import io.xiaoer.board.Board.Now;
import io.xiaoer.board.Board.ShopNow;
import io.xiaoer.conversation.WaitingCounts.OfShop;
import io.xiaoer.presence.Presence;
import io.xiaoer.round.ServiceFigures;
import io.xiaoer.round.ServiceFigures.Done;
import io.xiaoer.round.ServiceFigures.Figures;
import io.xiaoer.send.ShopSendState;
import io.xiaoer.send.ShopSendStates;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The live board as the API has it. */
@RestController
@RequiresPermission(Permission.FIGURES)
class BoardController {
  private final Board board;
  private final ShopSendStates sendStates;

  BoardController(Board board, ShopSendStates sendStates) {
    this.board = board;
    this.sendStates = sendStates;
  }

  record BoardView(
      Instant at,
      long waiting,
      long inQueue,
      long longestWaitSeconds,
      long atRisk,
      long late,
      List<ShopView> shops,
      List<AgentView> agents,
      FiguresView today,
      FiguresView lastHour,
      List<PausedView> paused) {}

  record ShopView(
      String shop,
      String name,
      long waiting,
      long inQueue,
      long longestWaitSeconds,
      long atRisk,
      long late,
      String mode,
      boolean open,
      @Nullable Instant until) {}

  record AgentView(
      String username,
      String name,
      String state,
      boolean connected,
      String presence,
      int load,
      int ceiling,
      long waiting,
      @Nullable Instant since,
      long answeredToday,
      @Nullable Instant lastAnswerAt) {}

  record FiguresView(
      long thresholdSeconds,
      long customers,
      long rounds,
      long answered,
      long withinThreshold,
      @Nullable Double rate,
      @Nullable Double responseSeconds,
      long unanswered,
      long noAnswerNeeded) {}

  record PausedView(String shop, String state, String reason, Instant since, Instant until) {}

  @GetMapping("/api/v1/board")
  BoardView board(ShopScope scope) {
    Now now = board.now(scope);
    List<OfShop> counts =
        now.shops().stream().map(ShopNow::counts).flatMap(Stream::ofNullable).toList();
    return new BoardView(
        now.at(),
        sum(counts, OfShop::waiting),
        sum(counts, OfShop::inQueue),
        counts.stream().mapToLong(one -> seconds(one.oldest(), now.at())).max().orElse(0),
        sum(counts, OfShop::atRisk),
        sum(counts, OfShop::late),
        now.shops().stream().map(shop -> view(shop, now.at())).toList(),
        now.agents().stream().map(BoardController::view).toList(),
        view(now.today()),
        view(now.lastHour()),
        paused(scope));
  }

  private static long sum(List<OfShop> counts, ToLongFunction<OfShop> what) {
    return counts.stream().mapToLong(what).sum();
  }

  private static long seconds(Instant since, Instant now) {
    return Math.max(0, Duration.between(since, now).toSeconds());
  }

  private static ShopView view(ShopNow one, Instant now) {
    OfShop counts = one.counts();
    return new ShopView(
        one.shop().id().value(),
        one.shop().name(),
        counts == null ? 0 : counts.waiting(),
        counts == null ? 0 : counts.inQueue(),
        counts == null ? 0 : seconds(counts.oldest(), now),
        counts == null ? 0 : counts.atRisk(),
        counts == null ? 0 : counts.late(),
        one.rule().mode().word(),
        one.opening().open(),
        one.opening().until());
  }

  private static AgentView view(AgentNow one) {
    Done done = one.done();
    return new AgentView(
        one.account().username(),
        one.account().name(),
        one.account().state().word(),
        one.presence() == Presence.CONNECTED,
        one.presence().word(),
        one.load(),
        one.ceiling(),
        one.waiting(),
        one.since().equals(Instant.EPOCH) ? null : one.since(), // From before it was kept.
        done == null ? 0 : done.answered(),
        done == null ? null : done.lastAnswerAt());
  }

  private static FiguresView view(Figures figures) {
    return new FiguresView(
        ServiceFigures.THRESHOLD.toSeconds(),
        figures.customers(),
        figures.rounds(),
        figures.answered(),
        figures.inTime(),
        nullable(figures.rate()),
        tenths(figures.responseSeconds()),
        figures.unanswered(),
        figures.noAnswerNeeded());
  }

  private static @Nullable Double nullable(OptionalDouble value) {
    return value.isEmpty() ? null : (Double) value.getAsDouble();
  }

  private static @Nullable Double tenths(OptionalDouble value) {
    return value.isEmpty() ? null : (Double) (Math.round(value.getAsDouble() * 10) / 10.0);
  }

  /** Shops whose answers do not leave. */
  private List<PausedView> paused(ShopScope scope) {
    return sendStates.all().entrySet().stream()
        .filter(entry -> scope.has(new ShopId(entry.getKey())))
        .flatMap(entry -> paused(entry.getKey(), entry.getValue().sending()).stream())
        .toList();
  }

  private static List<PausedView> paused(String shop, ShopSendState state) {
    return switch (state) {
      case ShopSendState.Open _ -> List.of();
      case ShopSendState.Paused one ->
          List.of(new PausedView(shop, "paused", word(one.reason()), one.since(), one.until()));
      case ShopSendState.Stopped one ->
          List.of(
              new PausedView(shop, "stopped", word(one.reason()), one.since(), one.nextTrialAt()));
    };
  }

  private static String word(ShopSendState.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
