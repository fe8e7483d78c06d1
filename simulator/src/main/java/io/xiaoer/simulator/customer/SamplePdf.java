package io.xiaoer.simulator.customer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A one-page PDF, written by hand: a small invoice request. */
final class SamplePdf {
  private SamplePdf() {}

  static byte[] bytes() {
    String page =
        """
        BT /F1 20 Tf 56 760 Td (Invoice request) Tj ET
        BT /F1 12 Tf 56 724 Td (Celadon tea cup, 2 pieces) Tj ET
        BT /F1 12 Tf 56 704 Td (Osmanthus candle, 1 piece) Tj ET
        BT /F1 12 Tf 56 668 Td (Please issue a company invoice. Thank you!) Tj ET
        0.62 0.75 0.70 rg 56 640 480 3 re f
        """;
    List<String> objects =
        List.of(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
                + " /Resources << /Font << /F1 4 0 R >> >> >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Length " + page.length() + " >>\nstream\n" + page + "endstream");
    StringBuilder pdf = new StringBuilder("%PDF-1.4\n");
    List<Integer> offsets = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      offsets.add(pdf.length());
      pdf.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
    }
    int table = pdf.length();
    pdf.append("xref\n0 ").append(objects.size() + 1).append("\n0000000000 65535 f \n");
    offsets.forEach(offset -> pdf.append(String.format(Locale.ROOT, "%010d 00000 n \n", offset)));
    pdf.append("trailer\n<< /Size ").append(objects.size() + 1).append(" /Root 1 0 R >>\n");
    pdf.append("startxref\n").append(table).append("\n%%EOF\n");
    return pdf.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
