package io.xiaoer.assist;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Soon;
import io.xiaoer.assist.DraftUse.Use;
import io.xiaoer.assist.OfferedDrafts.Offered;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** How far an answer is from its draft, and how long drafts are remembered. */
class EditDistanceTest {
  private static final LocalDate DAY = LocalDate.of(2026, 12, 1);

  @Test
  void itCountsWhatWasAddedTakenAwayAndReplaced() {
    assertThat(EditDistance.of("您好", "您好")).isZero();
    assertThat(EditDistance.of("您好，在的", "您好，在的哦")).isEqualTo(1);
    assertThat(EditDistance.of("明天发货", "今天发货")).isEqualTo(1);
    assertThat(EditDistance.of("", "abc")).isEqualTo(3);
    assertThat(EditDistance.of("abc", "")).isEqualTo(3);
    assertThat(EditDistance.of("好\uD83D\uDE00", "好")).isEqualTo(1);
    assertThat(EditDistance.of("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void whatStoodBeforeItIsNoChangeOfTheDraft() {
    assertThat(EditDistance.ofEnd("在的", "您好\n在的")).isZero();
    assertThat(EditDistance.ofEnd("在的", "您好\n在的哦")).isEqualTo(1);
    Offered draft = new Offered(1, "li", DAY, "在的 ");
    assertThat(DraftUse.use(draft, "您好\n在的", true)).isEqualTo(new Use.Unchanged(DAY));
    assertThat(DraftUse.use(draft, "您好\n在的", false)).isEqualTo(new Use.Changed(DAY, 3));
    assertThat(DraftUse.use(draft, "在的", false)).isEqualTo(new Use.Unchanged(DAY));
  }

  @Test
  void aDraftIsRememberedForItsOwnerAndConversationAndNotForLong() {
    OfferedDrafts offered = new OfferedDrafts(Duration.ofMinutes(1));
    String id = offered.add(new Offered(1, "li", DAY, "在的"));
    assertThat(offered.find(id, 1, "li")).isPresent();
    assertThat(offered.find(id, 2, "li")).isEmpty();
    assertThat(offered.find(id, 1, "wang")).isEmpty();
    assertThat(offered.find("other", 1, "li")).isEmpty();
    offered.forgetAllOf(1);
    assertThat(offered.size()).isZero();
    OfferedDrafts forgetful = new OfferedDrafts(Duration.ofMillis(1));
    forgetful.add(new Offered(1, "li", DAY, "在的"));
    Soon.await().until(() -> forgetful.size() == 0);
  }

  @Test
  void thereAreNotTooMany() {
    OfferedDrafts offered = new OfferedDrafts(Duration.ofMinutes(1));
    String first = offered.add(new Offered(1, "li", DAY, "第一条"));
    for (int i = 0; i < 2_500; i++) {
      offered.add(new Offered(1, "li", DAY, "在的"));
    }
    assertThat(offered.size()).isEqualTo(2_000);
    assertThat(offered.find(first, 1, "li")).isEmpty();
  }
}
