package dev.kerasguard.anomaly;

import java.util.Locale;

/** How a signal's values are written for people. */
enum Unit {
    PER_SECOND {
        @Override
        String format(double value) {
            return number(value) + "/s";
        }
    },
    SECONDS {
        @Override
        String format(double value) {
            return value < 1 ? number(value * 1e3) + "ms" : number(value) + "s";
        }
    },
    SHARE {
        @Override
        String format(double value) {
            return number(value * 100) + "%";
        }
    },
    BYTES {
        @Override
        String format(double value) {
            return value < GIBIBYTE ? number(value / MEBIBYTE) + "MiB" : number(value / GIBIBYTE) + "GiB";
        }
    },
    CODE {
        @Override
        String format(double value) {
            return Long.toString((long) value);
        }
    };

    private static final double MEBIBYTE = 1L << 20;
    private static final double GIBIBYTE = 1L << 30;

    abstract String format(double value);

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
    }
}
