package io.xiaoer.mcp;

import io.xiaoer.access.Permission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.catalog.Catalog;
import io.xiaoer.catalog.Item;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import java.util.List;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the platform says of an order. */
final class GetOrder implements Tool {
  private static final String ORDER = "order_id";
  private static final int ID_CHARS_MAX = 64;

  private final Catalog catalog;
  private final Shops shops;

  GetOrder(Catalog catalog, Shops shops) {
    this.catalog = catalog;
    this.shops = shops;
  }

  @Override
  public String name() {
    return "get_order";
  }

  @Override
  public String about() {
    return "An order of a shop: its status, goods, prices in fen, and waybills, looked up on the"
        + " platform where it is not known or old. state pending: call again in a few seconds.";
  }

  @Override
  public Permission needs() {
    return Permission.CATALOG;
  }

  @Override
  public List<Argument> takes() {
    return List.of(
        new Argument.Shop(true, "the id of its shop"),
        new Argument.Text(ORDER, true, ID_CHARS_MAX, "the platform's id of the order"));
  }

  @Override
  public JsonNode call(Values values, Call call) {
    Item item =
        shops
            .find(values.text(Argument.Shop.NAME))
            .map(Shop::id)
            .flatMap(shop -> Item.of(shop, Item.Kind.ORDER, values.text(ORDER)))
            .orElseThrow(() -> ApiProblem.badRequest(FieldError.notAnId(ORDER)));
    try {
      ObjectNode view = JsonNodeFactory.instance.objectNode().put(ORDER, item.id());
      view.setAll(catalog.find(item).view());
      return view;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiProblem.of(
          HttpStatus.SERVICE_UNAVAILABLE, "stopping", "This server is stopping. Try again.");
    }
  }
}
