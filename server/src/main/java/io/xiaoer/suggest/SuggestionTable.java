package io.xiaoer.suggest;

import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageBodyCodec;
import io.xiaoer.conversation.Origin;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Tuples;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of answers and of what they were given to; in the caller's transaction. */
final class SuggestionTable {
  /** An answer that fewer were given is theirs, and not kept. */
  static final int CUSTOMERS_MIN = 2;

  /** More examples of one answer find it no better. */
  private static final int EXAMPLES_MAX = 20;

  /** As far back as a question is looked for before its answer. */
  private static final int MESSAGES_BACK_MAX = 20;

  /** An empty model asks for the pieces alone. */
  private static final String UNFILLED =
      "(q.tokens IS NULL OR (:model <> '' AND (q.model IS NULL OR q.model <> :model)))";

  /** What this model made; everything for words alone. */
  private static final String OF_MODEL = "(:model = '' OR q.model = :model)";

  private SuggestionTable() {}

  /** An answer of a person that the platform has taken. */
  record Given(long conversationId, long messageId, String text) {
    @Override
    public String toString() {
      return "Given[message " + messageId + "]";
    }
  }

  /** Empty where nobody wrote it, it is no text, or it is gone. */
  static Optional<Given> given(JdbcClient jdbc, long messageId) {
    return jdbc
        .sql(
            """
            SELECT conversation_id, origin, by_username, type, body FROM message
            WHERE id = ? AND direction = 'out' AND automatic = 0
            """)
        .param(messageId)
        .query((row, _) -> {
          Origin origin = Origin.of(row.getString("origin"), row.getString("by_username"));
          return origin instanceof Origin.Person
                  && MessageBodyCodec.read(row.getString("type"), row.getString("body"))
                      instanceof MessageBody.Text(String content)
              ? new Given(row.getLong("conversation_id"), messageId, content)
              : null;
        })
        .list()
        .stream()
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** What an answer was given to; from the messages, which are read each time. */
  static Optional<String> questionOf(JdbcClient jdbc, long conversationId, long answerId) {
    return question(
        jdbc.sql(
                """
                SELECT m.direction, m.automatic, m.type, m.body
                FROM message m JOIN message a ON a.id = :answer
                WHERE m.conversation_id = :conversation
                  AND (m.sort_key < a.sort_key OR (m.sort_key = a.sort_key AND m.id < a.id))
                ORDER BY m.sort_key DESC, m.id DESC LIMIT :limit
                """)
            .param("answer", answerId)
            .param("conversation", conversationId)
            .param("limit", MESSAGES_BACK_MAX)
            .query((row, _) -> line(row))
            .list(),
        true);
  }

  /** What a customer has asked and nobody has answered. */
  static Optional<String> openQuestion(JdbcClient jdbc, long conversationId) {
    return question(
        jdbc.sql(
                """
                SELECT direction, automatic, type, body FROM message
                WHERE conversation_id = ? ORDER BY sort_key DESC, id DESC LIMIT ?
                """)
            .params(conversationId, MESSAGES_BACK_MAX)
            .query((row, _) -> line(row))
            .list(),
        false);
  }

  private record Line(Direction direction, boolean automatic, String words) {}

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        row.getString("direction").equals("in") ? Direction.IN : Direction.OUT,
        row.getInt("automatic") != 0,
        MessageBodyCodec.read(row.getString("type"), row.getString("body"))
                instanceof MessageBody.Words words
            ? words.words()
            : "");
  }

  /**
   * {@code lines}: the newest first. What the shop says by itself is passed over.
   *
   * @param pastAnswers whether people's answers right behind the question are, too: one answer may
   *     be several messages
   */
  private static Optional<String> question(List<Line> lines, boolean pastAnswers) {
    List<String> asked = new ArrayList<>();
    for (Line line : lines) {
      if (line.direction == Direction.IN) {
        asked.addFirst(line.words);
      } else if (!line.automatic && (!asked.isEmpty() || !pastAnswers)) {
        break;
      }
    }
    return Said.question(asked);
  }

  /** Notes that a customer was given an answer. */
  static void add(JdbcClient jdbc, ShopId shop, Given given, Said.Answer answer) {
    long id =
        jdbc.sql(
                """
                INSERT INTO suggestion_answer (shop, answer_key, customers) VALUES (?, ?, 0)
                ON CONFLICT (shop, answer_key) DO UPDATE SET customers = suggestion_answer.customers
                RETURNING id
                """)
            .params(shop.value(), answer.key())
            .query(Long.class)
            .single();
    long examples =
        jdbc.sql("SELECT count(*) FROM suggestion_question WHERE answer_id = ?")
            .param(id)
            .query(Long.class)
            .single();
    if (examples < EXAMPLES_MAX) {
      jdbc.sql(
              """
              INSERT INTO suggestion_question (answer_id, shop, conversation_id, message_id)
              VALUES (?, ?, ?, ?) ON CONFLICT (message_id) DO NOTHING
              """)
          .params(id, shop.value(), given.conversationId, given.messageId)
          .update();
    }
    jdbc.sql(
            """
            UPDATE suggestion_answer
            SET customers = (SELECT count(DISTINCT conversation_id) FROM suggestion_question
                             WHERE answer_id = :id)
            WHERE id = :id
            """)
        .param("id", id)
        .update();
    jdbc.sql(
            """
            UPDATE suggestion_answer SET text = ?
            WHERE id = ? AND text IS NULL AND customers >= ?
            """)
        .params(answer.text(), id, CUSTOMERS_MIN)
        .update();
  }

  /** An example whose numbers are to be made, or were made by another model. */
  record Unfilled(long id, long conversationId, long messageId) {}

  /** {@code model}: empty for words alone. The newest first: what is asked now is asked again. */
  static List<Unfilled> unfilled(JdbcClient jdbc, ShopId shop, String model, int limit) {
    return jdbc.sql(
            """
            SELECT q.id, q.conversation_id, q.message_id
            FROM suggestion_question q JOIN suggestion_answer a ON a.id = q.answer_id
            WHERE q.shop = :shop AND a.text IS NOT NULL AND %s
            ORDER BY q.id DESC LIMIT :limit
            """
                .formatted(UNFILLED))
        .param("shop", shop.value())
        .param("model", model)
        .param("limit", limit)
        .query(RecordMapper.of(Unfilled.class))
        .list();
  }

  /** One of them with its numbers; {@code encoded} is null where nothing had been asked. */
  record Filled(long id, @Nullable Encoded encoded) {}

  /** Writes numbers down, if the rows are still there. */
  static void fill(JdbcClient jdbc, List<Filled> rows, String model) {
    long place =
        jdbc.sql("SELECT last FROM suggestion_place WHERE id = 1").query(Long.class).single();
    for (Filled row : rows) {
      Encoded encoded = row.encoded;
      if (encoded == null) {
        jdbc.sql("DELETE FROM suggestion_question WHERE id = ?").param(row.id).update();
        continue;
      }
      place++;
      MeaningVector vector = encoded.vector();
      jdbc.sql(
              """
              UPDATE suggestion_question SET place = ?, tokens = ?, model = ?, vector = ?
              WHERE id = ? AND EXISTS (SELECT 1 FROM suggestion_answer a
                                       WHERE a.id = answer_id AND a.text IS NOT NULL)
              """)
          .params(
              Arrays.asList(
                  place,
                  Pieces.bytes(encoded.pieces()),
                  vector == null ? null : model,
                  vector == null ? null : vector.stored(),
                  row.id))
          .update();
    }
    jdbc.sql("UPDATE suggestion_place SET last = ? WHERE id = 1").param(place).update();
  }

  /** Deletes the oldest of a shop's examples above {@code max}, and of those of one customer. */
  static int trim(JdbcClient jdbc, ShopId shop, int max, int singlesMax) {
    int trimmed =
        jdbc.sql(
                """
                DELETE FROM suggestion_question WHERE id IN (
                  SELECT id FROM suggestion_question WHERE shop = ? AND place IS NOT NULL
                  ORDER BY id DESC LIMIT 1000 OFFSET ?)
                """)
            .params(shop.value(), max)
            .update();
    List<Long> singles =
        jdbc.sql(
                """
                SELECT id FROM suggestion_answer WHERE shop = ? AND text IS NULL
                ORDER BY id DESC LIMIT 1000 OFFSET ?
                """)
            .params(shop.value(), singlesMax)
            .query((row, _) -> row.getLong("id"))
            .list();
    for (List<Long> slice : Tuples.slices(singles)) {
      jdbc.sql("DELETE FROM suggestion_question WHERE answer_id IN (:ids)")
          .param("ids", slice)
          .update();
      jdbc.sql("DELETE FROM suggestion_answer WHERE id IN (:ids)").param("ids", slice).update();
    }
    return trimmed + singles.size();
  }

  /** Takes a customer's examples away, and what was kept because of them. */
  static void forget(JdbcClient jdbc, long conversationId) {
    List<Long> answers =
        jdbc.sql("SELECT DISTINCT answer_id FROM suggestion_question WHERE conversation_id = ?")
            .param(conversationId)
            .query((row, _) -> row.getLong("answer_id"))
            .list();
    jdbc.sql("DELETE FROM suggestion_question WHERE conversation_id = ?")
        .param(conversationId)
        .update();
    for (long answer : answers) {
      long customers =
          jdbc.sql(
                  """
                  SELECT count(DISTINCT conversation_id) FROM suggestion_question
                  WHERE answer_id = ?
                  """)
              .param(answer)
              .query(Long.class)
              .single();
      if (customers == 0) {
        jdbc.sql("DELETE FROM suggestion_answer WHERE id = ?").param(answer).update();
      } else if (customers < CUSTOMERS_MIN) {
        jdbc.sql(
                """
                UPDATE suggestion_answer
                SET customers = ?, text = NULL, model = NULL, vector = NULL WHERE id = ?
                """)
            .params(customers, answer)
            .update();
        jdbc.sql(
                """
                UPDATE suggestion_question
                SET place = NULL, tokens = NULL, model = NULL, vector = NULL WHERE answer_id = ?
                """)
            .param(answer)
            .update();
      } else {
        jdbc.sql("UPDATE suggestion_answer SET customers = ? WHERE id = ?")
            .params(customers, answer)
            .update();
      }
    }
  }

  /** How much a shop has. */
  record Counts(long answers, long examples, long waiting) {}

  static Counts counts(JdbcClient jdbc, ShopId shop, String model) {
    return jdbc.sql(
            """
            SELECT count(DISTINCT a.id) AS answers, count(q.id) AS examples,
                   coalesce(sum(CASE WHEN %s THEN 1 ELSE 0 END), 0) AS waiting
            FROM suggestion_answer a JOIN suggestion_question q ON q.answer_id = a.id
            WHERE a.shop = :shop AND a.text IS NOT NULL
            """
                .formatted(UNFILLED))
        .param("shop", shop.value())
        .param("model", model)
        .query(RecordMapper.of(Counts.class))
        .single();
  }

  /** How many of a shop can be found. */
  static long findable(JdbcClient jdbc, ShopId shop, String model) {
    return jdbc.sql(
            """
            SELECT count(*) FROM suggestion_question q
            WHERE q.shop = :shop AND q.place IS NOT NULL AND %s
            """
                .formatted(OF_MODEL))
        .param("shop", shop.value())
        .param("model", model)
        .query(Long.class)
        .single();
  }

  /** A row as the index in memory is told of it. */
  record Placed(long place, long id, Encoded encoded) {}

  static void placed(
      JdbcClient jdbc, ShopId shop, String model, long after, int limit, Consumer<Placed> each) {
    jdbc.sql(
            """
            SELECT q.place, q.id, q.tokens, q.vector FROM suggestion_question q
            WHERE q.shop = :shop AND q.place > :after AND %s
            ORDER BY q.place LIMIT :limit
            """
                .formatted(OF_MODEL))
        .param("shop", shop.value())
        .param("model", model)
        .param("after", after)
        .param("limit", limit)
        .query(row -> {
          each.accept(new Placed(row.getLong("place"), row.getLong("id"), encoded(row)));
        });
  }

  /** An example, and whose it is. */
  record Example(long id, long answerId, Encoded encoded) {}

  /** Those that are still there, in any order. */
  static List<Example> examples(JdbcClient jdbc, String model, long[] ids) {
    return examples(jdbc, model, "q.id", Arrays.stream(ids).boxed().toList());
  }

  /** All examples of some answers. */
  static List<Example> examplesOf(JdbcClient jdbc, String model, Collection<Long> answers) {
    return examples(jdbc, model, "q.answer_id", List.copyOf(answers));
  }

  private static List<Example> examples(
      JdbcClient jdbc, String model, String column, List<Long> ids) {
    List<Example> examples = new ArrayList<>();
    for (List<Long> slice : Tuples.slices(ids)) {
      jdbc.sql(
              """
              SELECT q.id, q.answer_id, q.tokens, q.vector FROM suggestion_question q
              WHERE %s IN (:ids) AND q.place IS NOT NULL AND %s
              """
                  .formatted(column, OF_MODEL))
          .param("ids", slice)
          .param("model", model)
          .query(row -> {
            examples.add(new Example(row.getLong("id"), row.getLong("answer_id"), encoded(row)));
          });
    }
    return examples;
  }

  /**
   * An answer that may be shown.
   *
   * @param vector null where it is not made
   */
  record Known(long id, String text, @Nullable MeaningVector vector) {
    @Override
    public String toString() {
      return "Known[" + id + "]";
    }
  }

  static List<Known> known(JdbcClient jdbc, Collection<Long> answers) {
    List<Known> known = new ArrayList<>();
    for (List<Long> slice : Tuples.slices(List.copyOf(answers))) {
      jdbc.sql(
              "SELECT id, text, vector FROM suggestion_answer WHERE text IS NOT NULL AND id IN (%s)"
                  .formatted(Tuples.of(slice.size(), "?")))
          .params(slice)
          .query(row -> {
            byte[] vector = row.getBytes("vector");
            known.add(
                new Known(
                    row.getLong("id"),
                    row.getString("text"),
                    vector == null ? null : MeaningVector.read(vector)));
          });
    }
    return known;
  }

  /** An answer without a vector of this model. */
  record Unmeasured(long id, String text) {
    @Override
    public String toString() {
      return "Unmeasured[" + id + "]";
    }
  }

  static List<Unmeasured> unmeasured(JdbcClient jdbc, ShopId shop, String model, int limit) {
    return jdbc.sql(
            """
            SELECT id, text FROM suggestion_answer
            WHERE shop = ? AND text IS NOT NULL AND (model IS NULL OR model <> ?)
            ORDER BY id DESC LIMIT ?
            """)
        .params(shop.value(), model, limit)
        .query(RecordMapper.of(Unmeasured.class))
        .list();
  }

  static void measured(JdbcClient jdbc, long id, String model, MeaningVector vector) {
    jdbc.sql("UPDATE suggestion_answer SET model = ?, vector = ? WHERE id = ? AND text IS NOT NULL")
        .params(model, vector.stored(), id)
        .update();
  }

  private static Encoded encoded(ResultSet row) throws SQLException {
    byte[] vector = row.getBytes("vector");
    return new Encoded(
        Pieces.read(row.getBytes("tokens")), vector == null ? null : MeaningVector.read(vector));
  }

  /** The keys of texts that have a vector. */
  static Set<String> phraseKeys(JdbcClient jdbc, String model) {
    return new HashSet<>(
        jdbc.sql("SELECT text_key FROM suggestion_phrase WHERE model = ?")
            .param(model)
            .query((row, _) -> row.getString("text_key"))
            .list());
  }

  static Map<String, MeaningVector> phraseVectors(
      JdbcClient jdbc, String model, Collection<String> keys) {
    Map<String, MeaningVector> vectors = new HashMap<>();
    for (List<String> slice : Tuples.slices(List.copyOf(keys))) {
      List<Object> values = new ArrayList<>(slice);
      values.addFirst(model);
      jdbc.sql(
              "SELECT text_key, vector FROM suggestion_phrase WHERE model = ? AND text_key IN (%s)"
                  .formatted(Tuples.of(slice.size(), "?")))
          .params(values)
          .query(row -> {
            vectors.put(row.getString("text_key"), MeaningVector.read(row.getBytes("vector")));
          });
    }
    return vectors;
  }

  static void addPhrase(JdbcClient jdbc, String key, String model, MeaningVector vector) {
    jdbc.sql(
            """
            INSERT INTO suggestion_phrase (text_key, model, vector) VALUES (?, ?, ?)
            ON CONFLICT (model, text_key) DO NOTHING
            """)
        .params(key, model, vector.stored())
        .update();
  }

  /** Deletes the vectors of texts that no phrase has, and of other models. */
  static void keepPhrases(JdbcClient jdbc, Set<String> keys, String model) {
    jdbc.sql("DELETE FROM suggestion_phrase WHERE model <> ?").param(model).update();
    Set<String> gone = phraseKeys(jdbc, model);
    gone.removeAll(keys);
    gone.forEach(key ->
        jdbc.sql("DELETE FROM suggestion_phrase WHERE model = ? AND text_key = ?")
            .params(model, key)
            .update());
  }

  static long progress(JdbcClient jdbc, ShopId shop) {
    return jdbc.sql("SELECT seq FROM suggestion_progress WHERE shop = ?")
        .param(shop.value())
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  static void progress(JdbcClient jdbc, ShopId shop, long seq) {
    jdbc.sql(
            """
            INSERT INTO suggestion_progress (shop, seq) VALUES (?, ?)
            ON CONFLICT (shop) DO UPDATE SET seq = excluded.seq
            """)
        .params(shop.value(), seq)
        .update();
  }
}
