package io.xiaoer.simulator.catalog;

import java.util.Locale;
import java.util.Optional;

/** The drawings there are: goods, and what customers photograph of them. */
public enum Picture {
  CUP,
  TEAPOT,
  SCARF,
  LAMP,
  NOTEBOOK,
  CANDLE,
  BROKEN_CUP,
  PARCEL,
  TEA_TABLE;

  public String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".jpg";
  }

  public static Optional<Picture> named(String fileName) {
    for (Picture picture : values()) {
      if (picture.fileName().equals(fileName)) {
        return Optional.of(picture);
      }
    }
    return Optional.empty();
  }
}
