package org.sealpost.protocols.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.transport.Agent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent that is a program: it gets the message on its standard input, what it may know of the envelope in its environment, and
 * answers on its standard output by its power: nothing, header fields, or a whole message. The kernel limits its memory and its
 * time (prlimit(1)); what it prints on its standard error nobody keeps.
 */
public final class ProgramAgent implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramAgent.class);
    private static final int RECIPIENTS_NAMED = 500;
    private static final int FILES_LIMIT = 256;
    /** How much more than it was given a program may answer. */
    private static final long ANSWER_MORE_BYTES = 1024 * 1024;

    private static final int PIECE_BYTES = 64 * 1024;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Terms terms;
    private final List<String> command;
    private final long memoryBytes;
    private final Path folder;

    /**
     * @param command the program and what it is told
     * @param folder in which it runs
     */
    public ProgramAgent(Terms terms, List<String> command, long memoryBytes, Path folder) {
        this.terms = terms;
        this.command = List.copyOf(command);
        this.memoryBytes = memoryBytes;
        this.folder = folder;
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public Answer handle(MailObject mail) throws AgentFailure {
        byte[] output = run(mail);
        return switch (terms.power()) {
            case READ -> Answer.NOTHING;
            case ADD_HEADER -> new Answer(fields(output), Optional.empty());
            case MODIFY -> output.length == 0 ? Answer.NOTHING : new Answer(List.of(), Optional.of(Content.of(output)));
        };
    }

    private static List<String> fields(byte[] output) {
        return new String(output, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private byte[] run(MailObject mail) throws AgentFailure {
        Process process = start(mail);
        try {
            CompletableFuture<byte[]> output = new CompletableFuture<>();
            long limit = mail.content().sizeBytes() + ANSWER_MORE_BYTES;
            Thread.ofVirtual().start(() -> read(process, limit, output));
            Thread.ofVirtual().start(() -> write(process, mail.content()));
            byte[] said = output.get(terms.patience().toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(terms.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AgentFailure("it took too long");
            }
            if (process.exitValue() != 0) {
                throw new AgentFailure("it ended with status " + process.exitValue());
            }
            return said;
        } catch (TimeoutException e) {
            throw new AgentFailure("it took longer than " + terms.patience().toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new AgentFailure("its answer is longer than it may be, or cannot be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure("the server stops");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(MailObject mail) throws AgentFailure {
        List<String> limited = new ArrayList<>(List.of(
                "prlimit",
                "--as=" + memoryBytes,
                "--cpu=" + Math.max(1, terms.patience().toSeconds()),
                "--nofile=" + FILES_LIMIT,
                "--core=0",
                "--"));
        limited.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(limited).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment(mail));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new AgentFailure("it cannot be started");
        }
    }

    private static Map<String, String> environment(MailObject mail) {
        return Map.of(
                "PATH",
                PATH,
                "LANG",
                "C.UTF-8",
                "SEALPOST_QUEUE_ID",
                mail.queueId(),
                "SEALPOST_SENDER",
                mail.envelope().reversePath().map(MailAddress::toString).orElse(""),
                "SEALPOST_RECIPIENTS",
                mail.envelope().recipients().stream()
                        .limit(RECIPIENTS_NAMED)
                        .map(MailAddress::toString)
                        .collect(Collectors.joining(" ")));
    }

    /** A program need not read all; what it did not want it did not want. */
    private static void write(Process process, Content content) {
        try (OutputStream out = process.getOutputStream();
                InputStream in = content.open()) {
            in.transferTo(out);
        } catch (IOException e) {
            LOG.debug("an agent did not read its message to the end: {}", e.getMessage());
        }
    }

    private static void read(Process process, long limit, CompletableFuture<byte[]> output) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream in = process.getInputStream()) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                if (said.size() + count > limit) {
                    throw new IOException("the answer is too long");
                }
                said.write(piece, 0, count);
            }
            output.complete(said.toByteArray());
        } catch (IOException e) {
            output.completeExceptionally(e);
        }
    }
}
