import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.ReviewState;
import io.runfolio.artifact.RunView;
import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Page;
import io.runfolio.catalog.sync.CatalogFactory;
import io.runfolio.catalog.sync.CatalogFollower;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.Prompts;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import io.runfolio.run.SourceContext;
import io.runfolio.settings.CatalogSettings;
import io.runfolio.wiring.Backends;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** What the catalog costs at so many runs of three artifacts each. The runs are made here, the same at every call. */
final class MeasureCatalog {
    private static final int ROUNDS = 30;
    private static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");
    private static final String[] MODELS = {"nano-banana-pro", "flux-2-dev", "qwen-image", "kling-3.0", "seedream-4.5"};
    private static final String[] WORDS = words(8_000);

    private MeasureCatalog() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int runs = Integer.parseInt(arguments[1]);
        int bundles = Integer.parseInt(arguments[2]);
        String password = System.getenv().getOrDefault("RUNFOLIO_CATALOG_PASSWORD", "");
        CatalogSettings settings = new CatalogSettings(false, arguments[3], arguments[4], password);
        System.out.println("| what | runs | wall s | runs/s | CPU µs a run |");
        System.out.println("|---|--:|--:|--:|--:|");
        // a catalog of its own first, so that the figures are those of a program that has warmed up
        fill(settings, folder.resolve("warm-up"), Math.min(runs, 10_000), "filling, cold");
        BundleLayout layout = Backends.outputs(folder.resolve("full"));
        fill(settings, folder.resolve("full"), runs, "filling from memory");
        try (Catalog catalog = CatalogFactory.open(settings, layout)) {
            System.out.println();
            System.out.printf("| question (rows) | wall, median ms | CPU, median ms | CPU, worst of %d ms |%n", ROUNDS);
            System.out.println("|---|--:|--:|--:|");
            pages(catalog, runs);
            if (settings.isFile()) {
                long bytes = Files.size(layout.catalog());
                System.out.printf("%nThe file has %,d MB.%n", bytes >> 20);
            }
        }
        System.out.println();
        System.out.println("| what | runs | wall s | runs/s | CPU µs a run |");
        System.out.println("|---|--:|--:|--:|--:|");
        fromDisk(settings, folder.resolve("disk"), bundles);
    }

    private static void fill(CatalogSettings settings, Path folder, int runs, String what) {
        try (Catalog catalog = CatalogFactory.open(settings, Backends.outputs(folder))) {
            catalog.clear();
            // made outside the clock: a rebuild has its runs from elsewhere
            List<RunView> all =
                    IntStream.range(0, runs).mapToObj(MeasureCatalog::run).toList();
            clock(what, runs, () -> catalog.replaceAll(all, Map.of()));
        }
    }

    private static void fromDisk(CatalogSettings settings, Path folder, int bundles) throws Exception {
        BundleLayout layout = Backends.outputs(folder);
        for (int i = 0; i < bundles; i++) {
            write(layout.outputs(), run(i));
        }
        try (Catalog catalog = CatalogFactory.open(settings, layout)) {
            catalog.clear();
            CatalogFollower follower = new CatalogFollower(catalog, layout);
            for (String what : List.of("from bundles on disk, cold", "from bundles on disk, again")) {
                clock(what, bundles, () -> follower.rebuild(done -> {}));
            }
            int updates = 200;
            clock("one at a time, a transaction each", updates, () -> {
                for (int i = 0; i < updates; i++) {
                    catalog.put(run(bundles + i));
                }
            });
        }
    }

    private static void clock(String what, int runs, Runnable work) {
        long begun = System.nanoTime();
        double before = cpu();
        work.run();
        row(what, runs, (System.nanoTime() - begun) / 1e9, cpu() - before);
    }

    private static void write(Path outputs, RunView view) throws Exception {
        Path folder = Files.createDirectories(outputs.resolve(view.runPath()));
        Files.write(folder.resolve("run.json"), RecordMapper.document(view.run()));
        Files.write(folder.resolve("manifest.json"), RecordMapper.document(view.manifest()));
        List<ArtifactRecord> records =
                view.artifacts().stream().map(ArtifactView::record).toList();
        Files.write(folder.resolve("artifacts.json"), RecordMapper.camelDocument(records));
    }

    private static void row(String what, int runs, double seconds, double cpu) {
        System.out.printf(
                "| %s | %,d | %.1f | %,.0f | %.0f |%n", what, runs, seconds, runs / seconds, cpu * 1e6 / runs);
    }

    /** Seconds of all processors that this program has had, with what the system did for it. */
    private static double cpu() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    private static void pages(Catalog catalog, int runs) {
        page(catalog, "first page of 50", new Ask());
        page(catalog, "model of half of all (frequent)", new Ask().model("nano-banana-pro"));
        page(catalog, "model of one in 5,000 (rare)", new Ask().model("rare-model"));
        page(catalog, "model that only the oldest tenth has", new Ask().model("old-model"));
        page(catalog, "any of four models", new Ask().model(MODELS));
        page(catalog, "tag of one in ten", new Ask().tag("cover"));
        page(catalog, "tag of one in 10,000", new Ask().tag("rare-tag"));
        page(catalog, "review status of nearly all", new Ask().status("review"));
        page(catalog, "review status of one in 1,000", new Ask().status("approved"));
        page(
                catalog,
                "frequent model and rare tag",
                new Ask().model("nano-banana-pro").tag("rare-tag"));
        page(catalog, "seed", new Ask().seed("12345"));
        page(catalog, "width of 4096 and more (one in 300)", new Ask().width(4000));
        page(catalog, "a month two years back", new Ask().from(FIRST, FIRST.plusSeconds(30 * 86_400)));
        page(
                catalog,
                "frequent model in the oldest month, by newest first",
                new Ask().model("nano-banana-pro").from(FIRST, FIRST.plusSeconds(864_000)));
        deep(catalog, "deep page: the last of all", new Ask(), FIRST.plusSeconds(3_600));
        deep(
                catalog,
                "deep page: the last of the frequent model",
                new Ask().model("nano-banana-pro"),
                FIRST.plusSeconds(7_200));
        page(catalog, "search: a word of every tenth run", new Ask().text("sunset"));
        page(catalog, "search: a word of every run", new Ask().text("light"));
        page(catalog, "search: a rare word", new Ask().text(WORDS[7_999]));
        page(catalog, "search: two frequent words", new Ask().text("light sunset"));
        page(catalog, "search: a phrase of frequent words", new Ask().text("\"soft light\""));
        page(catalog, "search: OR of frequent words", new Ask().text("sunset OR harbour"));
        page(catalog, "search: frequent without frequent", new Ask().text("light -sunset"));
        page(catalog, "search: without a frequent word alone", new Ask().text("-sunset"));
        page(
                catalog,
                "search: frequent word, rare model",
                new Ask().text("light").model("rare-model"));
        page(
                catalog,
                "search: frequent word, rare tag",
                new Ask().text("sunset").tag("rare-tag"));
        page(
                catalog,
                "search: frequent word, frequent model",
                new Ask().text("sunset").model("flux-2-dev"));
        page(
                catalog,
                "search: frequent word, model of the oldest tenth",
                new Ask().text("light").model("old-model"));
        page(catalog, "search: nothing", new Ask().text("neverwritten"));
        time("runs, first page of 50", () -> catalog.runs(new Ask().query(), 50, Optional.empty())
                .items()
                .size());
        time("runs with a frequent model", () -> catalog.runs(
                        new Ask().model("nano-banana-pro").query(), 50, Optional.empty())
                .items()
                .size());
        time("count to 10,000", () ->
                (int) catalog.count(new Ask().model("nano-banana-pro").query(), 10_000));
        time(
                "one artifact",
                () -> catalog.artifact(id(runs / 2, 2)).map(found -> 1).orElse(0));
        time("facets of the models", () -> catalog.facets("model", 50).size());
        time("facets of the tags", () -> catalog.facets("tag", 50).size());
    }

    private static void page(Catalog catalog, String what, Ask ask) {
        time(what, () -> catalog.artifacts(ask.query(), 50, Optional.empty())
                .items()
                .size());
    }

    /** The cursor is that of a page which begins at a time long ago, as if all before it had been paged through. */
    private static void deep(Catalog catalog, String what, Ask ask, Instant from) {
        Ask old = ask.copy().from(FIRST, from);
        Page<Catalog.CatalogArtifact> page = catalog.artifacts(old.query(), 5, Optional.empty());
        String cursor = page.next().orElseThrow(() -> new IllegalStateException("there is no page to go on from"));
        time(what, () -> catalog.artifacts(ask.query(), 50, Optional.of(cursor))
                .items()
                .size());
    }

    private interface Question {
        int answer();
    }

    private static void time(String what, Question question) {
        double[] wall = new double[ROUNDS];
        double[] cpu = new double[ROUNDS];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        int found = 0;
        for (int i = -5; i < ROUNDS; i++) {
            long begun = System.nanoTime();
            long used = threads.getCurrentThreadCpuTime();
            found = question.answer();
            if (i >= 0) {
                wall[i] = (System.nanoTime() - begun) / 1e6;
                cpu[i] = (threads.getCurrentThreadCpuTime() - used) / 1e6;
            }
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        System.out.printf(
                "| %s (%,d) | %.1f | %.1f | %.1f |%n", what, found, wall[ROUNDS / 2], cpu[ROUNDS / 2], cpu[ROUNDS - 1]);
    }

    private static String id(int run, int position) {
        return "artifact-" + HexFormat.of().toHexDigits(run * 2654435761L * 3 + position, 16);
    }

    private static RunView run(int i) {
        Random random = new Random(i);
        boolean oldest = i < 10_000;
        String model = i % 5_000 == 77
                ? "rare-model"
                : oldest && i % 2 == 1 ? "old-model" : MODELS[random.nextInt(10) < 5 ? 0 : 1 + random.nextInt(4)];
        String createdAt =
                FIRST.plusSeconds(i * 600L).atOffset(ZoneOffset.UTC).toString().replace("Z", ":00+00:00");
        String day = createdAt.substring(0, 10);
        String runId = day.replace("-", "") + "_" + String.format("%06d", i) + "_" + model.replaceAll("[^a-z0-9]", "_");
        String prompt = prompt(random);
        List<String> tags = new ArrayList<>(List.of("tag-" + random.nextInt(200)));
        if (random.nextInt(10) == 0) {
            tags.add("cover");
        }
        if (i % 10_000 == 5) {
            tags.add("rare-tag");
        }
        List<AssetRecord> outputs = new ArrayList<>();
        List<ArtifactView> artifacts = new ArrayList<>();
        for (int position = 1; position <= 3; position++) {
            AssetRecord asset = asset(random, position);
            outputs.add(asset);
            ReviewState review = ReviewState.sealed(random.nextInt(1_000) == 0 ? "approved" : "review");
            artifacts.add(new ArtifactView(
                    record(i, runId, position, createdAt, prompt, asset), position, Optional.of(asset), review));
        }
        SourceContext context = new SourceContext(
                "chat",
                "user-" + random.nextInt(50),
                "channel-" + random.nextInt(20),
                null,
                "project-" + random.nextInt(30),
                null,
                Map.of());
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("seed", random.nextInt(1_000_000));
        options.put("guidance", 3.5);
        options.put("aspect_ratio", "16:9");
        RunArtifact run = new RunArtifact(
                runId,
                createdAt,
                "succeeded",
                model,
                "provider/" + model,
                null,
                day + "/" + runId,
                Map.of(
                        "runfolio",
                        Map.of("event_id", "event-" + i, "event_digest", "0".repeat(64), "format_version", 1)),
                context,
                new Prompts(prompt, null, prompt, null, "prompt.txt", null),
                List.of(),
                outputs,
                options,
                List.of(),
                null,
                List.of(),
                List.of(),
                tags,
                null,
                null,
                "manifest.json",
                "notes.md",
                null,
                Map.of());
        RunManifest manifest = new RunManifest(
                runId,
                createdAt,
                "succeeded",
                model,
                null,
                "original/output_01.png",
                "web/output_01.webp",
                "web/output_01.webp",
                "thumb/output_01.webp",
                "thumb/output_01.webp",
                prompt.substring(0, Math.min(140, prompt.length())),
                tags,
                0,
                3,
                false,
                true,
                null,
                day + "/" + runId);
        return new RunView(day + "/" + runId, run, manifest, artifacts);
    }

    private static ArtifactRecord record(
            int i, String runId, int position, String createdAt, String prompt, AssetRecord asset) {
        String id = id(i, position);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("url", asset.webPath());
        view.put("storageKey", "artifacts/image/" + id + "/processed.webp");
        view.put("originalUrl", asset.relativePath());
        view.put("mimeType", "image/webp");
        view.put("width", asset.width());
        view.put("height", asset.height());
        Map<String, Object> content = new LinkedHashMap<>(view);
        content.put("type", "image");
        content.put("raw", view);
        content.put("processed", view);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("promptSummary", prompt.substring(0, Math.min(140, prompt.length())));
        metadata.put("preset", "preset-" + i % 12);
        metadata.put("inferenceSteps", 28);
        Map<String, String> lifecycle = new LinkedHashMap<>();
        for (String step : List.of("jobCreated", "processed", "artifactWritten", "metadataRecorded", "available")) {
            lifecycle.put(step, createdAt);
        }
        return new ArtifactRecord(
                id,
                runId,
                null,
                "visual",
                "image",
                "review",
                "succeeded",
                "ready",
                content,
                createdAt,
                "job-" + i,
                List.of(),
                null,
                metadata,
                lifecycle);
    }

    private static AssetRecord asset(Random random, int position) {
        boolean large = random.nextInt(300) == 0;
        int width = large ? 4096 : 1024;
        String stem = "output_0" + position;
        return new AssetRecord(
                AssetKind.IMAGE,
                "output",
                "original/" + stem + ".png",
                "original/" + stem + ".png",
                stem + ".png",
                "/data/generator/out/" + random.nextInt(1 << 30) + ".png",
                null,
                "image/png",
                width,
                768,
                null,
                1_234_567L,
                1_234_567L,
                hex(random),
                null,
                "web/" + stem + ".webp",
                "thumb/" + stem + ".webp",
                null,
                99_256L,
                16_180L,
                null,
                List.of(
                        derivative(random, DerivativeKind.WEB, "web/" + stem),
                        derivative(random, DerivativeKind.THUMB, "thumb/" + stem)),
                Map.of("runfolio", Map.of("state", "ready", "type", "png", "frames", 1)));
    }

    private static DerivativeRecord derivative(Random random, DerivativeKind kind, String stem) {
        return new DerivativeRecord(
                kind, stem + ".webp", "image/webp", 1024, 768, null, 99_256L, hex(random), null, Map.of());
    }

    private static String hex(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Some forty words, rarer ones after Zipf; "light" is in each, "soft light" in a third, "sunset" and "harbour" in a
     * tenth.
     */
    private static String prompt(Random random) {
        StringBuilder prompt = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            int rank = (int) Math.min(WORDS.length - 1, Math.pow(WORDS.length, random.nextDouble()));
            prompt.append(WORDS[rank]).append(i % 9 == 8 ? ", " : " ");
        }
        prompt.append(random.nextInt(3) == 0 ? "soft light" : "hard light");
        prompt.append(random.nextInt(10) == 0 ? " at sunset" : "")
                .append(random.nextInt(10) == 0 ? " over the harbour" : "");
        return prompt.toString();
    }

    private static String[] words(int count) {
        Random random = new Random(7);
        String[] words = new String[count];
        for (int i = 0; i < count; i++) {
            StringBuilder word = new StringBuilder();
            for (int syllable = 0; syllable < 2 + i % 3; syllable++) {
                word.append("bdfgklmnprstvz".charAt(random.nextInt(14))).append("aeiou".charAt(random.nextInt(5)));
            }
            words[i] = word.append(i % 7).toString();
        }
        return words;
    }

    /** A query in the making. */
    private static final class Ask {
        private Optional<String> text = Optional.empty();
        private List<String> models = List.of();
        private List<String> statuses = List.of();
        private List<String> tags = List.of();
        private Optional<String> seed = Optional.empty();
        private Optional<Integer> width = Optional.empty();
        private Optional<Instant> after = Optional.empty();
        private Optional<Instant> before = Optional.empty();

        Ask text(String words) {
            text = Optional.of(words);
            return this;
        }

        Ask model(String... keys) {
            models = List.of(keys);
            return this;
        }

        Ask status(String word) {
            statuses = List.of(word);
            return this;
        }

        Ask tag(String word) {
            tags = List.of(word);
            return this;
        }

        Ask seed(String number) {
            seed = Optional.of(number);
            return this;
        }

        Ask width(int pixels) {
            width = Optional.of(pixels);
            return this;
        }

        Ask from(Instant begin, Instant end) {
            after = Optional.of(begin);
            before = Optional.of(end);
            return this;
        }

        Ask copy() {
            Ask copy = new Ask();
            copy.text = text;
            copy.models = models;
            return copy;
        }

        ArtifactQuery query() {
            List<String> any = List.of();
            Optional<String> none = Optional.empty();
            return new ArtifactQuery(
                    text,
                    models,
                    statuses,
                    any,
                    any,
                    any,
                    tags,
                    any,
                    none,
                    none,
                    none,
                    none,
                    none,
                    none,
                    none,
                    none,
                    none,
                    seed,
                    width,
                    Optional.empty(),
                    after,
                    before);
        }
    }
}
