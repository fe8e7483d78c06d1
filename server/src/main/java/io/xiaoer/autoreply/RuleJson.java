package io.xiaoer.autoreply;

import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import io.xiaoer.autoreply.Rule.Limit;
import io.xiaoer.autoreply.Rule.Trigger;
import io.xiaoer.autoreply.Rule.When;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.sdk.api.UploadKind;
import io.xiaoer.shop.ShopId;
import io.xiaoer.wording.WordingAction;
import io.xiaoer.wording.WordingPattern;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rules as the API has them. What is wrong is collected, field by field. */
final class RuleJson {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int ID_CHARS_MAX = 64;

  /** What a shop that is closed cannot keep. */
  private static final java.util.regex.Pattern AT_ONCE =
      java.util.regex.Pattern.compile("马上|立即|立刻|即刻|秒回|第一时间|at once|right away|immediately");

  private static final String TEXT = "reply.text.content";
  static final String REGEX = "keywords.regex";

  private RuleJson() {}

  /** {@code shop} and the file of a reply are looked up by the caller. */
  static Rule read(JsonNode body, long id, @Nullable ShopId shop, List<FieldError> errors) {
    Trigger trigger = constant(body, "trigger", Trigger.class, null, errors);
    Trigger known = trigger == null ? Trigger.WELCOME : trigger;
    if (trigger == null && !body.has("trigger")) {
      errors.add(FieldError.missing("trigger", String.join(", ", words(Trigger.class))));
    }
    When when = constant(body, "when", When.class, known.usualWhen(), errors);
    Keywords keywords = keywords(body.path("keywords"), errors);
    if (known == Trigger.KEYWORD && !keywords.askForSomething() && errors.isEmpty()) {
      errors.add(FieldError.missing("keywords", "any, all or regex"));
    }
    return new Rule(
        id,
        name(body, errors),
        shop,
        known,
        keywords,
        when == null ? known.usualWhen() : when,
        reply(body.path("reply"), errors),
        limit(constant(body, "per_customer", Limit.class, known.usualLimit(), errors), known),
        flag(body, known.usuallyEnabled(), errors),
        0,
        Instant.EPOCH,
        "");
  }

  private static Limit limit(@Nullable Limit wanted, Trigger trigger) {
    return wanted == null ? trigger.usualLimit() : wanted;
  }

  private static String name(JsonNode body, List<FieldError> errors) {
    String name = body.path("name").asString("").strip();
    if (name.isEmpty()
        || name.codePointCount(0, name.length()) > Rule.NAME_CHARS_MAX
        || !Characters.canBeStored(name)
        || name.codePoints().anyMatch(Character::isISOControl)) {
      errors.add(FieldError.length("name", 1, Rule.NAME_CHARS_MAX));
    }
    return name;
  }

  private static boolean flag(JsonNode body, boolean usual, List<FieldError> errors) {
    JsonNode field = body.path("enabled");
    if (!field.isMissingNode() && !field.isBoolean()) {
      errors.add(FieldError.wrongJsonType("enabled", "true or false"));
    }
    return field.isBoolean() ? field.asBoolean() : usual;
  }

  private static <E extends Enum<E>> @Nullable E constant(
      JsonNode body, String name, Class<E> type, @Nullable E usual, List<FieldError> errors) {
    JsonNode field = body.path(name);
    if (field.isMissingNode()) {
      return usual;
    }
    Optional<E> found =
        Arrays.stream(type.getEnumConstants())
            .filter(one -> field.isString() && Rule.word(one).equals(field.asString()))
            .findFirst();
    if (found.isEmpty()) {
      errors.add(FieldError.notOneOf(name, words(type)));
    }
    return found.orElse(usual);
  }

