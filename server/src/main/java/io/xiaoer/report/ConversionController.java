package io.xiaoer.report;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.HeavyWork;
import io.xiaoer.report.ReportViews.BuyerList;
import io.xiaoer.report.ReportViews.BuyerView;
import io.xiaoer.report.ReportViews.ConversionRow;
import io.xiaoer.report.ReportViews.ConversionView;
import io.xiaoer.round.Rounds.Place;
import io.xiaoer.shop.ShopScope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who asked and then paid; who accepts {@code text/csv} is given it as a table. */
@RestController
@RequestMapping("/api/v1/reports/conversion")
@RequiresPermission(Permission.FIGURES)
class ConversionController {
  private static final String CSV = "text/csv";

  private static final HeavyWork.Bounds BOUNDS =
      new HeavyWork.Bounds(1, 6, Duration.ofSeconds(10), 4, "too_many_reports", "reports_busy");

  private final Conversion conversion;
  private final ReportTables tables;
  private final HeavyWork running = new HeavyWork(BOUNDS);

  ConversionController(Conversion conversion, ReportTables tables) {
    this.conversion = conversion;
    this.tables = tables;
  }

  @GetMapping
  ConversionView rows(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "agent") String by,
      @RequestParam(defaultValue = "3") String days,
      @AuthenticationPrincipal Caller caller) {
    Asked asked = ReportParams.asked(shops, from, to);
    By rows = ReportParams.conversionBy(by);
    Duration within = ReportParams.days(days);
    Conversion.Made made = made(asked, rows, within, caller);
    return new ConversionView(
        asked.from(),
        asked.to(),
        rows.word(),
        within.toDays(),
        made.asOf(),
        made.since(),
        made.rows().stream().map(ConversionRow::of).toList(),
        ConversionRow.of(made.total()));
  }

  @GetMapping(produces = CSV)
  void table(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "agent") String by,
      @RequestParam(defaultValue = "3") String days,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    Asked asked = ReportParams.asked(shops, from, to);
    By rows = ReportParams.conversionBy(by);
    Conversion.Made made = made(asked, rows, ReportParams.days(days), caller);
    tables.conversion(made, rows, asked, response);
  }

  private Conversion.Made made(Asked asked, By by, Duration within, Caller caller) {
    return running.run(caller.name(), () -> conversion.make(asked, by, within));
  }

  @GetMapping("/customers")
  BuyerList customers(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "3") String days,
      @RequestParam(defaultValue = "") String agent,
      @RequestParam(defaultValue = "") String bought,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "50") int limit,
      @AuthenticationPrincipal Caller caller) {
    Conversion.Page page =
        page(
            ReportParams.asked(shops, from, to),
            ReportParams.days(days),
            ReportParams.agent(agent),
            ReportParams.flag("bought", bought),
            ReportParams.place(cursor),
            ReportParams.limit(limit),
            caller);
    return new BuyerList(
        page.buyers().stream().map(BuyerView::of).toList(),
        ReportParams.cursor(page.next()).orElse(null));
  }

  /** All that are asked for, whatever {@code cursor} and {@code limit} say. */
  @GetMapping(path = "/customers", produces = CSV)
  void customerTable(
      ShopScope shops,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "3") String days,
      @RequestParam(defaultValue = "") String agent,
      @RequestParam(defaultValue = "") String bought,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "50") int limit,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    Asked asked = ReportParams.asked(shops, from, to);
    Conversion.Page all =
        page(
            asked,
            ReportParams.days(days),
            ReportParams.agent(agent),
            ReportParams.flag("bought", bought),
            Place.NEWEST,
            Integer.MAX_VALUE,
            caller);
    tables.buyers(all.buyers().stream().map(BuyerView::of).toList(), asked, response);
  }

  private Conversion.Page page(
      Asked asked,
      Duration within,
      @Nullable String agent,
      boolean bought,
      Place behind,
      int max,
      Caller caller) {
    return running.run(
        caller.name(), () -> conversion.page(asked, within, agent, bought, behind, max));
  }
}
