package io.xiaoer.simulator.catalog;

/**
 * Something for sale.
 *
 * @param picture the name of its drawing
 */
public record Product(String id, String title, String variant, long priceFen, Picture picture) {}
