import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Turns the rounds of all tools into one table in Markdown: medians a megapixel of the original, bytes, and likeness to a Lanczos-3 reduction computed here. */
final class Table {
    private static final int LANCZOS = 3;

    public static void main(String[] arguments) throws Exception {
        Path pictures = Path.of(arguments[0]);
        Path out = Path.of(arguments[1]);
        Map<String, Map<String, List<double[]>>> rounds = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of(arguments[2]))) {
            String[] cells = line.split("\t");
            rounds.computeIfAbsent(cells[1], name -> new LinkedHashMap<>())
                    .computeIfAbsent(cells[0], tool -> new ArrayList<>())
                    .add(new double[] {Double.parseDouble(cells[2]), Double.parseDouble(cells[3])});
        }
        System.out.println("| picture | tool | rounds | CPU s/MP | wall s/MP | CPU to sharp's | CPU to Pillow's | web bytes | web SSIM | thumb bytes | thumb SSIM |");
        System.out.println("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (String picture : rounds.keySet()) {
            rows(picture, rounds.get(picture), pictures, out);
        }
    }

    private static void rows(String picture, Map<String, List<double[]>> tools, Path pictures, Path out)
            throws Exception {
        Path png = pictures.resolve(picture + ".png");
        BufferedImage original = ImageIO.read((Files.exists(png) ? png : pictures.resolve(picture + ".jpg")).toFile());
        double megapixels = original.getWidth() * (double) original.getHeight() / 1e6;
        Map<String, double[]> references = new LinkedHashMap<>();
        for (String tool : tools.keySet()) {
            double cpu = median(tools.get(tool), 0);
            StringBuilder row = new StringBuilder(String.format(
                    Locale.ROOT,
                    "| %s | %s | %d | %.4f | %.4f | %s | %s",
                    picture,
                    tool,
                    tools.get(tool).size(),
                    cpu / megapixels,
                    median(tools.get(tool), 1) / megapixels,
                    ratio(cpu, tools.get("sharp")),
                    ratio(cpu, tools.get("pillow"))));
            for (String kind : List.of("web", "thumb")) {
                Path file = out.resolve(tool).resolve(picture + "-" + kind + ".webp");
                BufferedImage made = ImageIO.read(file.toFile());
                double[] reference = references.computeIfAbsent(
                        made.getWidth() + "x" + made.getHeight(),
                        size -> reduce(original, made.getWidth(), made.getHeight()));
                double likeness = ssim(reference, luma(made), made.getWidth(), made.getHeight());
                row.append(String.format(Locale.ROOT, " | %,d | %.4f", Files.size(file), likeness));
            }
            System.out.println(row.append(" |"));
        }
    }

    private static String ratio(double cpu, List<double[]> other) {
        return other == null ? "–" : String.format(Locale.ROOT, "%.2f", cpu / median(other, 0));
    }

    private static double median(List<double[]> rounds, int column) {
        double[] values = rounds.stream().mapToDouble(round -> round[column]).sorted().toArray();
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** Luma of BT.601, as SSIM is usually taken. */
    private static double[] luma(BufferedImage image) {
        int[] row = new int[image.getWidth()];
        double[] samples = new double[row.length * image.getHeight()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                samples[y * row.length + x] =
                        0.299 * (row[x] >> 16 & 255) + 0.587 * (row[x] >> 8 & 255) + 0.114 * (row[x] & 255);
            }
        }
        return samples;
    }

    /** A Lanczos-3 reduction in double precision. */
    private static double[] reduce(BufferedImage image, int width, int height) {
        double[] across = rows(luma(image), image.getWidth(), image.getHeight(), width);
        double[] turned = turn(across, width, image.getHeight());
        return turn(rows(turned, image.getHeight(), width, height), height, width);
    }

    private static double[] rows(double[] samples, int width, int height, int newWidth) {
        double[] result = new double[newWidth * height];
        double scale = Math.max(1, (double) width / newWidth);
        for (int x = 0; x < newWidth; x++) {
            double centre = (x + 0.5) * width / newWidth - 0.5;
            int first = Math.max(0, (int) Math.ceil(centre - LANCZOS * scale));
            int last = Math.min(width - 1, (int) Math.floor(centre + LANCZOS * scale));
            double[] weights = new double[last - first + 1];
            double sum = 0;
            for (int i = first; i <= last; i++) {
                weights[i - first] = lanczos((i - centre) / scale);
                sum += weights[i - first];
            }
            for (int y = 0; y < height; y++) {
                double value = 0;
                for (int i = first; i <= last; i++) {
                    value += weights[i - first] * samples[y * width + i];
                }
                result[y * newWidth + x] = value / sum;
            }
        }
        return result;
    }

    private static double lanczos(double x) {
        if (x == 0) {
            return 1;
        }
        double pix = Math.PI * x;
        return Math.abs(x) >= LANCZOS ? 0 : LANCZOS * Math.sin(pix) * Math.sin(pix / LANCZOS) / (pix * pix);
    }

    private static double[] turn(double[] samples, int width, int height) {
        double[] turned = new double[samples.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                turned[x * height + y] = samples[y * width + x];
            }
        }
        return turned;
    }

    /** Wang et al. 2004: an 11x11 Gaussian window with sigma 1.5, K1 0.01, K2 0.03. */
    private static double ssim(double[] a, double[] b, int width, int height) {
        double[] meanA = blur(a, width, height);
        double[] meanB = blur(b, width, height);
        double[] squareA = blur(product(a, a), width, height);
        double[] squareB = blur(product(b, b), width, height);
        double[] both = blur(product(a, b), width, height);
        double c1 = 0.01 * 255 * 0.01 * 255;
        double c2 = 0.03 * 255 * 0.03 * 255;
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double means = meanA[i] * meanB[i];
            double squares = meanA[i] * meanA[i] + meanB[i] * meanB[i];
            sum += (2 * means + c1)
                    * (2 * (both[i] - means) + c2)
                    / ((squares + c1) * (squareA[i] + squareB[i] - squares + c2));
        }
        return sum / a.length;
    }

    private static double[] product(double[] a, double[] b) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }

    private static double[] blur(double[] samples, int width, int height) {
        return turn(blurRows(turn(blurRows(samples, width, height), width, height), height, width), height, width);
    }

    private static double[] blurRows(double[] samples, int width, int height) {
        double[] weights = new double[11];
        double total = 0;
        for (int i = 0; i < 11; i++) {
            weights[i] = Math.exp(-(i - 5) * (i - 5) / (2 * 1.5 * 1.5));
            total += weights[i];
        }
        double[] blurred = new double[samples.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int i = 0; i < 11; i++) {
                    int at = Math.max(0, Math.min(width - 1, x + i - 5));
                    sum += weights[i] * samples[y * width + at];
                }
                blurred[y * width + x] = sum / total;
            }
        }
        return blurred;
    }
}
