package io.xiaoer.bench.load;

import java.util.Random;

/**
 * Messages as customers and agents write them, as many as one likes: message {@code n} is the same
 * on every run. Words are as common as in a language (the word of rank r about 1/r of the first),
 * most of two characters; some stand where they are known to be, so that they can be looked for.
 */
final class Talk {
  static final int SHOPS = 4;
  static final int CUSTOMERS = 8_000;
  static final int AGENTS = 40;

  /** In about one of fifteen messages. */
  static final String COMMON_WORD = "白茶";

  /** In one of a hundred thousand. */
  static final String RARE_WORD = "蟠桃宴";

  static final int RARE_EVERY = 100_003;

  /** In none: its characters are in no word of the vocabulary. */
  static final String ABSENT_WORD = "龘靐齉";

  private static final long SEED = 20_261_125;
  private static final int CHARACTERS = 3_000;
  private static final int WORDS = 40_000;
  private static final int FIRST_CHARACTER = 0x4E00;
  private static final int CHARACTERS_BETWEEN = 6; // up to 0x9450, and so before 龘
  private static final String[] BETWEEN = {"，", "。", "？", "！", " ", "～"};

  private final String[] vocabulary = new String[WORDS];

  Talk() {
    Random random = new Random(SEED);
    int[] characters = new int[CHARACTERS];
    for (int i = 0; i < CHARACTERS; i++) {
      characters[i] = FIRST_CHARACTER + i * CHARACTERS_BETWEEN;
    }
    for (int i = CHARACTERS - 1; i > 0; i--) { // what is common has nothing to do with its number
      int j = random.nextInt(i + 1);
      int other = characters[j];
      characters[j] = characters[i];
      characters[i] = other;
    }
    for (int rank = 0; rank < WORDS; rank++) {
      int length = rank < 60 ? 1 : random.nextInt(10) < 7 ? 2 : 3 + random.nextInt(2);
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < length; i++) {
        word.appendCodePoint(characters[ranked(random, CHARACTERS)]);
      }
      vocabulary[rank] = word.toString();
    }
  }

  /**
   * One message.
   *
   * @param text of a text; the number that an order or a product has
   */
  record Message(int customer, boolean in, String type, String text, int agent) {}

  Message message(long number) {
    Random random = new Random(SEED ^ (number * 0x9E3779B97F4A7C15L));
    random.nextLong();
    int customer = ranked(random, CUSTOMERS);
    boolean in = random.nextInt(100) < 58;
    int agent = ranked(random, AGENTS);
    int kind = random.nextInt(100);
    String type =
        kind < 88
            ? "text"
            : kind < 92
                ? "image"
                : kind < 95 ? "product_share" : kind < 98 ? "order_share" : "file";
    String text =
        switch (type) {
          case "text" -> text(number, random);
          case "product_share" -> product(random);
          case "order_share" -> order(random);
          default -> "";
        };
    return new Message(customer, in, type, text, agent);
  }

  String word(int rank) {
    return vocabulary[rank];
  }

  /** The first of two characters at this rank or behind it. */
  String wordOfTwo(int rank) {
    int at = rank;
    while (vocabulary[at].length() != 2) {
      at++;
    }
    return vocabulary[at];
  }

  static int shop(int customer) {
    int of = customer % 10; // a large one, and small ones
    return of < 6 ? 0 : of < 8 ? 1 : of < 9 ? 2 : 3;
  }

  private String text(long number, Random random) {
    StringBuilder text = new StringBuilder();
    int words = 2 + ranked(random, 25);
    int known = random.nextInt(15) == 0 ? random.nextInt(words) : -1;
    for (int i = 0; i < words; i++) {
      if (i > 0 && random.nextInt(4) == 0) {
        text.append(BETWEEN[random.nextInt(BETWEEN.length)]);
      }
      text.append(i == known ? COMMON_WORD : vocabulary[ranked(random, WORDS)]);
    }
    if (number % RARE_EVERY == 77) {
      text.append(RARE_WORD);
    }
    switch (random.nextInt(40)) {
      case 0 -> text.append("订单").append(order(random));
      case 1 -> text.append(" XL码 ").append(random.nextInt(500)).append("元");
      case 2 -> text.append("iPhone ").append(random.nextInt(20));
      case 3 -> text.append("😀");
      default -> {}
    }
    return text.toString();
  }

  private static String order(Random random) {
    return "37" + (10_000_000_000_000_000L + random.nextLong(80_000_000_000_000_000L));
  }

  private static String product(Random random) {
    return "1000" + (1_000_000_000L + random.nextInt(5_000));
  }

  /** A rank below {@code count}, rank r about 1/(r+1) as often as the first. */
  private static int ranked(Random random, int count) {
    return (int) Math.min(count - 1, Math.exp(random.nextDouble() * Math.log(count + 1.0)) - 1);
  }
}
