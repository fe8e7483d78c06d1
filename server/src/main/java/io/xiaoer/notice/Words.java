package io.xiaoer.notice;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.notice.Ladder.Who;
import io.xiaoer.notice.NoticeTable.Called;
import io.xiaoer.shop.ShopId;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.staff.Accounts.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is written to people, in Chinese, as the desk's own sentences of the queue are. Pure. It has
 * no text of a customer and no openid; names that people gave to customers only where that is
 * switched on.
 */
final class Words {
  private static final int NAMES_MAX = 5;

  private Words() {}

  /**
   * What is so when a message leaves.
   *
   * @param called whom it is about; somebody may be there for more than one step
   * @param waiting all who wait in their shops
   * @param people everybody who is let in
   */
  record Scene(
      List<Called> called,
      long waiting,
      List<String> alarms,
      List<Account> people,
      Function<ShopId, String> shopNames,
      NoticeSettings settings,
      Instant now) {}

  static Post post(String id, Scene scene) {
    Map<Long, Called> customers = new LinkedHashMap<>();
    scene.called.forEach(one -> customers.putIfAbsent(one.conversationId(), one));
    List<String> lines = new ArrayList<>();
    if (customers.isEmpty()) {
      return new Post(
          id,
          "alarm",
          scene.alarms.getFirst(),
          scene.alarms.subList(1, scene.alarms.size()),
          link(scene.settings, customers),
          0,
          0);
    }
    Duration longest =
        customers.values().stream()
            .map(one -> Duration.between(one.since(), scene.now))
            .max(Duration::compareTo)
            .orElseThrow();
    lines.add(shops(customers, scene));
    for (Who who : Who.values()) {
      List<Called> forThem = scene.called.stream().filter(one -> one.who() == who).toList();
      if (!forThem.isEmpty()) {
        lines.add(called(who, forThem, scene));
      }
    }
    if (scene.settings.showNames()) {
      List<String> names =
          customers.values().stream().map(Called::name).filter(name -> !name.isEmpty()).toList();
      if (!names.isEmpty()) {
        lines.add("顾客：" + some(names, "位"));
      }
    }
    if (scene.waiting > customers.size()) {
      lines.add("这些店铺现在共有 %s 位顾客等待".formatted(scene.waiting));
    }
    lines.addAll(scene.alarms);
    return new Post(
            id,
            "waiting",
            "%s 位顾客等待，最久 %s".formatted(customers.size(), words(longest)),
            lines,
            link(scene.settings, customers),
            customers.size(),
            longest.toSeconds())
        .at(path(customers));
  }

  static Post test(String id, String headline, NoticeSettings settings) {
    return new Post(id, "test", headline, List.of(), link(settings, Map.of()), 0, 0);
  }

  private static String shops(Map<Long, Called> customers, Scene scene) {
    Map<ShopId, Long> counts =
        customers.values().stream()
            .collect(
                Collectors.groupingBy(Called::shop, LinkedHashMap::new, Collectors.counting()));
    if (counts.size() == 1) {
      return "店铺：" + scene.shopNames.apply(counts.keySet().iterator().next());
    }
    return "店铺："
        + some(
            counts.entrySet().stream()
                .map(entry ->
                    "%s %s 位".formatted(scene.shopNames.apply(entry.getKey()), entry.getValue()))
                .toList(),
            "家");
  }

  private static String called(Who who, List<Called> forThem, Scene scene) {
    Set<ShopId> shops = forThem.stream().map(Called::shop).collect(Collectors.toSet());
    return switch (who) {
      case ON_DUTY -> {
        List<String> names =
            names(scene.people.stream().filter(one -> one.state() == State.ONLINE).toList(), shops);
        yield names.isEmpty() ? "请当班同事接待（现在没有人在线）" : "请当班同事接待：" + some(names, "人");
      }
      case OWNER -> "接待人：" + some(owners(forThem, scene.people), "人");
      case SUPERVISORS -> {
        List<String> names =
            names(
                scene.people.stream().filter(one -> one.role() == Role.SUPERVISOR).toList(), shops);
        yield names.isEmpty() ? "请主管跟进" : "请主管跟进：" + some(names, "人");
      }
    };
  }

  private static List<String> owners(List<Called> forThem, List<Account> people) {
    Map<String, String> shown =
        people.stream().collect(Collectors.toMap(Account::username, Account::name));
    Map<String, Long> counts =
        forThem.stream()
            .collect(
                Collectors.groupingBy(
                    one -> {
                      String assignee = one.assignee();
                      return assignee == null ? "无人接待" : shown.getOrDefault(assignee, assignee);
                    },
                    LinkedHashMap::new,
                    Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> "%s %s 位".formatted(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static List<String> names(List<Account> people, Set<ShopId> shops) {
    return people.stream()
        .filter(one -> shops.stream().anyMatch(one.shops()::has))
        .map(Account::name)
        .toList();
  }

  private static String some(List<String> all, String unit) {
    return all.size() <= NAMES_MAX
        ? String.join("、", all)
        : "%s 等 %s %s".formatted(String.join("、", all.subList(0, NAMES_MAX)), all.size(), unit);
  }

  /** To the one customer, or to the list that has all of them. */
  private static String link(NoticeSettings settings, Map<Long, Called> customers) {
    if (settings.deskUrl().isEmpty()) {
      return "";
    }
    return settings.deskUrl() + path(customers);
  }

  private static String path(Map<Long, Called> customers) {
    return customers.size() == 1 ? "/c/" + customers.keySet().iterator().next() : "/";
  }

  static String words(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " 秒";
    }
    if (seconds < 3_600) {
      return "%s 分 %s 秒".formatted(seconds / 60, seconds % 60);
    }
    return "%s 小时 %s 分".formatted(seconds / 3_600, seconds % 3_600 / 60);
  }
}
