package io.xiaoer.suggest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.xiaoer.QuietLog;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.phrase.Phrase;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The feature on real tables, without the server around it: what was said is written as rows. */
final class Shelf implements AutoCloseable {
  static final ShopId SHOP = new ShopId("main");
  static final String NOBODY = "nobody";

  /** Where {@code ./xiaoer suggestions} puts the optional model. */
  private static final Path MODEL = Path.of("../embedding/target/model").toAbsolutePath();

  final Database database;
  final MeaningModel model;
  final ShopIndexes indexes;
  final SuggestionSettings settings;
  final Suggestions suggestions;
  final Learner learner;
  private final List<Phrase> phrases = new ArrayList<>();
  private long lastMessage;
  private long lastConversation;

  Shelf(Database database, @Nullable Path modelFolder) throws InterruptedException {
    this.database = database;
    NodeSignals signals = new NodeSignals();
    ChangeFeed feed = new ChangeFeed(database, signals);
    model = new MeaningModel(modelFolder);
    model.load();
    indexes = new ShopIndexes(database, 40L << 20);
    settings = new SuggestionSettings(database, feed, () -> Instant.EPOCH);
    suggestions =
        new Suggestions(database, settings, model, indexes, (_, _) -> List.copyOf(phrases));
    learner =
        new Learner(
            database,
            settings,
            model,
            indexes,
            () -> List.copyOf(phrases),
            () -> List.of(SHOP),
            new QuietLog(),
            Lease.ofOne(),
            signals,
            new SimpleMeterRegistry());
  }

  /** Null where nobody has fetched it. */
  static @Nullable Path modelFolder() {
    return Files.isDirectory(MODEL) ? MODEL : null;
  }

  /** A customer of their own asks and is answered; gives the conversation. */
  long answered(String question, String answer) {
    long conversation = customer();
    asks(conversation, question);
    answers(conversation, answer);
    return conversation;
  }

  void phrase(String title, String content) {
    phrases.add(
        new Phrase(
            phrases.size() + 1L, null, "", "", title, new Phrase.Body.Text(content), null, 0));
  }

  long customer() {
    long id = ++lastConversation;
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO conversation (id, shop, open_id, created_at, last_message_at)
                VALUES (?, 'main', ?, 1, 1)
                """)
            .params(id, "o" + id)
            .update());
    return id;
  }

  void asks(long conversation, String text) {
    message(conversation, "in", "customer", 0, text);
  }

  void answers(long conversation, String text) {
    long message = message(conversation, "out", "person", 0, text);
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO conversation_event (conversation_id, type, happened_at, message_id)
                VALUES (?, 'answer_accepted', 1, ?)
                """)
            .params(conversation, message)
            .update());
  }

  void saysByItself(long conversation, String text) {
    message(conversation, "out", "auto:1", 1, text);
  }

  long message(long conversation, String direction, String origin, int automatic, String text) {
    long id = ++lastMessage;
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO message (id, conversation_id, sort_key, direction, origin, type, body,
                                     automatic, created_at, received_at)
                VALUES (?, ?, ?, ?, ?, 'text', ?, ?, 1, 1)
                """)
            .params(
                id,
                conversation,
                "%019d".formatted(id),
                direction,
                origin,
                "{\"content\":\"" + text + "\"}",
                automatic)
            .update());
    return id;
  }

  void learn() {
    try {
      while (learner.learnSome(List.of(SHOP))
          || learner.fillSome(List.of(SHOP))
          || learner.fillPhrases()) {
        // on
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void switchOn() {
    settings.put(SHOP, true, SuggestionSettings.Setting.THRESHOLD_DEFAULT, "admin");
  }

  /** The texts that an agent would see, the likeliest first. */
  List<String> shownTo(String question) {
    return suggestions.tryOut(SHOP, question, NOBODY).stream()
        .filter(Suggestions.Tried::shown)
        .map(one -> one.suggestion().text())
        .toList();
  }

  long count(String sql) {
    return database.read((JdbcClient jdbc) -> jdbc.sql(sql).query(Long.class).single());
  }

  @Override
  public void close() {
    model.close();
    database.close();
  }
}
