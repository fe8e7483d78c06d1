package io.xiaoer.simulator.catalog;

/**
 * Something for sale, or once for sale.
 *
 * @param picture the name of its drawing
 */
public record Product(
    String id, String title, String variant, long priceFen, Picture picture, Status status) {

  /** The platform's states of a product, as far as these goods use them. */
  public enum Status {
    ON_SALE(5),
    TAKEN_OFF(11);

    private final int number;

    Status(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
