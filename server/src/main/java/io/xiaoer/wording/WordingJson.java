package io.xiaoer.wording;

import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import io.xiaoer.wording.WordingHit.Kind;
import io.xiaoer.wording.WordingRules.Entry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rules as the API and the table have them. */
final class WordingJson {
  private static final String OFF = "off";
  private static final int ENTRIES_MAX = 500;
  private static final int WORD_CHARS_MAX = 50;
  private static final int PATTERN_CHARS_MAX = 200;
  private static final int REPLACEMENT_CHARS_MAX = 200;
  private static final int NOTE_CHARS_MAX = 100;
  private static final int DOMAINS_MAX = 50;
  private static final int DOMAIN_CHARS_MAX = 100;

  private static final List<String> KINDS = List.of(Kind.WORD.word(), Kind.PATTERN.word());

  private WordingJson() {}

  record Wanted(
      @Nullable Map<String, @Nullable String> shipped,
      @Nullable List<@Nullable WantedEntry> entries,
      @Nullable List<@Nullable String> ownDomains) {
    @Override
    public String toString() {
      return "Wanted";
    }
  }

  record WantedEntry(
      @Nullable String kind,
      @Nullable String value,
      @Nullable String action,
      @Nullable String replacement,
      @Nullable String note) {
    @Override
    public String toString() {
      return "WantedEntry";
    }
  }

  /**
   * What is left out is as in a shop that has said nothing.
   *
   * @param place what stands before the names of fields in {@code errors}
   */
  static WordingRules read(Wanted wanted, String place, List<FieldError> errors) {
    return new WordingRules(
        shipped(wanted.shipped, place + "shipped", errors),
        entries(wanted.entries, place + "entries", errors),
        domains(wanted.ownDomains, place + "own_domains", errors));
  }

  private static Map<ShippedGroup, WordingAction> shipped(
      @Nullable Map<String, @Nullable String> written, String place, List<FieldError> errors) {
    Map<ShippedGroup, WordingAction> shipped = new EnumMap<>(WordingRules.usual());
    for (Map.Entry<String, @Nullable String> one :
        Objects.requireNonNullElse(written, Map.<String, @Nullable String>of()).entrySet()) {
      Optional<ShippedGroup> group = ShippedGroup.of(one.getKey());
      Optional<WordingAction> action = WordingAction.of(String.valueOf(one.getValue()));
      if (group.isEmpty()) {
        errors.add(FieldError.notOneOf(place, ShippedGroup.words()));
      } else if (action.isPresent()) {
        shipped.put(group.get(), action.get());
      } else if (OFF.equals(one.getValue())) {
        shipped.remove(group.get());
      } else {
        List<String> allowed = new ArrayList<>(WordingAction.words());
        allowed.add(OFF);
        errors.add(FieldError.notOneOf(place + "." + one.getKey(), allowed));
      }
    }
    return shipped;
  }

  private static List<Entry> entries(
      @Nullable List<@Nullable WantedEntry> written, String place, List<FieldError> errors) {
    List<Entry> entries = new ArrayList<>();
    if (written == null) {
      return entries;
    }
    if (written.size() > ENTRIES_MAX) {
      errors.add(FieldError.tooMany(place, ENTRIES_MAX));
      return entries;
    }
    Set<String> known = new HashSet<>();
    int programs = 0;
    for (int i = 0; i < written.size(); i++) {
      String field = "%s[%s]".formatted(place, i);
      WantedEntry one = written.get(i);
      if (one == null) {
        errors.add(FieldError.wrongJsonType(field, "an object"));
        continue;
      }
      int before = errors.size();
      Entry entry = entry(one, field, errors);
      if (errors.size() > before) {
        continue;
      }
      String same =
          entry.kind() == Kind.WORD ? Wording.letters(entry.value()) : " " + entry.value();
      if (!known.add(same)) {
        errors.add(FieldError.of(field + ".value", "twice", "one entry for a value"));
        continue;
      }
      if (entry.kind() == Kind.PATTERN) {
        programs += WordingPattern.compile(entry.value()).programSize();
      }
      entries.add(entry);
    }
    if (programs > WordingPattern.PROGRAMS_MAX) {
      errors.add(tooComplex(place));
    }
    return entries;
  }

  private static Entry entry(WantedEntry written, String field, List<FieldError> errors) {
    String value = Objects.requireNonNullElse(written.value, "").strip();
    String replacement = Objects.requireNonNullElse(written.replacement, "").strip();
    String note = Objects.requireNonNullElse(written.note, "").strip();
    Kind kind = Kind.WORD;
    if (Kind.WORD.word().equals(written.kind)) {
      readWord(value, field + ".value", errors);
    } else if (Kind.PATTERN.word().equals(written.kind)) {
      kind = Kind.PATTERN;
      readPattern(value, field + ".value", errors);
    } else {
      errors.add(FieldError.notOneOf(field + ".kind", KINDS));
    }
    WordingAction action =
        WordingAction.of(String.valueOf(written.action)).orElse(WordingAction.WARN);
    if (!action.word().equals(written.action)) {
      errors.add(FieldError.notOneOf(field + ".action", WordingAction.words()));
    }
    length(replacement, field + ".replacement", 0, REPLACEMENT_CHARS_MAX, errors);
    length(note, field + ".note", 0, NOTE_CHARS_MAX, errors);
    return new Entry(kind, value, action, replacement.isEmpty() ? null : replacement, note);
  }

