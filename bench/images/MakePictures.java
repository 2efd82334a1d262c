import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.File;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;

/** Makes the pictures that are measured, the same at every call: clouds in octaves, in lightness down to the pixel and in colour coarser, over a gradient, hard-edged discs, and a little grain, as photographs have them. */
final class MakePictures {
    private static final long SEED = 20260326;
    private static final int LATTICE = 256;

    public static void main(String[] arguments) throws Exception {
        File folder = new File(arguments[0]);
        folder.mkdirs();
        for (int side : new int[] {1024, 2048, 4096}) {
            write(folder, "png-" + side, "png", side, side);
        }
        write(folder, "jpeg-12mp", "jpeg", 4000, 3000);
    }

    private static void write(File folder, String name, String format, int width, int height) throws Exception {
        File file = new File(folder, name + (format.equals("png") ? ".png" : ".jpg"));
        if (file.exists()) {
            return;
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        if (format.equals("jpeg")) {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0.92f);
        }
        File part = new File(folder, name + ".part");
        part.delete();
        try (FileImageOutputStream out = new FileImageOutputStream(part)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(paint(width, height), null, null), param);
        }
        writer.dispose();
        if (!part.renameTo(file)) {
            throw new java.io.IOException("cannot rename " + part);
        }
        System.out.println(file.getName() + " " + file.length() + " bytes");
    }

    private static BufferedImage paint(int width, int height) {
        Random random = new Random(SEED);
        float[][] lattices = new float[4][LATTICE * LATTICE];
        for (float[] lattice : lattices) {
            for (int i = 0; i < lattice.length; i++) {
                lattice[i] = random.nextFloat() - 0.5f;
            }
        }
        float[] discs = new float[5 * 60];
        for (int i = 0; i < discs.length; i++) {
            discs[i] = random.nextFloat();
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int y = 0; y < height; y++) {
            float v = (float) y / height;
            for (int x = 0; x < width; x++) {
                float u = (float) x / width;
                float shade = shade(discs, u, v);
                float light = 170 * clouds(lattices[3], u, v, width);
                float grain = (random.nextFloat() + random.nextFloat() - 1) * 6;
                for (int channel = 0; channel < 3; channel++) {
                    float sky = 90 + 110 * (channel == 0 ? v : channel == 1 ? 0.8f - 0.5f * v : 1 - v);
                    float value = sky + light + 60 * clouds(lattices[channel], u, v, 64) + shade * (channel + 1) * 30 + grain;
                    samples[(y * width + x) * 3 + channel] = (byte) Math.max(0, Math.min(255, Math.round(value)));
                }
            }
        }
        return image;
    }

    private static float shade(float[] discs, float u, float v) {
        float shade = 0;
        for (int i = 0; i < discs.length; i += 5) {
            float radius = 0.005f + discs[i + 2] * discs[i + 2] * 0.12f;
            float du = u - discs[i];
            float dv = v - discs[i + 1];
            if (du * du + dv * dv < radius * radius) {
                shade = discs[i + 3] * 2 - 1;
            }
        }
        return shade;
    }

    /** Value noise; each octave is twice as fine and three quarters as strong. */
    private static float clouds(float[] lattice, float u, float v, int finest) {
        float sum = 0;
        float strength = 0.5f;
        for (int scale = 4; scale < finest; scale *= 2) {
            sum += strength * noise(lattice, u * scale + scale * 17, v * scale + scale * 31);
            strength *= 0.75f;
        }
        return sum;
    }

    private static float noise(float[] lattice, float x, float y) {
        int left = (int) x;
        int top = (int) y;
        float fx = smooth(x - left);
        float fy = smooth(y - top);
        float above = mix(at(lattice, left, top), at(lattice, left + 1, top), fx);
        float below = mix(at(lattice, left, top + 1), at(lattice, left + 1, top + 1), fx);
        return mix(above, below, fy);
    }

    private static float at(float[] lattice, int x, int y) {
        return lattice[(y & (LATTICE - 1)) * LATTICE + (x & (LATTICE - 1))];
    }

    private static float smooth(float t) {
        return t * t * (3 - 2 * t);
    }

    private static float mix(float a, float b, float t) {
        return a + (b - a) * t;
    }
}
