package io.xiaoer.report;

import io.xiaoer.api.HeavyWork;
import io.xiaoer.report.ReportViews.PresetView;
import io.xiaoer.report.ReportViews.ServiceView;
import io.xiaoer.report.ServiceReport.Row;
import io.xiaoer.shop.ShopScope;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The report of service as it is asked for: some at once, and each caller some of those. */
public final class ServiceReports {
  /** The page asks for some at once. */
  private static final HeavyWork.Bounds BOUNDS =
      new HeavyWork.Bounds(2, 12, Duration.ofSeconds(10), 6, "too_many_reports", "reports_busy");

  private final Presets presets;
  private final ServiceReport service;
  private final JsonMapper mapper;

  /** Shared with the other reports. */
  private final HeavyWork running = new HeavyWork(BOUNDS);

  ServiceReports(Presets presets, ServiceReport service, JsonMapper mapper) {
    this.presets = presets;
    this.service = service;
    this.mapper = mapper;
  }

  /**
   * As {@code GET /api/v1/reports/service} gives it; throws an {@link io.xiaoer.api.ApiProblem}
   * where it is asked for wrongly.
   *
   * @param from a day, as {@code to}; both are counted
   * @param language of the rule's description
   */
  public JsonNode json(
      String caller,
      ShopScope shops,
      String from,
      String to,
      String by,
      String preset,
      String language) {
    return mapper.valueToTree(view(caller, shops, from, to, by, preset, language));
  }

  ServiceView view(
      String caller,
      ShopScope shops,
      String from,
      String to,
      String by,
      String preset,
      String language) {
    Asked asked = ReportParams.asked(shops, from, to);
    Preset rule = ReportParams.preset(presets, preset);
    By rows = ReportParams.by(by);
    ServiceReport.Made made = running.run(caller, () -> service.make(asked, rule, rows));
    return new ServiceView(
        PresetView.of(rule, made.window(), language),
        asked.from(),
        asked.to(),
        rows.word(),
        made.asOf(),
        made.rows().stream().map(row -> ReportViews.row(row, rule)).toList(),
        ReportViews.row(new Row("total", null, made.total()), rule));
  }

  HeavyWork running() {
    return running;
  }
}
