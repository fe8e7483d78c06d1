package io.xiaoer.notice;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** By which service people are called. */
enum Kind {
  /** 企业微信群机器人: 20 messages a minute (developer.work.weixin.qq.com/document/path/91770). */
  WECOM(Duration.ofMinutes(1)),
  /** 钉钉自定义机器人: 20 a minute, and ten minutes of silence for who sends more. */
  DINGTALK(Duration.ofMinutes(10)),
  /** 飞书自定义机器人: 100 a minute and five a second for all of a tenant's robot. */
  FEISHU(Duration.ofMinutes(1)),
  /** Bark: one telephone. */
  BARK(Duration.ofMinutes(1)),
  /** Plain JSON, for whatever understands it. */
  WEBHOOK(Duration.ofMinutes(1)),
  /** A browser in which a person has switched notices on; nobody enters its address. */
  WEB_PUSH(Duration.ofMinutes(1));

  /** For how long it is left alone when it asks for fewer messages and does not say more. */
  private final Duration silence;

  Kind(Duration silence) {
    this.silence = silence;
  }

  Duration silence() {
    return silence;
  }

  /** Whether its messages may be signed with a secret. */
  boolean signs() {
    return this == DINGTALK || this == FEISHU;
  }

  private boolean isEntered() {
    return this != WEB_PUSH;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of those whose address people enter. */
  static List<String> words() {
    return Arrays.stream(values()).filter(Kind::isEntered).map(Kind::word).toList();
  }

  static Optional<Kind> of(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.isEntered() && kind.word().equals(word))
        .findFirst();
  }
}
