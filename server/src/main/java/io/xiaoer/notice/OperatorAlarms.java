package io.xiaoer.notice;

import io.xiaoer.health.Nodes;
import io.xiaoer.health.Outage;
import io.xiaoer.health.SystemReport;
import io.xiaoer.platform.ApiChanges;
import io.xiaoer.platform.ShopStanding;
import io.xiaoer.platform.ShopStandings;
import io.xiaoer.quarantine.Quarantine;
import io.xiaoer.sdk.api.ApiError;
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
import java.util.regex.Pattern;

/**
 * Looks for what the operator must know: pushes that cannot be read or are not taken, shops whose
 * answers do not leave, a disk that is filling up, webhooks that fail, and what the platform
 * announced of its API and of shops. Each is known where it happens; here it is only put into
 * words.
 */
final class OperatorAlarms {
  /** So long pushes may fail before somebody is called: the platform's fourth comes in ten. */
  private static final Duration OUTAGE_MIN = Duration.ofMinutes(1);

  /** A path as the platform has them: robots read some signs as markup. */
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9/_.-]{1,100}");

  private static final int PATHS_MAX = 3;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.of("Asia/Shanghai"));
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("M 月 d 日 HH:mm").withZone(ZoneId.of("Asia/Shanghai"));

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
    standings(present);
    announced(present, now);
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
                    "%s的回复停止发送：%s".formatted(name(shop), words(stopped)),
                    "%s的回复恢复发送".formatted(name(shop))));
          }
        });
  }

  private static String words(Stopped stopped) {
    return switch (stopped.reason()) {
      case MINUTE_QUOTA, DAY_QUOTA -> "接口调用次数用完";
      case ADDRESS_NOT_ALLOWED ->
          stopped.error().errcode() == ApiError.httpForbidden
              ? "平台拒绝了本服务器的地址（HTTP 403），请把服务器的公网 IP 加入小店的 API IP 白名单（微信开发者平台）"
              : "服务器地址不在平台的 API IP 白名单，请在微信开发者平台加入";
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

  private void standings(List<Alarm> present) {
    database
        .read(ShopStandings::notOpen)
        .forEach((shop, standing) -> {
          if (shops.find(shop.value()).isPresent()) {
            String name = name(shop);
            present.add(
                new Alarm(
                    "standing %s %s".formatted(shop, standing.state()),
                    "%s%s".formatted(name, words(standing)),
                    "%s在平台的状态有变".formatted(name)));
          }
        });
  }

  private static String words(ShopStanding standing) {
    String since = DAY_AND_TIME.format(standing.since());
    return switch (standing.state()) {
      case OPEN -> "正常营业";
      case CLOSING -> "正在平台办理关店（%s 起）".formatted(since);
      case CLOSED -> "已在平台注销（%s）".formatted(since);
    };
  }

  private void announced(List<Alarm> present, Instant now) {
    for (ApiChanges.Unseen unseen : database.read(jdbc -> ApiChanges.unseen(jdbc, now))) {
      List<String> paths =
          unseen.paths().stream().filter(PATH.asMatchPredicate()).distinct().toList();
      String named =
          paths.isEmpty()
              ? ""
              : "：%s%s"
                  .formatted(
                      String.join("、", paths.subList(0, Math.min(PATHS_MAX, paths.size()))),
                      paths.size() > PATHS_MAX ? " 等 %s 个".formatted(paths.size()) : "");
      present.add(
          new Alarm(
              "api_change " + unseen.event(),
              "平台公布了接口变更，可能涉及小二使用的接口%s。请在“管理 → 系统”查看".formatted(named),
              "平台的这次接口变更已有人看过"));
    }
  }

  private String name(ShopId shop) {
    return shops.find(shop.value()).map(found -> "「" + found.name() + "」").orElse(shop.value());
  }
}
