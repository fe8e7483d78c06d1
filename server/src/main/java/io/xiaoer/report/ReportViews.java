package io.xiaoer.report;

import io.xiaoer.report.Attendance.Kind;
import io.xiaoer.report.Attendance.Stretch;
import io.xiaoer.report.Evidence.Shown;
import io.xiaoer.report.Shifts.AgentShift;
import io.xiaoer.report.Shifts.Sums;
import io.xiaoer.round.Round;
import io.xiaoer.round.Round.Outcome;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports as the API has them. */
final class ReportViews {
  private ReportViews() {}

  record PresetView(
      String preset,
      @Nullable String id,
      String name,
      Words names,
      String text,
      Words texts,
      String unit,
      @Nullable Long thresholdSeconds,
      @Nullable String window,
      String windowOf,
      String windowBy,
      String automaticAnswers,
      String unanswered,
      @Nullable Long capSeconds,
      String nobodyOnDuty,
      String blockedCustomers,
      String noAnswerNeeded) {

    static PresetView of(Preset preset, String language) {
      return of(preset, preset.fixedWindow().orElse(null), language);
    }

    /** {@code window} is null where shops differ, or none was asked of. */
    static PresetView of(Preset preset, @Nullable String window, String language) {
      return new PresetView(
          preset.word(),
          Preset.ownId(preset.word()).map(String::valueOf).orElse(null),
          preset.name().in(language),
          preset.name(),
          preset.formula().in(language),
          preset.formula(),
          preset.unit().word(),
          seconds(preset.threshold()),
          window,
          preset.window().word(),
          "opening",
          preset.automaticCounts() ? PresetJson.COUNT : PresetJson.IGNORED,
          missedOrLeftOut(preset.unansweredIsMissed()),
          seconds(preset.cap()),
          missedOrLeftOut(preset.nobodyOnDutyIsMissed()),
          "left_out",
          "apart");
    }

    private static String missedOrLeftOut(boolean missed) {
      return missed ? PresetJson.MISSED : PresetJson.LEFT_OUT;
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
      return duration == null ? null : (Long) duration.toSeconds();
    }
  }

  record PresetList(List<PresetView> presets) {}

  record ServiceView(
      PresetView definition,
      LocalDate from,
      LocalDate to,
      String by,
      Instant asOf,
      List<Map<String, @Nullable Object>> rows,
      Map<String, @Nullable Object> total) {}

