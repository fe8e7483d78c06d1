package io.xiaoer.aftersales;

import java.util.Locale;

/** Who has to do something before a case goes on. */
enum Turn {
  MERCHANT,
  CUSTOMER,
  /** The platform, its people, or a carrier. */
  PLATFORM,
  /** Nobody: it has ended. */
  OVER,
  /** The platform has published no such status. */
  UNKNOWN;

  /** As the API has it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
