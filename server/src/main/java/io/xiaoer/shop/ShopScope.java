package io.xiaoer.shop;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shops that a question is about: all there are, or some. Whoever reads for a caller is given
 * one, and gives back only what belongs to it.
 */
public sealed interface ShopScope {
  boolean has(ShopId shop);

  /** The shops that are in both. */
  ShopScope and(ShopScope other);

  /** Also those that will be added later. */
  record All() implements ShopScope {
    @Override
    public boolean has(ShopId shop) {
      return true;
    }

    @Override
    public ShopScope and(ShopScope other) {
      return other;
    }
  }

  record Some(Set<ShopId> shops) implements ShopScope {
    public Some {
      shops = Set.copyOf(shops);
    }

    @Override
    public boolean has(ShopId shop) {
      return shops.contains(shop);
    }

    @Override
    public ShopScope and(ShopScope other) {
      return new Some(shops.stream().filter(other::has).collect(Collectors.toUnmodifiableSet()));
    }
  }

  static ShopScope all() {
    return new All();
  }

  static ShopScope none() {
    return new Some(Set.of());
  }

  static ShopScope of(Collection<ShopId> shops) {
    return new Some(Set.copyOf(shops));
  }

  static ShopScope only(ShopId shop) {
    return new Some(Set.of(shop));
  }

  /**
   * A condition for SQL whose parameter {@code :shops} is {@link #sqlNames}; always true for all
   * shops, and never true for none.
   */
  default String sql(String column) {
    return switch (this) {
      case All _ -> "1 = 1";
      case Some some when some.shops.isEmpty() -> "1 = 0";
      case Some _ -> column + " IN (:shops)";
    };
  }

  /** The value of {@code :shops}; harmless where the condition does not name it. */
  default List<String> sqlNames() {
    return switch (this) {
      case All _ -> List.of("");
      case Some some when some.shops.isEmpty() -> List.of("");
      case Some some -> some.shops.stream().map(ShopId::value).sorted().toList();
    };
  }
}
