package io.xiaoer.media;

import io.xiaoer.shop.ShopId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who shows pictures and wants to know when one is there. Every bean of this kind is told. */
@FunctionalInterface
public interface PictureStored {
  /** In the transaction that stores it. */
  void stored(JdbcClient jdbc, ShopId shop, String address);
}
