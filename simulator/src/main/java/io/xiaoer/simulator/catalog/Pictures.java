package io.xiaoer.simulator.catalog;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Draws the pictures, each when it is first wanted. Shapes only, no lettering: a server without
 * fonts can draw them too.
 */
public final class Pictures {
  private static final int SIDE_PIXELS = 480;
  private static final int PHOTO_SCALE = 6; // 2 880 × 2 880 pixels, as from a phone.
  private static final int GRAIN = 24;

  private final Map<Picture, byte[]> drawn = new EnumMap<>(Picture.class);
  private byte @Nullable [] photo;

  static {
    System.setProperty("java.awt.headless", "true");
  }

  public synchronized byte[] jpeg(Picture picture) {
    return drawn.computeIfAbsent(picture, each -> encoded(draw(each, 1), "jpg"));
  }

  public byte[] png(Picture picture) {
    return encoded(draw(picture, 1), "png");
  }

  /**
   * As a phone takes it: over a megabyte, grainy, and lying on its side with a note in its EXIF
   * data that it is to be turned to the right.
   */
  public synchronized byte[] photo() {
    byte[] taken = photo;
    if (taken == null) {
      BufferedImage image = draw(Picture.BROKEN_CUP, PHOTO_SCALE);
      taken = SidewaysPhoto.of(encoded(lying(image), "jpg"));
      photo = taken;
    }
    return taken;
  }

