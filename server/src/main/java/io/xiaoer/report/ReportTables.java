package io.xiaoer.report;

import io.xiaoer.export.Csv;
import io.xiaoer.report.Evidence.Sifted;
import io.xiaoer.report.ReportViews.BuyerView;
import io.xiaoer.report.ReportViews.CellView;
import io.xiaoer.report.ReportViews.DayView;
import io.xiaoer.report.ReportViews.OrderView;
import io.xiaoer.report.ReportViews.RoundView;
import io.xiaoer.report.ReportViews.ShiftView;
import io.xiaoer.report.ServiceReport.Row;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Reports as tables. The columns are an interface: they are only added to. */
final class ReportTables {
  private static final int BUFFER = 1 << 16;

  void service(
      ServiceReport.Made made, Preset preset, By by, Asked asked, HttpServletResponse response)
      throws IOException {
    write(
        "service-by-" + by.word(),
        asked,
        response,
        csv -> {
          List<String> head = new ArrayList<>(List.of(by.word(), "label"));
          head.addAll(new Figures().fields(preset).keySet());
          csv.line(head);
          for (Row row : made.rows()) {
            csv.values(line(typed(by, row.key()), row, preset));
          }
          csv.values(line("total", new Row("total", null, made.total()), preset));
        });
  }

  /** A spreadsheet may read our own days and hours as what they are. */
  private static Object typed(By by, String key) {
    return switch (by) {
      case DAY -> LocalDate.parse(key);
      case HOUR -> Integer.valueOf(key);
      case AGENT, GROUP, SHOP -> key;
    };
  }

  private static List<@Nullable Object> line(Object key, Row row, Preset preset) {
    Map<String, @Nullable Object> fields = row.figures().fields(preset);
    List<@Nullable Object> line = new ArrayList<>();
    line.add(key);
    line.add(row.label());
    line.addAll(fields.values());
    return line;
  }

  /** One after the other, as they are read. */
  void rounds(Evidence evidence, Sifted sifted, HttpServletResponse response) throws IOException {
    write(
        "rounds",
        sifted.asked(),
        response,
        csv -> {
          csv.line(
              List.of(
                  "id",
                  "shop",
                  "conversation_id",
                  "opened_at",
                  "closed_at",
                  "closed_by",
                  "outcome",
                  "result",
                  "seconds",
                  "queue_seconds",
                  "agent_seconds",
                  "agent",
                  "messages",
                  "on_duty",
                  "late_push",
                  "cause"));
          try {
            evidence.each(
                sifted,
                page ->
                    page.rounds()
                        .forEach(one -> uncheckedLine(csv, RoundView.of(one, page.asOf()))));
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
        });
  }

  private static void uncheckedLine(Csv csv, RoundView round) {
    try {
      csv.values(
          Arrays.asList(
              round.id(),
              round.shop(),
              round.conversationId(),
              round.openedAt(),
              round.closedAt(),
              round.closedBy(),
              round.outcome(),
              round.result(),
              round.seconds(),
              round.queueSeconds(),
              round.agentSeconds(),
              round.agent(),
              round.messages(),
              round.onDuty(),
              round.latePush(),
              round.cause()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line for each agent and day. */
  void shifts(List<ShiftView> agents, Asked asked, HttpServletResponse response)
      throws IOException {
    write(
        "shifts",
        asked,
        response,
        csv -> {
          csv.line(
              List.of(
                  "username",
                  "name",
                  "date",
                  "online_seconds",
                  "away_seconds",
                  "absent_seconds",
                  "offline_seconds",
                  "first_online_at",
                  "last_online_at"));
          for (ShiftView agent : agents) {
            for (DayView day : agent.days()) {
              csv.values(
                  Arrays.asList(
                      agent.username(),
                      agent.name(),
                      day.date(),
                      day.onlineSeconds(),
                      day.awaySeconds(),
                      day.absentSeconds(),
                      day.offlineSeconds(),
                      day.firstOnlineAt(),
                      day.lastOnlineAt()));
            }
          }
        });
  }

  void heatMap(List<CellView> cells, Asked asked, HttpServletResponse response) throws IOException {
    write(
        "heat-map",
        asked,
        response,
        csv -> {
          csv.line(
              List.of(
                  "weekday",
                  "hour",
                  "days",
                  "arrivals",
                  "arrivals_per_day",
                  "staffed_agents",
                  "staffed_ceiling"));
          for (CellView cell : cells) {
            csv.values(
                Arrays.asList(
                    cell.weekday(),
                    cell.hour(),
                    cell.days(),
                    cell.arrivals(),
                    cell.arrivalsPerDay(),
                    cell.staffedAgents(),
                    cell.staffedCeiling()));
          }
        });
  }

  void conversion(Conversion.Made made, By by, Asked asked, HttpServletResponse response)
      throws IOException {
    write(
        "conversion-by-" + by.word(),
        asked,
        response,
        csv -> {
          csv.line(List.of(by.word(), "label", "customers", "buyers", "orders", "rate"));
          for (Conversion.Row row : made.rows()) {
            csv.values(line(row));
          }
          csv.values(line(made.total()));
        });
  }

  private static List<@Nullable Object> line(Conversion.Row row) {
    return Arrays.asList(
        row.key(),
        row.label(),
        row.customers(),
        row.sums().buyers(),
        row.sums().orders(),
        row.rate());
  }

  /** A line for each customer. */
  void buyers(List<BuyerView> customers, Asked asked, HttpServletResponse response)
      throws IOException {
    write(
        "conversion-customers",
        asked,
        response,
        csv -> {
          csv.line(
              List.of(
                  "shop",
                  "conversation_id",
                  "asked_at",
                  "agents",
                  "orders",
                  "order_ids",
                  "first_paid_at",
                  "credited_to"));
          for (BuyerView one : customers) {
            csv.values(
                Arrays.asList(
                    one.shop(),
                    one.conversationId(),
                    one.askedAt(),
                    String.join(" ", one.agents()),
                    one.orders().size(),
                    joined(one, OrderView::orderId),
                    one.orders().isEmpty() ? null : one.orders().getFirst().paidAt(),
                    joined(one, order -> Objects.requireNonNullElse(order.agent(), "-"))));
          }
        });
  }

  private static String joined(BuyerView one, Function<OrderView, String> what) {
    return one.orders().stream().map(what).collect(Collectors.joining(" "));
  }

  private interface Content {
    void to(Csv csv) throws IOException;
  }

  private static void write(String name, Asked asked, HttpServletResponse response, Content content)
      throws IOException {
    response.setContentType("text/csv;charset=utf-8");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        "attachment; filename=\"xiaoer-%s-%s-%s.csv\"".formatted(name, asked.from(), asked.to()));
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Writer writer =
        new BufferedWriter(
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8), BUFFER);
    content.to(new Csv(writer));
    writer.flush();
  }
}
