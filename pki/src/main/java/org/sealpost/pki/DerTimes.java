package org.sealpost.pki;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Times as certificates and CRLs have them (RFC 5280 sections 4.1.2.5 and 5.1.2.4): UTCTime through 2049, GeneralizedTime from
 * 2050. The entries of a CRL come in the order of time, so the one before is often the same and nearly always of the same day.
 * Not for more than one thread.
 */
final class DerTimes {
    private static final int GENERALIZED_TIME_BEGINS = 2050;
    private static final int SECONDS_OF_DAY = 86_400;

    private long lastSecond = Long.MIN_VALUE;
    private long lastDay = Long.MIN_VALUE;
    private byte[] last = new byte[0];

    /** With tag and length; not to be changed. */
    byte[] der(Instant time) {
        long second = time.getEpochSecond();
        if (second != lastSecond) {
            long day = Math.floorDiv(second, SECONDS_OF_DAY);
            last = day == lastDay ? last.clone() : ofDay(LocalDate.ofEpochDay(day));
            lastDay = day;
            lastSecond = second;
            clock(Math.floorMod(second, SECONDS_OF_DAY));
        }
        return last;
    }

    private static byte[] ofDay(LocalDate day) {
        boolean utc = day.getYear() < GENERALIZED_TIME_BEGINS;
        int century = utc ? 0 : 2;
        byte[] time = new byte[15 + century];
        time[0] = (byte) (utc ? DerWriter.UTC_TIME : DerWriter.GENERALIZED_TIME);
        time[1] = (byte) (time.length - 2);
        if (!utc) {
            two(time, 2, day.getYear() / 100);
        }
        two(time, 2 + century, day.getYear() % 100);
        two(time, 4 + century, day.getMonthValue());
        two(time, 6 + century, day.getDayOfMonth());
        time[time.length - 1] = 'Z';
        return time;
    }

    private void clock(int secondOfDay) {
        int at = last.length - 7;
        two(last, at, secondOfDay / 3_600);
        two(last, at + 2, secondOfDay / 60 % 60);
        two(last, at + 4, secondOfDay % 60);
    }

    private static void two(byte[] bytes, int position, int number) {
        bytes[position] = (byte) ('0' + number / 10);
        bytes[position + 1] = (byte) ('0' + number % 10);
    }
}
