package io.xiaoer.shop;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shops that a question is about: all there are, or some. Whoever reads for a caller is given
 * one, and gives back only what belongs to it.
 */
public sealed interface ShopSet {
  boolean has(ShopId shop);

  /** The shops that are in both. */
  ShopSet and(ShopSet other);

  /** Also those that will be added later. */
  record All() implements ShopSet {
    @Override
    public boolean has(ShopId shop) {
      return true;
    }

    @Override
    public ShopSet and(ShopSet other) {
      return other;
    }
  }

  record Some(Set<ShopId> shops) implements ShopSet {
    public Some {
      shops = Set.copyOf(shops);
    }

    @Override
    public boolean has(ShopId shop) {
      return shops.contains(shop);
    }

    @Override
    public ShopSet and(ShopSet other) {
      return new Some(shops.stream().filter(other::has).collect(Collectors.toUnmodifiableSet()));
    }
  }

  static ShopSet all() {
    return new All();
  }

  static ShopSet none() {
    return new Some(Set.of());
  }

  static ShopSet of(Collection<ShopId> shops) {
    return new Some(Set.copyOf(shops));
  }

  static ShopSet only(ShopId shop) {
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
