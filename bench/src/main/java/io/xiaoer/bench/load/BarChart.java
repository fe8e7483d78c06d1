package io.xiaoer.bench.load;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars as SVG. Written here and not by a chart library: those draw with AWT, bring fonts
 * and megabytes, and write files that differ from run to run where nothing changed.
 */
record BarChart(String title, String unit, Scale scale, List<Bar> bars) {
  private static final int WIDTH = 760;
  private static final int LABEL_WIDTH = 270;
  private static final int VALUE_WIDTH = 90;
  private static final int ROW = 24;
  private static final int BAR_HEIGHT = 16;
  private static final int TOP = 40;
  private static final int DECADES = 4;

  enum Scale {
    LINEAR,
    /** The longest bar and {@value #DECADES} powers of ten below it. */
    LOGARITHMIC
  }

  /** {@code ours} is drawn in the accent's colour; {@code low} and {@code high} as a whisker. */
  record Bar(String label, boolean ours, double value, double low, double high) {}

  String svg() {
    int height = TOP + bars.size() * ROW + 12;
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' role='img' aria-label='%s'>",
        WIDTH,
        height,
        escaped(title));
    line(
        svg,
        "<style>text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-weight:600;font-size:15px}"
            + ".o{fill:#1a7f5a}.p{fill:#9aa7b4}.w{stroke:#24292f;stroke-width:1.2}</style>");
    // Its own ground: the pages it stands on may be dark.
    line(svg, "<rect width='%d' height='%d' fill='#fff'/>", WIDTH, height);
    line(svg, "<text class='t' x='12' y='24'>%s</text>", escaped(title));
    double longest = bars.stream().mapToDouble(Bar::high).max().orElse(1);
    int y = TOP;
    for (Bar bar : bars) {
      double end = LABEL_WIDTH + length(bar.value, longest);
      int middle = y + BAR_HEIGHT / 2;
      line(
          svg,
          "<text x='%d' y='%d' text-anchor='end'>%s</text>",
          LABEL_WIDTH - 8,
          y + 13,
          escaped(bar.label));
      line(
          svg,
          "<rect class='%s' x='%d' y='%d' width='%.1f' height='%d'/>",
          bar.ours ? "o" : "p",
          LABEL_WIDTH,
          y,
          end - LABEL_WIDTH,
          BAR_HEIGHT);
      if (bar.high > bar.low) {
        line(
            svg,
            "<line class='w' x1='%.1f' y1='%d' x2='%.1f' y2='%d'/>",
            LABEL_WIDTH + length(bar.low, longest),
            middle,
            LABEL_WIDTH + length(bar.high, longest),
            middle);
      }
      line(
          svg,
          "<text x='%.1f' y='%d'>%s</text>",
          LABEL_WIDTH + length(Math.max(bar.value, bar.high), longest) + 6,
          y + 13,
          escaped(number(bar.value) + " " + unit));
      y += ROW;
    }
    line(svg, "</svg>");
    return svg.toString();
  }

  private double length(double value, double longest) {
    double whole = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
    return switch (scale) {
      case LINEAR -> value / longest * whole;
      case LOGARITHMIC -> Math.clamp(1 + Math.log10(value / longest) / DECADES, 0.005, 1) * whole;
    };
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.1f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
  }

  @SuppressWarnings("AnnotateFormatMethod") // would need Error Prone's annotations at run time
  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
