package io.xiaoer.sdk.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A product of the shop, as customers see it.
 *
 * <p>Ids are text also where the platform writes numbers. Money is fen. Text that the platform left
 * out is empty; a sum or a status that it left out is null.
 *
 * @param headImageUrls at most 50; further ones are left out
 * @param minPriceFen of the cheapest variant ({@code min_price})
 * @param status the platform's number
 * @param skus the variants, at most 1 000; further ones are left out
 * @see <a href="https://developers.weixin.qq.com/doc/store/shop/API/product/get.html">product/get
 *     on the platform's pages</a>
 */
public record Product(
    String id,
    String title,
    List<String> headImageUrls,
    @Nullable Long minPriceFen,
    @Nullable Integer status,
    List<Sku> skus) {
  private static final int onSaleStatus = 5;
  private static final int headImagesMax = 50;
  private static final int skusMax = 1_000;

  /** Keeps copies of the lists. */
  public Product {
    headImageUrls = List.copyOf(headImageUrls);
    skus = List.copyOf(skus);
  }

  /**
   * A variant.
   *
   * @param thumbUrl of a picture ({@code thumb_img})
   * @param stock how many are left ({@code stock_num})
   */
  public record Sku(
      String id,
      String thumbUrl,
      @Nullable Long salePriceFen,
      @Nullable Long stock,
      List<SkuAttribute> attributes) {
    /** Keeps a copy of the list. */
    public Sku {
      attributes = List.copyOf(attributes);
    }
  }

  /** False also when the platform did not say. */
  public boolean isOnSale() {
    return status != null && status == onSaleStatus;
  }

  static @Nullable Product read(Answer answer) {
    Json product = answer.body().at("product");
    if (product.text("product_id").isEmpty()) {
      return null;
    }
    Long status = product.number("status");
    return new Product(
        product.text("product_id"),
        product.text("title"),
        product.list("head_imgs", headImagesMax).stream()
            .map(Json::text)
            .filter(url -> !url.isEmpty())
            .toList(),
        product.number("min_price"),
        status == null || status.intValue() != status ? null : status.intValue(),
        product.list("skus", skusMax).stream()
            .map(sku ->
                new Sku(
                    sku.text("sku_id"),
                    sku.text("thumb_img"),
                    sku.number("sale_price"),
                    sku.number("stock_num"),
                    SkuAttribute.of(sku)))
            .toList());
  }
}
