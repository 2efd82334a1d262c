package io.runfolio.catalog.sql;

import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Duplicates;
import io.runfolio.catalog.Duplicates.Match;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.PerceptualHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Search for duplicates in one transaction. Checksums are looked up. PerceptualHashes are compared one by one: their
 * index holds all that the scan reads, and no index finds neighbors within a distance of many bits.
 */
final class DuplicateSearch {
    /** Candidates whose records are read, the nearest by structure. */
    private static final int MAX_CANDIDATES = 1_000;

    private static final int FETCH_SIZE = 10_000;

    private final CatalogReader reader;

    DuplicateSearch(CatalogReader reader) {
        this.reader = reader;
    }

    private record Candidate(PageCursor place, int structure) {}

    Duplicates of(CatalogArtifact artifact, int limit) {
        Optional<AssetRecord> asset = artifact.view().asset();
        List<CatalogArtifact> exact = asset.map(AssetRecord::sha256)
                .map(sum -> withChecksum(sum, artifact, limit + 1))
                .orElse(List.of());
        Optional<PerceptualHash> hash =
                asset.flatMap(file -> AssetExtras.of(file).perceptualHash());
        List<Candidate> candidates = new ArrayList<>();
        long compared = hash.map(own -> scan(own, candidates)).orElse(0L);
        candidates.sort(Comparator.comparingInt(Candidate::structure));
        boolean isComplete = compared <= Duplicates.MAX_COMPARED && candidates.size() <= MAX_CANDIDATES;
        List<Match> reencoded = new ArrayList<>();
        List<Match> alike = new ArrayList<>();
        hash.ifPresent(own -> sort(
                own, artifact, candidates.subList(0, Math.min(MAX_CANDIDATES, candidates.size())), reencoded, alike));
        boolean isWhole = exact.size() <= limit && reencoded.size() <= limit && alike.size() <= limit;
        return new Duplicates(
                first(exact, limit),
                first(reencoded, limit),
                first(alike, limit),
                Math.min(compared, Duplicates.MAX_COMPARED),
                isComplete && isWhole);
    }

    private static <T> List<T> first(List<T> all, int limit) {
        return List.copyOf(all.subList(0, Math.min(limit, all.size())));
    }

    private List<CatalogArtifact> withChecksum(String sha256, CatalogArtifact besides, int limit) {
        List<PageCursor> places = reader.query(QueryPlanner.Sql.of(
                        "SELECT run_key, position FROM originals WHERE sha256 = ? ORDER BY run_key DESC, position"
                                + " LIMIT ?",
                        sha256,
                        limit + 1))
                .map((rows, context) -> new PageCursor(rows.getLong(1), rows.getInt(2)))
                .list();
        return reader.artifacts(places).stream()
                .filter(found -> !isSame(found, besides))
                .limit(limit)
                .toList();
    }

    /** Collects the candidates, and returns the number of compared pictures. */
    private long scan(PerceptualHash own, List<Candidate> candidates) {
        long[] count = {0};
        reader.query(QueryPlanner.Sql.of(
                        "SELECT structure, run_key, position FROM originals WHERE structure IS NOT NULL LIMIT ?",
                        Duplicates.MAX_COMPARED + 1))
                .setFetchSize(FETCH_SIZE)
                .map((rows, context) -> {
                    count[0]++;
                    int distance = Long.bitCount(rows.getLong(1) ^ own.structure());
                    if (distance <= Duplicates.MAX_STRUCTURE) {
                        candidates.add(new Candidate(new PageCursor(rows.getLong(2), rows.getInt(3)), distance));
                    }
                    return distance;
                })
                .forEach(distance -> {});
        return count[0];
    }

    private void sort(
            PerceptualHash own,
            CatalogArtifact artifact,
            List<Candidate> candidates,
            List<Match> reencoded,
            List<Match> alike) {
        Set<String> seen = new HashSet<>();
        for (CatalogArtifact other :
                reader.artifacts(candidates.stream().map(Candidate::place).toList())) {
            if (isSame(other, artifact)
                    || isSameFile(other, artifact)
                    || !seen.add(other.view().record().id())) {
                continue;
            }
            Optional<PerceptualHash> hash =
                    other.view().asset().flatMap(asset -> AssetExtras.of(asset).perceptualHash());
            hash.map(own::distance).ifPresent(distance -> {
                if (Duplicates.isReencoded(distance, artifact, other)) {
                    reencoded.add(new Match(other, distance));
                } else if (Duplicates.isAlike(distance)) {
                    alike.add(new Match(other, distance));
                }
            });
        }
        Comparator<Match> nearest = Comparator.comparingInt(
                        (Match match) -> match.distance().structure())
                .thenComparingInt(match -> match.distance().color());
        reencoded.sort(nearest);
        alike.sort(nearest);
    }

    private static boolean isSame(CatalogArtifact one, CatalogArtifact other) {
        return one.view().record().id().equals(other.view().record().id());
    }

    private static boolean isSameFile(CatalogArtifact one, CatalogArtifact other) {
        Optional<String> sum = one.view().asset().map(AssetRecord::sha256);
        return sum.isPresent() && sum.equals(other.view().asset().map(AssetRecord::sha256));
    }
}
