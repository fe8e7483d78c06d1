package io.xiaoer.assist;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * All that a draft is made from, as one moment shows it.
 *
 * @param names of people that are known: they are never given out
 */
record Talk(String shopName, Instant now, List<Line> lines, ShopFacts facts, Set<String> names) {
  Talk {
    lines = List.copyOf(lines);
    names = Set.copyOf(names);
  }

  /** A message of the present session, oldest first. */
  record Line(Speaker speaker, Instant at, Kind kind, String text) {
    @Override
    public String toString() {
      return "Line[" + speaker + " " + kind + "]";
    }
  }

  enum Speaker {
    CUSTOMER("顾客"),
    SHOP("店铺");

    private final String word;

    Speaker(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** What a line is; its text is what can be read of it. */
  enum Kind {
    TEXT("文字"),
    VOICE("语音转文字"),
    IMAGE("图片"),
    VIDEO("视频"),
    FILE("文件"),
    PRODUCT("商品卡片"),
    ORDER("订单卡片"),
    OTHER("其他");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  @Override
  public String toString() {
    return "Talk[" + lines.size() + " lines]";
  }
}
