package org.sealpost.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.sealpost.app.cli.Cli;
import org.sealpost.app.cli.Mistake;
import org.sealpost.app.cli.Session;
import org.sealpost.app.config.Configuration;
import org.sealpost.app.control.Call;
import org.sealpost.app.control.ControlDoor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** A house with its doors open, until somebody stops the process. */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private Server() {}

    /** Runs until the process is told to stop; {@code ready} is called once all doors are open. */
    static void run(Configuration configuration, Consumer<House> ready) {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopped.countDown();
            await(closed);
        }));
        try (House house = House.open(configuration);
                ControlDoor control = ControlDoor.open(
                        configuration.data(),
                        configuration.console().socket(),
                        (call, user, output) -> command(house, call, user, output))) {
            house.start();
            LOG.debug("commands are taken at {}", control.address());
            ready.accept(house);
            await(stopped);
            LOG.info("stopping");
        } catch (StartFailure e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new Mistake("cannot start: " + e.getMessage());
        } finally {
            closed.countDown();
        }
    }

    private static int command(House house, Call call, String user, ControlDoor.Output output) {
        try (PrintWriter out = new PrintWriter(new Forwarding(output::out));
                PrintWriter err = new PrintWriter(new Forwarding(output::err))) {
            Session session = new Session(
                    () -> house,
                    () -> house.configuration().domain(),
                    user,
                    isOwner(house, user),
                    Path.of(call.folder()),
                    call.input(),
                    out,
                    err);
            return commands(session, call).execute(call.arguments().toArray(String[]::new));
        }
    }

    /** Only as many as the line needs, since they are made for each line. */
    private static CommandLine commands(Session session, Call call) {
        return PlainLine.of(call.arguments())
                .map(line -> Cli.of(session, line.command()))
                .orElseGet(() -> Cli.of(session, List.of()));
    }

    /** Root and the owner of the data could do everything without asking. */
    private static boolean isOwner(House house, String user) {
        try {
            return user.equals("root")
                    || Files.getOwner(house.configuration().data()).getName().equals(user);
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends on what is written, in the pieces in which it is flushed. */
    private static final class Forwarding extends Writer {
        private static final int PIECE = 8 * 1024;

        private final StringWriter waiting = new StringWriter();
        private final Target target;

        interface Target {
            void send(String text) throws IOException;
        }

        Forwarding(Target target) {
            this.target = target;
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            waiting.write(text, offset, length);
            if (waiting.getBuffer().length() > PIECE) {
                flush();
            }
        }

        @Override
        public void flush() throws IOException {
            if (waiting.getBuffer().length() > 0) {
                target.send(waiting.toString());
                waiting.getBuffer().setLength(0);
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
