package io.xiaoer.report;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.HeavyWork;
import io.xiaoer.presence.PresenceLog;
import io.xiaoer.report.Evidence.Sifted;
import io.xiaoer.report.ReportViews.CellView;
import io.xiaoer.report.ReportViews.HeatMapView;
import io.xiaoer.report.ReportViews.RoundList;
import io.xiaoer.report.ReportViews.RoundView;
import io.xiaoer.report.ReportViews.ServiceView;
import io.xiaoer.report.ReportViews.ShiftList;
import io.xiaoer.report.ReportViews.ShiftView;
import io.xiaoer.round.Rounds.Place;
import io.xiaoer.shop.ShopScope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reports; who accepts {@code text/csv} is given each as a table. */
@RestController
@RequestMapping("/api/v1/reports")
@RequiresPermission(Permission.FIGURES)
class ReportController {
  private static final String CSV = "text/csv";
  private static final String LANGUAGE = HttpHeaders.ACCEPT_LANGUAGE;

  private final Presets presets;
  private final ServiceReport service;
  private final Evidence evidence;
  private final Shifts shifts;
  private final HeatMap heatMap;
  private final ReportTables tables;
  private final ServiceReports reports;
  private final HeavyWork running;

  ReportController(
      Presets presets,
      ServiceReport service,
      Evidence evidence,
      Shifts shifts,
      HeatMap heatMap,
      ReportTables tables,
      ServiceReports reports) {
    this.presets = presets;
    this.service = service;
    this.evidence = evidence;
    this.shifts = shifts;
    this.heatMap = heatMap;
    this.tables = tables;
    this.reports = reports;
    this.running = reports.running();
  }

  @GetMapping("/service")
  ServiceView service(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "day") String by,
      @RequestParam(defaultValue = "house") String preset,
      @RequestHeader(name = LANGUAGE, defaultValue = "zh") String language,
      @AuthenticationPrincipal Caller caller) {
    return reports.view(caller.name(), shops, from, to, by, preset, language);
  }

  @GetMapping(path = "/service", produces = CSV)
  void serviceTable(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "day") String by,
      @RequestParam(defaultValue = "house") String preset,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    Asked asked = ReportParams.asked(shops, from, to);
    Preset rule = ReportParams.preset(presets, preset);
    By rows = ReportParams.by(by);
    ServiceReport.Made made = running.run(caller.name(), () -> service.make(asked, rule, rows));
    tables.service(made, rule, rows, asked, response);
  }

  @GetMapping("/rounds")
  RoundList rounds(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "house") String preset,
      @RequestParam(defaultValue = "") String missed,
      @RequestParam(defaultValue = "") String result,
      @RequestParam(name = "within_seconds", defaultValue = "") String withinSeconds,
      @RequestParam(defaultValue = "") String agent,
      @RequestParam(defaultValue = "") String group,
      @RequestParam(defaultValue = "") String weekday,
      @RequestParam(defaultValue = "") String hour,
      @RequestParam(name = "whole_day", defaultValue = "") String wholeDay,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "50") int limit,
      @AuthenticationPrincipal Caller caller) {
    Sifted sifted =
        sifted(
            shops,
            from,
            to,
            rule(preset, wholeDay),
            missed,
            result,
            withinSeconds,
            agent,
            group,
            weekday,
            hour);
    Place behind = ReportParams.place(cursor);
    int roundsMax = ReportParams.limit(limit);
    Evidence.Page page = running.run(caller.name(), () -> evidence.page(sifted, behind, roundsMax));
    return new RoundList(
        page.rounds().stream().map(one -> RoundView.of(one, page.asOf())).toList(),
        ReportParams.cursor(page.next()).orElse(null));
  }

  /** All that are asked for, whatever {@code cursor} and {@code limit} say. */
  @GetMapping(path = "/rounds", produces = CSV)
  void roundTable(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "house") String preset,
      @RequestParam(defaultValue = "") String missed,
      @RequestParam(defaultValue = "") String result,
      @RequestParam(name = "within_seconds", defaultValue = "") String withinSeconds,
      @RequestParam(defaultValue = "") String agent,
      @RequestParam(defaultValue = "") String group,
      @RequestParam(defaultValue = "") String weekday,
      @RequestParam(defaultValue = "") String hour,
      @RequestParam(name = "whole_day", defaultValue = "") String wholeDay,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "50") int limit,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    Sifted sifted =
        sifted(
            shops,
            from,
            to,
            rule(preset, wholeDay),
            missed,
            result,
            withinSeconds,
            agent,
            group,
            weekday,
            hour);
    try (HeavyWork.Place _ = running.enter(caller.name())) {
      tables.rounds(evidence, sifted, response);
    }
  }

  private static Sifted sifted(
      ShopScope shops,
      String from,
      String to,
      Preset preset,
      String missed,
      String result,
      String withinSeconds,
      String agent,
      String group,
      String weekday,
      String hour) {
    return new Sifted(
        ReportParams.asked(shops, from, to),
        preset,
        ReportParams.flag("missed", missed),
        ReportParams.verdicts(result),
        ReportParams.within(withinSeconds),
        ReportParams.agent(agent),
        ReportParams.group(group),
        ReportParams.weekday(weekday),
        ReportParams.hour(hour));
  }

  private Preset rule(String preset, String wholeDay) {
    Preset rule = ReportParams.preset(presets, preset);
    return ReportParams.flag("whole_day", wholeDay) ? rule.ofWholeDay() : rule;
  }

  @GetMapping("/shifts")
  ShiftList shifts(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @AuthenticationPrincipal Caller caller) {
    Asked asked = ReportParams.asked(shops, from, to);
    Shifts.Made made = running.run(caller.name(), () -> shifts.make(asked));
    return new ShiftList(
        asked.from(),
        asked.to(),
        made.since(),
        PresenceLog.PRECISION.toSeconds(),
        made.agents().stream().map(ShiftView::of).toList());
  }

  @GetMapping(path = "/shifts", produces = CSV)
  void shiftTable(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    Asked asked = ReportParams.asked(shops, from, to);
    Shifts.Made made = running.run(caller.name(), () -> shifts.make(asked));
    tables.shifts(made.agents().stream().map(ShiftView::of).toList(), asked, response);
  }

  @GetMapping("/heat-map")
  HeatMapView heatMap(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @AuthenticationPrincipal Caller caller) {
    Asked asked = ReportParams.asked(shops, from, to);
    HeatMap.Made made = running.run(caller.name(), () -> heatMap.make(asked));
    return new HeatMapView(asked.from(), asked.to(), made.asOf(), made.since(), cells(made));
  }

  @GetMapping(path = "/heat-map", produces = CSV)
  void heatMapTable(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    Asked asked = ReportParams.asked(shops, from, to);
    HeatMap.Made made = running.run(caller.name(), () -> heatMap.make(asked));
    tables.heatMap(cells(made), asked, response);
  }

  private static List<CellView> cells(HeatMap.Made made) {
    return made.cells().stream().map(CellView::of).toList();
  }
}
