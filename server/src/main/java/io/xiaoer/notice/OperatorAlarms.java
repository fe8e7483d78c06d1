package io.xiaoer.notice;

import io.xiaoer.health.Nodes;
import io.xiaoer.health.Outage;
import io.xiaoer.health.SystemReport;
import io.xiaoer.quarantine.Quarantine;
import io.xiaoer.send.ShopSendState;
import io.xiaoer.send.ShopSendState.Stopped;
import io.xiaoer.send.ShopSendStates;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.webhook.WebhookStates;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks for what the operator must know: pushes that cannot be read or are not taken, shops whose
 * answers do not leave, a disk that is filling up, webhooks that fail. Each is known where it
 * happens; here it is only put into words.
 */
final class OperatorAlarms {
  /** So long pushes may fail before somebody is called: the platform's fourth comes in ten. */
  private static final Duration OUTAGE_MIN = Duration.ofMinutes(1);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.of("Asia/Shanghai"));

  private final Database database;
  private final Nodes nodes;
  private final SystemReport report;
  private final Quarantine quarantine;
  private final ShopSendStates sending;
  private final Shops shops;
  private final long keepFreeBytes;

  OperatorAlarms(
      Database database,
      Nodes nodes,
      SystemReport report,
      Quarantine quarantine,
      ShopSendStates sending,
      Shops shops,
      long keepFreeBytes) {
    this.database = database;
    this.nodes = nodes;
    this.report = report;
    this.quarantine = quarantine;
    this.sending = sending;
    this.shops = shops;
    this.keepFreeBytes = keepFreeBytes;
  }

  List<Alarm> present(Instant now) {
    List<Alarm> present = new ArrayList<>();
    quarantined(present);
    stopped(present);
    notTaken(present, now);
    disk(present);
    webhooks(present);
    return present;
  }

  private void quarantined(List<Alarm> present) {
    quarantine
        .counts()
        .forEach((shop, count) ->
            present.add(
                new Alarm(
                    "quarantine " + shop.value(),
                    "%s有 %s 条推送无法读取，已经隔离保存，请核对消息推送的密钥".formatted(name(shop), count),
                    "%s隔离的推送已处理".formatted(name(shop)))));
  }

  private void stopped(List<Alarm> present) {
    sending
        .all()
        .forEach((id, standing) -> {
          if (standing.sending() instanceof Stopped stopped) {
            ShopId shop = new ShopId(id);
            present.add(
                new Alarm(
                    "sending " + id,
                    "%s的回复停止发送：%s".formatted(name(shop), words(stopped.reason())),
                    "%s的回复恢复发送".formatted(name(shop))));
          }
        });
  }

  private static String words(ShopSendState.Reason reason) {
    return switch (reason) {
      case MINUTE_QUOTA, DAY_QUOTA -> "接口调用次数用完";
      case ADDRESS_NOT_ALLOWED -> "服务器地址不在平台的 IP 白名单";
      case NOT_AUTHORISED -> "小店没有客服接口的权限";
      case CREDENTIALS -> "AppID 或 AppSecret 不被接受";
    };
  }

  private void notTaken(List<Alarm> present, Instant now) {
    for (Map.Entry<ShopId, Nodes.Pulse> entry : nodes.pulses().entrySet()) {
      Outage outage = entry.getValue().outage();
      if (outage != null && outage.lasts() && !outage.since().plus(OUTAGE_MIN).isAfter(now)) {
        String name = name(entry.getKey());
        String risk =
            outage
                .atRiskUntil(now)
                .map(until -> "%s 之前恢复就不会丢失消息".formatted(TIME.format(until)))
                .orElse("已有消息丢失");
        present.add(
            new Alarm(
                "outage " + entry.getKey().value(),
                "%s自 %s 起的推送没有收下，%s".formatted(name, TIME.format(outage.since()), risk),
                "%s的推送恢复接收".formatted(name)));
      }
    }
  }

  private void disk(List<Alarm> present) {
    SystemReport.Disk disk = report.disk();
    if (disk.total() > 0 && disk.free() < keepFreeBytes) {
      present.add(
          new Alarm(
              "disk", "磁盘只剩 %s MB，图片和文件停止保存，请尽快清理".formatted(disk.free() / 1_000_000), "磁盘空间已恢复"));
    }
  }

  private void webhooks(List<Alarm> present) {
    for (WebhookStates.Failing one : database.read(WebhookStates::failing)) {
      present.add(
          new Alarm(
              "webhook " + one.id(),
              "发往 %s 的 Webhook 没有被收下".formatted(one.host()),
              "发往 %s 的 Webhook 恢复正常".formatted(one.host())));
      if (one.disabled()) {
        present.add(
            new Alarm(
                "webhook %s disabled".formatted(one.id()),
                "发往 %s 的 Webhook 已停用，需要人工恢复".formatted(one.host()),
                "发往 %s 的 Webhook 已重新启用".formatted(one.host())));
      }
    }
  }

  private String name(ShopId shop) {
    return shops.find(shop.value()).map(found -> "「" + found.name() + "」").orElse(shop.value());
  }
}
