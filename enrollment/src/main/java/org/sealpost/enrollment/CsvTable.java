package org.sealpost.enrollment;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values with quotes (RFC 4180); semicolons, as some spreadsheets write, if the first line has no comma. */
final class CsvTable {
    /** A row that is not empty, with the number of the line on which it starts. */
    record Row(int line, List<String> cells) {}

    private final String text;
    private final char separator;
    private final List<Row> rows = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private List<String> cells = new ArrayList<>();
    private int line = 1;
    private int rowLine = 1;

    private CsvTable(String text) {
        this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
        String first = text.lines().findFirst().orElse("");
        this.separator = first.indexOf(',') < 0 && first.indexOf(';') >= 0 ? ';' : ',';
    }

    /** All rows, the heading first. Throws {@link IllegalArgumentException} if a quote is never closed. */
    static List<Row> parse(String text) {
        return new CsvTable(text).rows();
    }

    private List<Row> rows() {
        int at = 0;
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '"' && cell.isEmpty()) {
                at = quoted(at + 1);
            } else {
                plain(next);
                at++;
            }
        }
        endRow();
        return rows;
    }

    private void plain(char next) {
        if (next == separator) {
            endCell();
        } else if (next == '\n') {
            endRow();
            line++;
            rowLine = line;
        } else if (next != '\r') {
            cell.append(next);
        }
    }

    /** Returns where the text goes on behind the closing quote. */
    private int quoted(int start) {
        int at = start;
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                cell.append('"');
                at += 2;
                continue;
            }
            if (next == '"') {
                return at + 1;
            }
            if (next == '\n') {
                line++;
            }
            cell.append(next);
            at++;
        }
        throw new IllegalArgumentException("line " + rowLine + ": a quote is not closed");
    }

    private void endCell() {
        cells.add(cell.toString().strip());
        cell.setLength(0);
    }

    private void endRow() {
        endCell();
        if (cells.stream().anyMatch(value -> !value.isEmpty())) {
            rows.add(new Row(rowLine, List.copyOf(cells)));
        }
        cells = new ArrayList<>();
    }
}
