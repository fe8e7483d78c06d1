package io.xiaoer.catalog;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.catalog.Catalog.Card;
import io.xiaoer.catalog.Item.Kind;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Products and orders for the pane beside the chat. */
@RestController
@RequestMapping("/api/v1")
@RequiresPermission(Permission.CATALOG)
class CatalogController {
  private static final int PAGE_MAX = 100;
  private static final int QUERY_CHARS_MAX = 100;

  private final Catalog catalog;
  private final Conversations conversations;
  private final Shops shops;

  CatalogController(Catalog catalog, Conversations conversations, Shops shops) {
    this.catalog = catalog;
    this.conversations = conversations;
    this.shops = shops;
  }

  record OrderList(List<ObjectNode> orders) {}

  record ProductList(List<ObjectNode> products) {}

  @GetMapping("/conversations/{id}/orders")
  OrderList orders(@PathVariable String id, @RequestParam(defaultValue = "") String query) {
    Conversation conversation = NamedConversation.find(conversations, id);
    return new OrderList(
        catalog.orders(conversation.shop(), conversation.openId(), query(query)).stream()
            .map(CatalogController::view)
            .toList());
  }

  @GetMapping("/shops/{shop}/orders/{order_id}")
  ObjectNode order(@PathVariable String shop, @PathVariable("order_id") String orderId) {
    return one(shop, Kind.ORDER, orderId);
  }

  @GetMapping("/shops/{shop}/products/{product_id}")
  ObjectNode product(@PathVariable String shop, @PathVariable("product_id") String productId) {
    return one(shop, Kind.PRODUCT, productId);
  }

  @GetMapping("/shops/{shop}/products")
  ProductList products(
      @PathVariable String shop,
      @RequestParam(defaultValue = "") String query,
      @RequestParam(defaultValue = "20") int limit) {
    return new ProductList(
        catalog.products(shop(shop), query(query), RequestParams.page(limit, PAGE_MAX)).stream()
            .map(CatalogController::view)
            .toList());
  }

  private ObjectNode one(String shop, Kind kind, String id) {
    Item item =
        Item.of(shop(shop), kind, id)
            .orElseThrow(() -> ApiProblem.badRequest(FieldError.notAnId("id")));
    try {
      return view(catalog.find(item));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiProblem.of(
          HttpStatus.SERVICE_UNAVAILABLE, "stopping", "This server is stopping. Try again.");
    }
  }

  private ShopId shop(String id) {
    return shops
        .find(id)
        .map(Shop::id)
        .orElseThrow(() -> ApiProblem.notFound("no_such_shop", "No such shop."));
  }

  private static String query(String query) {
    if (query.length() > QUERY_CHARS_MAX || query.indexOf('\0') >= 0) {
      throw ApiProblem.badRequest(FieldError.tooLong("query", QUERY_CHARS_MAX));
    }
    return query;
  }

  private static ObjectNode view(Card card) {
    String name =
        switch (card.item().kind()) {
          case PRODUCT -> "product_id";
          case ORDER -> "order_id";
        };
    ObjectNode view = JsonNodeFactory.instance.objectNode().put(name, card.item().id());
    view.setAll(card.view());
    return view;
  }
}
