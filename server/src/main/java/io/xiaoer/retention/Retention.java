package io.xiaoer.retention;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.retention.AgedContent.Amount;
import io.xiaoer.retention.AgedContent.Part;
import io.xiaoer.retention.AgedContent.Piece;
import io.xiaoer.retention.AgedContent.Stock;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is kept how long: asked, tried without deleting anything, and saved. */
final class Retention {
  /** What somebody was shown is what they confirm, not what it was an hour ago. */
  static final Duration PREVIEW_COUNTS = Duration.ofMinutes(15);

  private static final int LOOKED_AT_ONCE = 2_000;

  /** A browser waits no longer; what was counted until then is the least that goes. */
  private static final Duration LOOK_MAX = Duration.ofSeconds(20);

  private final Database database;
  private final Map<Part, AgedContent> contents;
  private final List<NeedsContent> needing;
  private final NodeSignals signals;
  private final InstantSource clock;

  Retention(
      Database database,
      List<AgedContent> contents,
      List<NeedsContent> needing,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.contents = Sweeper.byPart(contents);
    this.needing = List.copyOf(needing);
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * What would go from one place.
   *
   * @param held is old enough and stays, for somebody needs it
   * @param whole false when there is more than could be counted
   */
  record Going(Part part, Amount amount, long held, boolean whole) {}

  /**
   * What rules would delete now.
   *
   * @param holding who still needs what is old, and from when on
   */
  record Preview(
      long id, Rules rules, List<Going> going, Map<String, Instant> holding, Instant madeAt) {}

  /** What became of saving rules. */
  sealed interface Saved {
    record Done(Rules rules) implements Saved {}

    record NotThere() implements Saved {}

    record TooOld() implements Saved {}
  }

  Rules rules() {
    return database.read(RetentionTable::rules);
  }

  Map<Part, Stock> stock() {
    return contents.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().stock()));
  }

  List<Sweep> sweeps(int limit) {
    return database.read(jdbc -> RetentionTable.newest(jdbc, limit));
  }

  /** Empty when everything is kept for ever. */
  Optional<Instant> nextSweep() {
    return database.read(jdbc ->
        RetentionTable.changedAt(jdbc)
            .map(changed -> Sweeper.due(changed, RetentionTable.lastBegun(jdbc))));
  }

  Preview preview(Rules rules, String by) {
    Instant now = clock.instant();
    Floors floors = Floors.of(needing);
    long until = System.nanoTime() + LOOK_MAX.toNanos();
    List<Going> going = new ArrayList<>();
    for (AgedContent content : contents.values()) {
      rules
          .before(content.part().kind(), now)
          .map(before -> going(content, floors.under(content.part().kind(), before), until))
          .ifPresent(going::add);
    }
    Map<String, Instant> holding = new TreeMap<>();
    for (KeptKind kind : KeptKind.values()) {
      floors.holding(kind, rules.before(kind, now)).forEach(holding::putIfAbsent);
    }
    long id =
        database.write(jdbc -> {
          RetentionTable.forgetPreviews(jdbc, now.minus(PREVIEW_COUNTS));
          return RetentionTable.addPreview(jdbc, written(rules), counted(going), by, now);
        });
    return new Preview(id, rules, going, holding, now);
  }

  /** As a sweep does, but for the deleting. */
  private Going going(AgedContent content, Instant before, long until) {
    Amount amount = Amount.NONE;
    long held = 0;
    String place = database.read(jdbc -> RetentionTable.place(jdbc, content.part()));
    boolean last = false;
    while (!last && System.nanoTime() < until) {
      Piece piece = content.find(before, place, LOOKED_AT_ONCE);
      amount = amount.plus(piece.amount());
      held += piece.held();
      place = piece.place();
      last = piece.isLast();
    }
    return new Going(content.part(), amount, held, last);
  }

  /** Only rules whose effect the same caller was shown a moment ago. */
  Saved save(long preview, String by) {
    Instant now = clock.instant();
    Saved saved =
        database.write(jdbc -> {
          Optional<RetentionTable.Seen> seen = RetentionTable.preview(jdbc, preview, by);
          if (seen.isEmpty()) {
            return new Saved.NotThere();
          }
          if (seen.get().madeAt().plus(PREVIEW_COUNTS).isBefore(now)) {
            return new Saved.TooOld();
          }
          return save(jdbc, seen.get(), by, now);
        });
    signals.ring(Topic.RETENTION);
    return saved;
  }

  private static Saved save(JdbcClient jdbc, RetentionTable.Seen seen, String by, Instant now) {
    Rules rules = read(seen.days());
    RetentionTable.save(jdbc, rules, by, now);
    Audit.note(
        jdbc, now, by, AuditAction.RETENTION_CHANGED, said(rules), "deletes " + said(seen.parts()));
    return new Saved.Done(rules);
  }

  private static String said(Rules rules) {
    return Stream.of(KeptKind.values())
        .map(kind ->
            kind.word() + " " + rules.of(kind).map(days -> days + " days").orElse("for ever"))
        .collect(Collectors.joining(", "));
  }

  private static String said(String parts) {
    String said =
        JsonMapper.shared()
            .readTree(parts)
            .valueStream()
            .filter(one -> one.path("count").asLong() > 0)
            .map(one -> one.path("part").asString() + " " + one.path("count").asLong())
            .collect(Collectors.joining(", "));
    return said.isEmpty() ? "nothing" : said;
  }

  private static String written(Rules rules) {
    ObjectNode days = JsonNodeFactory.instance.objectNode();
    rules.inOrder().forEach((kind, kept) -> days.put(kind.word(), kept));
    return JsonMapper.shared().writeValueAsString(days);
  }

  private static Rules read(String days) {
    JsonNode read = JsonMapper.shared().readTree(days);
    return new Rules(
        Stream.of(KeptKind.values())
            .filter(kind -> read.has(kind.word()))
            .collect(Collectors.toMap(kind -> kind, kind -> read.path(kind.word()).asInt())));
  }

  private static String counted(List<Going> going) {
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    going.forEach(
        one -> parts.addObject().put("part", one.part.word()).put("count", one.amount.count()));
    return JsonMapper.shared().writeValueAsString(parts);
  }
}
