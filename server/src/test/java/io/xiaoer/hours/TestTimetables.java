package io.xiaoer.hours;

import java.util.List;
import java.util.Map;

/** Timetables for tests of other features. */
public final class TestTimetables {
  private TestTimetables() {}

  public static Timetables alwaysOpen() {
    return new Timetables(Map.of(), new Holidays(List.of()));
  }
}
