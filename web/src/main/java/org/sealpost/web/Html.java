package org.sealpost.web;

/** The frame of every page, and text made safe for it. */
final class Html {
    private Html() {}

    /** Text that stands between tags or in a quoted attribute. */
    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A state: shape, word and colour together, so that none of them is needed alone. */
    static String state(String colour, String shape, String word) {
        return "<span class=\"st " + colour + "\"><svg class=\"g\" aria-hidden=\"true\"><use href=\"#" + shape
                + "\"/></svg>" + text(word) + "</span>";
    }

    static String page(String domain, String main) {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
                <title>%1$s – Sealpost</title><link rel="stylesheet" href="/sealpost.css"></head>
                <body>%2$s
                <header class="top"><div class="brand"><svg aria-hidden="true"><use href="#seal"/></svg>Sealpost</div><span class="muted">%1$s</span></header>
                <main>%3$s</main></body></html>
                """.formatted(text(domain), SHAPES, main);
    }

    private static final String SHAPES = """
            <svg width="0" height="0" aria-hidden="true" focusable="false" class="shapes">
            <symbol id="seal" viewBox="0 0 20 20"><path fill="currentColor" d="M10 1l2 1.6 2.5-.5.8 2.5 2.5.8-.5 2.5L19 10l-1.7 2.1.5 2.5-2.5.8-.8 2.5-2.5-.5L10 19l-2-1.6-2.5.5-.8-2.5-2.5-.8.5-2.5L1 10l1.7-2.1-.5-2.5 2.5-.8.8-2.5 2.5.5z"/></symbol>
            <symbol id="unsealed" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.6 2"/></symbol>
            <symbol id="pen" viewBox="0 0 20 20"><path fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" d="M3 17h7M5 13l8-8a1.8 1.8 0 012.5 2.5l-8 8L4 16z"/></symbol>
            <symbol id="penok" viewBox="0 0 20 20"><path fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" d="M3 12l7-7a1.7 1.7 0 012.4 2.4l-7 7-3 .6zM9 16l3 2.4 6-7"/></symbol>
            <symbol id="clock" viewBox="0 0 20 20"><path fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" d="M10 2.6a7.4 7.4 0 110 14.8 7.4 7.4 0 010-14.8zM10 6v4l3 2"/></symbol>
            <symbol id="x" viewBox="0 0 20 20"><path fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" d="M5 5l10 10M15 5L5 15"/></symbol>
            </svg>""";
}
