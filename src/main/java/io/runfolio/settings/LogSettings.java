package io.runfolio.settings;

/**
 * What the command line's log looks like. Embedded, the host's own logging counts.
 *
 * @param format text for people or JSON lines for machines; default {@code text}
 * @param level least level that is written; default {@code info}
 */
public record LogSettings(Format format, Level level) {

    /** Forms of a log line. */
    public enum Format {
        TEXT,
        JSON
    }

    /** Levels, least grave first. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    static LogSettings read(SettingValues values) {
        return new LogSettings(
                values.word("runfolio.log.format", Format.TEXT, Format.class, "form of the log's lines"),
                values.word("runfolio.log.level", Level.INFO, Level.class, "least level that is logged"));
    }
}
