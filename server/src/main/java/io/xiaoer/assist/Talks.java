package io.xiaoer.assist;

import io.xiaoer.assist.ShopFacts.Good;
import io.xiaoer.assist.ShopFacts.Order;
import io.xiaoer.assist.ShopFacts.Product;
import io.xiaoer.assist.Talk.Kind;
import io.xiaoer.assist.Talk.Line;
import io.xiaoer.assist.Talk.Speaker;
import io.xiaoer.catalog.Catalog;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Conversations.Part;
import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.Origin;
import io.xiaoer.conversation.SendState;
import io.xiaoer.phrase.Phrase;
import io.xiaoer.phrase.Phrases;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a draft is made from. */
final class Talks {
  /** More than a prompt has room for. */
  private static final int MESSAGES_MAX = 60;

  /** Whoever is silent for so long begins anew. */
  private static final Duration SESSION_SILENCE = Duration.ofDays(1);

  private static final int ORDERS_MAX = 3;

  private static final Map<String, String> STATUS =
      Map.of(
          "awaiting_payment", "待付款",
          "awaiting_shipment", "待发货",
          "partly_shipped", "部分发货",
          "awaiting_receipt", "已发货，待收货",
          "completed", "已完成",
          "cancelled", "已取消");

  private final Database database;
  private final Conversations conversations;
  private final Catalog catalog;
  private final Phrases phrases;
  private final Shops shops;
  private final InstantSource clock;

  Talks(
      Database database,
      Conversations conversations,
      Catalog catalog,
      Phrases phrases,
      Shops shops,
      InstantSource clock) {
    this.database = database;
    this.conversations = conversations;
    this.catalog = catalog;
    this.phrases = phrases;
    this.shops = shops;
    this.clock = clock;
  }

  /** The talk of the present session. */
  Talk read(Conversation conversation, String username) {
    return talk(conversation, username, session(conversation.id()), clock.instant());
  }

  /**
   * The talk of a past session as it was before a message; cards and phrases are those of today.
   */
  Talk readBefore(Conversation conversation, String username, long messageId) {
    List<Message> messages = sessionBefore(conversation.id(), messageId);
    return talk(
        conversation,
        username,
        messages,
        messages.isEmpty() ? clock.instant() : messages.getLast().createdAt());
  }

  /** What was said in a past session before a message. */
  List<Line> linesBefore(long conversationId, long messageId) {
    return sessionBefore(conversationId, messageId).stream().map(Talks::line).toList();
  }

  private Talk talk(
      Conversation conversation, String username, List<Message> messages, Instant now) {
    List<Line> lines = messages.stream().map(Talks::line).toList();
    return new Talk(
        shops.find(conversation.shop().value()).map(Shop::name).orElse(""),
        now,
        lines,
        facts(conversation, username, messages, lines),
        Names.known(conversation.details().path("remark_name").asString("")));
  }

  /**
   * Where the talk stands: the last message that somebody has written, of either side. A draft for
   * another place is of no use any more.
   */
  long place(long conversationId) {
    return newest(conversationId).stream()
        .filter(message -> !(message.origin() instanceof Origin.Auto))
        .mapToLong(Message::id)
        .max()
        .orElse(0);
  }

  private List<Message> newest(long conversationId) {
    return conversations.messages(conversationId, MESSAGES_MAX, new Part.Newest()).messages();
  }

  private List<Message> session(long conversationId) {
    return session(newest(conversationId), closedAt(conversationId, Instant.MAX));
  }

  /** As it was before a message. */
  private List<Message> sessionBefore(long conversationId, long messageId) {
    List<Message> before =
        conversations.messages(conversationId, MESSAGES_MAX, new Part.Before(messageId)).messages();
    return before.isEmpty()
        ? before
        : session(before, closedAt(conversationId, before.getLast().receivedAt()));
  }

  private static List<Message> session(List<Message> messages, Optional<Instant> closedAt) {
    Instant closed = closedAt.orElse(Instant.EPOCH);
    List<Message> session = new ArrayList<>();
    @Nullable Instant later = null;
    for (Message message : messages.reversed()) {
      boolean before =
          message.receivedAt().isBefore(closed)
              || (later != null
                  && Duration.between(message.createdAt(), later).compareTo(SESSION_SILENCE) > 0);
      if (before) {
        break;
      }
      later = message.createdAt();
      if (message.state() != SendState.FAILED) {
        session.add(message);
      }
    }
    return session.reversed();
  }

