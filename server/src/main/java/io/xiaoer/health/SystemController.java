package io.xiaoer.health;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.settings.Version;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The system page: how the server is, and what an outage may have cost. */
@RestController
class SystemController {
  private final Version version;
  private final Nodes nodes;
  private final SystemReport report;
  private final StandbyWatch standby;
  private final Shops shops;
  private final InstantSource clock;

  SystemController(
      Version version,
      Nodes nodes,
      SystemReport report,
      StandbyWatch standby,
      Shops shops,
      InstantSource clock) {
    this.version = version;
    this.nodes = nodes;
    this.report = report;
    this.standby = standby;
    this.shops = shops;
    this.clock = clock;
  }

  record LogView(long entries, String lastSeq, long bytes) {}

  record ShopState(
      String shop,
      @Nullable Instant lastPushAt,
      @Nullable Instant lastAcceptedAt,
      @Nullable Instant outageSince,
      @Nullable Instant outageUntil,
      @Nullable String outageReason,
      @Nullable Instant atRiskUntil,
      @Nullable Instant lostBefore) {}

  record SystemView(
      String version,
      String node,
      Instant startedAt,
      Instant now,
      String engine,
      @Nullable Boolean synchronousStandby,
      List<SystemReport.Reader> readers,
      long queue,
      LogView log,
      SystemReport.Disk disk,
      List<Nodes.Node> nodes,
      List<ShopState> shops) {}

  @GetMapping("/api/v1/admin/system")
  @RequiresPermission(Permission.ADMIN)
  SystemView system() {
    Instant now = clock.instant();
    Map<ShopId, Nodes.Pulse> pulses = nodes.pulses();
    long lastSeq = report.lastSeq();
    return new SystemView(
        version.text(),
        nodes.name(),
        nodes.startedAt(),
        now,
        report.engine(),
        standby.isThere().orElse(null),
        report.readers(),
        report.queue(),
        // Places are handed out without gaps, so the last one counts them.
        new LogView(lastSeq, String.valueOf(lastSeq), report.logBytes()),
        report.disk(),
        nodes.alive(),
        shops.all().stream().map(shop -> state(shop, pulses.get(shop.id()), now)).toList());
  }

  private static ShopState state(Shop shop, Nodes.@Nullable Pulse pulse, Instant now) {
    Optional<Outage> outage = Optional.ofNullable(pulse == null ? null : pulse.outage());
    return new ShopState(
        shop.id().value(),
        pulse == null ? null : pulse.lastPushAt(),
        pulse == null ? null : pulse.lastAcceptedAt(),
        outage.filter(Outage::lasts).map(Outage::since).orElse(null),
        outage.map(Outage::until).orElse(null),
        outage.map(Outage::reason).orElse(null),
        outage.flatMap(one -> one.atRiskUntil(now)).orElse(null),
        outage.flatMap(one -> one.lostBefore(now)).orElse(null));
  }
}
