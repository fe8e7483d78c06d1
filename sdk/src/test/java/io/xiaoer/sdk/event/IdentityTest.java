package io.xiaoer.sdk.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.sdk.Seeded;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest {
  @Test
  void messageIdsOfDigitsCompareAsWholeNumbersOfAnySize() {
    Seeded.cases(
        2_000,
        random -> {
          BigInteger one = BigInteger.valueOf(random.nextLong(0, 1L << random.nextInt(1, 63)));
          BigInteger other =
              random.nextBoolean()
                  ? one.multiply(BigInteger.TEN)
                  : BigInteger.valueOf(random.nextLong(0, 1L << random.nextInt(1, 63)));
          assertThat(
                  Integer.signum(new MsgId(one.toString()).compareTo(new MsgId(other.toString()))))
              .isEqualTo(one.compareTo(other));
        });
  }

  @Test
  void messageIdsThatAreNoNumbersComeAfterAllNumbers() {
    List<MsgId> ids = new ArrayList<>();
    for (String id : new String[] {"x1", "10", "-5", "9", "007", "7", "3895464567618158592"}) {
      ids.add(new MsgId(id));
    }
    ids.sort(null);
    assertThat(ids)
        .extracting(MsgId::value)
        .containsExactly("7", "007", "9", "10", "3895464567618158592", "-5", "x1");
  }

  @Test
  void messageIdsThatAreEqualInOrderAreEqual() {
    assertThat(new MsgId("07"))
        .isNotEqualByComparingTo(new MsgId("7"))
        .isNotEqualTo(new MsgId("7"));
    assertThat(new MsgId("7")).isEqualByComparingTo(new MsgId("7"));
  }

  @Test
  void anOpenIdIsMaskedWhereverItIsPrinted() {
    OpenId openId = new OpenId("o9AgO5Kd5ggOC-bXrbNODIiE3bGY");
    assertThat(openId).hasToString("OpenId[o9Ag…28 chars]");
    assertThat(new OpenId("abc").toString()).doesNotContain("abc");
  }

  @Test
  void identifiersAreNeitherBlankNorEndless() {
    for (String wrong : new String[] {"", "  ", "x".repeat(129)}) {
      assertThatThrownBy(() -> new OpenId(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: 1 to 128");
      assertThatThrownBy(() -> new MsgId(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aClearTextCannotBeChangedAndPrintsItsSizeOnly() {
    byte[] bytes = "在的".getBytes(StandardCharsets.UTF_8);
    ClearText text = ClearText.of(bytes);
    bytes[0] = 0;
    text.bytes()[1] = 0;
    assertThat(text.utf8()).isEqualTo("在的");
    assertThat(text.size()).isEqualTo(6);
    assertThat(text).hasToString("ClearText[6 bytes]").isEqualTo(ClearText.of(text.bytes()));
  }
}
