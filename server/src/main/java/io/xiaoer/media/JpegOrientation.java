package io.xiaoer.media;

import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.RandomAccessReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.exif.ExifTiffHandler;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which way up a photo is: cameras write the picture as the sensor saw it, and say beside it how to
 * turn it.
 */
final class JpegOrientation {
  static final int UPRIGHT = 1;

  /** Exif comes first; the depth maps that some phones write behind it are megabytes. */
  private static final int METADATA_BYTES_MAX = 4 << 20;

  private JpegOrientation() {}

  /** 1 to 8 as Exif counts; {@link #UPRIGHT} where nothing readable says otherwise. */
  static int of(Path jpeg) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(jpeg)) {
      start = in.readNBytes(METADATA_BYTES_MAX);
    }
    try {
      for (byte[] segment :
          JpegSegmentReader.readSegments(
                  new SequentialByteArrayReader(start), List.of(JpegSegmentType.APP1))
              .getSegments(JpegSegmentType.APP1)) {
        if (ExifReader.startsWithJpegExifPreamble(segment)) {
          return inExif(segment);
        }
      }
    } catch (EOFException | JpegProcessingException | TiffProcessingException e) {
      // It ends before it says anything, or what it says is not readable.
    }
    return UPRIGHT;
  }

  private static int inExif(byte[] segment) throws IOException, TiffProcessingException {
    Metadata metadata = new Metadata();
    new TiffReader()
        .processTiff(
            new ByteArrayReader(segment, ExifReader.JPEG_SEGMENT_PREAMBLE.length()),
            new OrientationOnly(metadata),
            0);
    @Nullable ExifIFD0Directory directory =
        metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    @Nullable Integer value =
        directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
    return value != null && value >= 1 && value <= 8 ? value : UPRIGHT;
  }

  /**
   * Lets one tag through. Thousands of others may point at the same bytes, and 64 KB become
   * gigabytes when each is read.
   */
  private static final class OrientationOnly extends ExifTiffHandler {
    OrientationOnly(Metadata metadata) {
      super(metadata, null, 0);
    }

    @Override
    public boolean tryEnterSubIfd(int tagId) {
      return false;
    }

    @Override
    public boolean hasFollowerIfd() {
      return false;
    }

    @Override
    public boolean customProcessTag(
        int tagOffset,
        Set<Integer> processedIfdOffsets,
        int tiffHeaderOffset,
        RandomAccessReader reader,
        int tagId,
        int byteCount) {
      return tagId != ExifIFD0Directory.TAG_ORIENTATION || byteCount > Integer.BYTES;
    }
  }
}
