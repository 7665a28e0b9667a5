package org.sealpost.protocols.protocollog;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the protocol log: one for each direction and day, {@code receive-2026-05-01-001.csv}, and another one of that day
 * when it is full. Only the owner reads them. All together they are bounded, and old ones are removed.
 */
final class LogFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);
    private static final long FILE_LIMIT_BYTES = 32L * 1024 * 1024;
    /** Of each direction. */
    private static final int FILES_LIMIT = 32;

    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int DAY_LENGTH = "2026-05-01".length();
    private static final String HEADING = "#Fields: " + String.join(",", LogLine.COLUMNS) + "\n";

    private final Path folder;
    private final Map<Direction, Open> open = new EnumMap<>(Direction.class);
    private @Nullable Instant failedAt;

    LogFiles(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** The file that is written now. */
    private static final class Open {
        private final String day;
        private final OutputStream out;
        private long size;

        /** A stream and no channel, since an interrupted thread would close a channel for all others. */
        Open(String day, Path file) throws IOException {
            this.day = day;
            this.size = Files.size(file);
            this.out = new FileOutputStream(file.toFile(), true);
        }

        void write(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write(bytes);
            size += bytes.length;
        }
    }

    /** After a failure nothing is tried for a while: a full disk does not get emptier by being asked at each line. */
    synchronized void append(Direction direction, LogLine line) {
        Instant failed = failedAt;
        if (failed != null && line.at().isBefore(failed.plus(PAUSE))) {
            return;
        }
        try {
            current(direction, day(line.at())).write(line.csv() + "\n");
            if (failed != null) {
                LOG.info("the protocol log is written again");
                failedAt = null;
            }
        } catch (IOException e) {
            if (failed == null) {
                LOG.error("the protocol log cannot be written, mail goes on without it: {}", e.toString());
            }
            failedAt = line.at();
            close();
        }
    }

    private static String day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
    }

    private Open current(Direction direction, String day) throws IOException {
        Open now = open.get(direction);
        if (now != null && now.day.equals(day) && now.size < FILE_LIMIT_BYTES) {
            return now;
        }
        if (now != null) {
            open.remove(direction);
            now.out.close();
        }
        Open next = next(direction, day);
        open.put(direction, next);
        // What a crash or a full disk has cut off stays alone on its line.
        next.write(next.size == 0 ? HEADING : "\n");
        return next;
    }

    private Open next(Direction direction, String day) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<Path> files = files(direction);
        String start = direction.prefix() + day + "-";
        Path last = files.isEmpty() ? folder : files.getLast();
        boolean sameDay = last.getFileName().toString().startsWith(start);
        Path file = sameDay && Files.size(last) < FILE_LIMIT_BYTES
                ? last
                : folder.resolve(start + String.format("%06d", sameDay ? part(last) + 1 : 1) + ".csv");
        for (Path old : files.subList(0, Math.max(0, files.size() - FILES_LIMIT + 1))) {
            Files.deleteIfExists(old);
        }
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return new Open(day, file);
    }

    private static int part(Path file) {
        String name = file.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1, name.length() - ".csv".length()));
    }

    /** In the order of time. */
    private List<Path> files(Direction direction) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName()
                            .toString()
                            .matches(direction.prefix() + "\\d{4}-\\d\\d-\\d\\d-\\d{6}\\.csv"))
                    .sorted()
                    .toList();
        }
    }

    List<LogLine> find(Predicate<LogLine> wanted, int limit) throws IOException {
        List<LogLine> found = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            Deque<LogLine> newest = new ArrayDeque<>();
            for (Path file : files(direction)) {
                find(file, wanted, limit, newest);
            }
            found.addAll(newest);
        }
        found.sort(Comparator.comparing(LogLine::at));
        return found.subList(Math.max(0, found.size() - limit), found.size());
    }

    private static void find(Path file, Predicate<LogLine> wanted, int limit, Deque<LogLine> newest)
            throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LogLine.parse(line).filter(wanted).ifPresent(newest::addLast);
                if (newest.size() > limit) {
                    newest.removeFirst();
                }
            }
        }
    }

    synchronized void tidy(Instant now) {
        String oldest = day(now.minus(KEPT));
        try {
            for (Direction direction : Direction.values()) {
                for (Path file : files(direction)) {
                    String name = file.getFileName()
                            .toString()
                            .substring(direction.prefix().length());
                    if (name.substring(0, DAY_LENGTH).compareTo(oldest) < 0) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("old files of the protocol log stay: {}", e.toString());
        }
    }

    @Override
    public synchronized void close() {
        for (Open one : open.values()) {
            try {
                one.out.close();
            } catch (IOException e) {
                LOG.debug("closing the protocol log: {}", e.getMessage());
            }
        }
        open.clear();
    }
}
