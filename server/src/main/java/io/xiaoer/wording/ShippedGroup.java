package io.xiaoer.wording;

import static io.xiaoer.wording.WordingAction.CONFIRM;
import static io.xiaoer.wording.WordingAction.WARN;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the server itself knows to look for. The platform punishes shops that lead customers away
 * from it. What is hardly ever said with good reason is asked about; a courier's number or the
 * address of a parcel's track is often right, so those are only shown.
 */
enum ShippedGroup {
  /** Accounts of WeChat and QQ in all their spellings, and deals beside the platform. */
  CONTACTS(CONFIRM),
  PHONE_NUMBERS(WARN),
  LINKS(WARN),
  QR_CODES(WARN),
  INSULTS(CONFIRM);

  private final WordingAction usual;

  ShippedGroup(WordingAction usual) {
    this.usual = usual;
  }

  /** In a shop that has said nothing. */
  WordingAction usual() {
    return usual;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(ShippedGroup::word).toList();
  }

  static Optional<ShippedGroup> of(String word) {
    return Arrays.stream(values()).filter(group -> group.word().equals(word)).findFirst();
  }
}
