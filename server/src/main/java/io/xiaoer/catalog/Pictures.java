package io.xiaoer.catalog;

import io.xiaoer.catalog.Item.Kind;
import io.xiaoer.media.CardPictures;
import io.xiaoer.media.PictureStored;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Sha256;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The pictures on cards. A card keeps the platform's address of one; the media library fetches it,
 * and what is shown is its copy, once it is there.
 */
final class Pictures implements PictureStored {
  /** Items that share one picture; more of them learn of it when they are read. */
  private static final int ITEMS_TOLD_MAX = 20;

  private final CardPictures library;
  private final InstantSource clock;

  Pictures(CardPictures library, InstantSource clock) {
    this.library = library;
    this.clock = clock;
  }

  /** Our copies, by shop and the platform's address. */
  record Urls(Map<ShopId, Map<String, String>> byShop) {
    /** Null where there is no copy. */
    @Nullable String of(ShopId shop, String address) {
      return byShop.getOrDefault(shop, Map.of()).get(address);
    }
  }

  /** Has the pictures of a card fetched, and remembers who shows them. */
  void want(JdbcClient jdbc, Item item, CardBody card) {
    jdbc.sql("DELETE FROM card_picture WHERE shop = ? AND kind = ? AND item_id = ?")
        .params(item.shop().value(), item.kind().word(), item.id())
        .update();
    for (String address : card.pictures()) {
      library.want(jdbc, item.shop(), address);
      jdbc.sql(
              """
              INSERT INTO card_picture (shop, address_hash, kind, item_id) VALUES (?, ?, ?, ?)
              """)
          .params(item.shop().value(), Sha256.hex(address), item.kind().word(), item.id())
          .update();
    }
  }

  /** After the commit. */
  void announce() {
    library.announce();
  }

  /** The copies that are there, of the pictures on these cards. */
  static Urls urls(JdbcClient jdbc, Collection<CardRow> rows) {
    Map<ShopId, Set<String>> addresses = new HashMap<>();
    for (CardRow row : rows) {
      row.card()
          .map(CardBody::pictures)
          .filter(found -> !found.isEmpty())
          .ifPresent(found ->
              addresses.computeIfAbsent(row.item().shop(), _ -> new HashSet<>()).addAll(found));
    }
    Map<ShopId, Map<String, String>> urls = new HashMap<>();
    addresses.forEach((shop, some) -> urls.put(shop, CardPictures.urls(jdbc, shop, some)));
    return new Urls(urls);
  }

  @Override
  public void stored(JdbcClient jdbc, ShopId shop, String address) {
    long now = Micros.of(clock.instant());
    jdbc.sql("SELECT kind, item_id FROM card_picture WHERE shop = ? AND address_hash = ? LIMIT ?")
        .params(shop.value(), Sha256.hex(address), ITEMS_TOLD_MAX)
        .query((row, _) ->
            new Item(shop, Columns.constant(row, "kind", Kind.class), row.getString("item_id")))
        .list()
        .forEach(item -> LookUps.tell(jdbc, item, now));
  }
}
