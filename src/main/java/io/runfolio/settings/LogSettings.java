package io.runfolio.settings;

/**
 * Log of the command line; an embedded worker uses the host's logging.
 *
 * @param format text for people or JSON lines for machines; default {@code text}
 * @param level lowest level that is written; default {@code info}
 */
public record LogSettings(Format format, Level level) {

    /** Forms of a log line. */
    public enum Format {
        TEXT,
        JSON
    }

    /** Levels, least severe first. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    static LogSettings read(SettingReader values) {
        return new LogSettings(
                values.enumValue("runfolio.log.format", Format.TEXT, Format.class, "format of log lines"),
                values.enumValue("runfolio.log.level", Level.INFO, Level.class, "lowest level that is logged"));
    }
}
