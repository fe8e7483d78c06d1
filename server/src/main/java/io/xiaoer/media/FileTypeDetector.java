package io.xiaoer.media;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Tells a file's type by its first bytes. Pure, and total: what nothing tells is {@code OTHER}. */
final class FileTypeDetector {
  /** As much as it looks at. */
  static final int HEAD_BYTES = 4_096;

  private static final Set<String> HEIC_BRANDS =
      Set.of("heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1");

  private FileTypeDetector() {}

  /** Looks at the first bytes of a file, {@value #HEAD_BYTES} if it has as many. */
  static FileType type(byte[] head) {
    Head bytes = new Head(head);
    if (bytes.at(0, 0xFF, 0xD8, 0xFF)) {
      return FileType.JPEG;
    }
    if (bytes.at(0, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      return FileType.PNG;
    }
    if (bytes.at(0, "GIF87a") || bytes.at(0, "GIF89a")) {
      return FileType.GIF;
    }
    if (bytes.at(0, "RIFF")) {
      return bytes.at(8, "WEBP")
          ? FileType.WEBP
          : bytes.at(8, "WAVE")
              ? FileType.WAV
              : bytes.at(8, "AVI ") ? FileType.AVI : FileType.OTHER;
    }
    if (bytes.at(4, "ftyp")) {
      return baseMedia(bytes.text(8, 4));
    }
    if (bytes.at(4, "moov") || bytes.at(4, "mdat") || bytes.at(4, "wide")) {
      return FileType.QUICKTIME;
    }
    if (bytes.at(0, 0x1A, 0x45, 0xDF, 0xA3)) {
      return bytes.text(0, 64).contains("webm") ? FileType.WEBM : FileType.MATROSKA;
    }
    if (bytes.at(0, "BM") && bytes.at(6, 0, 0, 0, 0) && bytes.length() > 26) {
      return FileType.BMP;
    }
    if (bytes.at(0, "ID3")) {
      return FileType.MP3;
    }
    if (bytes.at(0, 0xFF) && bytes.length() > 4) {
      int second = bytes.unsigned(1);
      if ((second & 0xF6) == 0xF0) {
        return FileType.AAC; // ADTS: twelve ones and the layer zero
      }
      if ((second & 0xE0) == 0xE0 && (second & 0x06) == 0x02 && (second & 0x18) != 0x08) {
        return FileType.MP3;
      }
    }
    if (bytes.at(0, "#!AMR")) {
      return FileType.AMR;
    }
    if (bytes.at(0, "OggS")) {
      return FileType.OGG;
    }
    if (bytes.at(0, "fLaC")) {
      return FileType.FLAC;
    }
    if (bytes.at(0, "%PDF-")) {
      return FileType.PDF;
    }
    if (bytes.at(0, "PK\u0003\u0004")) {
      return office(bytes.text(0, HEAD_BYTES));
    }
    if (bytes.at(0, "Rar!\u001A\u0007")) {
      return FileType.RAR;
    }
    if (bytes.at(0, '7', 'z', 0xBC, 0xAF, 0x27, 0x1C)) {
      return FileType.SEVEN_ZIP;
    }
    if (bytes.at(0, 0x1F, 0x8B)) {
      return FileType.GZIP;
    }
    if (bytes.at(0, 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1)) {
      return FileType.OLE;
    }
    return isText(head) ? text(bytes.text(0, HEAD_BYTES)) : FileType.OTHER;
  }

  private static FileType baseMedia(String brand) {
    if (HEIC_BRANDS.contains(brand)) {
      return FileType.HEIC;
    }
    if (brand.equals("avif") || brand.equals("avis")) {
      return FileType.AVIF;
    }
    if (brand.equals("qt  ")) {
      return FileType.QUICKTIME;
    }
    if (brand.startsWith("M4A") || brand.startsWith("M4B")) {
      return FileType.M4A;
    }
    return brand.startsWith("3g") ? FileType.THREE_GP : FileType.MP4;
  }

  /** An office document is a ZIP whose first entries say so. */
  private static FileType office(String text) {
    if (text.contains("word/")) {
      return FileType.DOCX;
    }
    if (text.contains("xl/")) {
      return FileType.XLSX;
    }
    return text.contains("ppt/") ? FileType.PPTX : FileType.ZIP;
  }

  private static FileType text(String text) {
    String start = text.substring(text.startsWith("\u00EF\u00BB\u00BF") ? 3 : 0).stripLeading();
    String lower = start.substring(0, Math.min(start.length(), 512)).toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype html")
        || lower.contains("<html")
        || lower.contains("<script")) {
      return FileType.HTML;
    }
    return lower.startsWith("<?xml") || lower.startsWith("<svg") || lower.startsWith("<!doctype")
        ? FileType.XML
        : FileType.TEXT;
  }

  /** UTF-8, perhaps cut off within its last character, and no controls that text does not have. */
  private static boolean isText(byte[] head) {
    for (byte one : head) {
      if (one >= 0 && one < 0x20 && one != '\t' && one != '\n' && one != '\r' && one != '\f') {
        return false;
      }
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    for (int cut = 0; cut < 4 && cut <= head.length; cut++) {
      try {
        decoder.reset().decode(ByteBuffer.wrap(head, 0, head.length - cut));
        return true;
      } catch (CharacterCodingException e) {
        if (head.length < HEAD_BYTES) {
          return false; // nothing was cut off
        }
      }
    }
    return false;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Head(byte[] bytes) {
    int length() {
      return bytes.length;
    }

    int unsigned(int at) {
      return bytes[at] & 0xFF;
    }

    boolean at(int from, int... expected) {
      if (bytes.length < from + expected.length) {
        return false;
      }
      for (int i = 0; i < expected.length; i++) {
        if (unsigned(from + i) != expected[i]) {
          return false;
        }
      }
      return true;
    }

    boolean at(int from, String expected) {
      return at(from, expected.chars().toArray());
    }

    String text(int from, int most) {
      int end = Math.min(bytes.length, from + most);
      return from >= end ? "" : new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }
  }
}
