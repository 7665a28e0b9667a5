package org.sealpost.protocols.files.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.apache.poi.hssf.eventusermodel.HSSFEventFactory;
import org.apache.poi.hssf.eventusermodel.HSSFListener;
import org.apache.poi.hssf.eventusermodel.HSSFRequest;
import org.apache.poi.hssf.record.BoundSheetRecord;
import org.apache.poi.hssf.record.FormulaRecord;
import org.apache.poi.hssf.record.HeaderFooterBase;
import org.apache.poi.hssf.record.LabelRecord;
import org.apache.poi.hssf.record.NumberRecord;
import org.apache.poi.hssf.record.RKRecord;
import org.apache.poi.hssf.record.Record;
import org.apache.poi.hssf.record.SSTRecord;
import org.apache.poi.hssf.record.StringRecord;
import org.apache.poi.hssf.record.TextObjectRecord;
import org.apache.poi.poifs.filesystem.DirectoryNode;

/** What is written in a sheet of Excel (MS-XLS). Numbers are told with all their digits, not as they look in their cells. */
final class SheetText implements HSSFListener {
    private static final double LARGEST = 1e30;

    private final Found found;

    private SheetText(Found found) {
        this.found = found;
    }

    static void read(DirectoryNode folder, Found found) throws IOException {
        HSSFRequest request = new HSSFRequest();
        request.addListenerForAllRecords(new SheetText(found));
        new HSSFEventFactory().processWorkbookEvents(request, folder);
    }

    @Override
    public void processRecord(Record record) {
        try {
            switch (record) {
                case SSTRecord strings -> {
                    for (int i = 0; i < strings.getNumUniqueStrings(); i++) {
                        found.line(strings.getString(i).getString());
                    }
                }
                case LabelRecord label -> found.line(label.getValue());
                case NumberRecord number -> number(number.getValue());
                case RKRecord number -> number(number.getRKNumber());
                case FormulaRecord formula -> number(formula.getValue());
                case StringRecord result -> found.line(result.getString());
                case TextObjectRecord note -> found.line(note.getStr().getString());
                case HeaderFooterBase line -> found.line(line.getText());
                case BoundSheetRecord sheet -> found.line(sheet.getSheetname());
                default -> {
                    // How it looks.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void number(double number) throws Found.Full {
        if (Math.abs(number) < LARGEST) {
            found.line(BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
        }
    }
}
