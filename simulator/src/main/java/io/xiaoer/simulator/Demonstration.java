package io.xiaoer.simulator;

import io.xiaoer.simulator.catalog.Order;
import io.xiaoer.simulator.catalog.Picture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A few lively customers, with messages of every kind, within ten seconds of the desk's answering.
 */
final class Demonstration {
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);

  private record Line(int atMillis, Runnable act) {}

  private final Platform platform;

  Demonstration(Platform platform) {
    this.platform = platform;
  }

  /** Looks for the desk until it answers the URL check, then begins. Returns at once. */
  void begin() {
    platform.clock().start(this::look);
  }

  private void look() {
    Instant now = platform.clock().instant();
    if (!platform.checksUrl()) {
      platform.clock().at(now.plus(LOOK_EVERY), this::look);
      return;
    }
    playFrom(lines(), 0, now);
  }

  /** One after another: the first picture takes a while to draw, and must not be overtaken. */
  private void playFrom(List<Line> lines, int number, Instant begin) {
    if (number < lines.size()) {
      Line line = lines.get(number);
      platform
          .clock()
          .at(
              begin.plusMillis(line.atMillis()),
              () -> {
                line.act().run();
                playFrom(lines, number + 1, begin);
              });
    }
  }

  private List<Line> lines() {
    Customer lin = platform.named("oXiaoerDemo_LinXiaoman_00001", "林小满");
    Customer zhou = platform.named("oXiaoerDemo_ZhouMu_000000002", "周牧");
    Customer he = platform.named("oXiaoerDemo_HeJia_0000000003", "何佳");
    Customer wu = platform.named("oXiaoerDemo_WuBoBo_000000004", "吴伯");
    Customer tang = platform.named("oXiaoerDemo_TangTang_0000005", "糖糖");
    return List.of(
        new Line(0, () -> lin.says("在吗？昨天收到的青瓷茶杯有一只裂了 😭")),
        new Line(500, () -> he.says("你好，想问下这条围巾还有枫叶红吗")),
        new Line(900, () -> lin.sendsImage(Picture.BROKEN_CUP)),
        new Line(1_400, () -> he.sharesProduct("10000000001003")),
        new Line(1_900, () -> zhou.says("我的订单三天了还没发货，麻烦催一下")),
        new Line(2_400, () -> lin.sharesOrder(order(Picture.CUP, Order.Status.DONE))),
        new Line(2_900, () -> wu.speaks("姑娘，这个小茶壶一个人喝，够不够大呀？", Duration.ofMillis(5_200))),
        new Line(3_400, () -> zhou.sharesOrder(order(Picture.NOTEBOOK, Order.Status.TO_SHIP))),
        new Line(3_900, () -> tang.says("小夜灯充满电能亮几个晚上呀？宝宝怕黑 🌙")),
        new Line(4_500, () -> he.says("送长辈的，能不能帮忙写张卡片？")),
        new Line(5_000, () -> lin.sendsTextFile()),
        new Line(5_600, () -> tang.sendsVideo()),
        new Line(6_200, () -> wu.mumbles(Duration.ofMillis(2_600))),
        new Line(6_800, () -> zhou.sendsFile()),
        new Line(7_300, () -> zhou.says("另外发票请按这个抬头开，谢谢")),
        new Line(7_900, () -> tang.sharesProduct("10000000001004")),
        new Line(8_400, () -> wu.says("刚才说不清楚，我打字吧：包不包邮？")));
  }

  /** An order number that the catalogue makes this out of. */
  private String order(Picture product, Order.Status status) {
    String shop = platform.shop().id();
    for (int i = 1; ; i++) {
      String id = String.format(Locale.ROOT, "3719005%011d", 48_271_639L * i);
      Order order = platform.catalog().imagine(shop, "", id);
      if (order.lines().size() == 1
          && order.lines().getFirst().product().picture() == product
          && order.status() == status) {
        return id;
      }
    }
  }
}
