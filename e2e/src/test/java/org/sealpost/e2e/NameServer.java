package org.sealpost.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** A name server on this machine that knows the lines of a zone it was given; a name without a line does not exist. */
final class NameServer implements AutoCloseable {
    private static final int LARGEST_QUESTION = 4_096;

    private final DatagramSocket socket;
    private final List<Record> records = new CopyOnWriteArrayList<>();

    NameServer() {
        try {
            this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** A line of a zone file, with a whole name in front. Nobody keeps the answer for long. */
    void add(String line) {
        byte[] zone = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        try (Master master = new Master(new ByteArrayInputStream(zone), Name.root, 0)) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            answerOne();
        }
    }

    private void answerOne() {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST_QUESTION], LARGEST_QUESTION);
            socket.receive(packet);
            byte[] answer = answer(new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength())))
                    .toWire();
            socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        } catch (IOException e) {
            // Closed, or a question that cannot be read: nobody answers that.
            return;
        }
    }

    private Message answer(Message question) {
        Record asked = question.getQuestion();
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(asked, Section.QUESTION);
        boolean exists = false;
        for (Record record : records) {
            if (record.getName().equals(asked.getName())) {
                exists = true;
                if (record.getType() == asked.getType()) {
                    answer.addRecord(record, Section.ANSWER);
                }
            }
        }
        answer.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
        return answer;
    }
}
