package io.xiaoer.report;

import io.xiaoer.shop.ShopScope;
import java.time.LocalDate;

/** Of which shops and days; both days are counted, each by its shop's zone. */
record Asked(ShopScope shops, LocalDate from, LocalDate to) {}
