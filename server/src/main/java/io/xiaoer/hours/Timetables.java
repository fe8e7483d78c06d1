package io.xiaoer.hours;

import io.xiaoer.shop.ShopId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/** The opening hours of all shops, as they were when they were read. */
public final class Timetables {
  private final Map<ShopId, OpeningHours> hours;
  private final Holidays holidays;

  Timetables(Map<ShopId, OpeningHours> hours, Holidays holidays) {
    this.hours = Map.copyOf(hours);
    this.holidays = holidays;
  }

  public boolean isOpen(ShopId shop, Instant moment) {
    return of(shop).isOpen(moment, holidays);
  }

  /** With its reason, and until when. */
  public OpeningState at(ShopId shop, Instant moment) {
    return of(shop).at(moment, holidays);
  }

  /** Whether answers to what a customer writes at a moment are counted. */
  public boolean isAssessed(ShopId shop, Instant moment) {
    return of(shop).isAssessed(moment);
  }

  /** The time in which answers are counted on the day of a moment. */
  public OpeningHours.Window assessed(ShopId shop, Instant moment) {
    return of(shop).assessed(moment);
  }

  /** The part of each day in which answers are counted. */
  public Span assessedSpan(ShopId shop) {
    return of(shop).assessed();
  }

  public ZoneId zone(ShopId shop) {
    return of(shop).zone();
  }

  private OpeningHours of(ShopId shop) {
    return hours.getOrDefault(shop, OpeningHours.always());
  }
}
