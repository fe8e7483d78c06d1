package io.xiaoer.export;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.Origin;
import io.xiaoer.customer.Customer;
import io.xiaoer.customer.Customers;
import io.xiaoer.media.MediaLibrary;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Writes conversations into files. Each page of messages is a short read of its own, so what
 * changes meanwhile is written as it is when its page is read, and nothing waits for who reads
 * slowly.
 */
public final class Exports {
  private static final int MESSAGES_AT_ONCE = 500;
  private static final int CONVERSATIONS_AT_ONCE = 100;
  private static final int BUFFER = 1 << 16;

  private final Conversations conversations;
  private final Customers customers;
  private final MediaLibrary library;
  private final Shops shops;
  private final Accounts accounts;
  private final Audit audit;
  private final InstantSource clock;

  Exports(
      Conversations conversations,
      Customers customers,
      MediaLibrary library,
      Shops shops,
      Accounts accounts,
      Audit audit,
      InstantSource clock) {
    this.conversations = conversations;
    this.customers = customers;
    this.library = library;
    this.shops = shops;
    this.accounts = accounts;
    this.audit = audit;
    this.clock = clock;
  }

  /** The languages a page can speak. */
  public static Stream<String> languages() {
    return Words.ALL.stream().map(Words::tag);
  }

  /** Notes who asked for it, before the first byte leaves. */
  public void note(String by, String subject, String detail) {
    audit.note(clock.instant(), by, AuditAction.EXPORTED, subject, detail);
  }

  /** All of one conversation as a table; {@code shown}: how its reader sees a text. */
  public void csv(Conversation conversation, UnaryOperator<String> shown, OutputStream out)
      throws IOException {
    try (Writer writer = writer(out)) {
      Csv csv = new Csv(writer, shown);
      csv.line(Lines.HEAD);
      lines(csv, conversation, null, null, names());
    }
  }

  /** What was written in this time in any conversation of these shops, one after the other. */
  public void csv(
      ShopScope of,
      @Nullable Instant from,
      @Nullable Instant to,
      UnaryOperator<String> shown,
      OutputStream out)
      throws IOException {
    Function<Message, String> names = names();
    try (Writer writer = writer(out)) {
      Csv csv = new Csv(writer, shown);
      csv.line(Lines.HEAD);
      long after = 0;
      List<Conversation> page = conversations.activeSince(of, from, after, CONVERSATIONS_AT_ONCE);
      while (!page.isEmpty()) {
        for (Conversation conversation : page) {
          lines(csv, conversation, from, to, names);
        }
        after = page.getLast().id();
        page = conversations.activeSince(of, from, after, CONVERSATIONS_AT_ONCE);
      }
    }
  }

  /** All of one conversation as a page in {@code language}, one of {@link #languages}. */
  public void html(
      Conversation conversation,
      String language,
      String by,
      UnaryOperator<String> shown,
      OutputStream out)
      throws IOException {
    Words words = Words.of(language).orElse(Words.CHINESE);
    Optional<Customer> customer = customers.find(conversation.id());
    Enclosures enclosures = new Enclosures(Enclosures.Source.of(library), Enclosures.BYTES_MAX);
    Page page =
        new Page(
            words,
            shops
                .find(conversation.shop().value())
                .map(Shop::name)
                .filter(name -> !name.isBlank())
                .orElse(conversation.shop().value()),
            conversation.openId(),
            conversation.details().path("tags").valueStream().map(JsonNode::asString).toList(),
            customer.map(Customer::note).orElse(""),
            customer.map(Customer::messages).orElse(0L),
            accounts.find(by).map(Accounts.Account::name).orElse(by),
            clock.instant(),
            () ->
                new PageMessages(
                    messages(conversation, null, null), names(words), words, enclosures));
    try (Writer writer = writer(out)) {
      page.write(writer, shown);
    }
  }

  private void lines(
      Csv csv,
      Conversation conversation,
      @Nullable Instant from,
      @Nullable Instant to,
      Function<Message, String> names)
      throws IOException {
    Iterator<Message> messages = messages(conversation, from, to);
    while (messages.hasNext()) {
      Message message = messages.next();
      csv.line(Lines.line(conversation, message, names.apply(message)));
    }
  }

  private Iterator<Message> messages(
      Conversation conversation, @Nullable Instant from, @Nullable Instant to) {
    return Stream.iterate(
            page(conversation, null, from, to),
            page -> !page.isEmpty(),
            page ->
                page.size() < MESSAGES_AT_ONCE
                    ? List.<Message>of()
                    : page(conversation, page.getLast(), from, to))
        .flatMap(List::stream)
        .iterator();
  }

  private List<Message> page(
      Conversation conversation,
      @Nullable Message after,
      @Nullable Instant from,
      @Nullable Instant to) {
    return conversations.stretch(conversation.id(), after, from, to, MESSAGES_AT_ONCE);
  }

  private Function<Message, String> names() {
    Map<String, String> known = known();
    return message ->
        switch (message.origin()) {
          case Origin.Received.CUSTOMER -> "customer";
          case Origin.Received.OTHER -> "platform";
          case Origin.Auto auto -> auto.word();
          case Origin.Sent _ -> called(known, message.by());
        };
  }

  private Function<Message, String> names(Words words) {
    Map<String, String> known = known();
    return message ->
        switch (message.origin()) {
          case Origin.Received.CUSTOMER -> words.say("customer");
          case Origin.Received.OTHER -> words.say("other");
          case Origin.Auto _ -> words.say("automatic");
          case Origin.Api _ -> words.say("api", key(message.by()));
          case Origin.Assist _ -> words.say("assist", called(known, message.by()));
          case Origin.Person _ -> called(known, message.by());
        };
  }

  /** The name of a key alone, as it was given. */
  private static String key(@Nullable String by) {
    return by == null ? "" : by.substring(by.indexOf(':') + 1);
  }

  private static String called(Map<String, String> known, @Nullable String by) {
    return by == null ? "" : known.getOrDefault(by, by);
  }

  private Map<String, String> known() {
    Map<String, String> known = new HashMap<>();
    accounts.all().forEach(account -> known.put(account.username(), account.name()));
    return known;
  }

  private static Writer writer(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
  }
}
