package io.xiaoer.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreeScanner;
import io.xiaoer.Sources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reason that the server can give has a sentence in both languages of the page. */
class RefusalWordsTest {
  /** Where the reason stands among the arguments of what makes a refusal. */
  private static final Map<String, Integer> PLACES =
      Map.of(
          "ApiProblem.of", 1,
          "ApiProblem.write", 2,
          "ApiProblem.notFound", 0,
          "ApiProblem.conflict", 0,
          "FieldError.of", 1);

  /** What Spring refuses on its own, named in one switch. */
  private static final Set<String> OF_THE_HANDLER =
      Set.of(
          "no_such_address",
          "method_not_allowed",
          "not_acceptable",
          "unsupported_media_type",
          "too_large",
          "bad_request",
          "internal_error",
          "invalid");

  /** What stands in place of a literal where the literals are read at another place. */
  private static final Set<String> MADE_ELSEWHERE =
      Set.of("\"no_such_\" + gate.thing()", "bounds.callersReason", "bounds.nodesReason");

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

  private static final Set<String> reasons = new TreeSet<>(OF_THE_HANDLER);
  private static final List<String> unreadable = new ArrayList<>();

  @BeforeAll
  static void collect() throws IOException {
    for (CompilationUnitTree unit : Sources.of("server")) {
      new Reasons(unit).scan(List.of(unit), unit);
    }
  }

  @Test
  void everyReasonIsAWordThatStandsWhereTheRefusalIsMade() {
    assertThat(unreadable).isEmpty();
    assertThat(reasons).hasSizeGreaterThan(80).allMatch(WORD.asMatchPredicate());
    assertThat(reasons).contains("used_up", "no_such_conversation", "too_long", "bad_token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zh-CN", "en"})
  void everyReasonHasASentenceInThePage(String language) {
    String catalogue = Sources.text("web/src/shared/i18n/" + language + ".ts");
    assertThat(reasons)
        .allSatisfy(reason -> assertThat(catalogue).contains("'refused." + reason + "': '"));
  }

  private static final class Reasons extends TreeScanner<Void, CompilationUnitTree> {
    private final CompilationUnitTree unit;

    Reasons(CompilationUnitTree unit) {
      this.unit = unit;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, CompilationUnitTree nothing) {
      String called = call.getMethodSelect().toString();
      Integer place =
          call.getMethodSelect() instanceof MemberSelectTree ? PLACES.get(called) : null;
      boolean ofTheKernel =
          called.equals("of") && unit.getSourceFile().getName().endsWith("api/FieldError.java");
      if (place != null || ofTheKernel) {
        note(call.getArguments(), place == null ? 1 : place);
      }
      return super.visitMethodInvocation(call, nothing);
    }

    /** A gate's refusal is no_such_ and what it hides; heavy work is given both its reasons. */
    @Override
    public Void visitNewClass(NewClassTree made, CompilationUnitTree nothing) {
      if (made.getIdentifier().toString().equals("Gate") && made.getArguments().size() == 3) {
        reasons.add("no_such_" + literal(made.getArguments().get(1)));
      }
      if (made.getIdentifier().toString().equals("HeavyWork.Bounds")) {
        reasons.add(literal(made.getArguments().get(4)));
        reasons.add(literal(made.getArguments().get(5)));
      }
      return super.visitNewClass(made, nothing);
    }

    private void note(List<? extends ExpressionTree> arguments, int place) {
      String reason = arguments.size() > place ? literal(arguments.get(place)) : "";
      if (!reason.isEmpty()) {
        reasons.add(reason);
      } else if (arguments.size() <= place
          || !MADE_ELSEWHERE.contains(arguments.get(place).toString())) {
        unreadable.add(unit.getSourceFile().getName() + ": " + arguments);
      }
    }

    private static String literal(ExpressionTree argument) {
      return argument instanceof LiteralTree literal && literal.getValue() instanceof String word
          ? word
          : "";
    }
  }
}