  private Optional<Instant> closedAt(long conversationId, Instant until) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT happened_at FROM conversation_event
                WHERE conversation_id = ? AND type = 'closed' AND happened_at <= ?
                ORDER BY seq DESC LIMIT 1
                """)
            .params(conversationId, until.equals(Instant.MAX) ? Long.MAX_VALUE : Micros.of(until))
            .query((row, _) -> Columns.instant(row, "happened_at"))
            .optional());
  }

  private static Line line(Message message) {
    Speaker speaker =
        message.direction() == Direction.IN && message.origin() == Origin.Received.CUSTOMER
            ? Speaker.CUSTOMER
            : Speaker.SHOP;
    return switch (message.body()) {
      case MessageBody.Text(String content) -> line(speaker, message, Kind.TEXT, content);
      case MessageBody.Voice voice -> line(speaker, message, Kind.VOICE, voice.words());
      case MessageBody.Attachment attachment ->
          line(
              speaker,
              message,
              switch (attachment.kind()) {
                case IMAGE -> Kind.IMAGE;
                case VIDEO -> Kind.VIDEO;
                case FILE -> Kind.FILE;
              },
              message.fields().path("name").asString(""));
      case MessageBody.ProductShare _ ->
          line(
              speaker,
              message,
              Kind.PRODUCT,
              message.fields().path("card").path("title").asString(""));
      case MessageBody.OrderShare(String orderId) -> line(speaker, message, Kind.ORDER, orderId);
      case MessageBody.Unknown _ -> line(speaker, message, Kind.OTHER, "");
    };
  }

  private static Line line(Speaker speaker, Message message, Kind kind, String text) {
    return new Line(speaker, message.createdAt(), kind, text);
  }

  private ShopFacts facts(
      Conversation conversation, String username, List<Message> messages, List<Line> lines) {
    return new ShopFacts(
        products(messages),
        catalog.orders(conversation.shop(), conversation.openId(), "").stream()
            .limit(ORDERS_MAX)
            .map(card -> order(card.item().id(), card.view()))
            .toList(),
        phrases.of(username, ShopScope.of(Set.of(conversation.shop()))).stream()
            .filter(phrase -> phrase.owner() == null)
            .map(Talks::words)
            .filter(words -> !words.isBlank())
            .toList(),
        lines.stream()
            .filter(line -> line.speaker() == Speaker.SHOP && line.kind() == Kind.TEXT)
            .map(Line::text)
            .toList());
  }

  private static String words(Phrase phrase) {
    return switch (phrase.body()) {
      case Phrase.Body.Text(String content) -> content;
      case Phrase.Body.Image(String _, String content) -> content;
      case Phrase.Body.ProductShare(String _, String content) -> content;
    };
  }

  private static List<Product> products(List<Message> messages) {
    Set<String> known = new HashSet<>();
    return messages.reversed().stream()
        .filter(message ->
            message.body() instanceof MessageBody.ProductShare share && known.add(share.sharedId()))
        .map(message -> message.fields().path("card"))
        .filter(card -> !card.path("title").asString("").isEmpty())
        .map(card ->
            new Product(
                card.path("title").asString(""),
                amount(card.path("price")),
                card.path("on_sale").asBoolean(false)))
        .toList();
  }

  private static Order order(String id, JsonNode card) {
    return new Order(
        id,
        STATUS.getOrDefault(card.path("status_text_key").asString(""), ""),
        amount(card.path("order_price")),
        amount(card.path("freight")),
        instant(card.path("created_at")),
        instant(card.path("paid_at")),
        stream(card.path("products"))
            .map(good ->
                new Good(
                    good.path("title").asString(""),
                    good.path("count").asLong(0),
                    amount(good.path("sale_price")),
                    good.path("attributes").asString("")))
            .toList(),
        stream(card.path("waybills"))
            .map(waybill -> waybill.path("waybill_id").asString(""))
            .filter(waybill -> !waybill.isBlank())
            .toList());
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static @Nullable Long amount(JsonNode fen) {
    return fen.isNumber() ? (Long) fen.asLong() : null;
  }

  private static @Nullable Instant instant(JsonNode written) {
    try {
      return written.isString() ? Instant.parse(written.asString()) : null;
    } catch (DateTimeParseException notOne) {
      return null;
    }
  }
}
