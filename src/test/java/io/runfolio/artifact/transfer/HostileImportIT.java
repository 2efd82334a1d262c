package io.runfolio.artifact.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.Bundles;
import io.runfolio.index.RunIndex;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports exports made by hand. One bad bundle is refused with its code, and the good one beside it is imported. */
class HostileImportIT {
    private static final long PLENTY = 1L << 32;

    @TempDir
    Path folder;

    private BundleLayout elsewhere;
    private BundleLayout here;
    private Path innocent;

    @BeforeEach
    void bundles() {
        elsewhere = Backends.outputs(folder.resolve("elsewhere"));
        here = Backends.outputs(folder.resolve("here"));
        innocent = seal(elsewhere, "innocent");
    }

    private static Path seal(BundleLayout layout, String event) {
        RunRequest request = RunRequest.builder("succeeded", event)
                .prompt("A wave")
                .output(AssetKind.IMAGE, "a.png")
                .build();
        return layout.outputs().resolve(Bundles.seal(layout, request, event).runDir());
    }

    @Test
    void an_artifact_id_of_another_run_is_refused_and_its_owner_keeps_it() throws IOException {
        Path owner = seal(here, "owner");
        new RunIndex(here).restoreMissing(new io.runfolio.bundle.BundleReader(here));
        String taken = id(owner);
        Path sealed = seal(elsewhere, "thief");
        Map<String, byte[]> thief = files(sealed);
        replace(thief, "artifacts.json", id(sealed), taken);
        byte[] before = Files.readAllBytes(owner.resolve("artifacts.json"));

        List<ImportResult> arrivals = take(thief, files(innocent));

        assertThat(arrivals).extracting(ImportResult::state).containsExactly("refused", "added");
        assertThat(arrivals.get(0).code()).isEqualTo("artifact_id_taken");
        assertThat(arrivals.get(0).reason())
                .contains(taken)
                .contains(owner.getFileName().toString());
        assertThat(owner.resolve("artifacts.json")).hasBinaryContent(before);
    }

    @Test
    void an_artifact_id_of_an_event_that_is_yet_to_come_is_refused() throws IOException {
        String future = id(seal(elsewhere, "future"));
        Path sealed = seal(elsewhere, "thief");
        Map<String, byte[]> thief = files(sealed);
        replace(thief, "artifacts.json", id(sealed), future);
        assertThat(take(thief, files(innocent)))
                .extracting(ImportResult::code)
                .containsExactly("artifact_id_taken", "");
    }

    @Test
    void two_bundles_of_one_import_cannot_share_an_artifact_id() throws IOException {
        Path copy = innocent.resolveSibling(innocent.getFileName() + "_copy");
        Map<String, byte[]> second = new LinkedHashMap<>();
        files(innocent)
                .forEach((path, bytes) ->
                        second.put(path.replace(innocent.getFileName() + "/", copy.getFileName() + "/"), bytes));
        for (String record : List.of("run.json", "manifest.json", "artifacts.json")) {
            replace(second, record, innocent.getFileName() + "\"", copy.getFileName() + "\"");
        }
        replace(second, "run.json", "innocent\",\n      \"event_digest", "another\",\n      \"event_digest");
        List<ImportResult> arrivals = take(files(innocent), second);
        assertThat(arrivals).extracting(ImportResult::state).containsExactly("added", "refused");
    }

