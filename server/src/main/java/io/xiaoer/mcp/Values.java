package io.xiaoer.mcp;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The arguments of one call, each of the kind that its tool says. */
final class Values {
  private final Map<String, Object> values;

  private Values(Map<String, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** Refuses what a tool does not take, and says of all of it what would be right. */
  static Values read(List<Argument> takes, Map<String, ?> sent) {
    Map<String, Object> values = new HashMap<>();
    List<FieldError> errors = new ArrayList<>();
    for (Argument argument : takes) {
      Object written = sent.get(argument.name());
      if (written == null) {
        absent(argument, values, errors);
      } else {
        error(argument, written)
            .ifPresentOrElse(errors::add, () -> values.put(argument.name(), written));
      }
    }
    List<String> names = takes.stream().map(Argument::name).toList();
    for (String name : sent.keySet()) {
      if (!names.contains(name)) {
        errors.add(
            FieldError.of(
                shown(name),
                "unknown_parameter",
                "no such argument; there are " + String.join(", ", names)));
      }
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return new Values(values);
  }

  private static void absent(
      Argument argument, Map<String, Object> values, List<FieldError> errors) {
    switch (argument) {
      case Argument.Choice choice -> values.put(choice.name(), choice.words().getFirst());
      case Argument.Count count -> values.put(count.name(), count.fallback());
      case Argument.ConversationId _, Argument.Shop _, Argument.Id _, Argument.Text _ -> {
        if (argument.required()) {
          errors.add(FieldError.missing(argument.name(), argument.about()));
        }
      }
    }
  }

  private static Optional<FieldError> error(Argument argument, Object written) {
    String name = argument.name();
    if (argument instanceof Argument.Count count) {
      return written instanceof Integer number
          ? number < 1 || number > count.max()
              ? Optional.of(FieldError.outOfRange(name, 1, count.max()))
              : Optional.empty()
          : Optional.of(FieldError.wrongJsonType(name, "a whole number"));
    }
    if (!(written instanceof String text) || !Characters.canBeStored(text)) {
      return Optional.of(FieldError.wrongJsonType(name, "a string"));
    }
    return switch (argument) {
      case Argument.ConversationId _, Argument.Id _ ->
          RequestParams.number(text).isPresent()
              ? Optional.empty()
              : Optional.of(FieldError.notAnId(name));
      case Argument.Choice choice ->
          choice.words().contains(text)
              ? Optional.empty()
              : Optional.of(FieldError.notOneOf(name, choice.words()));
      case Argument.Shop _ ->
          text.isEmpty() ? Optional.of(FieldError.unknownShop(name)) : Optional.empty();
      case Argument.Text one -> {
        if (one.required() && text.isBlank()) {
          yield Optional.of(FieldError.blank(name));
        }
        yield text.length() > one.charsMax()
            ? Optional.of(FieldError.tooLong(name, one.charsMax()))
            : Optional.empty();
      }
      case Argument.Count _ -> throw new IllegalStateException("read above");
    };
  }

  private static final int NAME_CHARS_SHOWN = 40;

  /** Whatever an agent calls an argument, it is not repeated beyond a word. */
  private static String shown(String name) {
    return name.codePoints()
        .limit(NAME_CHARS_SHOWN)
        .filter(point -> point == '_' || (point < 0x80 && Character.isLetterOrDigit(point)))
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  /** Empty where it was left out. */
  String text(String name) {
    return values.get(name) instanceof String text ? text : "";
  }

  int count(String name) {
    return values.get(name) instanceof Integer number ? number : 0;
  }

  Optional<Long> id(String name) {
    return RequestParams.number(text(name));
  }
}
