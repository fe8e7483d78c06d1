package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In some languages Java writes other digits, which no header, SQL or program understands. */
class NumbersForMachinesTest {
  /** Conversions that write digits of the locale; {@code %s} of a number and {@code %x} do not. */
  private static final Pattern DIGITS =
      Pattern.compile("(?<!%)(?:%%)*%(\\d+\\$)?[-#+ 0,(]*\\d*(\\.\\d+)?([defgEG]|[tT][a-zA-Z])");

  @ParameterizedTest
  @ValueSource(strings = {"server", "sdk", "simulator"})
  void digitsAreFormattedWithANamedLocaleOnly(String module) throws IOException {
    List<String> found = new ArrayList<>();
    for (CompilationUnitTree unit : Sources.of(module)) {
      new Digits(unit, found).scan(unit, false);
    }
    assertThat(found).as("String.format(Locale.ROOT, …), or %s for a whole number").isEmpty();
  }

  @Test
  void theRuleSeesWhatItIsAbout() {
    assertThat(DIGITS.matcher("bytes %d-%d/%d").find()).isTrue();
    assertThat(DIGITS.matcher("%,.1f MB").find()).isTrue();
    assertThat(DIGITS.matcher("%s of %016x, 5 %%, %%EOF").find()).isFalse();
    assertThat(String.format(Locale.forLanguageTag("ar-EG"), "%d", 42)).isNotEqualTo("42");
    assertThat(String.format(Locale.forLanguageTag("ar-EG"), "%s", 42)).isEqualTo("42");
  }

  /** The parameter is whether a locale is named around what is scanned. */
  private static final class Digits extends TreeScanner<Void, Boolean> {
    private final CompilationUnitTree unit;
    private final List<String> found;

    Digits(CompilationUnitTree unit, List<String> found) {
      this.unit = unit;
      this.found = found;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Boolean named) {
      List<? extends ExpressionTree> arguments = call.getArguments();
      boolean namesLocale =
          !arguments.isEmpty() && arguments.getFirst().toString().startsWith("Locale.");
      return super.visitMethodInvocation(call, named || namesLocale);
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Boolean named) {
      if (!named && literal.getValue() instanceof String text && DIGITS.matcher(text).find()) {
        found.add(unit.getSourceFile().getName() + ": \"" + text + "\"");
      }
      return super.visitLiteral(literal, named);
    }
  }
}
