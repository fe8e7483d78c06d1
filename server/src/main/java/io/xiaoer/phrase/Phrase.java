package io.xiaoer.phrase;

import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A quick phrase.
 *
 * @param owner whose it is; null for the team's
 * @param shortcut what is typed after the slash; empty where there is none
 * @param shops where it is offered; null for everywhere
 * @param position among the others; the lowest comes first
 */
public record Phrase(
    long id,
    @Nullable String owner,
    String group,
    String shortcut,
    String title,
    Body body,
    @Nullable List<ShopId> shops,
    int position) {

  /** What it puts into the composer. */
  public sealed interface Body {
    /** With variables such as {@code {{customer}}}, which whoever uses it fills in. */
    record Text(String content) implements Body {}

    /** A picture that the desk keeps, and words beside it. */
    record Image(String mediaId, String content) implements Body {}

    record ProductShare(String productId, String content) implements Body {}
  }

  /** Whether it is offered in one of these at least. */
  public boolean isFor(ShopScope some) {
    List<ShopId> only = shops;
    return only == null || only.stream().anyMatch(some::has);
  }

  @Override
  public String toString() {
    return "Phrase[" + id + "]";
  }
}