  static Map<String, @Nullable Object> row(ServiceReport.Row row, Preset preset) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("key", row.key());
    fields.put("label", row.label());
    fields.putAll(row.figures().fields(preset));
    return fields;
  }

  record RoundView(
      String id,
      String shop,
      String conversationId,
      @Nullable String messageId,
      Instant openedAt,
      @Nullable Instant closedAt,
      @Nullable String closedBy,
      String outcome,
      String result,
      double seconds,
      double queueSeconds,
      @Nullable Double agentSeconds,
      @Nullable String agent,
      int messages,
      @Nullable Boolean onDuty,
      boolean latePush,
      @Nullable String cause) {

    static RoundView of(Shown shown, Instant asOf) {
      Round round = shown.detailed().round();
      boolean goesOn = round.outcome() == Outcome.GOES_ON;
      long until = goesOn ? Micros.of(asOf) : round.endedAt();
      Long messageId = shown.messageId();
      Cause cause = shown.cause();
      Instant had = shown.detailed().agentAt();
      return new RoundView(
          String.valueOf(round.id()),
          shown.detailed().shop().value(),
          String.valueOf(round.conversationId()),
          messageId == null ? null : String.valueOf(messageId),
          Micros.instant(round.openedAt()),
          goesOn ? null : Micros.instant(round.endedAt()),
          goesOn ? null : round.endedBy(),
          switch (round.outcome()) {
            case GOES_ON -> "open";
            case ANSWERED -> "answered";
            case CLOSED -> "closed";
          },
          shown.verdict().word(),
          seconds(until - round.openedAt()),
          seconds(shown.detailed().queueMicros()),
          had == null ? null : (Double) seconds(until - Micros.of(had)),
          round.agent().isEmpty() ? null : round.agent(),
          round.messages(),
          switch (shown.duty()) {
            case SOMEBODY -> Boolean.TRUE;
            case NOBODY -> Boolean.FALSE;
            case UNKNOWN -> null;
          },
          round.arrivedAt() - round.openedAt() > Tally.LATE_PUSH_MICROS,
          cause == null ? null : cause.word());
    }

    /** The platform's clock and ours may differ. */
    private static double seconds(long micros) {
      return Math.round(Math.max(0, micros) / 100_000.0) / 10.0;
    }
  }

  record RoundList(List<RoundView> rounds, @Nullable String nextCursor) {}

  record ShiftList(
      LocalDate from,
      LocalDate to,
      @Nullable Instant recordedSince,
      long precisionSeconds,
      List<ShiftView> agents) {}

  record ShiftView(
      String username,
      String name,
      long onlineSeconds,
      long awaySeconds,
      long absentSeconds,
      long offlineSeconds,
      @Nullable Instant firstOnlineAt,
      @Nullable Instant lastOnlineAt,
      List<DayView> days,
      List<SpanView> spans) {

    static ShiftView of(AgentShift shift) {
      Sums whole = shift.whole();
      return new ShiftView(
          shift.account().username(),
          shift.account().name(),
          whole.seconds(Kind.ONLINE),
          whole.seconds(Kind.AWAY),
          whole.seconds(Kind.ABSENT),
          whole.seconds(Kind.OFFLINE),
          whole.firstOnlineAt(),
          whole.lastOnlineAt(),
          shift.days().entrySet().stream()
              .map(day -> DayView.of(day.getKey(), day.getValue()))
              .toList(),
          shift.stretches().stream().map(SpanView::of).toList());
    }
  }

  record DayView(
      LocalDate date,
      long onlineSeconds,
      long awaySeconds,
      long absentSeconds,
      long offlineSeconds,
      @Nullable Instant firstOnlineAt,
      @Nullable Instant lastOnlineAt) {

    static DayView of(LocalDate date, Sums sums) {
      return new DayView(
          date,
          sums.seconds(Kind.ONLINE),
          sums.seconds(Kind.AWAY),
          sums.seconds(Kind.ABSENT),
          sums.seconds(Kind.OFFLINE),
          sums.firstOnlineAt(),
          sums.lastOnlineAt());
    }
  }

  record SpanView(Instant from, Instant to, String state) {
    static SpanView of(Stretch stretch) {
      return new SpanView(
          Micros.instant(stretch.from()), Micros.instant(stretch.to()), stretch.kind().word());
    }
  }

  record HeatMapView(
      LocalDate from,
      LocalDate to,
      Instant asOf,
      @Nullable Instant recordedSince,
      List<CellView> cells) {}

  record CellView(
      String weekday,
      int hour,
      int days,
      long arrivals,
      @Nullable Double arrivalsPerDay,
      @Nullable Double staffedAgents,
      @Nullable Double staffedCeiling) {

    static CellView of(HeatMap.Cell cell) {
      return new CellView(
          HeatMap.WEEKDAY_WORDS.get(cell.weekday()),
          cell.hour(),
          cell.days(),
          cell.arrivals(),
          cell.days() == 0
              ? null
              : (Double) (Math.round(cell.arrivals() * 10.0 / cell.days()) / 10.0),
          cell.staffedAgents(),
          cell.staffedCeiling());
    }
  }

  record ConversionView(
      LocalDate from,
      LocalDate to,
      String by,
      long days,
      Instant asOf,
      @Nullable Instant ordersSince,
      List<ConversionRow> rows,
      ConversionRow total) {}

  record ConversionRow(
      String key,
      @Nullable String label,
      long customers,
      long buyers,
      long orders,
      @Nullable Double rate) {

    static ConversionRow of(Conversion.Row row) {
      return new ConversionRow(
          row.key(),
          row.label(),
          row.customers(),
          row.sums().buyers(),
          row.sums().orders(),
          row.rate());
    }
  }

  record BuyerList(List<BuyerView> customers, @Nullable String nextCursor) {}

  record BuyerView(
      String shop,
      String conversationId,
      Instant askedAt,
      List<String> agents,
      List<OrderView> orders) {

    static BuyerView of(Buyers.Buyer buyer) {
      return new BuyerView(
          buyer.shop().value(),
          String.valueOf(buyer.conversation()),
          Micros.instant(buyer.askedAt()),
          List.copyOf(buyer.agents()),
          buyer.orders().stream().map(OrderView::of).toList());
    }
  }

  record OrderView(String orderId, Instant paidAt, @Nullable String agent) {
    static OrderView of(Buyers.Order order) {
      return new OrderView(
          order.id(),
          Micros.instant(order.paidAt()),
          order.agent().equals(ServiceReport.NONE) ? null : order.agent());
    }
  }
}
