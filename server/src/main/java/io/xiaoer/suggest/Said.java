package io.xiaoer.suggest;

import io.xiaoer.store.Sha256;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of the words of a conversation is a question, and what an answer that others may be given.
 */
final class Said {
  /** Of an answer that is kept; the platform takes longer ones. */
  static final int ANSWER_CHARS_MAX = 300;

  static final int QUESTION_CHARS_MAX = 200;

  /** Shorter ones, as 好的, say nothing without what was asked. */
  private static final int ANSWER_LETTERS_MIN = 4;

  /** So many messages in a row are one question. */
  static final int MESSAGES_MAX = 3;

  private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}\\p{N}]");
  private static final Pattern GREETING =
      Pattern.compile("^(?:亲亲|亲爱的|亲|宝子|宝贝|宝|您好|你好|哈喽|嗨|hello|hi|在的|在呢|好的|嗯嗯)+");
  private static final Pattern PARTICLE =
      Pattern.compile("(?:呢亲|哦亲|亲亲|亲|哦|呢|哈|呀|啊|啦|喔|噢|哟|嘛|的呢|滴)+$");

  /** Longer numbers are an order's or a parcel's, and differ from customer to customer. */
  private static final Pattern NUMBER = Pattern.compile("[0-9A-Za-z]*[0-9]{5,}[0-9A-Za-z]*");

  private static final Set<String> NO_QUESTION =
      Set.of(
          "亲", "你好", "您好", "在吗", "在么", "在嘛", "在不", "在不在", "有人吗", "有人么", "有人在吗", "客服", "人工", "人工客服",
          "转人工", "hi", "hello", "哈喽", "嗨", "嗯", "嗯嗯", "哦", "哦哦", "好", "好的", "好吧", "ok", "谢谢",
          "你好在吗", "您好在吗", "喂", "请问", "问一下", "咨询一下", "1", "11", "收到", "行", "知道了");

  private static final Set<String> NO_ANSWER =
      Set.of(
          "请稍等",
          "稍等一下",
          "请稍等一下",
          "马上帮你看一下",
          "我帮你看一下",
          "帮你看一下",
          "我帮你查一下",
          "帮你查一下",
          "请问有什么可以帮你",
          "有什么可以帮你",
          "请问有什么可以帮到你",
          "有什么可以帮到你",
          "不客气",
          "没关系",
          "感谢你的理解",
          "祝你生活愉快",
          "抱歉让你久等了",
          "不好意思让你久等了",
          "请问还有什么可以帮你",
          "还有什么可以帮你",
          "麻烦提供一下订单号",
          "麻烦发一下订单号");

  private Said() {}

  /** An answer that may be kept. {@code key}: the same for all wordings of it. */
  record Answer(String key, String text) {
    @Override
    public String toString() {
      return "Answer[" + text.length() + " characters]";
    }
  }

  /** Empty for what says nothing by itself, is too long, or may be about one customer. */
  static Optional<Answer> answer(String written) {
    String text = written.strip();
    if (text.length() > ANSWER_CHARS_MAX) {
      return Optional.empty();
    }
    String core = core(text);
    if (core.codePointCount(0, core.length()) < ANSWER_LETTERS_MIN
        || NO_ANSWER.contains(core)
        || PersonalData.isIn(text)) {
      return Optional.empty();
    }
    return Optional.of(new Answer(Sha256.hex(core), text));
  }

  /** What somebody asked, from the last messages that they wrote in a row, the oldest first. */
  static Optional<String> question(List<String> messages) {
    List<String> parts = new ArrayList<>();
    for (String message : messages) {
      String part = NUMBER.matcher(Normalizer.normalize(message, Form.NFKC)).replaceAll("").strip();
      String letters = letters(part);
      if (!letters.isEmpty() && !NO_QUESTION.contains(letters)) {
        parts.add(part);
      }
    }
    String question =
        String.join(",", parts.subList(Math.max(0, parts.size() - MESSAGES_MAX), parts.size()));
    int length = question.codePointCount(0, question.length());
    return length == 0
        ? Optional.empty()
        : Optional.of(
            length <= QUESTION_CHARS_MAX
                ? question
                : question.substring(
                    question.offsetByCodePoints(question.length(), -QUESTION_CHARS_MAX)));
  }

  /** What an answer says, whoever writes it. */
  static String core(String text) {
    String letters = letters(text).replace('您', '你');
    String ungreeted = GREETING.matcher(letters).replaceFirst("");
    return PARTICLE.matcher(ungreeted).replaceFirst("");
  }

  private static String letters(String text) {
    return NO_LETTER
        .matcher(Normalizer.normalize(text, Form.NFKC).toLowerCase(Locale.ROOT))
        .replaceAll("");
  }
}
