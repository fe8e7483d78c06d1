import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Draws the frames of the sample video: steam over a cup in the evening. Run by {@code draw.sh}; not
 * part of the build.
 */
final class DrawSteam {
  private static final int WIDTH = 360;
  private static final int HEIGHT = 480;
  private static final int FRAMES = 60; // 4 s at 15 a second.

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (int frame = 0; frame < FRAMES; frame++) {
      ImageIO.write(draw(frame), "png", folder.resolve(String.format("%03d.png", frame)).toFile());
    }
  }

  private static BufferedImage draw(int frame) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    double turn = 2 * Math.PI * frame / FRAMES;
    g.setPaint(new GradientPaint(0, 0, new Color(0x1f2a3c), 0, 330, new Color(0x43506b)));
    g.fillRect(0, 0, WIDTH, HEIGHT);
    float glow = (float) (150 + 12 * Math.sin(turn * 2));
    g.setPaint(
        new RadialGradientPaint(
            270, 150, glow, new float[] {0, 1}, new Color[] {new Color(255, 206, 120, 210), new Color(255, 206, 120, 0)}));
    g.fillRect(0, 0, WIDTH, HEIGHT);
    g.setPaint(new Color(0xffe7b8));
    g.fill(new Ellipse2D.Double(244, 124, 52, 52));
    g.setPaint(new GradientPaint(0, 340, new Color(0x7a5738), 0, 480, new Color(0x4d341f)));
    g.fillRect(0, 340, WIDTH, 140);
    g.setPaint(new Color(0, 0, 0, 70));
    g.fill(new Ellipse2D.Double(70, 388, 210, 36));
    for (int i = 0; i < 3; i++) {
      double phase = turn + i * 2.1;
      Path2D steam = new Path2D.Double();
      double x = 130 + i * 36;
      steam.moveTo(x, 268);
      steam.curveTo(
          x + 26 * Math.sin(phase), 220, x - 26 * Math.sin(phase + 0.8), 170, x + 22 * Math.sin(phase + 1.6), 110);
      g.setStroke(new BasicStroke(9, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g.setPaint(new Color(255, 255, 255, 46 + (int) (22 * Math.sin(phase))));
      g.draw(steam);
    }
    g.setStroke(new BasicStroke(14, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setPaint(new Color(0x7fa99b));
    g.draw(new Ellipse2D.Double(228, 300, 56, 62));
    Path2D cup = new Path2D.Double();
    cup.moveTo(90, 276);
    cup.curveTo(98, 380, 120, 404, 140, 406);
    cup.lineTo(208, 406);
    cup.curveTo(230, 404, 252, 380, 260, 276);
    cup.closePath();
    g.setPaint(new GradientPaint(90, 0, new Color(0xb9d8cb), 260, 0, new Color(0x6f9c8d)));
    g.fill(cup);
    g.setPaint(new Color(0xd7eae1));
    g.fill(new Ellipse2D.Double(90, 260, 170, 32));
    g.setPaint(new Color(0xa8702f));
    g.fill(new Ellipse2D.Double(102, 266, 146, 21));
    g.dispose();
    return image;
  }
}
