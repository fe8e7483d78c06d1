package io.xiaoer.catalog;

import io.xiaoer.shop.ShopId;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Told whose an order is by the platform's word, in the transaction that writes it down. */
@FunctionalInterface
public interface OrderOwnerListener {
  void known(JdbcClient jdbc, ShopId shop, String orderId, String openId, Instant now);
}
