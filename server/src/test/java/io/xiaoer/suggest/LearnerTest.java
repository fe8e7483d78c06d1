package io.xiaoer.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.erasure.ErasedCustomer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is learned of what people answered, and what is forgotten; by words, on the real tables. */
@ParameterizedClass
@EnumSource(Engine.class)
class LearnerTest {
  private static final String WHEN = "什么时候发货";
  private static final String SOON = "亲，现货一般48小时内发出";

  @Parameter Engine engine;
  @TempDir Path folder;

  private Shelf shelf;

  @BeforeEach
  void open() throws InterruptedException {
    shelf = new Shelf(engine.desk(folder), null);
    shelf.switchOn();
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void anAnswerCountsOnceTwoCustomersWereGivenIt() {
    long first = shelf.answered(WHEN, SOON);
    shelf.asks(first, "几号发货");
    shelf.answers(first, SOON);
    shelf.learn();
    assertThat(shelf.shownTo(WHEN)).as("one customer's alone").isEmpty();
    assertThat(shelf.count("SELECT count(*) FROM suggestion_answer WHERE text IS NOT NULL"))
        .isZero();
    assertThat(shelf.count("SELECT count(*) FROM suggestion_question WHERE tokens IS NOT NULL"))
        .isZero();

    shelf.answered("今天能发货吗", "现货一般48小时内发出哦~");
    shelf.learn();
    assertThat(shelf.shownTo(WHEN)).containsExactly("现货一般48小时内发出哦~");
    assertThat(shelf.shownTo("几号发货呀")).hasSize(1);
    assertThat(shelf.shownTo("你好漂亮")).isEmpty();
  }

  @Test
  void whatMayBeAboutOneCustomerIsNeverLearned() {
    for (int i = 0; i < 3; i++) {
      shelf.answered("我的快递呢", "快递员电话13800138000，您联系他");
      shelf.answered("地址对吗", "寄到西湖区文三路100号对吗");
      shelf.answered("在吗", "在的亲");
    }
    shelf.learn();
    assertThat(shelf.count("SELECT count(*) FROM suggestion_answer")).isZero();
  }

  @Test
  void whatNoPersonWroteOrNobodyAskedIsNotLearned() {
    for (int i = 0; i < 2; i++) {
      long customer = shelf.customer();
      shelf.asks(customer, WHEN);
      shelf.saysByItself(customer, "您好，请稍候，马上有人来");
      shelf.answers(customer, SOON);
      long silent = shelf.customer();
      shelf.answers(silent, "店里双十二活动开始了，欢迎来看");
    }
    shelf.learn();
    assertThat(shelf.count("SELECT count(*) FROM suggestion_answer")).isEqualTo(1);
    assertThat(shelf.shownTo(WHEN)).containsExactly(SOON);
  }

  @Test
  void anAnswerInTwoMessagesIsTwoAnswersToOneQuestion() {
    for (int i = 0; i < 2; i++) {
      long customer = shelf.answered(WHEN, SOON);
      shelf.answers(customer, "预售款付款后15天内发出");
    }
    shelf.learn();
    assertThat(shelf.shownTo(WHEN)).containsExactlyInAnyOrder(SOON, "预售款付款后15天内发出");
  }

  @Test
  void anErasedCustomerTakesAlongWhatIsNowOneOthersAlone() {
    long first = shelf.answered(WHEN, SOON);
    shelf.answered("几时发货", SOON);
    long alone = shelf.answered("可以刻字吗", "可以刻八个字以内");
    shelf.learn();
    assertThat(shelf.shownTo(WHEN)).hasSize(1);

    erase(alone);
    assertThat(shelf.count("SELECT count(*) FROM suggestion_answer")).isEqualTo(1);
    assertThat(shelf.shownTo(WHEN)).hasSize(1);
    erase(first);
    assertThat(shelf.shownTo(WHEN)).isEmpty();
    assertThat(
            shelf.count(
                """
                SELECT count(*) FROM suggestion_question
                WHERE tokens IS NOT NULL OR vector IS NOT NULL OR place IS NOT NULL
                """))
        .isZero();
    assertThat(shelf.count("SELECT count(*) FROM suggestion_answer WHERE text IS NOT NULL"))
        .isZero();

    shelf.answered("发货要多久", SOON);
    shelf.learn();
    assertThat(shelf.shownTo("几时发货")).as("two others now").containsExactly(SOON);
  }

  @Test
  void anErasedCustomerLeavesWhatManyWereTold() {
    long first = shelf.answered(WHEN, SOON);
    shelf.answered("几时发货", SOON);
    shelf.answered("发货要几天", SOON);
    shelf.learn();
    erase(first);
    assertThat(shelf.shownTo("几时发货")).containsExactly(SOON);
    assertThat(
            shelf.count(
                "SELECT count(*) FROM suggestion_question WHERE conversation_id = " + first))
        .isZero();
  }

  private void erase(long conversation) {
    ErasedCustomer who = new ErasedCustomer(conversation, Shelf.SHOP, "o", "p", 0, Instant.EPOCH);
    shelf.database.write(jdbc -> {
      new SuggestionErasure().prepare(who).in(jdbc);
      return true;
    });
  }

  @Test
  void theOldestGoWhenThereAreTooMany() {
    for (int i = 0; i < 6; i++) {
      shelf.answered("第%s种怎么洗".formatted("一二三四五六".charAt(i)), SOON);
    }
    shelf.learn();
    shelf.database.write(jdbc -> SuggestionTable.trim(jdbc, Shelf.SHOP, 4, 0));
    assertThat(shelf.count("SELECT count(*) FROM suggestion_question")).isEqualTo(4);
    assertThat(shelf.count("SELECT min(id) FROM suggestion_question")).isEqualTo(3);
  }

  @Test
  void phrasesAreOfferedBesideThem() {
    shelf.phrase("退货运费", "退货运费由保险赔付");
    shelf.answered("退货的运费谁出", "质量问题运费我们出");
    shelf.answered("退货运费算谁的", "质量问题运费我们出");
    shelf.learn();
    List<String> shown = shelf.shownTo("退货运费谁出");
    assertThat(shown).containsExactlyInAnyOrder("退货运费由保险赔付", "质量问题运费我们出");
  }

  @Test
  void theThresholdDecidesWhatIsShown() {
    shelf.answered(WHEN, SOON);
    shelf.answered("今天发货吗", SOON);
    shelf.learn();
    shelf.settings.put(Shelf.SHOP, true, 100, "admin");
    assertThat(shelf.shownTo("明天发货吗")).isEmpty();
    assertThat(shelf.suggestions.tryOut(Shelf.SHOP, "明天发货吗", Shelf.NOBODY)).hasSize(1);
    shelf.settings.put(Shelf.SHOP, true, 0, "admin");
    assertThat(shelf.shownTo("明天发货吗")).hasSize(1);
  }
}
