package io.runfolio.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Takes and tries locks in a process of its own. POSIX locks of one process never conflict with each other. */
public final class LockProgram {
    private LockProgram() {}

    /**
     * Says each step on its standard output.
     *
     * @param args {@code try <file>} or {@code scratch}
     */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "try" -> System.out.println(isLocked(Path.of(args[1])) ? "locked" : "free");
            case "scratch" -> {
                Path folder = ScratchFolder.get();
                Files.writeString(folder.resolve("work"), "under way");
                collectGarbage();
                System.out.println(folder);
                int told = System.in.read();
                System.out.println("ended " + told);
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Returns whether another process has locked any part of a file, without the code under test. */
    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        }
    }

    /** Collects until what nothing refers to has gone, together with what its cleaners close. */
    public static void collectGarbage() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            System.gc();
            Thread.sleep(10);
        }
    }

    public static Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                LockProgram.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Returns what another process finds: {@code locked} or {@code free}. */
    public static String tried(Path file) throws IOException {
        return start("try", file.toString()).inputReader().readLine();
    }
}