  private static void readWord(String value, String field, List<FieldError> errors) {
    if (length(value, field, 1, WORD_CHARS_MAX, errors) && Wording.letters(value).isEmpty()) {
      errors.add(FieldError.blank(field));
    }
  }

  private static void readPattern(String value, String field, List<FieldError> errors) {
    if (length(value, field, 1, PATTERN_CHARS_MAX, errors)) {
      try {
        WordingPattern.compile(value);
      } catch (WordingPattern.Unfit unfit) {
        errors.add(
            switch (unfit.fault()) {
              case NOT_A_PATTERN ->
                  FieldError.of(field, "not_a_pattern", "no pattern of RE2: " + unfit.getMessage());
              case TOO_COMPLEX -> tooComplex(field);
            });
      }
    }
  }

  private static FieldError tooComplex(String field) {
    return FieldError.of(
        field, "too_complex", "would take too long; use fewer or smaller counts like {1,20}");
  }

  private static boolean length(
      String value, String field, int min, int max, List<FieldError> errors) {
    int length = value.codePointCount(0, value.length());
    boolean fits = length >= min && length <= max && Characters.canBeStored(value);
    if (!fits) {
      errors.add(FieldError.length(field, min, max));
    }
    return fits;
  }

  private static List<String> domains(
      @Nullable List<@Nullable String> written, String place, List<FieldError> errors) {
    List<String> domains = new ArrayList<>();
    if (written == null) {
      return domains;
    }
    if (written.size() > DOMAINS_MAX) {
      errors.add(FieldError.tooMany(place, DOMAINS_MAX));
      return domains;
    }
    for (int i = 0; i < written.size(); i++) {
      String domain = String.valueOf(written.get(i)).strip().toLowerCase(Locale.ROOT);
      if (domain.length() > DOMAIN_CHARS_MAX || !isDomain(domain)) {
        errors.add(
            FieldError.of(
                "%s[%s]".formatted(place, i), "not_a_domain", "expected a name like example.com"));
      } else if (!domains.contains(domain)) {
        domains.add(domain);
      }
    }
    return domains;
  }

  /** At least two labels: nobody means all of {@code .com}. */
  private static boolean isDomain(String name) {
    String[] labels = name.split("\\.", -1);
    for (String label : labels) {
      if (label.isEmpty()
          || label.startsWith("-")
          || label.endsWith("-")
          || !label.chars().allMatch(c -> c == '-' || FoldedText.isLatin((char) c))) {
        return false;
      }
    }
    return labels.length > 1 && !Character.isDigit(labels[labels.length - 1].charAt(0));
  }

  static ObjectNode write(WordingRules rules) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode shipped = json.putObject("shipped");
    for (ShippedGroup group : ShippedGroup.values()) {
      WordingAction action = rules.shipped().get(group);
      shipped.put(group.word(), action == null ? OFF : action.word());
    }
    ArrayNode entries = json.putArray("entries");
    for (Entry entry : rules.entries()) {
      ObjectNode one =
          entries
              .addObject()
              .put("kind", entry.kind().word())
              .put("value", entry.value())
              .put("action", entry.action().word())
              .put("replacement", entry.replacement())
              .put("note", entry.note());
      if (entry.kind() == Kind.PATTERN) {
        WordingPattern.kept(entry.value())
            .refusal()
            .ifPresent(fault -> one.put("refused", fault.word()));
      }
    }
    rules.ownDomains().forEach(json.putArray("own_domains")::add);
    return json;
  }

  static ArrayNode write(List<WordingHit> hits) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (WordingHit hit : hits) {
      json.addObject()
          .put("from", hit.from())
          .put("to", hit.to())
          .put("kind", hit.kind().word())
          .put("value", hit.value())
          .put("action", hit.action().word())
          .put("replacement", hit.replacement())
          .put("note", hit.note());
    }
    return json;
  }

  /** A group that was added since has its usual action. */
  static WordingRules readKept(String kept) {
    JsonNode json = JsonMapper.shared().readTree(kept);
    Map<ShippedGroup, WordingAction> shipped = new EnumMap<>(ShippedGroup.class);
    for (ShippedGroup group : ShippedGroup.values()) {
      JsonNode written = json.path("shipped").path(group.word());
      Optional<WordingAction> action =
          written.isString() ? WordingAction.of(written.asString()) : Optional.of(group.usual());
      action.ifPresent(one -> shipped.put(group, one));
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonNode entry : json.path("entries")) {
      entries.add(
          new Entry(
              Kind.valueOf(entry.path("kind").asString().toUpperCase(Locale.ROOT)),
              entry.path("value").asString(),
              WordingAction.valueOf(entry.path("action").asString().toUpperCase(Locale.ROOT)),
              entry.path("replacement").isString() ? entry.path("replacement").asString() : null,
              entry.path("note").asString()));
    }
    List<String> domains = new ArrayList<>();
    json.path("own_domains").forEach(domain -> domains.add(domain.asString()));
    return new WordingRules(shipped, entries, domains);
  }
}