    @Test
    void names_that_no_folder_can_hold_cost_only_their_bundle() throws IOException {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("a file that is a folder, too", "original/output_01.png/y");
        wrong.put("400 bytes", "web/" + "x".repeat(400));
        wrong.put("400 bytes of 200 characters", "web/" + "\u00e9".repeat(200));
        wrong.put("case", "ORIGINAL/OUTPUT_01.PNG");
        wrong.put("depth", "web/" + "d/".repeat(50) + "x");
        wrong.put("dots", "web/../../../x");
        wrong.put("stream", "web/a:b");
        wrong.put("control", "web/a\u0001b");
        wrong.put("dot", "web/./b");
        wrong.put("empty", "web//b");
        int number = 0;
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            Map<String, byte[]> bad = files(seal(elsewhere, "bad" + ++number));
            bad.put(path(bad) + "/" + each.getValue(), new byte[1]);
            BundleLayout fresh = Backends.outputs(folder.resolve("fresh" + number));
            List<ImportResult> arrivals = new Importer(fresh, PLENTY).importBundles(zip(bad, files(innocent)), false);
            assertThat(arrivals)
                    .as(each.getKey())
                    .extracting(ImportResult::state)
                    .containsExactly("refused", "added");
            assertThat(arrivals.get(0).code()).as(each.getKey()).startsWith("bad_");
            assertThat(fresh.staging("x").getParent().toFile().list())
                    .as("nothing is left")
                    .isEmpty();
        }
    }

    @Test
    void records_and_ledgers_beyond_their_limits_cost_only_their_bundle() throws IOException {
        Map<String, byte[]> values = files(seal(elsewhere, "values"));
        values.put(path(values) + "/artifacts.json", ("[" + "[],".repeat(BundleLimits.MAX_TOKENS) + "1]").getBytes());
        Map<String, byte[]> line = files(seal(elsewhere, "line"));
        line.put(
                path(line) + "/ledger.jsonl",
                "x".repeat(BundleLimits.MAX_LEDGER_LINE_BYTES + 1).getBytes());
        Map<String, byte[]> broken = files(seal(elsewhere, "broken"));
        broken.put(path(broken) + "/run.json", "{\"outputs\": [null]}".getBytes());
        Map<String, byte[]> bomb = files(seal(elsewhere, "bomb"));
        bomb.put(path(bomb) + "/web/zeros.bin", new byte[70 << 20]);

        List<ImportResult> arrivals = take(values, line, broken, bomb, files(innocent));

        assertThat(arrivals)
                .extracting(ImportResult::code)
                .containsExactly("too_large", "too_large", "damaged", "zip_ratio", "");
        assertThat(new RunIndex(here).size()).isEqualTo(1);
    }

    @Test
    void a_manifest_of_millions_of_files_is_refused_within_a_small_heap() throws Exception {
        Path export = Files.createDirectories(folder.resolve("millions"));
        manifest(export, "{},", 18_000_000);
        assertThat(importInSmallHeap(export)).contains("more than 2000000 files");
        manifest(
                export,
                "{\"path\":\"bundles/2026-03-26/r/a\",\"role\":\"bundle\",\"bytes\":1,\"sha256\":\"x\"},",
                600_000);
        assertThat(importInSmallHeap(export)).contains("refused");
        Files.writeString(export.resolve("manifest.json"), "[".repeat(100_000));
        assertThatThrownBy(() -> new Importer(here, PLENTY).importBundles(export, false))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.code()).isEqualTo("not_an_export"));
        assertThat(take(files(innocent))).extracting(ImportResult::state).containsExactly("added");
    }

    private String importInSmallHeap(Path export) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.runfolio.cli.RunfolioCommand",
                        "import",
                        export.toString(),
                        "--outputs",
                        here.outputs().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isBetween(1, 4);
        assertThat(said).doesNotContain("OutOfMemory");
        return said;
    }

    private static void manifest(Path export, String file, int count) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(export.resolve("manifest.json")))) {
            out.write("{\"format\":\"runfolio-export\",\"version\":1,\"files\":[".getBytes());
            byte[] bytes = file.getBytes();
            for (int i = 0; i < count; i++) {
                out.write(bytes);
            }
            out.write("{}],\"problems\":[]}".getBytes());
        }
    }

    @Test
    void a_zip_that_claims_a_huge_directory_is_refused_before_it_is_read() throws IOException {
        Path zip = zip(files(innocent));
        byte[] bytes = Files.readAllBytes(zip);
        int end = bytes.length - 22;
        for (int i = 12; i < 16; i++) {
            bytes[end + i] = (byte) 0x70;
        }
        Files.write(zip, bytes);
        assertThatThrownBy(() -> new Importer(here, PLENTY).importBundles(zip, false))
                .isInstanceOfSatisfying(
                        TransferException.class, e -> assertThat(e.code()).isEqualTo("too_many_files"));
    }

    @Test
    void adoption_refuses_one_bad_bundle_and_takes_the_others() throws IOException {
        Path broken = seal(elsewhere, "broken");
        Files.writeString(broken.resolve("run.json"), "{\"run_id\": \"x\", \"outputs\": [null]}");
        Path huge = seal(elsewhere, "huge");
        Files.writeString(huge.resolve("artifacts.json"), "[" + "[],".repeat(BundleLimits.MAX_TOKENS) + "1]");
        Path thief = seal(elsewhere, "thief");
        Files.writeString(
                thief.resolve("artifacts.json"),
                Files.readString(thief.resolve("artifacts.json")).replace(id(thief), id(seal(here, "owner"))));
        Files.delete(thief.resolve("SHA256SUMS"));
        Files.writeString(
                thief.resolve("run.json"),
                Files.readString(thief.resolve("run.json")).replace("\"format_version\": 2", "\"format_version\": 1"));

        List<ImportResult> arrivals = new Adopter(here).adopt(elsewhere.outputs(), false);

        assertThat(arrivals)
                .extracting(ImportResult::code)
                .containsExactlyInAnyOrder("unreadable", "too_large", "artifact_id_taken", "");
        assertThat(new RunIndex(here).contains(innocent.getFileName().toString()))
                .isTrue();
    }

    @SafeVarargs
    private List<ImportResult> take(Map<String, byte[]>... bundles) throws IOException {
        return new Importer(here, PLENTY).importBundles(zip(bundles), false);
    }

    private static String id(Path bundle) throws IOException {
        String text = Files.readString(bundle.resolve("artifacts.json"));
        return text.substring(text.indexOf("artifact-"), text.indexOf("artifact-") + 25);
    }

    /** A bundle's files by their paths in an export, the records first. */
    private Map<String, byte[]> files(Path bundle) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(bundle)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String path = elsewhere.outputs().relativize(file).toString();
                files.put("bundles/" + path, Files.readAllBytes(file));
            }
        }
        return files;
    }

    /** The place of the bundle whose files these are, in the export. */
    private static String path(Map<String, byte[]> files) {
        String[] names = files.keySet().iterator().next().split("/");
        return names[0] + "/" + names[1] + "/" + names[2];
    }

    /** Replaces a text in a record, and makes the checksums fit. */
    private static void replace(Map<String, byte[]> files, String record, String from, String to) {
        String path = path(files) + "/" + record;
        String text = new String(files.get(path), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        byte[] edited = text.replace(from, to).getBytes(StandardCharsets.UTF_8);
        String sums = new String(files.get(path(files) + "/SHA256SUMS"), StandardCharsets.UTF_8);
        files.put(
                path(files) + "/SHA256SUMS",
                sums.replace(sha256(files.get(path)), sha256(edited)).getBytes(StandardCharsets.UTF_8));
        files.put(path, edited);
    }

    @SafeVarargs
    private Path zip(Map<String, byte[]>... bundles) throws IOException {
        Path zip = folder.resolve("export-" + System.nanoTime() + ".zip");
        List<String> entries = new ArrayList<>();
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Map<String, byte[]> bundle : bundles) {
                for (Map.Entry<String, byte[]> file : bundle.entrySet()) {
                    out.putNextEntry(new ZipEntry(file.getKey()));
                    out.write(file.getValue());
                    out.closeEntry();
                    entries.add("{\"path\":\"" + file.getKey().replace("\u0001", "\\u0001")
                            + "\",\"role\":\"bundle\",\"bytes\":" + file.getValue().length + ",\"sha256\":\""
                            + sha256(file.getValue()) + "\"}");
                }
            }
            out.putNextEntry(new ZipEntry("manifest.json"));
            out.write(("{\"format\":\"runfolio-export\",\"version\":1,\"files\":[" + String.join(",", entries)
                            + "],\"problems\":[]}")
                    .getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        return zip;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
