package dev.kerasguard.operator;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/** What the operator and its framework log at the level that is shipped, while this is open. */
final class LogLines implements AutoCloseable {

    private final List<Logger> loggers = Stream.of("dev.kerasguard", "io.javaoperatorsdk")
            .map(Logger::getLogger)
            .toList();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    LogLines() {
        loggers.forEach(logger -> {
            logger.setLevel(Level.INFO);
            logger.addHandler(handler);
        });
    }

    /** Level and message of every line that mentions a text. */
    List<String> mentioning(String text) {
        SimpleFormatter words = new SimpleFormatter();
        return records.stream()
                .map(entry -> entry.getLevel() + " " + words.formatMessage(entry))
                .filter(line -> line.contains(text))
                .toList();
    }

    /** Every stack trace. */
    List<Throwable> stackTraces() {
        return records.stream()
                .map(LogRecord::getThrown)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public void close() {
        loggers.forEach(logger -> {
            logger.removeHandler(handler);
            logger.setLevel(null);
        });
    }
}
