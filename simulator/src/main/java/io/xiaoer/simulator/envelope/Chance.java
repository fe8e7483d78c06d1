package io.xiaoer.simulator.envelope;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** The two random parts of an envelope. */
public interface Chance {

  /** 16 bytes before the length; the official vectors show sixteen hex digits. */
  byte[] sixteenBytes();

  String nonce();

  static Chance from(RandomGenerator random) {
    return new Chance() {
      @Override
      public byte[] sixteenBytes() {
        return String.format(Locale.ROOT, "%016x", random.nextLong())
            .getBytes(StandardCharsets.US_ASCII);
      }

      @Override
      public String nonce() {
        return Integer.toString(random.nextInt(100_000_000, Integer.MAX_VALUE));
      }
    };
  }
}