  /** Turned to the left, with the grain of a sensor: what makes real photographs large. */
  private static BufferedImage lying(BufferedImage upright) {
    int side = upright.getWidth();
    Random grain = new Random(7);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int rgb = upright.getRGB(x, y);
        int by = grain.nextInt(GRAIN) - GRAIN / 2;
        image.setRGB(
            y,
            side - 1 - x,
            shifted(rgb >> 16, by) << 16 | shifted(rgb >> 8, by) << 8 | shifted(rgb, by));
      }
    }
    return image;
  }

  private static int shifted(int channel, int by) {
    return Math.clamp((channel & 0xff) + by, 0, 255);
  }

  private static BufferedImage draw(Picture picture, int scale) {
    int side = SIDE_PIXELS * scale;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.scale(scale, scale);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    switch (picture) {
      case CUP -> {
        table(g, 0xe9efe9, 0xcbd8ce);
        cup(g);
      }
      case TEAPOT -> {
        table(g, 0xf3ebe2, 0xdcc9b4);
        teapot(g, 0, 0);
      }
      case SCARF -> {
        table(g, 0xf6ece6, 0xe5d0c4);
        scarf(g);
      }
      case LAMP -> {
        table(g, 0x39465a, 0x232c3b);
        lamp(g);
      }
      case NOTEBOOK -> {
        table(g, 0xeef0f4, 0xd3d9e4);
        notebook(g);
      }
      case CANDLE -> {
        table(g, 0x54453c, 0x362a25);
        candle(g);
      }
      case BROKEN_CUP -> {
        table(g, 0xd9c8b3, 0xb89d7f);
        cup(g);
        crack(g);
      }
      case PARCEL -> {
        table(g, 0xdfe4e8, 0xb9c3cb);
        parcel(g);
      }
      case TEA_TABLE -> {
        table(g, 0xdccbb2, 0x9c7850);
        teapot(g, -70, 30);
        smallCup(g, 330, 330);
        smallCup(g, 392, 372);
      }
    }
    g.dispose();
    return image;
  }

  private static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void table(Graphics2D g, int wall, int board) {
    g.setPaint(new GradientPaint(0, 0, new Color(wall), 0, 340, new Color(wall).darker()));
    g.fillRect(0, 0, SIDE_PIXELS, SIDE_PIXELS);
    g.setPaint(new RadialGradientPaint(160, 90, 330, new float[] {0, 1}, fade(0xffffff, 90)));
    g.fillRect(0, 0, SIDE_PIXELS, SIDE_PIXELS);
    g.setPaint(new GradientPaint(0, 330, new Color(board), 0, 480, new Color(board).darker()));
    g.fillRect(0, 330, SIDE_PIXELS, 150);
  }

  private static Color[] fade(int rgb, int alpha) {
    Color full = new Color(rgb);
    return new Color[] {
      new Color(full.getRed(), full.getGreen(), full.getBlue(), alpha),
      new Color(full.getRed(), full.getGreen(), full.getBlue(), 0)
    };
  }

  private static void shadow(Graphics2D g, int x, int y, int width, int height) {
    var at = g.getTransform();
    g.translate(x, y);
    g.scale(1, (double) height / width);
    g.setPaint(new RadialGradientPaint(0, 0, width / 2f, new float[] {0, 1}, fade(0x1c140c, 120)));
    g.fill(new Ellipse2D.Float(-width / 2f, -width / 2f, width, width));
    g.setTransform(at);
  }

  private static void cup(Graphics2D g) {
    shadow(g, 250, 392, 300, 60);
    g.setStroke(new BasicStroke(18, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setPaint(new Color(0x7fa99b));
    g.draw(new Ellipse2D.Float(306, 232, 82, 96));
    Path2D body = new Path2D.Float();
    body.moveTo(130, 190);
    body.curveTo(138, 300, 160, 390, 200, 392);
    body.lineTo(280, 392);
    body.curveTo(322, 388, 342, 300, 350, 190);
    body.closePath();
    g.setPaint(new GradientPaint(130, 0, new Color(0xb9d8cb), 350, 0, new Color(0x6f9c8d)));
    g.fill(body);
    g.setPaint(new Color(0xd7eae1));
    g.fill(new Ellipse2D.Float(130, 168, 220, 46));
    g.setPaint(new Color(0x9a6a34));
    g.fill(new Ellipse2D.Float(144, 176, 192, 32));
    g.setPaint(new Color(255, 255, 255, 110));
    g.fill(new RoundRectangle2D.Float(164, 226, 16, 110, 16, 16));
  }

  private static void crack(Graphics2D g) {
    Path2D crack = new Path2D.Float();
    crack.moveTo(262, 212);
    crack.lineTo(248, 250);
    crack.lineTo(272, 276);
    crack.lineTo(250, 318);
    crack.lineTo(268, 350);
    crack.moveTo(272, 276);
    crack.lineTo(306, 292);
    g.setStroke(new BasicStroke(5, BasicStroke.CAP_ROUND, BasicStroke.JOIN_MITER));
    g.setPaint(new Color(0x2d3b36));
    g.draw(crack);
    Path2D chip = new Path2D.Float();
    chip.moveTo(236, 202);
    chip.lineTo(262, 236);
    chip.lineTo(296, 200);
    chip.closePath();
    g.setPaint(new Color(0xb89d7f));
    g.fill(chip);
    Path2D shard = new Path2D.Float();
    shard.moveTo(92, 420);
    shard.lineTo(140, 404);
    shard.lineTo(130, 436);
    shard.closePath();
    g.setPaint(new Color(0x8db5a6));
    g.fill(shard);
  }

  private static void teapot(Graphics2D g, int dx, int dy) {
    var at = g.getTransform();
    g.translate(dx, dy);
    shadow(g, 246, 390, 330, 64);
    Color clay = new Color(0xa4533a);
    g.setPaint(clay.darker());
    g.setStroke(new BasicStroke(20, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    Path2D handle = new Path2D.Float();
    handle.moveTo(350, 250);
    handle.curveTo(440, 220, 430, 360, 346, 350);
    g.draw(handle);
    Path2D spout = new Path2D.Float();
    spout.moveTo(146, 340);
    spout.curveTo(100, 320, 100, 270, 66, 246);
    spout.lineTo(92, 232);
    spout.curveTo(130, 250, 130, 270, 160, 276);
    spout.closePath();
    g.fill(spout);
    g.setPaint(
        new RadialGradientPaint(
            210, 260, 190, new float[] {0, 1}, new Color[] {new Color(0xcf7b5c), clay}));
    g.fill(new Ellipse2D.Float(130, 218, 236, 176));
    g.setPaint(new Color(0x8a4330));
    g.fill(new Ellipse2D.Float(184, 208, 128, 34));
    g.setPaint(new Color(0xbd6a4c));
    g.fill(new Ellipse2D.Float(192, 198, 112, 32));
    g.fill(new Ellipse2D.Float(234, 172, 28, 30));
    g.setTransform(at);
  }

  private static void smallCup(Graphics2D g, int x, int y) {
    shadow(g, x, y + 30, 92, 24);
    Path2D cup = new Path2D.Float();
    cup.moveTo(x - 34, y - 16);
    cup.curveTo(x - 28, y + 26, x - 16, y + 30, x, y + 30);
    cup.curveTo(x + 16, y + 30, x + 28, y + 26, x + 34, y - 16);
    cup.closePath();
    g.setPaint(new Color(0xf4efe6));
    g.fill(cup);
    g.setPaint(new Color(0xc58b3f));
    g.fill(new Ellipse2D.Float(x - 33, y - 25, 66, 18));
  }

  private static void scarf(Graphics2D g) {
    shadow(g, 240, 400, 320, 60);
    Color[] layers = {new Color(0xb5413a), new Color(0xc4524a), new Color(0xd2665c)};
    for (int i = 0; i < layers.length; i++) {
      int y = 300 - i * 62;
      g.setPaint(new GradientPaint(0, y, layers[i].brighter(), 0, y + 92, layers[i].darker()));
      g.fill(new RoundRectangle2D.Float(96 + i * 8, y, 288 - i * 14, 92, 70, 70));
      g.setPaint(new Color(255, 240, 225, 70));
      g.setStroke(new BasicStroke(4));
      for (int x = 130 + i * 8; x < 356 - i * 8; x += 26) {
        g.drawLine(x, y + 14, x + 10, y + 78);
      }
    }
    g.setStroke(new BasicStroke(6, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setPaint(layers[0]);
    for (int i = 0; i < 9; i++) {
      g.drawLine(118 + i * 12, 386, 112 + i * 12, 420);
    }
  }

  private static void lamp(Graphics2D g) {
    g.setPaint(new RadialGradientPaint(240, 210, 260, new float[] {0, 1}, fade(0xffd98a, 190)));
    g.fillRect(0, 0, SIDE_PIXELS, SIDE_PIXELS);
    shadow(g, 240, 410, 220, 44);
    g.setPaint(new Color(0xb98b5b));
    g.fill(new RoundRectangle2D.Float(232, 280, 16, 110, 8, 8));
    g.fill(new RoundRectangle2D.Float(170, 384, 140, 24, 20, 20));
    Path2D shade = new Path2D.Float();
    shade.moveTo(178, 130);
    shade.lineTo(302, 130);
    shade.lineTo(346, 288);
    shade.lineTo(134, 288);
    shade.closePath();
    g.setPaint(new GradientPaint(0, 130, new Color(0xfff6dd), 0, 288, new Color(0xffdf9e)));
    g.fill(shade);
  }

  private static void notebook(Graphics2D g) {
    shadow(g, 250, 400, 330, 60);
    var at = g.getTransform();
    g.rotate(Math.toRadians(-7), 240, 250);
    g.setPaint(new Color(0xf7f3ea));
    g.fill(new RoundRectangle2D.Float(126, 92, 244, 312, 14, 14));
    g.setPaint(new GradientPaint(110, 90, new Color(0x3f5f96), 360, 400, new Color(0x26406f)));
    g.fill(new RoundRectangle2D.Float(112, 84, 248, 312, 16, 16));
    g.setPaint(new Color(0xd9b25f));
    g.fill(new Rectangle2D.Float(318, 84, 12, 312));
    g.setPaint(new Color(255, 255, 255, 210));
    g.fill(new RoundRectangle2D.Float(156, 150, 116, 66, 8, 8));
    g.setPaint(new Color(0x8ea3c8));
    g.fill(new Rectangle2D.Float(172, 172, 84, 5));
    g.fill(new Rectangle2D.Float(172, 188, 56, 5));
    g.setTransform(at);
  }

  private static void candle(Graphics2D g) {
    g.setPaint(new RadialGradientPaint(240, 170, 230, new float[] {0, 1}, fade(0xffc46b, 170)));
    g.fillRect(0, 0, SIDE_PIXELS, SIDE_PIXELS);
    shadow(g, 240, 404, 260, 50);
    g.setPaint(new GradientPaint(150, 0, new Color(0xd9a55c), 330, 0, new Color(0xa8742f)));
    g.fill(new RoundRectangle2D.Float(150, 232, 180, 172, 26, 26));
    g.setPaint(new Color(0xf7e6c4));
    g.fill(new Ellipse2D.Float(154, 218, 172, 40));
    g.setPaint(new Color(0xfbf4e4));
    g.fill(new RoundRectangle2D.Float(180, 292, 120, 76, 8, 8));
    g.setPaint(new Color(0xd08a2e));
    for (int i = 0; i < 3; i++) {
      g.fill(new Ellipse2D.Float(204 + i * 28, 318, 16, 16));
    }
    g.setPaint(new Color(0x3b2c20));
    g.fill(new Rectangle2D.Float(237, 206, 6, 30));
    Path2D flame = new Path2D.Float();
    flame.moveTo(240, 128);
    flame.curveTo(272, 178, 262, 212, 240, 214);
    flame.curveTo(218, 212, 208, 178, 240, 128);
    g.setPaint(new GradientPaint(0, 130, new Color(0xffe9a8), 0, 214, new Color(0xff9a3c)));
    g.fill(flame);
  }

  private static void parcel(Graphics2D g) {
    shadow(g, 250, 404, 360, 64);
    g.setPaint(new GradientPaint(0, 190, new Color(0xd1a36c), 0, 400, new Color(0xb38450)));
    g.fill(new RoundRectangle2D.Float(100, 190, 290, 210, 8, 8));
    Path2D lid = new Path2D.Float();
    lid.moveTo(100, 194);
    lid.lineTo(146, 140);
    lid.lineTo(424, 140);
    lid.lineTo(390, 194);
    lid.closePath();
    g.setPaint(new Color(0xe0b883));
    g.fill(lid);
    Path2D side = new Path2D.Float();
    side.moveTo(390, 194);
    side.lineTo(424, 140);
    side.lineTo(424, 340);
    side.lineTo(390, 400);
    side.closePath();
    g.setPaint(new Color(0x9c713f));
    g.fill(side);
    Area dent = new Area(new Ellipse2D.Float(92, 336, 92, 92));
    dent.intersect(new Area(new Rectangle2D.Float(100, 190, 290, 210)));
    g.setPaint(new Color(0x7d5a31));
    g.fill(dent);
    g.setPaint(new Color(240, 230, 205, 190));
    g.fill(new Rectangle2D.Float(224, 190, 42, 210));
    g.setPaint(new Color(0xf8f8f5));
    g.fill(new RoundRectangle2D.Float(284, 290, 84, 64, 4, 4));
    g.setPaint(new Color(0x555555));
    for (int i = 0; i < 12; i++) {
      g.fill(new Rectangle2D.Float(292 + i * 6, 300, i % 3 == 0 ? 4 : 2, 28));
    }
  }
}
