package io.xiaoer.mcp;

import io.xiaoer.access.Permission;
import io.xiaoer.report.ServiceReports;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How the service was. */
final class GetFigures implements Tool {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String BY = "by";
  private static final String PRESET = "preset";
  private static final int DAY_CHARS = 10;
  private static final int PRESET_CHARS_MAX = 40;

  private final ServiceReports reports;
  private final InstantSource clock;

  GetFigures(ServiceReports reports, InstantSource clock) {
    this.reports = reports;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "get_figures";
  }

  @Override
  public String about() {
    return "Figures of service over days: customers, rounds, how many were answered and how fast,"
        + " by day, hour, agent, group or shop. rate is answered in time of all, times are"
        + " seconds; definition says which rule counts.";
  }

  @Override
  public Permission needs() {
    return Permission.FIGURES;
  }

  @Override
  public List<Argument> takes() {
    return List.of(
        new Argument.Text(FROM, false, DAY_CHARS, "the first day, as 2026-11-01; else today"),
        new Argument.Text(TO, false, DAY_CHARS, "the last day; else today"),
        new Argument.Choice(
            BY, List.of("day", "hour", "agent", "group", "shop"), "what the rows are"),
        new Argument.Text(
            PRESET,
            false,
            PRESET_CHARS_MAX,
            "the rule: house, taobao, douyin, kuaishou, jd, wecom, or one of the team; else house"),
        new Argument.Shop(false, "only of this shop, by its id"));
  }

  @Override
  public JsonNode call(Values values, Call call) {
    String today = LocalDate.ofInstant(clock.instant(), ZONE).toString();
    return reports.json(
        call.caller().name(),
        call.shops(),
        or(values.text(FROM), today),
        or(values.text(TO), today),
        values.text(BY),
        or(values.text(PRESET), "house"),
        "en");
  }

  private static String or(String written, String fallback) {
    return written.isEmpty() ? fallback : written;
  }
}
