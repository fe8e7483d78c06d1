package io.xiaoer.round;

import io.xiaoer.round.Round.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Rounds as bytes, some twenty for each. First come the names in them, then the rounds in their
 * order; numbers are written in groups of seven bits, and those that lie near another one as the
 * difference.
 */
final class RoundPage {
  /** What is written in another form is made anew. */
  static final int FORM = 1;

  private static final int ANSWERED = 1;
  private static final int CLOSED = 2;
  private static final int AUTOMATIC = 4;

  private static final int GROUP_BITS = 7;
  private static final int GROUP = 0x7F;
  private static final int MORE = 0x80;

  private RoundPage() {}

  static byte[] write(List<Round> rounds) {
    Map<String, Integer> names = new LinkedHashMap<>();
    for (Round round : rounds) {
      names.putIfAbsent(round.endedBy(), names.size());
      names.putIfAbsent(round.agent(), names.size());
    }
    Out out = new Out();
    out.number(FORM);
    out.number(names.size());
    names.keySet().forEach(out::text);
    out.number(rounds.size());
    long opened = 0;
    long id = 0;
    for (Round round : rounds) {
      out.difference(round.openedAt() - opened);
      opened = round.openedAt();
      out.difference(round.id() - id);
      id = round.id();
      out.number(round.conversationId());
      out.difference(round.arrivedAt() - opened);
      out.number(round.messages());
      out.number(flags(round));
      if (round.outcome() != Outcome.GOES_ON) {
        out.difference(round.endedAt() - opened);
      }
      if (round.automaticAt() != Round.NEVER) {
        out.difference(round.automaticAt() - opened);
      }
      out.number(names.getOrDefault(round.endedBy(), 0));
      out.number(names.getOrDefault(round.agent(), 0));
    }
    return out.bytes.toByteArray();
  }

  private static int flags(Round round) {
    int outcome =
        switch (round.outcome()) {
          case GOES_ON -> 0;
          case ANSWERED -> ANSWERED;
          case CLOSED -> CLOSED;
        };
    return outcome | (round.automaticAt() == Round.NEVER ? 0 : AUTOMATIC);
  }

  static void read(byte[] content, Consumer<Round> each) {
    In in = new In(content);
    int form = (int) in.number();
    if (form != FORM) {
      throw new IllegalStateException("a page of rounds in form " + form);
    }
    int count = (int) in.number();
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(in.text());
    }
    int rounds = (int) in.number();
    long opened = 0;
    long id = 0;
    for (int i = 0; i < rounds; i++) {
      opened += in.difference();
      id += in.difference();
      long conversation = in.number();
      long arrived = opened + in.difference();
      int messages = (int) in.number();
      int flags = (int) in.number();
      Outcome outcome =
          (flags & ANSWERED) != 0
              ? Outcome.ANSWERED
              : (flags & CLOSED) != 0 ? Outcome.CLOSED : Outcome.GOES_ON;
      long ended = outcome == Outcome.GOES_ON ? Round.NEVER : opened + in.difference();
      long automatic = (flags & AUTOMATIC) == 0 ? Round.NEVER : opened + in.difference();
      String endedBy = names.get((int) in.number());
      String agent = names.get((int) in.number());
      each.accept(
          new Round(
              id,
              conversation,
              opened,
              arrived,
              messages,
              automatic,
              outcome,
              ended,
              endedBy,
              agent));
    }
  }

  private static final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void number(long value) {
      long rest = value;
      while ((rest & ~GROUP) != 0) {
        bytes.write((int) (rest & GROUP) | MORE);
        rest >>>= GROUP_BITS;
      }
      bytes.write((int) rest);
    }

    /** Small ones take little room whichever sign they have. */
    void difference(long value) {
      number((value << 1) ^ (value >> 63));
    }

    void text(String text) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      number(encoded.length);
      bytes.writeBytes(encoded);
    }
  }

  private static final class In {
    private final byte[] bytes;
    private int at;

    In(byte[] bytes) {
      this.bytes = bytes;
    }

    long number() {
      long value = 0;
      int shift = 0;
      byte group = bytes[at++];
      while (group < 0) {
        value |= (long) (group & GROUP) << shift;
        shift += GROUP_BITS;
        group = bytes[at++];
      }
      return value | ((long) group << shift);
    }

    long difference() {
      long value = number();
      return (value >>> 1) ^ -(value & 1);
    }

    String text() {
      int length = (int) number();
      String text = new String(bytes, at, length, StandardCharsets.UTF_8);
      at += length;
      return text;
    }
  }
}
