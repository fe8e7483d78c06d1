package io.xiaoer.report;

import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Span;
import io.xiaoer.hours.Timetables;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The shops of a question, with their days. */
record ShopDays(List<Shop> shops, Timetables timetables) {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  static ShopDays read(JdbcClient jdbc, Shops shops, ShopHours hours, ShopScope scope) {
    return new ShopDays(
        shops.all().stream().filter(shop -> scope.has(shop.id())).toList(), hours.all(jdbc));
  }

  LocalDays days(ShopId shop, Preset preset) {
    return new LocalDays(timetables.zone(shop), preset.window(timetables.assessedSpan(shop)));
  }

  /** Of that which is no shop's own: the zone that all of them have, or else Shanghai's. */
  ZoneId zone() {
    return same(shops.stream().map(shop -> timetables.zone(shop.id()))).orElse(SHANGHAI);
  }

  /** The part of the day that a rule counts; null when the shops differ. */
  @Nullable String window(Preset preset) {
    return same(shops.stream().map(shop -> preset.window(timetables.assessedSpan(shop.id()))))
        .map(Span::toString)
        .orElse(null);
  }

  private static <T> Optional<T> same(Stream<T> values) {
    Set<T> different = values.collect(Collectors.toSet());
    return different.size() == 1 ? Optional.of(different.iterator().next()) : Optional.empty();
  }
}