  private static <E extends Enum<E>> List<String> words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Rule::word).toList();
  }

  private static Keywords keywords(JsonNode field, List<FieldError> errors) {
    if (field.isMissingNode() || field.isNull()) {
      return Keywords.NONE;
    }
    if (!field.isObject()) {
      errors.add(FieldError.wrongJsonType("keywords", "an object with any, all, none and regex"));
      return Keywords.NONE;
    }
    return keywords(field, pattern(field.path("regex"), errors), errors);
  }

  private static Keywords keywords(
      JsonNode field, @Nullable WordingPattern pattern, List<FieldError> errors) {
    return new Keywords(
        list(field, "any", errors),
        list(field, "all", errors),
        list(field, "none", errors),
        pattern);
  }

  private static List<String> list(JsonNode keywords, String name, List<FieldError> errors) {
    JsonNode field = keywords.path(name);
    String path = "keywords." + name;
    if (field.isMissingNode() || field.isNull()) {
      return List.of();
    }
    if (!field.isArray() || field.valueStream().anyMatch(one -> !one.isString())) {
      errors.add(FieldError.wrongJsonType(path, "an array of strings"));
      return List.of();
    }
    if (field.size() > Keywords.WORDS_MAX) {
      errors.add(FieldError.tooMany(path, Keywords.WORDS_MAX));
      return List.of();
    }
    List<String> words = field.valueStream().map(one -> one.asString().strip()).distinct().toList();
    if (words.stream()
        .anyMatch(word ->
            Characters.isInvisible(word)
                || word.length() > Keywords.WORD_CHARS_MAX
                || !Characters.canBeStored(word))) {
      errors.add(FieldError.length(path, 1, Keywords.WORD_CHARS_MAX));
      return List.of();
    }
    return words;
  }

  private static @Nullable WordingPattern pattern(JsonNode field, List<FieldError> errors) {
    if (field.isMissingNode() || field.isNull() || field.asString("").isEmpty()) {
      return null;
    }
    String written = field.asString("");
    if (written.length() > Keywords.PATTERN_CHARS_MAX) {
      errors.add(FieldError.tooLong(REGEX, Keywords.PATTERN_CHARS_MAX));
      return null;
    }
    try {
      return WordingPattern.compile(written);
    } catch (WordingPattern.Unfit e) {
      errors.add(
          switch (e.fault()) {
            case NOT_A_PATTERN ->
                FieldError.of(
                    REGEX, "not_a_pattern", "expected a pattern of RE2: " + e.getMessage());
            case TOO_COMPLEX ->
                FieldError.of(REGEX, "too_complex", "too complex: " + e.getMessage());
          });
      return null;
    }
  }

  private static MessageBody.Sendable reply(JsonNode field, List<FieldError> errors) {
    String type = field.path("type").asString("");
    return switch (type) {
      case "text" -> new MessageBody.Text(text(field.path("text").path("content"), errors));
      case "image" ->
          new MessageBody.Media(UploadKind.IMAGE, id(field, "image", "media_id", errors));
      case "product_share" ->
          new MessageBody.ProductShare(id(field, "product_share", "product_id", errors));
      default -> {
        errors.add(FieldError.notOneOf("reply.type", List.of("text", "image", "product_share")));
        yield new MessageBody.Text("");
      }
    };
  }

  private static String text(JsonNode field, List<FieldError> errors) {
    String content = field.asString("");
    if (Characters.isInvisible(content)) {
      errors.add(FieldError.blank(TEXT));
    } else if (content.getBytes(StandardCharsets.UTF_8).length > Rule.TEXT_BYTES_MAX
        || !Characters.canBeStored(content)) {
      errors.add(FieldError.tooManyBytes(TEXT, Rule.TEXT_BYTES_MAX));
    }
    Template.unknown(content)
        .ifPresent(unknown ->
            errors.add(
                FieldError.of(
                        TEXT,
                        "unknown_variable",
                        "{%s} is no variable; there are %s"
                            .formatted(unknown, String.join(", ", Template.names())))
                    .with("variable", unknown)
                    .with("allowed", Template.names())));
    return content;
  }

  /** In an object of its kind's name, or flat beside the type, as messages are sent. */
  private static String id(JsonNode reply, String kind, String name, List<FieldError> errors) {
    String id = reply.path(kind).path(name).asString(reply.path(name).asString(""));
    if (!id.matches("[0-9A-Za-z_-]{1," + ID_CHARS_MAX + "}")) {
      errors.add(FieldError.notAnId("reply." + kind + "." + name));
    }
    return id;
  }

  /** {@code words}: what the shop makes of its text. */
  static ObjectNode write(Rule rule, Optional<WordingAction> words) {
    ShopId shop = rule.shop();
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", String.valueOf(rule.id()))
            .put("name", rule.name())
            .put("shop", shop == null ? null : shop.value())
            .put("trigger", Rule.word(rule.trigger()));
    node.set("keywords", write(rule.keywords()));
    node.put("when", Rule.word(rule.when()));
    node.set("reply", write(rule.reply()));
    node.put("per_customer", Rule.word(rule.perCustomer()))
        .put("enabled", rule.isOn())
        .put("revision", rule.revision())
        .put("changed_at", rule.changedAt().toString())
        .put("changed_by", rule.changedBy());
    ArrayNode warnings = node.putArray("warnings");
    rule.keywords().refusal().ifPresent(fault -> warn(warnings, REGEX, fault.word()));
    if (promisesAtAllHours(rule)) {
      warn(warnings, "when", "promise_at_all_hours");
    }
    words.ifPresent(strongest -> {
      switch (strongest) {
        case WARN -> {}
        case CONFIRM -> warn(warnings, TEXT, "policy_confirm");
        case REFUSE -> warn(warnings, TEXT, "policy_refused");
      }
    });
    return node;
  }

  private static void warn(ArrayNode warnings, String field, String reason) {
    warnings.addObject().put("field", field).put("reason", reason);
  }

  /** An answer at once is promised, and nobody is there to give it. */
  private static boolean promisesAtAllHours(Rule rule) {
    return rule.when() != When.OPEN
        && rule.trigger() != Trigger.OFF_HOURS
        && rule.reply() instanceof MessageBody.Text(String content)
        && AT_ONCE.matcher(content).find();
  }

  /** As a message has it. */
  static ObjectNode write(MessageBody.Sendable reply) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", reply.type());
    ObjectNode fields = node.putObject(reply.type());
    switch (reply) {
      case MessageBody.Text(String content) -> fields.put("content", content);
      case MessageBody.Media(UploadKind _, String mediaId) -> fields.put("media_id", mediaId);
      case MessageBody.ProductShare(String productId) -> fields.put("product_id", productId);
      case MessageBody.OrderShare(String orderId) -> fields.put("order_id", orderId);
    }
    return node;
  }

  static ObjectNode write(Keywords keywords) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    keywords.any().forEach(node.putArray("any")::add);
    keywords.all().forEach(node.putArray("all")::add);
    keywords.none().forEach(node.putArray("none")::add);
    WordingPattern pattern = keywords.pattern();
    return node.put("regex", pattern == null ? null : pattern.written());
  }

  /**
   * As {@link #write(Keywords)} wrote it. A pattern that would be refused today is there all the
   * same, and finds nothing: without it the rule would speak to everybody.
   */
  static Keywords readKept(String written) {
    JsonNode kept = JSON.readTree(written);
    String regex = kept.path("regex").asString("");
    return keywords(kept, regex.isEmpty() ? null : WordingPattern.kept(regex), new ArrayList<>());
  }
}
